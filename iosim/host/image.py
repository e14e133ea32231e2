"""`iosim image list|build|verify`: universal images as files on this machine."""

import sys
from collections.abc import Sequence
from hashlib import md5, sha256
from pathlib import Path

from iosim.errors import UsageError
from iosim.featureset import image_file, recipe
from iosim.featureset.catalog import Catalog
from iosim.featureset.image import Image
from iosim.featureset.image_file import LIMIT_BYTES, ImageRefused
from iosim.host.arguments import Parser

_RECIPE = ".toml"


def main(arguments: list[str]) -> int:
    """Run `iosim image ...`; exit code 1 when a file is not what it should be, 2 for a bad command line."""
    parser = Parser("iosim image", "List, build and verify universal images. They hold no vendor code.")
    parser.add_argument("action", choices=("list", "build", "verify"))
    parser.add_argument("names", nargs="*", metavar="NAME|RECIPE.toml|FILE")
    parser.switch("--all", "build: every packaged image")
    parser.add_argument("-o", "--output", default=".", metavar="DIR", help="build: where the files go")
    values, _ = parser.read(arguments)
    if values.action == "list":
        return listed(values.names)
    if values.action == "build":
        return built(values.names, Path(values.output), every=values.all)
    return verified(values.names)


def listed(names: Sequence[str]) -> int:
    """Print the images of that name, or all packaged ones: release, size, levels; a star marks the defaults."""
    images = Catalog.packaged()
    chosen = [images.image(name) for name in (names or images.names())]
    for image in chosen:
        mark = "*" if images.default(image.family) is image else " "
        levels = " < ".join(level.name for level in image.levels)
        crypto = "" if image.crypto else "  no crypto"
        sys.stdout.write(f"{mark} {image.name:<42} {image.version:<12} {image.size_bytes:>7}  {levels}{crypto}\n")
    if not names:
        sys.stdout.write("* ships with new devices of its family\n")
    return 0


def built(names: Sequence[str], folder: Path, *, every: bool) -> int:
    """
    Write image files into `folder`, made if it is missing; one line each with size and digests.

    Raises:
        UsageError: no names, an unknown one, or a recipe that says something wrong.
    """
    images = Catalog.packaged()
    wanted = images.names() if every else list(names)
    if not wanted:
        raise UsageError("name an image or a recipe to build, or say --all")
    made = [_made(images, name) for name in wanted]
    folder.mkdir(parents=True, exist_ok=True)
    for image, data in made:
        path = folder / image.file_name
        path.write_bytes(data)
        digest = md5(data, usedforsecurity=False).hexdigest()
        sys.stdout.write(f"{path}  {len(data)} bytes  md5 {digest}  sha256 {sha256(data).hexdigest()}\n")
    return 0


def _made(images: Catalog, name: str) -> tuple[Image, bytes]:
    if not name.endswith(_RECIPE):
        return images.image(name), images.file(name)
    path = Path(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise UsageError(f"recipe {name} cannot be read: {failure}") from None
    image = recipe.read(path.name.removesuffix(_RECIPE), text, _recipe_beside(path.parent))
    return image, image_file.build(image)


def _recipe_beside(folder: Path) -> recipe.Find:
    """`like` looks beside the recipe first, then among the packaged ones."""

    def find(name: str) -> str:
        beside = folder / f"{name}{_RECIPE}"
        return beside.read_text(encoding="utf-8") if beside.is_file() else recipe.packaged_text(name)

    return find


def verified(names: Sequence[str]) -> int:
    """Say of each file whether it is a good image and, if not, exactly what is wrong; 1 when any is not."""
    if not names:
        raise UsageError("name the image files to verify")
    code = 0
    for name in names:
        try:
            with Path(name).open("rb") as file:
                image = image_file.verify(file.read(LIMIT_BYTES + 1))
        except ImageRefused as refusal:
            sys.stdout.write(f"{name}: BAD: {refusal}\n")
            code = 1
        except OSError as failure:
            sys.stdout.write(f"{name}: BAD: {failure.strerror or failure}\n")
            code = 1
        else:
            sys.stdout.write(f"{name}: good: {image.name}, {image.version}, signed by the lab image key\n")
    return code
