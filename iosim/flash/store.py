"""
The flash: file system: files and directories over the rows of a chassis.

A file is an entry row (`flash/NAME`) that names its contents by digest (`blob/SHA256`). Contents are written
before the entry and removed after it, so a power cut leaves a file whole, as it was, or absent; contents that no
entry names any more are collected at boot, as the device's own file system check would.
"""

import hashlib
from collections.abc import Callable, Iterator

from iosim.chassis import keys
from iosim.chassis.member import Rows
from iosim.errors import UsageError
from iosim.flash.entry import Entry, decode
from iosim.flash.geometry import FORBIDDEN_IN_NAMES, NAME_BYTES_MAX, Geometry
from iosim.flash.location import Location
from iosim.flash.refusals import (
    DirectoryNotEmpty,
    FileExists,
    FileRefusal,
    InvalidName,
    IsADirectory,
    NoSuchFile,
    NotADirectory,
    NotEnoughSpace,
    ReadOnly,
    Unreadable,
)

# Bytes of a packaged image by file name; None or UsageError where this installation has no such image.
Contents = Callable[[str], bytes | None]
# On a switch these files of flash: are the files of nvram: under another name.
MIRRORS = {"config.text": keys.STARTUP_CONFIG, "private-config.text": keys.PRIVATE_CONFIG}


class FlashStore:
    """Files of one flash; paths are those of `Location.path`. Dates are seconds of the device calendar."""

    __slots__ = ("_chassis", "_contents", "_geometry", "_name", "_total_bytes")

    def __init__(
        self, chassis: Rows, geometry: Geometry, total_bytes: int, contents: Contents, name: str = "flash"
    ) -> None:
        self._chassis = chassis
        self._geometry = geometry
        self._total_bytes = total_bytes
        self._contents = contents
        self._name = name  # of the file system: flash, or flash2 of a stack

    @property
    def total_bytes(self) -> int:
        """Size of the flash."""
        return self._total_bytes

    @property
    def used_bytes(self) -> int:
        """Bytes that files and directories occupy, whole blocks each."""
        used = self._geometry.root_bytes
        for _, entry in self.entries():
            used += self._geometry.directory_bytes if entry.directory else self._geometry.occupied(entry.size)
        return used

    @property
    def free_bytes(self) -> int:
        """What is left; never negative."""
        return max(0, self._total_bytes - self.used_bytes)

    def room_for(self, path: str) -> int:
        """Bytes a file called `path` may have, what it occupies now included."""
        entry = self.entry(path)
        occupied = 0 if entry is None or entry.directory else self._geometry.occupied(entry.size)
        free = self.free_bytes + occupied
        return free - free % self._geometry.block_bytes

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every path with its entry, sorted by path; mirrored files have the size of what they mirror."""
        paths = {key.removeprefix(keys.FLASH) for key in self._chassis.keys(keys.FLASH)}
        if self._geometry.mirrors_nvram:
            paths |= MIRRORS.keys()
        for path in sorted(paths):
            entry = self.entry(path)
            if entry is not None:
                yield path, entry

    def entry(self, path: str) -> Entry | None:
        """The entry of `path`, None where nothing is; the root is a directory without an index of its own."""
        if not path:
            return Entry(index=0, modified_s=0, directory=True)
        row = self._chassis.get(keys.FLASH + path)
        mirror = self._mirror(path)
        if mirror is None:
            return None if row is None else decode(row)
        data = self._chassis.get(mirror)
        if data is None:
            return None
        known = decode(row) if row is not None else Entry(self._mirror_index(path), modified_s=730_944_000)
        return Entry(known.index, known.modified_s, size=len(data))

    def read(self, path: str, verb: str = "opening") -> bytes:
        """
        The contents of a file.

        Raises:
            NoSuchFile, IsADirectory: nothing to read there.
            Unreadable: the packaged image it names is not part of this installation.
        """
        entry = self._file(path, verb)
        mirror = self._mirror(path)
        data: bytes | None
        if mirror is not None:
            data = self._chassis.get(mirror)
        elif entry.image:
            data = self._packaged(entry.image)
        else:
            data = self._chassis.get(keys.BLOB + entry.sha256)
        if data is None:
            raise Unreadable(self._url(path), verb)
        return data

    def sha256(self, path: str) -> str:
        """Digest of a file in hexadecimal, from its entry where it has one."""
        return self._file(path, "opening").sha256 or hashlib.sha256(self.read(path)).hexdigest()

    def write(self, path: str, data: bytes, modified_s: int, sha256: str = "", verb: str = "opening") -> None:
        """
        Make `path` a file of these contents, whole; a file already there is replaced and keeps its index.

        Args:
            sha256: digest of `data` where the caller knows it (hashing a large file belongs in a job).

        Raises:
            NotEnoughSpace, InvalidName, IsADirectory, NoSuchFile (its directory): nothing changed.
        """
        self._creatable(path, verb)
        before = self.entry(path)
        if before is not None and before.directory:
            raise IsADirectory(self._url(path), verb)
        if len(data) > self.room_for(path):
            raise NotEnoughSpace(self._url(path), verb)
        index = self._free_index() if before is None else before.index
        mirror = self._mirror(path)
        if mirror is not None:
            self._put_entry(path, Entry(index, modified_s))
            self._chassis.put(mirror, data)
            return
        digest = sha256 or hashlib.sha256(data).hexdigest()
        if self._chassis.get(keys.BLOB + digest) is None:
            self._chassis.put(keys.BLOB + digest, data)
        self._put_entry(path, Entry(index, modified_s, len(data), digest))
        if before is not None:
            self._release(before)

    def link(self, source: str, target: str, modified_s: int, verb: str) -> None:
        """Give `target` the contents of `source` without moving bytes: what copying inside flash comes to."""
        entry = self._file(source, verb)
        if entry.image:
            self._creatable(target, verb)
            before = self.entry(target)
            if before is not None and before.directory:
                raise IsADirectory(self._url(target), verb)
            if self._mirror(target) is None:
                if entry.size > self.room_for(target):
                    raise NotEnoughSpace(self._url(target), verb)
                index = self._free_index() if before is None else before.index
                self._put_entry(target, Entry(index, modified_s, entry.size, entry.sha256, entry.image))
                if before is not None:
                    self._release(before)
                return
        self.write(target, self.read(source, verb), modified_s, entry.sha256, verb)

    def delete(self, path: str) -> None:
        """Remove a file. Raises NoSuchFile, IsADirectory."""
        entry = self._file(path, "deleting")
        mirror = self._mirror(path)
        if mirror is not None:
            self._chassis.put(mirror, None)
        self._put_entry(path, None)
        self._release(entry)

    def rename(self, source: str, target: str, modified_s: int) -> None:
        """Give a file, or a directory with all it holds, another name. Raises FileExists and the like."""
        verb = "renaming"
        entry = self.entry(source)
        if entry is None or not source:
            raise NoSuchFile(self._url(source), verb)
        if self.entry(target) is not None:
            raise FileExists(self._url(target), verb)
        self._creatable(target, verb)
        if not entry.directory:
            self._move_file(source, target, modified_s)
            return
        if target.startswith(source + "/"):
            raise InvalidName(self._url(target), verb)
        moved = [path for path, _ in self.entries() if path.startswith(source + "/")]
        self._put_entry(target, entry)
        for path in moved:
            inside = self.entry(path)
            assert inside is not None
            self._put_entry(target + path.removeprefix(source), inside)
        for path in reversed(moved):
            self._put_entry(path, None)
        self._put_entry(source, None)

    def make_directory(self, path: str, modified_s: int) -> None:
        """Create an empty directory. Raises FileExists, InvalidName, NotEnoughSpace, NoSuchFile (its parent)."""
        verb = "Creating dir"
        if self.entry(path) is not None:
            raise FileExists(self._url(path), verb)
        self._creatable(path, verb)
        if self.free_bytes < self._geometry.directory_bytes:
            raise NotEnoughSpace(self._url(path), verb)
        self._put_entry(path, Entry(self._free_index(), modified_s, directory=True))

    def remove_directory(self, path: str) -> None:
        """Remove an empty directory. Raises DirectoryNotEmpty, NotADirectory, NoSuchFile."""
        verb = "Removing dir"
        entry = self.entry(path)
        if entry is None:
            raise NoSuchFile(self._url(path), verb)
        if not entry.directory:
            raise NotADirectory(self._url(path), verb)
        if not path:
            raise ReadOnly(self._url(path), verb)
        if any(inside.startswith(path + "/") for inside, _ in self.entries()):
            raise DirectoryNotEmpty(self._url(path), verb)
        self._put_entry(path, None)

    def collect(self) -> int:
        """Drop contents that no entry names, left behind by a power cut; how many there were."""
        blobs = self._chassis.keys(keys.BLOB)
        if not blobs:
            return 0
        named = {entry.sha256 for _, entry in self.entries() if not entry.image}
        orphans = [key for key in blobs if key.removeprefix(keys.BLOB) not in named]
        for key in orphans:
            self._chassis.put(key, None)
        return len(orphans)

    def _file(self, path: str, verb: str) -> Entry:
        entry = self.entry(path)
        if entry is None:
            raise NoSuchFile(self._url(path), verb)
        if entry.directory:
            raise IsADirectory(self._url(path), verb)
        return entry

    def _packaged(self, name: str) -> bytes | None:
        try:
            return self._contents(name)
        except UsageError:
            return None

    def _creatable(self, path: str, verb: str) -> None:
        """Refuse a name the file system does not take, or whose directory is not there."""
        refusal = self._why_not(path, verb)
        if refusal is not None:
            raise refusal

    def _why_not(self, path: str, verb: str) -> FileRefusal | None:
        name = path.rpartition("/")[2]
        if not path or len(name.encode()) > NAME_BYTES_MAX or not FORBIDDEN_IN_NAMES.isdisjoint(path):
            return InvalidName(self._url(path), verb)
        if not path.isascii():
            return InvalidName(self._url(path), verb)
        parent = self.entry(path.rpartition("/")[0])
        if parent is None:
            return NoSuchFile(self._url(path), verb)
        return None if parent.directory else NotADirectory(self._url(path), verb)

    def _move_file(self, source: str, target: str, modified_s: int) -> None:
        entry = self._file(source, "renaming")
        if self._mirror(source) is None and self._mirror(target) is None:
            self._put_entry(target, entry)
            self._put_entry(source, None)
            return
        # The bytes change place between nvram: and flash:; they exist twice for a moment, never not at all.
        data = self.read(source, "renaming")
        if self._mirror(target) is None:
            digest = hashlib.sha256(data).hexdigest()
            self._chassis.put(keys.BLOB + digest, data)
            self._put_entry(target, Entry(entry.index, entry.modified_s, len(data), digest))
        else:
            self.write(target, data, modified_s, verb="renaming")
        self.delete(source)

    def _mirror(self, path: str) -> str | None:
        return MIRRORS.get(path) if self._geometry.mirrors_nvram else None

    def _mirror_index(self, path: str) -> int:
        """Index of a mirrored file that was written without one: past all others."""
        taken = [decode(row).index for row in map(self._chassis.get, self._chassis.keys(keys.FLASH)) if row]
        return max(taken, default=self._geometry.first_index - 1) + 1 + list(MIRRORS).index(path)

    def _free_index(self) -> int:
        taken = {entry.index for _, entry in self.entries()}
        index = self._geometry.first_index
        while index in taken:
            index += 1
        return index

    def _put_entry(self, path: str, entry: Entry | None) -> None:
        self._chassis.put(keys.FLASH + path, None if entry is None else entry.encode())

    def _release(self, entry: Entry) -> None:
        """Remove the contents of an entry that is gone, unless another entry has the same."""
        if entry.image or not entry.sha256:
            return
        if any(other.sha256 == entry.sha256 and not other.image for _, other in self.entries()):
            return
        self._chassis.put(keys.BLOB + entry.sha256, None)

    def _url(self, path: str) -> str:
        return str(Location(self._name, path))
