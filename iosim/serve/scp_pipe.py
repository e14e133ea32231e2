"""An SSH channel as scp reads and writes it."""

import asyncio

import asyncssh

from iosim.serve.scp import LINE_LIMIT, PipeClosed

INPUT_LIMIT = 1 << 20  # octets of an upload waiting to be read before the client has to wait


class ChannelPipe:
    """The channel as scp reads and writes it."""

    def __init__(self, chan: "asyncssh.SSHServerChannel[bytes]") -> None:
        self._chan = chan
        self._data = bytearray()
        self._eof = False
        self._arrived = asyncio.Event()
        self._paused = False
        self.writable = asyncio.Event()
        self.writable.set()

    def feed(self, data: bytes) -> None:
        self._data += data
        self._arrived.set()
        if len(self._data) > INPUT_LIMIT and not self._paused:
            self._paused = True
            self._chan.pause_reading()

    def feed_eof(self) -> None:
        self._eof = True
        self._arrived.set()
        self.writable.set()

    async def line(self) -> bytes:
        while b"\n" not in self._data:
            if len(self._data) > LINE_LIMIT:
                raise PipeClosed
            await self._more()
        line, _, rest = bytes(self._data).partition(b"\n")
        self._data[:] = rest
        return line

    async def exactly(self, size: int) -> bytes:
        pieces = bytearray()
        while len(pieces) < size:
            if not self._data:
                await self._more()
            taken = self._data[: size - len(pieces)]
            pieces += taken
            del self._data[: len(taken)]
        return bytes(pieces)

    async def _more(self) -> None:
        if self._paused and len(self._data) <= INPUT_LIMIT:
            self._paused = False
            self._chan.resume_reading()
        if self._eof:
            raise PipeClosed
        self._arrived.clear()
        await self._arrived.wait()

    async def write(self, data: bytes) -> None:
        if self._eof and not self.writable.is_set():
            raise PipeClosed
        self._chan.write(data)
        await asyncio.sleep(0)
        await self.writable.wait()
