"""Which image files a boot loader tries, in which order, and what is wrong with one it cannot start."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from iosim.boot import variables
from iosim.chassis import Chassis
from iosim.chassis.member import Rows
from iosim.errors import UsageError
from iosim.featureset.image import Image
from iosim.featureset.image_file import BadDigest, BadManifest, BadSignature, ImageRefused, NotAnImage, WrongLength
from iosim.flash.geometry import GEOMETRIES
from iosim.flash.location import Location
from iosim.flash.refusals import FileRefusal
from iosim.flash.store import FlashStore
from iosim.platforms.platform import Platform

BOOT_LIST = "boot:"  # an order to boot whatever the variables list, even where they say to stop at the prompt
NO_SUCH_FILE = "no such file or directory"
# What the boot loader prints after the file's name.
TROUBLE: dict[type[ImageRefused], str] = {
    NotAnImage: "magic number mismatch: bad mzip file",  # RECALLED
    WrongLength: "premature end of file: bad mzip file",  # INFERRED
    BadDigest: "image digest mismatch: the file is damaged",  # INFERRED
    BadSignature: "image signature verification failed",  # INFERRED
    BadManifest: "unknown image format",  # INFERRED
}
WRONG_PLATFORM = "image is for another platform"  # INFERRED


class Catalog(Protocol):
    """Where a boot loader learns what an image file is."""

    def image(self, name: str) -> Image:
        """The packaged image of this name; UsageError when there is none."""

    def load(self, data: bytes) -> Image:
        """The image in a file, its digest and signature checked; ImageRefused when it is not good."""

    def contents(self, name: str) -> bytes | None:
        """Bytes of a packaged image file."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One file that was tried."""

    url: str  # flash:/X.bin, as the boot loader prints it
    image: Image | None  # None: it cannot be started
    trouble: str = ""  # in the boot loader's words
    reason: str = ""  # exactly


def store(chassis: Rows, platform: Platform, catalog: Catalog) -> FlashStore:
    """The flash file system as the boot loader sees it."""
    return FlashStore(chassis, GEOMETRIES[platform.family], platform.flash_bytes, catalog.contents)


def flash_path(url: str) -> str | None:
    """The path inside flash of `flash:/X`, `flash:X` or `X`; None for another device."""
    prefix, colon, rest = url.rpartition(":")
    if colon and prefix.lower() not in ("flash", "flash1"):
        return None
    return Location("flash").join(rest).path


def attempt(flash: FlashStore, platform: Platform, catalog: Catalog, url: str) -> Attempt:
    """
    Look at the file called `url` and say whether it can be started.

    A file that is a packaged image by name is neither built nor hashed; any other is digest- and signature-checked.
    """
    path = flash_path(url)
    shown = url if ":" in url else f"flash:{url}"
    entry = flash.entry(path) if path else None
    if path is None or entry is None:
        return Attempt(shown, None, NO_SUCH_FILE, f"{shown} does not exist")
    if entry.directory:
        return Attempt(shown, None, "is a directory", f"{shown} is a directory")
    try:
        image = catalog.image(entry.image) if entry.image else catalog.load(flash.read(path))
    except ImageRefused as refusal:
        return Attempt(shown, None, TROUBLE[type(refusal)], f"{shown}: {refusal}")
    except (FileRefusal, UsageError) as failure:
        return Attempt(shown, None, NO_SUCH_FILE, f"{shown}: {failure}")
    if image.family != platform.image_family:
        reason = f"{shown} runs on {image.family}, this is {platform.image_family}"
        return Attempt(shown, None, WRONG_PLATFORM, reason)
    return Attempt(shown, image)


def found_in_flash(flash: FlashStore) -> Iterator[str]:
    """Every executable file, depth first: a directory is searched when it is met, before what follows it."""
    yield from _found_below(flash, "")


def _found_below(flash: FlashStore, directory: str) -> Iterator[str]:
    prefix = f"{directory}/" if directory else ""
    inside = [
        (entry.index, path, entry.directory)
        for path, entry in flash.entries()
        if path.startswith(prefix) and "/" not in path.removeprefix(prefix)
    ]
    for _, path, is_directory in sorted(inside):
        if is_directory:
            yield from _found_below(flash, path)
        elif path.endswith(".bin"):
            yield f"flash:/{path}"


def listed(chassis: Chassis) -> list[str]:
    """What the BOOT variable names, with its device."""
    return [entry if ":" in entry else f"flash:{entry}" for entry in variables.images(chassis)]
