"""One SSH session channel: a shell, one command, or scp."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import asyncssh

if TYPE_CHECKING:
    from iosim.serve.driver import Driver
    from iosim.serve.scp import ScpRequest
    from iosim.serve.scp_pipe import ChannelPipe
    from iosim.serve.seat import TerminalSeat, Wire
    from iosim.system.lines import Line

# (line, wire, command or None for a shell) -> the seat of a user who is logged in
MakeSeat = Callable[["Line", "Wire", str | None], "TerminalSeat"]

CLOSE_GRACE_S = 1.0


class Channel(asyncssh.SSHServerSession[bytes]):
    """The session as asyncssh sees it, and the wire as a seat sees it."""

    def __init__(self, driver: "Driver", line: "Line", make_seat: MakeSeat, over: Callable[[], None]) -> None:
        self._driver = driver
        self._line = line
        self._make_seat = make_seat
        self._over = over
        self._chan: asyncssh.SSHServerChannel[bytes] | None = None
        self._size = (0, 0)
        self._command: str | None = None
        self._scp: ScpRequest | None = None
        self._pipe: ChannelPipe | None = None
        self._seat: TerminalSeat | None = None
        self._task: asyncio.Task[None] | None = None
        self._ended = False

    # -- as asyncssh sees it

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._chan = chan

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Any) -> bool:
        self._size = term_size[:2]
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        self._size = (width, height)
        if self._seat is not None:
            self._seat.resize(width, height)

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        from iosim.serve.scp import parse_request

        self._command = command
        self._scp = parse_request(command)
        return True

    def subsystem_requested(self, subsystem: str) -> bool:
        return False

    def session_started(self) -> None:
        if self._scp is not None:
            assert self._chan is not None
            from iosim.serve.scp_pipe import ChannelPipe

            self._pipe = ChannelPipe(self._chan)
            self._task = asyncio.get_running_loop().create_task(self._copy(self._scp, self._pipe))
            return
        self._seat = self._make_seat(self._line, self, self._command)
        if self._size != (0, 0):
            self._seat.resize(*self._size)
        self._seat.start()

    def data_received(self, data: bytes, datatype: int | None) -> None:
        if self._pipe is not None:
            self._pipe.feed(data)
        elif self._seat is not None:
            self._seat.receive(data)

    def eof_received(self) -> bool:
        if self._pipe is not None:
            self._pipe.feed_eof()
        elif self._seat is not None:
            self._seat.end_of_input()
        return True  # the answers are still to come

    def break_received(self, msec: int) -> bool:
        return True

    def pause_writing(self) -> None:
        if self._pipe is not None:
            self._pipe.writable.clear()
        elif self._seat is not None:
            self._seat.pause_writing()

    def resume_writing(self) -> None:
        if self._pipe is not None:
            self._pipe.writable.set()
        elif self._seat is not None:
            self._seat.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost()
        self._over()

    def lost(self) -> None:
        """The channel or its connection is gone."""
        self._chan = None
        if self._ended:
            return
        self._ended = True
        if self._pipe is not None:
            self._pipe.feed_eof()
        if self._task is not None:
            self._task.cancel()
        if self._seat is not None:
            self._seat.lost()

    async def _copy(self, request: "ScpRequest", pipe: "ChannelPipe") -> None:
        from iosim.serve.scp import PipeClosed, ScpServer

        status = 1
        try:
            status = await ScpServer(self._driver, self._line, pipe).serve(request)
        except PipeClosed:
            pass
        finally:
            self._exit(status)

    # -- as a seat sees it

    def write(self, data: bytes) -> None:
        if self._chan is not None and not self._chan.is_closing():
            self._chan.write(data)

    def close(self) -> None:
        self._exit(0)

    def _exit(self, status: int) -> None:
        if self._chan is not None and not self._chan.is_closing():
            self._chan.exit(status)
            # The connection follows when the client has closed its end too, or does not come to it.
            asyncio.get_running_loop().call_later(CLOSE_GRACE_S, self._over)

    def fall_silent(self) -> None:
        transport = self._transport()
        if transport is not None:
            transport.pause_reading()

    def drop(self) -> None:
        if self._chan is not None:
            self._chan.get_connection().abort()

    def _transport(self) -> Any:
        return None if self._chan is None else self._chan.get_connection()._transport
