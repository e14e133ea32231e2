"""
Telnet: the vtys as IOS offers them, and the bytes of the protocol for the console as well.

Sources: RFC 854 and 855 (commands, options), RFC 857 (ECHO), RFC 858 (SUPPRESS-GO-AHEAD), RFC 1073 (NAWS),
RFC 1091 (TERMINAL-TYPE). What is offered, and in which order, is what IOS sends.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iosim.serve.listen import reset

if TYPE_CHECKING:
    from iosim.serve.driver import Driver
    from iosim.serve.seat import TerminalSeat, Wire
    from iosim.system.lines import Line

IAC, DONT, DO, WONT, WILL, SB, SE = 255, 254, 253, 252, 251, 250, 240
GA, EL, EC, AYT, AO, IP, BRK, DM, NOP = 249, 248, 247, 246, 245, 244, 243, 242, 241
ECHO, SUPPRESS_GO_AHEAD, TERMINAL_TYPE, WINDOW_SIZE = 1, 3, 24, 31

VTY_OFFERS = bytes((IAC, WILL, ECHO, IAC, WILL, SUPPRESS_GO_AHEAD, IAC, DO, TERMINAL_TYPE, IAC, DO, WINDOW_SIZE))
CONSOLE_OFFERS = bytes((IAC, WILL, ECHO, IAC, WILL, SUPPRESS_GO_AHEAD))  # so that telnet sends key by key

_OURS = frozenset({ECHO, SUPPRESS_GO_AHEAD})  # options this side performs
_THEIRS = frozenset({SUPPRESS_GO_AHEAD, TERMINAL_TYPE, WINDOW_SIZE})  # options the client may perform
_SUBNEGOTIATION_LIMIT = 256
_KEYS = {IP: b"\x03", EC: b"\x7f", EL: b"\x15"}  # commands of the protocol that IOS takes for keys


@dataclass(frozen=True, slots=True)
class Resize:
    """The client's window has this size now."""

    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Break:
    """The client sent BREAK."""


class TelnetCodec:
    """One end of a connection: what the peer sent, in pieces of any size, becomes keys and events."""

    def __init__(self) -> None:
        self._state: Callable[[int], None] = self._plain
        self._verb = 0
        self._sub = bytearray()
        self._after_return = False
        self._answered: set[tuple[int, int]] = set()
        self._keys = bytearray()
        self._events: list[bytes | Resize | Break] = []
        self._replies = bytearray()

    def decode(self, data: bytes) -> tuple[list[bytes | Resize | Break], bytes]:
        """Keys and events in their order, and what is to be sent back."""
        if IAC not in data and self._state == self._plain and not self._after_return and b"\r" not in data:
            return [data], b""
        for octet in data:
            self._state(octet)
        self._flush()
        events, self._events = self._events, []
        replies = bytes(self._replies)
        self._replies.clear()
        return events, replies

    @staticmethod
    def encode(data: bytes) -> bytes:
        """`data` as it stands on the wire."""
        return data.replace(b"\xff", b"\xff\xff")

    def _flush(self) -> None:
        if self._keys:
            self._events.append(bytes(self._keys))
            self._keys.clear()

    def _plain(self, octet: int) -> None:
        if octet == IAC:
            self._state = self._command
            return
        after_return, self._after_return = self._after_return, octet == 13
        if after_return and octet in (0, 10):  # CR NUL and CR LF are the one key RETURN
            return
        self._keys.append(octet)

    def _command(self, octet: int) -> None:
        self._state = self._plain
        if octet == IAC:
            self._keys.append(IAC)
        elif octet in (WILL, WONT, DO, DONT):
            self._verb = octet
            self._state = self._option
        elif octet == SB:
            self._sub.clear()
            self._state = self._subnegotiation
        elif octet == BRK:
            self._flush()
            self._events.append(Break())
        elif octet == AYT:
            self._replies += b"\r\n[Yes]\r\n"
        elif octet in _KEYS:
            self._keys += _KEYS[octet]

    def _option(self, option: int) -> None:
        self._state = self._plain
        if (self._verb, option) in self._answered:  # each once, or two ends could agree for ever
            return
        self._answered.add((self._verb, option))
        if self._verb == WILL:
            if option == TERMINAL_TYPE:
                self._replies += bytes((IAC, SB, TERMINAL_TYPE, 1, IAC, SE))
            elif option not in _THEIRS:
                self._replies += bytes((IAC, DONT, option))
        elif self._verb == DO and option not in _OURS:
            self._replies += bytes((IAC, WONT, option))

    def _subnegotiation(self, octet: int) -> None:
        if octet == IAC:
            self._state = self._subnegotiation_command
        elif len(self._sub) < _SUBNEGOTIATION_LIMIT:
            self._sub.append(octet)

    def _subnegotiation_command(self, octet: int) -> None:
        if octet == IAC:
            self._state = self._subnegotiation
            if len(self._sub) < _SUBNEGOTIATION_LIMIT:
                self._sub.append(IAC)
            return
        self._state = self._plain
        if octet == SE and len(self._sub) == 5 and self._sub[0] == WINDOW_SIZE:
            self._flush()
            columns, rows = int.from_bytes(self._sub[1:3]), int.from_bytes(self._sub[3:5])
            self._events.append(Resize(columns, rows))


class TelnetWire(asyncio.Protocol):
    """A telnet connection as the transport of a seat."""

    def __init__(self, attach: "Callable[[TelnetWire], TerminalSeat]", offers: bytes) -> None:
        """
        Args:
            attach: called once connected; makes the seat that talks over this wire.
            offers: negotiation this side opens with.
        """
        self._attach = attach
        self._offers = offers
        self._codec = TelnetCodec()
        self._transport: asyncio.Transport | None = None
        self.seat: TerminalSeat | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._offers)
        self.seat = self._attach(self)

    def data_received(self, data: bytes) -> None:
        events, replies = self._codec.decode(data)
        if replies and self._transport is not None:
            self._transport.write(replies)
        for event in events:
            if self.seat is None:
                return
            match event:
                case bytes():
                    self.seat.receive(event)
                case Resize(columns=columns, rows=rows):
                    self.seat.resize(columns, rows)
                case Break():
                    self.break_received()

    def break_received(self) -> None:
        """A vty has no use for BREAK."""

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self.seat is not None:
            self.seat.lost()

    def pause_writing(self) -> None:
        if self.seat is not None:
            self.seat.pause_writing()

    def resume_writing(self) -> None:
        if self.seat is not None:
            self.seat.resume_writing()

    # -- as the wire of a seat

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(self._codec.encode(data))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def fall_silent(self) -> None:
        if self._transport is not None:
            self._transport.pause_reading()

    def drop(self) -> None:
        if self._transport is not None:
            connection = self._transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self._transport.abort()


class TelnetFace:
    """Takes telnet callers of one device to its vtys."""

    def __init__(self, driver: "Driver", make_seat: "Callable[[Line, Wire], TerminalSeat]") -> None:
        """
        Args:
            driver: of the device.
            make_seat: seats a caller who was given `line`, with the login that the line asks for.
        """
        self._driver = driver
        self._make_seat = make_seat
        self._loop = asyncio.get_running_loop()
        self._callers: set[asyncio.Task[None]] = set()

    def accepted(self, connection: socket.socket, peer: tuple[str, int]) -> None:
        """A caller dialled; without a free line that takes telnet from there the call is reset."""

        def release(line: "Line | None") -> None:
            if line is None:
                reset(connection)
                return
            task = self._loop.create_task(self._serve(connection, line))
            self._callers.add(task)
            task.add_done_callback(self._callers.discard)

        def act(now_ms: int) -> "Line | None":
            system = self._driver.device.system
            return None if system is None else system.open_line("telnet", peer[0], now_ms)

        self._driver.call(act, release)

    async def _serve(self, connection: socket.socket, line: "Line") -> None:
        def attach(wire: TelnetWire) -> "TerminalSeat":
            seat = self._make_seat(line, wire)
            seat.start()
            return seat

        try:
            await self._loop.connect_accepted_socket(lambda: TelnetWire(attach, VTY_OFFERS), connection)
        except OSError:  # the caller was gone before it was served
            connection.close()
            system = self._driver.device.system
            if system is not None:
                self._driver.call(lambda now_ms: system.close_line(line.number, now_ms))
