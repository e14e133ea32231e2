"""What lies in the flash of a device as it leaves the factory."""

from collections.abc import Iterable
from dataclasses import dataclass

from iosim.chassis import keys
from iosim.flash.entry import Entry
from iosim.flash.geometry import GEOMETRIES
from iosim.flash.store import MIRRORS
from iosim.platforms.platform import Platform


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file whose bytes come with this installation and are not copied into devices."""

    name: str  # what `contents` is asked for
    path: str  # where it lies in flash, its directory included
    size: int
    sha256: str = ""  # "" where it is not worth building the file to know it


def factory_rows(
    platform: Platform, images: Iterable[PackagedFile], startup_config: bytes | None, private_config: bytes | None
) -> dict[str, bytes]:
    """
    Rows of a new chassis for its images and its day-0 configuration.

    A switch shows the two configurations in flash as well (config.text, private-config.text).
    """
    geometry = GEOMETRIES[platform.family]
    date_s = geometry.factory_date_s
    entries: dict[str, Entry] = {}
    index = geometry.first_index
    for image in images:
        directory = image.path.rpartition("/")[0]
        if directory and directory not in entries:
            entries[directory] = Entry(index, date_s, directory=True)
            index += 1
        entries[image.path] = Entry(index, date_s, image.size, image.sha256, image.name)
        index += 1
    rows: dict[str, bytes] = {}
    for key, data in ((keys.STARTUP_CONFIG, startup_config), (keys.PRIVATE_CONFIG, private_config)):
        if data is None:
            continue
        rows[key] = data
        if geometry.mirrors_nvram:
            path = next(path for path, mirrored in MIRRORS.items() if mirrored == key)
            entries[path] = Entry(index, date_s)
            index += 1
    rows.update({keys.FLASH + path: entry.encode() for path, entry in entries.items()})
    return rows
