"""
The terminal of `iosim run`: the user's screen and keyboard as the device's console.

The terminal is raw while the device runs and as it was before afterwards, whatever ends the program.
"""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from iosim.boot.stages import Stage
from iosim.host.keyboard import MENU, Keyboard, Wish
from iosim.serve.console import Console
from iosim.serve.driver import Driver
from iosim.serve.single import SingleDevice

_READ_BYTES = 4_096


@contextmanager
def raw(keyboard: int) -> Iterator[None]:
    """The terminal at descriptor `keyboard` passes every key for the length of the block, ^C included."""
    before = termios.tcgetattr(keyboard)
    tty.setraw(keyboard)
    try:
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


class LocalConsole:
    """One user at the console of one device; `ended` is set when the user wants to go."""

    def __init__(self, driver: Driver, console: Console, show: Callable[[bytes], None]) -> None:
        self._driver = driver
        self._console = console
        self._show = show
        self._keyboard = Keyboard()
        self._detach = console.attach(show)
        self.ended = asyncio.Event()

    def typed(self, data: bytes) -> None:
        """Keys of the user, for the device or for the emulator."""
        for piece in self._keyboard.feed(data):
            if isinstance(piece, bytes):
                self._console.type(piece)
            else:
                self._obey(piece)

    def close(self) -> None:
        """The user no longer looks."""
        self._detach()

    def _obey(self, wish: Wish) -> None:
        match wish:
            case Wish.MENU:
                self._say(MENU)
            case Wish.QUIT:
                self.ended.set()
            case Wish.BREAK:
                self._console.send_break()
            case Wish.POWER if self._driver.device.stage is Stage.OFF:
                self._driver.power_on()
            case Wish.POWER:
                self._driver.power_off()
                self._say("[the power is off; ^] p turns it on]")
            case Wish.CYCLE | Wish.MODE:
                self._driver.power_off()
                self._driver.power_on(hold_mode=wish is Wish.MODE)

    def _say(self, text: str) -> None:
        """A line of the emulator, told from the device's by its brackets."""
        self._show(f"\r\n{text}\r\n".encode())


async def be_console(single: SingleDevice, stop: asyncio.Event) -> None:
    """Power the device on and let the user be at its console until they quit or `stop` is set."""
    loop = asyncio.get_running_loop()
    keyboard, screen = sys.stdin.fileno(), sys.stdout.fileno()
    with raw(keyboard):
        local = LocalConsole(single.driver, single.console, lambda data: _write(screen, data))

        def ready() -> None:
            data = os.read(keyboard, _READ_BYTES)
            if data:
                local.typed(data)
            else:
                local.ended.set()

        loop.add_reader(keyboard, ready)
        single.power_on()
        waits = [asyncio.ensure_future(local.ended.wait()), asyncio.ensure_future(stop.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            loop.remove_reader(keyboard)
            local.close()
            for wait in waits:
                wait.cancel()
            _write(screen, b"\r\n")


def _write(screen: int, data: bytes) -> None:
    """All of `data`; a terminal that is slow holds the device up, as nobody else is served by it."""
    while data:
        data = data[os.write(screen, data) :]
