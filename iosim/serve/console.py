"""
The console: a serial line on a TCP port.

The terminal behind it belongs to the device, not to whoever is connected: it keeps its login and its mode
when the client drops, a second client sees the same screen and types on the same keyboard, and the boot scrolls by
for whoever is there.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iosim.grammar.dialogue import Effect
from iosim.serve.seat import TerminalSeat, Transfers

if TYPE_CHECKING:
    from iosim.device.device import Device
    from iosim.serve.console_port import ConsoleWire
    from iosim.serve.driver import Driver

Listener = Callable[[bytes], None]  # what is shown on the screen


class _Keyboard:
    """The device's console as one terminal, whatever runs behind it at the moment."""

    def __init__(self, device: "Device") -> None:
        self._device = device

    def start(self, now_ms: int) -> list[Effect]:
        return []

    def receive(self, data: bytes, now_ms: int) -> list[Effect]:
        return self._device.console_receive(data, now_ms)

    def resume(self, result: Any, now_ms: int) -> list[Effect]:
        return self._device.console_resume(result, now_ms)

    def notify(self, text: str, now_ms: int) -> list[Effect]:
        if not self._device.console_clients:
            return []  # nobody looks; a terminal is not made for that
        terminal = self._device.console if self._device.system is not None else None
        if terminal is None:
            return [text.replace("\n", "\r\n").encode("latin-1", "replace")]
        return terminal.notify(text, now_ms)

    def resize(self, columns: int, rows: int) -> None:
        """A serial line does not know how large the window is."""

    @property
    def idle_limit_ms(self) -> int | None:
        limit_ms: int | None = getattr(self._device.console_in_use, "idle_limit_ms", None)
        return limit_ms

    def expire(self, now_ms: int) -> list[Effect]:
        expire = getattr(self._device.console_in_use, "expire", None)
        return [] if expire is None else list(expire(now_ms))

    def close(self, now_ms: int) -> None:
        """Whoever unplugs the cable leaves the login as it is."""


class _Screen:
    """The wire of the console's seat: everybody who looks."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []

    def write(self, data: bytes) -> None:
        for listener in list(self.listeners):
            listener(data)

    def close(self) -> None:
        """A serial line does not end."""

    def fall_silent(self) -> None:
        """A device without power shows nothing; the cable stays."""

    def drop(self) -> None:
        """The cable stays."""


class _ConsoleSeat(TerminalSeat):
    """The operator at the console, who cannot be hung up on."""

    def hang_up(self) -> None:
        pass

    def fall_silent(self) -> None:
        self._input.clear()
        self._output.clear()


class Console:
    """The console of one device."""

    def __init__(self, driver: "Driver", transfers: Transfers) -> None:
        self._driver = driver
        self._screen = _Screen()
        self.seat = _ConsoleSeat(driver, _Keyboard(driver.device), self._screen, transfers, None)
        self._loop = asyncio.get_running_loop()
        self._callers: set[asyncio.Task[None]] = set()
        self._wires: set[ConsoleWire] = set()
        driver.seats[0] = self.seat

    def attach(self, listener: Listener) -> Callable[[], None]:
        """
        Show the screen to `listener` from now on; returns what ends that.

        Where IOS runs and nobody is logged in, the newcomer is told to press RETURN; otherwise nothing is shown,
        as on a serial line that somebody plugs into.
        """
        self._screen.listeners.append(listener)
        self._count()
        device = self._driver.device
        terminal = device.console if device.system is not None else None
        if terminal is not None:
            for effect in terminal.start(self._driver.clock.now_ms()):
                if isinstance(effect, bytes):
                    listener(effect)

        def detach() -> None:
            if listener in self._screen.listeners:
                self._screen.listeners.remove(listener)
                self._count()

        return detach

    def _count(self) -> None:
        self._driver.device.console_clients = len(self._screen.listeners)

    def type(self, data: bytes) -> None:
        """Keys pressed on the console."""
        self.seat.receive(data)

    def send_break(self) -> None:
        """The BREAK condition on the serial line."""
        self._driver.call(self._driver.device.send_break)

    def accepted(self, connection: socket.socket, peer: tuple[str, int]) -> None:
        """Somebody connected to the console's port."""
        task = self._loop.create_task(self._serve(connection))
        self._callers.add(task)
        task.add_done_callback(self._callers.discard)

    async def _serve(self, connection: socket.socket) -> None:
        from iosim.serve.console_port import ConsoleWire

        def made() -> ConsoleWire:
            wire = ConsoleWire(self)
            self._wires.add(wire)
            return wire

        try:
            await self._loop.connect_accepted_socket(made, connection)
        except OSError:  # the client was gone before it was served
            connection.close()

    def left(self, wire: "ConsoleWire") -> None:
        """A client's connection is gone."""
        self._wires.discard(wire)

    def close(self) -> None:
        """Disconnect every client."""
        for wire in list(self._wires):
            wire.close()
