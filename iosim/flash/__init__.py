"""File systems of the device: flash:, nvram:, system: and null:, and the names files are typed by."""

from iosim.flash.factory import PackagedFile, factory_rows
from iosim.flash.file_systems import (
    PRIVATE_CONFIG,
    RUNNING_CONFIG,
    STARTUP_CONFIG,
    FileInfo,
    FileSystems,
    Usage,
)
from iosim.flash.location import Location, Remote
from iosim.flash.refusals import FileRefusal, NoSuchFile, NotEnoughSpace

__all__ = [
    "PRIVATE_CONFIG",
    "RUNNING_CONFIG",
    "STARTUP_CONFIG",
    "FileInfo",
    "FileRefusal",
    "FileSystems",
    "Location",
    "NoSuchFile",
    "NotEnoughSpace",
    "PackagedFile",
    "Remote",
    "Usage",
    "factory_rows",
]
