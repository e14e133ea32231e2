"""A real device with real listeners on free ports, for one test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncssh

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.serve.clock import Clock
from iosim.serve.egress import Egress
from iosim.serve.shared import Shared
from iosim.serve.single import SingleDevice
from iosim.serve.sockets import bind
from iosim.serve.writer import MemoryWriter

WAIT_S = 10.0


def played(story: Callable[[], Awaitable[None]]) -> None:
    """Run a story to its end, within bounds."""

    async def run() -> None:
        async with asyncio.timeout(60):
            await story()

    asyncio.run(run())


@asynccontextmanager
async def served(
    order: Order | None = None, *, on: bool = True, host: str = "127.0.0.1", egress: Egress | None = None, **more: Any
) -> AsyncIterator[SingleDevice]:
    """A device that is running unless `on` is false."""
    shared = Shared(egress or Egress())
    device = new_device(new_chassis(order or Order()), default_kit())
    single = SingleDevice(device, bind(host), shared, Clock(), MemoryWriter(), **more)
    try:
        if on:
            single.power_on(at_once=True)
        yield single
    finally:
        await single.close()
        shared.close()


def configured(single: SingleDevice, text: str, *answers: str) -> None:
    """Type configuration lines at the device, and answers to what they ask."""
    from iosim.assembly import run

    lines = "\n".join(["configure terminal", *text.splitlines(), "end"])
    single.driver.call(lambda now_ms: run(single.device, lines, now_ms, answers=answers))


def dial(single: SingleDevice, user: str = "admin", password: str = "admin", **more: Any) -> Any:
    """An SSH connection; use it with `async with`."""
    options = {"known_hosts": None, "client_keys": None, "agent_path": None, "config": None} | more
    return asyncssh.connect(single.sockets.host, single.sockets.ssh.port, username=user, password=password, **options)


class Screen:
    """A shell over SSH, as a program sees it."""

    def __init__(self, process: Any) -> None:
        self.process = process
        self.seen = b""

    async def until(self, text: bytes) -> bytes:
        """Read up to and with `text`; what was read."""
        async with asyncio.timeout(WAIT_S):
            while text not in self.seen:
                data = await self.process.stdout.read(65_536)
                assert data, f"the session ended after {self.seen!r}"
                self.seen += data
        before, found, self.seen = self.seen.partition(text)
        return before + found

    async def ended(self) -> bytes:
        """Read to the end of the session."""
        async with asyncio.timeout(WAIT_S):
            while data := await self.process.stdout.read(65_536):
                self.seen += data
        return self.seen

    def type(self, text: bytes) -> None:
        """Press keys."""
        self.process.stdin.write(text)


async def shell(connection: Any, **more: Any) -> Screen:
    """Open a shell, with a terminal unless told otherwise."""
    options = {"term_type": "vt100", "term_size": (80, 24)} | more
    return Screen(await connection.create_process(encoding=None, **options))


class Line:
    """A raw TCP connection with a text to wait for."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.seen = b""

    @classmethod
    async def dial(cls, host: str, port: int) -> "Line":
        return cls(*await asyncio.open_connection(host, port))

    async def until(self, text: bytes) -> bytes:
        async with asyncio.timeout(WAIT_S):
            while text not in self.seen:
                data = await self.reader.read(65_536)
                assert data, f"the connection ended after {self.seen!r}"
                self.seen += data
        before, found, self.seen = self.seen.partition(text)
        return before + found

    async def ended(self) -> bytes:
        async with asyncio.timeout(WAIT_S):
            try:
                while data := await self.reader.read(65_536):
                    self.seen += data
            except ConnectionResetError:
                self.seen += b"<reset>"
        return self.seen

    def type(self, text: bytes) -> None:
        self.writer.write(text)

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionResetError):
            await self.writer.wait_closed()


async def changed(single: SingleDevice, reached: Callable[[], bool]) -> None:
    """Return once `reached()`, which a change of power or configuration brings about."""
    event = asyncio.Event()
    single.driver.watchers.append(event.set)
    async with asyncio.timeout(WAIT_S):
        while not reached():
            event.clear()
            await event.wait()
    single.driver.watchers.remove(event.set)
