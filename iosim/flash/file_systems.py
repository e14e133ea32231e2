"""All file systems of a device behind one set of operations, and the names files are typed by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from iosim.chassis import Chassis
from iosim.chassis.member import Rows
from iosim.flash.geometry import FORBIDDEN_IN_NAMES, GEOMETRIES, NAME_BYTES_MAX, Geometry
from iosim.flash.location import NETWORK_SCHEMES, Location, Remote, parse_remote, split_prefix
from iosim.flash.refusals import (
    InvalidName,
    NoSuchDevice,
    NoSuchFile,
    NotADirectory,
    NotEnoughSpace,
    ReadOnly,
)
from iosim.flash.store import MIRRORS, Contents, FlashStore
from iosim.platforms.platform import Platform

NVRAM = "nvram/"  # prefix of the rows that nvram: shows
RUNNING_CONFIG = Location("system", "running-config")
STARTUP_CONFIG = Location("nvram", "startup-config")
PRIVATE_CONFIG = Location("nvram", "private-config")
NULL_DEVICE = "null"
CLOCK_NEVER_SET_MS = 730_944_000_000  # 1 March 1993 00:00:00 UTC
_NONE_FURTHER: Mapping[str, Rows] = {}
ROOT = Location("flash")  # where a session starts


@dataclass(frozen=True, slots=True)
class FileInfo:
    """One line of a listing."""

    path: str
    index: int
    mode: str
    size: int
    modified_s: int | None  # None: the file system keeps no dates

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def is_directory(self) -> bool:
        """Whether it holds others."""
        return self.mode.startswith("d")


@dataclass(frozen=True, slots=True)
class Usage:
    """Room of a file system in bytes, and what is in it (its root counts as a directory)."""

    total_bytes: int
    used_bytes: int
    files: int
    directories: int

    @property
    def free_bytes(self) -> int:
        """What is left."""
        return max(0, self.total_bytes - self.used_bytes)


_NO_STORES: dict[str, FlashStore] = {}  # shared by devices that are no stacks; never filled


class FileSystems:
    """
    flash:, nvram:, system: and null: of one device.

    Everything takes a `Location`, and none leaves these file systems. What changes is journalled by the chassis.
    `now_ms` is simulated time; files are dated with the device calendar of that moment.
    """

    __slots__ = ("_calendar", "_chassis", "_further", "_geometry", "_running_config", "flash", "platform")

    def __init__(
        self,
        chassis: Chassis,
        platform: Platform,
        contents: Contents,
        calendar: Callable[[int], int] = lambda now_ms: CLOCK_NEVER_SET_MS + now_ms,
        running_config: Callable[[], str] | None = None,
        further: Mapping[str, Rows] = _NONE_FURTHER,
    ) -> None:
        """
        Args:
            contents: bytes of a packaged image by file name; called only when they are read.
            calendar: simulated time -> device calendar, both in milliseconds; without one (in the boot loader)
                files are dated as by a clock that was never set.
            running_config: the text of system:running-config; None before a System runs.
            further: chassis of other switches of the stack, by the name of their flash: flash2, ...
        """
        self.platform = platform
        self._chassis = chassis
        self._geometry = GEOMETRIES[platform.family]
        self._calendar = calendar
        self._running_config = running_config
        self.flash = FlashStore(chassis, self._geometry, platform.flash_bytes, contents)
        self._further = _NO_STORES
        if further:
            self._further = {
                name: FlashStore(box, self._geometry, platform.flash_bytes, contents, name)
                for name, box in further.items()
            }

    @property
    def flashes(self) -> tuple[str, ...]:
        """Names of the flash file systems: flash, and one for every further switch of a stack."""
        return ("flash", *self._further)

    def store(self, filesystem: str) -> FlashStore | None:
        """The flash with this name; None for a file system of another kind."""
        return self.flash if filesystem == "flash" else self._further.get(filesystem)

    @property
    def geometry(self) -> Geometry:
        """How flash: is laid out."""
        return self._geometry

    def knows(self, prefix: str) -> bool:
        """Whether `prefix` (without colon) names one of the device's own file systems."""
        return prefix in (*self.flashes, "nvram", "system", NULL_DEVICE) or prefix in self._geometry.aliases

    def parse_url(self, text: str, cwd: Location = ROOT) -> Location | Remote:
        """
        What `text` names: `flash:NAME`, `flash:/NAME`, a bare NAME seen from `cwd`, or a file on another host.

        Raises:
            NoSuchDevice: a prefix that is neither one of the device's file systems nor a protocol it speaks.
        """
        prefix, rest = split_prefix(text)
        if prefix in NETWORK_SCHEMES:
            return parse_remote(prefix, rest)
        if not prefix:
            return cwd.join(rest)
        if not self.knows(prefix):
            raise NoSuchDevice(f"{prefix}:{rest}")
        return Location("flash" if prefix in self._geometry.aliases else prefix).join(rest)

    def info(self, place: Location) -> FileInfo | None:
        """What is at `place`, None where nothing is; the root of a file system is a directory."""
        if not place.path:
            return FileInfo("", 0, self._geometry.directory_mode, 0, None)
        store = self.store(place.filesystem)
        if store is not None:
            entry = store.entry(place.path)
            if entry is None:
                return None
            geometry = self._geometry
            if entry.directory:
                return FileInfo(
                    place.path, entry.index, geometry.directory_mode, geometry.directory_bytes, entry.modified_s
                )
            return FileInfo(place.path, entry.index, geometry.file_mode, entry.size, entry.modified_s)
        return next((info for info in self._flat(place.filesystem) if info.path == place.path), None)

    def exists(self, place: Location) -> bool:
        """Whether something is there; an erased configuration is listed in nvram: but does not exist."""
        if place.filesystem == "nvram" and place.path:
            return self._chassis.get(NVRAM + place.path) is not None
        return self.info(place) is not None

    def is_directory(self, place: Location) -> bool:
        """Whether `place` is a directory that exists."""
        info = self.info(place)
        return info is not None and info.is_directory

    def listing(self, place: Location) -> list[FileInfo]:
        """
        What a directory holds by index number, or the one file that `place` is.

        Raises:
            NoSuchFile: nothing is there.
        """
        info = self.info(place)
        if info is None:
            raise NoSuchFile(place)
        if not info.is_directory:
            return [info]
        store = self.store(place.filesystem)
        if store is None:
            return self._flat(place.filesystem)
        prefix = place.path + "/" if place.path else ""
        inside = [path for path, _ in store.entries() if path.startswith(prefix)]
        found = [self.info(Location(place.filesystem, path)) for path in inside if "/" not in path.removeprefix(prefix)]
        return sorted((info for info in found if info is not None), key=lambda info: (info.index, info.path))

    def read(self, place: Location) -> bytes:
        """The contents of a file. Raises NoSuchFile, IsADirectory, Unreadable."""
        store = self.store(place.filesystem)
        if store is not None:
            return store.read(place.path)
        if place.filesystem == NULL_DEVICE:
            return b""
        if place == RUNNING_CONFIG and self._running_config is not None:
            return self._running_config().encode("utf-8", "surrogateescape")
        data = self._chassis.get(NVRAM + place.path) if place.filesystem == "nvram" and place.path else None
        if data is None:
            raise NoSuchFile(place)
        return data

    def room_for(self, place: Location) -> int:
        """The most bytes a file at `place` may have: the bound of what is fetched into it."""
        store = self.store(place.filesystem)
        if store is not None:
            return store.room_for(place.path)
        if place.filesystem == "nvram":
            before = len(self._chassis.get(NVRAM + place.path) or b"")
            return max(0, self.platform.nvram_bytes - self._nvram_used()) + before
        # What can be saved can be merged; a larger text is no configuration of this device.
        return self.platform.nvram_bytes if place == RUNNING_CONFIG else self.platform.flash_bytes

    def write(self, place: Location, data: bytes, now_ms: int, sha256: str = "") -> None:
        """
        Make `place` a file of these contents, whole; what was there is replaced.

        Args:
            sha256: hexadecimal digest of `data` where the caller has it.

        Raises:
            NotEnoughSpace, InvalidName, IsADirectory, NoSuchFile (its directory), ReadOnly: nothing changed.
        """
        store = self.store(place.filesystem)
        if store is not None:
            store.write(place.path, data, self._date(now_ms), sha256)
        elif place.filesystem == "nvram":
            self._write_nvram(place, data, now_ms)
        elif place.filesystem != NULL_DEVICE:
            # system:running-config is not overwritten but merged into, which is the command's business.
            raise ReadOnly(place)

    def append(self, place: Location, data: bytes, now_ms: int) -> None:
        """Add to the end of a file, made if it is missing."""
        before = self.read(place) if self.exists(place) else b""
        self.write(place, before + data, now_ms)

    def copy(self, source: Location, target: Location, now_ms: int) -> None:
        """Copy between the device's own file systems; packaged images inside flash: move no bytes."""
        if source == target:
            return
        store = self.store(source.filesystem)
        if store is not None and source.filesystem == target.filesystem:
            store.link(source.path, target.path, self._date(now_ms), "opening")
        else:
            self.write(target, self.read(source), now_ms)

    def delete(self, place: Location) -> None:
        """Remove a file. Raises NoSuchFile, IsADirectory, ReadOnly."""
        store = self.store(place.filesystem)
        if store is not None:
            store.delete(place.path)
        elif place.filesystem == "nvram" and self._chassis.get(NVRAM + place.path) is not None:
            self._chassis.put(NVRAM + place.path, None)
        else:
            raise (NoSuchFile if self.info(place) is None else ReadOnly)(place, "deleting")

    def rename(self, source: Location, target: Location, now_ms: int) -> None:
        """Give a file or directory of flash: another name there."""
        store = self.store(source.filesystem)
        if store is None or target.filesystem != source.filesystem:
            raise ReadOnly(source, "renaming")
        store.rename(source.path, target.path, self._date(now_ms))

    def make_directory(self, place: Location, now_ms: int) -> None:
        """`mkdir`. Only flash: has directories."""
        store = self.store(place.filesystem)
        if store is None:
            raise ReadOnly(place, "Creating dir")
        store.make_directory(place.path, self._date(now_ms))

    def remove_directory(self, place: Location) -> None:
        """`rmdir`: an empty directory of flash:."""
        store = self.store(place.filesystem)
        if store is None:
            raise ReadOnly(place, "Removing dir")
        store.remove_directory(place.path)

    def check_directory(self, place: Location) -> None:
        """Raises NoSuchFile or NotADirectory where one cannot `cd` to `place`."""
        if not self.exists(place):
            raise NoSuchFile(place)
        if not self.is_directory(place):
            raise NotADirectory(place)

    def erase_nvram(self) -> None:
        """
        `write erase`: every file of nvram: goes, private-config first.

        A cut in the middle leaves a configuration without its private part, never keys without their configuration.
        Licences, boot variables and the configuration register live elsewhere and stay.
        """
        for key in self._chassis.keys(NVRAM):
            self._chassis.put(key, None)
        for path in MIRRORS if self._geometry.mirrors_nvram else ():
            self._chassis.put("flash/" + path, None)

    def usage(self, filesystem: str) -> Usage | None:
        """Room of flash: or nvram:; None where the file system has no sizes."""
        store = self.store(filesystem)
        if store is not None:
            entries = [entry for _, entry in store.entries()]
            directories = sum(entry.directory for entry in entries)
            return Usage(store.total_bytes, store.used_bytes, len(entries) - directories, directories + 1)
        if filesystem == "nvram":
            files = len(self._chassis.keys(NVRAM))
            return Usage(self.platform.nvram_bytes, self._nvram_used(), files, 1)
        return None

    def _nvram_used(self) -> int:
        return sum(len(self._chassis.get(key) or b"") for key in self._chassis.keys(NVRAM))

    def _date(self, now_ms: int) -> int:
        return self._calendar(now_ms) // 1000

    def _write_nvram(self, place: Location, data: bytes, now_ms: int) -> None:
        name = place.path
        if not name or len(name) > NAME_BYTES_MAX or not FORBIDDEN_IN_NAMES.isdisjoint(name + "/"):
            raise InvalidName(place)
        if "/" in name or not name.isascii():
            raise InvalidName(place)
        if len(data) > self.room_for(place):
            raise NotEnoughSpace(place)
        for path, key in MIRRORS.items() if self._geometry.mirrors_nvram else ():
            if key == NVRAM + name:
                self.flash.write(path, data, self._date(now_ms))
                return
        self._chassis.put(NVRAM + name, data)

    def _flat(self, filesystem: str) -> list[FileInfo]:
        """Files of a file system that has neither directories nor dates."""
        if filesystem == "nvram":
            return self._nvram_files()
        if filesystem == "system":
            size = len(self.read(RUNNING_CONFIG)) if self._running_config is not None else 0
            return [FileInfo("running-config", 2, "-rw-", size, None)]
        return []

    def _nvram_files(self) -> list[FileInfo]:
        startup = len(self._chassis.get(NVRAM + STARTUP_CONFIG.path) or b"")
        private = len(self._chassis.get(NVRAM + PRIVATE_CONFIG.path) or b"")
        # The configurations take the last index numbers, one per KiB of nvram:, others the first. INFERRED
        last = self.platform.nvram_bytes // 1024 - -(-startup // 1024)
        files = [
            FileInfo("startup-config", last, "-rw-", startup, None),
            FileInfo("private-config", last + 1, "----", private, None),
            FileInfo("underlying-config", last + 2, "-rw-", startup, None),
        ]
        others = [key.removeprefix(NVRAM) for key in self._chassis.keys(NVRAM)]
        for index, name in enumerate(sorted(set(others) - {info.path for info in files}), start=1):
            files.append(FileInfo(name, index, "-rw-", len(self._chassis.get(NVRAM + name) or b""), None))
        return files
