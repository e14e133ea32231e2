"""
The images at hand: those packaged with iosim, made from their recipes when first asked for.

A packaged image boots by name without its file ever being built; the file appears when somebody reads it.
"""

import tomllib
from functools import cache
from hashlib import md5, sha256

from iosim.errors import UsageError
from iosim.featureset import image_file, recipe
from iosim.featureset.image import Image

_INDEX = "index"


class Catalog:
    """Images by name. One instance serves a whole process; everything it makes is kept."""

    def __init__(self) -> None:
        self._images: dict[str, Image] = {}
        self._contents: dict[str, bytes] = {}
        self._by_digest: dict[bytes, Image] = {}

    @staticmethod
    def packaged() -> "Catalog":
        """The catalog of the images that come with iosim, one per process."""
        return _packaged()

    def names(self) -> list[str]:
        """Names of all packaged images, sorted."""
        found = [
            entry.name.removesuffix(".toml") for entry in recipe.folder().iterdir() if entry.name.endswith(".toml")
        ]
        return sorted(name for name in found if name != _INDEX)

    def image(self, name: str) -> Image:
        """
        The image called `name`, with or without `.bin`; the same object every time.

        Raises:
            UsageError: there is no such image.
        """
        name = name.removesuffix(".bin")
        found = self._images.get(name)
        if found is None:
            if "/" in name or name in ("", _INDEX):
                raise UsageError(f"no image {name!r}; `iosim image list` names those there are")
            found = self._images[name] = recipe.read(name, recipe.packaged_text(name))
        return found

    def default(self, image_family: str) -> Image:
        """The image that a new chassis of this image family ships with; UsageError for an unknown family."""
        name = _defaults().get(image_family)
        if name is None:
            raise UsageError(f"no default image for family {image_family!r}")
        return self.image(name)

    def contents(self, name: str) -> bytes | None:
        """The image file of `name` (`.bin` may be there), built on first use and kept; None without such an image."""
        try:
            return self.file(name)
        except UsageError:
            return None

    def file(self, name: str) -> bytes:
        """As `contents`, but UsageError when there is no such image."""
        image = self.image(name)
        found = self._contents.get(image.name)
        if found is None:
            found = self._contents[image.name] = image_file.build(image)
            self._by_digest[sha256(found).digest()] = image
        return found

    def size(self, name: str) -> int:
        """Bytes of the image file, without building it."""
        return self.image(name).size_bytes

    def digest(self, name: str) -> str:
        """SHA-256 of the image file as hexadecimal digits; builds it."""
        return sha256(self.file(name)).hexdigest()

    def md5(self, name: str) -> str:
        """MD5 of the image file as hexadecimal digits, as `verify /md5` prints it; builds it."""
        return md5(self.file(name), usedforsecurity=False).hexdigest()

    def load(self, data: bytes) -> Image:
        """
        The image in a file from flash, its digest and signature checked (once per process and digest).

        A file that is bit for bit a packaged one gives the packaged `Image` object.

        Raises:
            ImageRefused: the file is damaged, not signed, or no image.
        """
        digest = sha256(data).digest()
        known = self._by_digest.get(digest)
        if known is not None:
            return known
        found = image_file.verify_once(data, digest)
        packaged = self._like(found)
        self._by_digest[digest] = packaged
        return packaged

    def _like(self, found: Image) -> Image:
        """The packaged image that equals `found`, so that what is shared by image stays shared; else `found`."""
        try:
            packaged = self.image(found.name)
        except UsageError:
            return found
        return packaged if packaged == found else found


@cache
def _packaged() -> Catalog:
    return Catalog()


@cache
def _defaults() -> dict[str, str]:
    rows = tomllib.loads(recipe.packaged_text(_INDEX))["default"]
    return {str(family): str(name) for family, name in rows.items()}
