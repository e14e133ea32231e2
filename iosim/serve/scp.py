"""
The SCP server: the old remote copy protocol over an exec channel, both directions.

Paths are those of the device's own file systems and nothing else: a `Location` cannot leave them. A file that
was sent counts as received (the last acknowledgement) when it is durable.

Source: the protocol is that of 4.2BSD rcp as OpenSSH `scp -O` speaks it; `ip scp server enable`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from iosim.config import read
from iosim.errors import DeviceRefusal
from iosim.flash import RUNNING_CONFIG, STARTUP_CONFIG, Location

if TYPE_CHECKING:
    from iosim.serve.driver import Driver
    from iosim.system.lines import Line
    from iosim.system.system import System

LINE_LIMIT = 4_096
PIECE = 32_768
PRIVILEGE = 15

DISABLED = "Administratively disabled.\n"  # RECALLED
DENIED = "Privilege denied.\n"  # RECALLED

# The bare names of the two configurations mean them, as in `copy`, and no file of that name in flash.
CONFIGURATIONS = {"running-config": RUNNING_CONFIG, "startup-config": STARTUP_CONFIG}

_OK, _WARNING, _FATAL = b"\0", b"\1", b"\2"


@dataclass(frozen=True, slots=True)
class ScpRequest:
    """What `scp -t PATH` or `scp -f PATH` asks for."""

    receives: bool  # the device receives a file (-t); else it sends one (-f)
    path: str
    directory: bool  # -d: PATH must be a directory
    times: bool  # -p: modification times go along


def parse_request(command: str) -> ScpRequest | None:
    """The request in an exec command, None when it is not one of scp."""
    words = command.split()
    if not words or words[0] != "scp":
        return None
    options = ""
    at = 1
    while at < len(words) and words[at].startswith("-"):
        if words[at] == "--":
            at += 1
            break
        options += words[at][1:]
        at += 1
    if ("t" in options) == ("f" in options) or at >= len(words):
        return None
    return ScpRequest("t" in options, " ".join(words[at:]), "d" in options, "p" in options)


class PipeClosed(Exception):
    """The client went away."""


class Pipe(Protocol):
    """The two directions of the channel."""

    async def line(self) -> bytes:
        """The next line without its end; raises PipeClosed, and for a line past `LINE_LIMIT` as well."""

    async def exactly(self, size: int) -> bytes:
        """The next `size` octets; raises PipeClosed."""

    async def write(self, data: bytes) -> None:
        """Send, and return when more may be sent."""


class ScpServer:
    """Serves one request of a user whose login was accepted."""

    def __init__(self, driver: "Driver", line: "Line", pipe: Pipe) -> None:
        self._driver = driver
        self._line = line
        self._pipe = pipe

    async def serve(self, request: ScpRequest) -> int:
        """Perform it; the exit status: 0, or 1 where something was refused."""
        refusal = await self._driver.ask(lambda now_ms: self._refusal())
        if refusal:
            await self._pipe.write(_FATAL + refusal.encode())
            return 1
        return await (self._receive(request) if request.receives else self._send(request))

    def _refusal(self) -> str:
        system = self._driver.device.system
        if system is None or not read.scp_enabled(system.config):
            return DISABLED
        return DENIED if self._line.privilege < PRIVILEGE else ""

    def _system(self) -> "System":
        system = self._driver.device.system
        if system is None:
            raise PipeClosed
        return system

    async def _refuse(self, words: object) -> int:
        await self._pipe.write(_WARNING + f"{words}\n".encode("latin-1", "replace"))
        return 1

    def _place(self, path: str) -> Location:
        place = CONFIGURATIONS.get(path) or self._system().files.parse_url(path)
        if not isinstance(place, Location):
            raise _NotHere(f"%Error opening {path} (No such device)")
        return place

    # -- the device receives

    async def _receive(self, request: ScpRequest) -> int:
        try:
            place = self._place(request.path)
            if request.directory and not self._system().files.is_directory(place):
                raise _NotHere(f"%Error opening {place} (Not a directory)")
        except DeviceRefusal as refusal:
            return await self._refuse(refusal)
        status = 0
        await self._pipe.write(_OK)
        while True:
            try:
                head = await self._pipe.line()
            except PipeClosed:
                return status
            match head[:1]:
                case b"T":  # times of the file that follows; files are dated by the device
                    await self._pipe.write(_OK)
                case b"C":
                    status |= await self._receive_file(head, place)
                case b"\1" | b"\2":  # the client could not read its own file
                    status = 1
                    if head[:1] == _FATAL:
                        return status
                case _:
                    return await self._refuse("%Error: only files can be copied")

    async def _receive_file(self, head: bytes, target: Location) -> int:
        words = head[1:].split(b" ", 2)
        name = words[-1].decode("latin-1")
        if len(words) != 3 or not words[1].isdigit() or "/" in name or name in ("", ".", ".."):
            return await self._refuse("%Error: protocol")
        size = int(words[1])
        files = self._system().files
        place = target.join(name) if files.is_directory(target) else target
        if size > files.room_for(place):
            return await self._refuse(f"%Error copying {place} (Not enough space on device)")
        await self._pipe.write(_OK)
        data = await self._pipe.exactly(size)
        if await self._pipe.exactly(1) != _OK:  # the client met an error while it read the file
            return 1
        try:
            await self._driver.ask(lambda now_ms: self._keep(place, data, now_ms))
        except DeviceRefusal as refusal:
            return await self._refuse(refusal)
        await self._pipe.write(_OK)
        return 0

    def _keep(self, place: Location, data: bytes, now_ms: int) -> None:
        system = self._system()
        if place == RUNNING_CONFIG:
            from iosim.cli.file_configuration import merge

            merge(system, data, now_ms, self._line.by, f"scp://{self._line.source}/{place.name}")
            return
        system.files.write(place, data, now_ms)
        if place == STARTUP_CONFIG:
            system.startup_changed_ms = now_ms

    # -- the device sends

    async def _send(self, request: ScpRequest) -> int:
        if await self._pipe.exactly(1) != _OK:
            return 1

        def act(now_ms: int) -> tuple[bytes, int | None]:
            place = self._place(request.path)
            files = self._system().files
            info = files.info(place)
            return files.read(place), info.modified_s if info is not None else None

        try:
            data, modified_s = await self._driver.ask(act)
        except DeviceRefusal as refusal:
            return await self._refuse(refusal)
        if request.times:
            stamp = modified_s or 0
            if not await self._told(b"T%d 0 %d 0\n" % (stamp, stamp)):
                return 1
        # The name as it was asked for, file system included: clients of today compare it with their request.
        name = request.path.rpartition("/")[2].encode("latin-1", "replace")
        if not await self._told(b"C0644 %d %s\n" % (len(data), name)):
            return 1
        for at in range(0, len(data), PIECE):
            await self._pipe.write(data[at : at + PIECE])
        return 0 if await self._told(_OK) else 1

    async def _told(self, message: bytes) -> bool:
        """Send a message; whether the client is content with it."""
        await self._pipe.write(message)
        return await self._pipe.exactly(1) == _OK


class _NotHere(DeviceRefusal):
    """A path that names nothing on this device."""
