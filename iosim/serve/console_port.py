"""Clients of the console port: raw TCP, or telnet that is told to send key by key."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosim.serve.telnet import CONSOLE_OFFERS, TelnetWire

if TYPE_CHECKING:
    from iosim.serve.console import Console
    from iosim.serve.seat import TerminalSeat

UNREAD_LIMIT = 1 << 20  # octets kept for a client that does not read


class ConsoleWire(TelnetWire):
    """One client."""

    def __init__(self, console: "Console") -> None:
        super().__init__(self._join, CONSOLE_OFFERS)
        self._console = console
        self._detach: Callable[[], None] = lambda: None

    def _join(self, wire: TelnetWire) -> "TerminalSeat":
        self._detach = self._console.attach(self.write)
        return self._console.seat

    def break_received(self) -> None:
        self._console.send_break()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._detach()
        self._console.left(self)

    def write(self, data: bytes) -> None:
        if self._transport is not None and self._transport.get_write_buffer_size() < UNREAD_LIMIT:
            super().write(data)

    def pause_writing(self) -> None:
        """A serial line does not wait for who looks: what a client does not read is lost to it."""

    def resume_writing(self) -> None:
        """See `pause_writing`."""
