"""The initial configuration dialog on the console of a device without a startup-config."""

import pytest

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.boot.stages import Stage
from iosim.chassis import keys
from iosim.device.device import Device
from iosim.grammar.dialogue import Effect, Job
from iosim.outputs import LineText

QUESTION = "Would you like to enter the initial configuration dialog? [yes/no]: "


class Console:
    """A cable plugged in before the power comes on."""

    def __init__(self, order: Order) -> None:
        self.device: Device = new_device(new_chassis(order), default_kit())
        self.device.console_clients = 1
        self.device.power_on(0)
        self.device.finish_boot(0)
        self.screen = "".join(output.text for output in self.device.take()[1] if isinstance(output, LineText))

    def type(self, *lines: str) -> str:
        shown = ""
        for line in lines:
            shown += self._taken(self.device.console_receive(f"{line}\r".encode(), 0))
        self.screen += shown
        return shown

    def _taken(self, effects: list[Effect]) -> str:
        text = ""
        for effect in effects:
            if isinstance(effect, Job):
                text += self._taken(self.device.console_resume(effect.run(), 0))
            elif isinstance(effect, bytes):
                text += effect.decode("latin-1").replace("\r\n", "\n")
        return text


@pytest.fixture
def console() -> Console:
    return Console(Order(factory=True))


def test_a_device_without_a_configuration_asks_at_once(console: Console) -> None:
    assert console.device.stage is Stage.RUNNING
    assert QUESTION in console.screen
    assert "Press RETURN" not in console.screen


def test_a_configured_device_does_not_ask() -> None:
    assert QUESTION not in Console(Order()).screen


def test_only_yes_or_no_is_an_answer(console: Console) -> None:
    assert console.type("maybe") == f"maybe\n% Please answer 'yes' or 'no'.\n{QUESTION}"


def test_after_no_the_console_waits_for_return(console: Console) -> None:
    assert console.type("no", "").endswith("\n\nPress RETURN to get started!\n\n")
    assert console.type("").endswith("\nSwitch>")


def test_interrupting_it_leaves_the_device_unconfigured(console: Console) -> None:
    console.type("yes")

    console.type("lab\x03")

    assert console.type("", "").endswith("\nSwitch>")
    assert console.device.chassis.get(keys.STARTUP_CONFIG) is None


def test_its_answers_become_the_configuration_and_are_saved(console: Console) -> None:
    console.type("yes", "lab", "s3cret", "vtypass", "yes", "", "", "10.0.0.300", "10.0.0.1", "", "2")

    saved = (console.device.chassis.get(keys.STARTUP_CONFIG) or b"").decode()
    assert "\nhostname lab\n" in saved
    assert "\nsnmp-server community public RO\n" in saved
    assert "\n ip address 10.0.0.1 255.255.255.0\n" in saved
    assert console.type("", "enable").endswith("lab>enable\nPassword: ")
    assert console.type("s3cret").endswith("lab#")
