"""`iosim run` on a terminal: the user watches the device boot and is at its console."""

import os
import pty
import select
import subprocess
import sys
import termios
from collections.abc import Iterator

import pytest

PORTS = [word for name in ("ssh", "telnet", "console", "snmp", "api") for word in (f"--{name}", "0")]
WAIT_S = 20

pytestmark = pytest.mark.usefixtures("variables")


class User:
    """Somebody at a terminal in which `iosim run` was started."""

    def __init__(self, *arguments: str) -> None:
        self._terminal, inside = pty.openpty()
        command = [sys.executable, "-m", "iosim", "run", *PORTS, *arguments]
        self.process = subprocess.Popen(command, stdin=inside, stdout=inside, stderr=inside, start_new_session=True)
        os.close(inside)
        self.screen = ""
        self._seen = 0

    def sees(self, text: str) -> None:
        """Wait for `text` after what was seen before."""
        while (at := self.screen.find(text, self._seen)) < 0:
            readable, _, _ = select.select([self._terminal], [], [], WAIT_S)
            assert readable, f"no {text!r} on the screen:\n{self.screen[self._seen :]}"
            self.screen += os.read(self._terminal, 65536).decode("latin-1")
        self._seen = at + len(text)

    def types(self, text: str) -> None:
        """Press keys."""
        os.write(self._terminal, text.encode())

    @property
    def in_raw_mode(self) -> bool:
        """Whether the terminal passes ^C and every other key."""
        return not termios.tcgetattr(self._terminal)[3] & (termios.ISIG | termios.ICANON | termios.ECHO)

    def leaves(self) -> int:
        """Read the rest and return the exit code."""
        try:
            while select.select([self._terminal], [], [], WAIT_S)[0] and (rest := os.read(self._terminal, 65536)):
                self.screen += rest.decode("latin-1")
        except OSError:
            pass  # Linux reports a terminal whose last program is gone as an error
        return self.process.wait(WAIT_S)

    def close(self) -> None:
        """End what still runs."""
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)


@pytest.fixture
def user() -> Iterator[User]:
    somebody = User("--boot-time", "0.3")
    yield somebody
    somebody.close()


def test_the_user_watches_the_boot_and_is_at_the_console(user: User) -> None:
    user.sees("ssh -o StrictHostKeyChecking=no")
    user.sees("Nothing outlives this process")
    user.sees("Loading ")
    user.sees("Press RETURN to get started!")
    assert user.in_raw_mode
    user.types("\r")
    user.sees("Switch>")
    user.types("enable\r")
    user.sees("Password:")
    user.types("admin\r")
    user.sees("Switch#")


def test_an_interrupt_goes_to_the_device_and_quitting_is_in_the_menu(user: User) -> None:
    user.sees("Press RETURN")
    user.types("\r")
    user.sees("Switch>")
    user.types("show vers\x03")
    user.sees("Switch>")
    user.types("\x1d")
    user.sees("q quit")
    user.types("q")

    assert user.leaves() == 0
    assert "Traceback" not in user.screen


def test_the_menu_holds_the_mode_button_during_a_power_cycle(user: User) -> None:
    user.sees("Press RETURN")
    user.types("\x1dm")
    user.sees("The system has been interrupted prior to initializing the")
    user.sees("switch: ")
    user.types("boot\r")
    user.sees("Press RETURN to get started!")


def test_the_menu_turns_the_power_off_and_on(user: User) -> None:
    user.sees("Press RETURN")
    user.types("\x1dp")
    user.sees("the power is off")
    user.types("\x1dp")
    user.sees("Press RETURN to get started!")


def test_a_signal_ends_it_and_gives_the_terminal_back(user: User) -> None:
    user.sees("Press RETURN")
    user.process.terminate()

    assert user.leaves() == 0
