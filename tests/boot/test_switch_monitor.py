"""The `switch:` prompt: its commands work on flash and the boot variables."""

import pytest

from iosim.boot import variables
from iosim.boot.loader import plan
from iosim.boot.monitor import Order
from iosim.boot.search import BOOT_LIST
from iosim.chassis import keys
from tests.boot.made import SWITCH, Bench, Operator, bench


@pytest.fixture
def switch() -> Bench:
    return bench(SWITCH)


@pytest.fixture
def operator(switch: Bench) -> Operator:
    """Somebody who held the MODE button."""
    return Operator(plan(switch.chassis, switch.platform, switch.images, hold_mode=True).monitor)


def test_flash_is_not_there_before_flash_init(operator: Operator) -> None:
    assert "unable to stat" in operator.type("dir flash:")

    shown = operator.type("flash_init")

    assert shown.startswith("flash_init\nInitializing Flash...\nmifs[2]: 0 files, 1 directories\n")
    assert shown.endswith("...done Initializing Flash.\nswitch: ")
    assert "config.text" in operator.type("dir flash:")


def test_a_password_is_recovered_by_renaming_the_configuration(switch: Bench, operator: Operator) -> None:
    operator.type("flash_init", "rename flash:config.text flash:config.old")

    assert switch.chassis.get(keys.STARTUP_CONFIG) is None
    assert "config.old" in operator.type("dir flash:")
    assert operator.type("type flash:config.old") == "type flash:config.old\nhostname Day0\nswitch: "


def test_deleting_asks_and_one_key_answers(switch: Bench, operator: Operator) -> None:
    operator.type("flash_init")

    asked = operator.type("del flash:config.text")
    assert asked.endswith('Are you sure you want to delete "flash:config.text" (y/n)?')
    assert operator.press("n").endswith("not deleted\nswitch: ")
    assert switch.chassis.get(keys.STARTUP_CONFIG) is not None

    operator.type("del flash:config.text")
    assert operator.press("y") == 'y\nFile "flash:config.text" deleted\nswitch: '
    assert switch.chassis.get(keys.STARTUP_CONFIG) is None


def test_variables_are_set_listed_and_unset(switch: Bench, operator: Operator) -> None:
    operator.type("set BOOT flash:/a.bin;flash:/b.bin", "set MANUAL_BOOT yes")

    assert variables.images(switch.chassis) == ["flash:/a.bin", "flash:/b.bin"]
    assert "BOOT=flash:/a.bin;flash:/b.bin\n" in operator.type("set")
    assert "SYSTEM_SERIAL_NUM=SIM1234X0AB\n" in operator.screen

    operator.type("unset MANUAL_BOOT")
    assert not variables.is_yes(switch.chassis, variables.MANUAL_BOOT)


def test_what_the_hardware_has_cannot_be_set(switch: Bench, operator: Operator) -> None:
    assert "cannot be changed" in operator.type("set SYSTEM_SERIAL_NUM SIM0000X000")
    assert variables.names(switch.chassis) == []


def test_boot_orders_what_the_variables_say(operator: Operator) -> None:
    operator.type("boot")

    assert operator.monitor.order == Order(BOOT_LIST)
    assert operator.press("more keys") == ""


def test_boot_of_a_named_file_orders_that_file(switch: Bench, operator: Operator) -> None:
    operator.type("flash_init", f"boot flash:{switch.image_path}")

    assert operator.monitor.order == Order(f"flash:{switch.image_path}")


def test_boot_of_a_file_that_is_not_there_stays_at_the_prompt(operator: Operator) -> None:
    operator.type("flash_init")

    shown = operator.type("boot flash:X.bin")

    assert operator.monitor.order is None
    assert shown == (
        'boot flash:X.bin\nLoading "flash:X.bin"...flash:X.bin: no such file or directory\n\n'
        'Error loading "flash:X.bin"\n\nswitch: '
    )


def test_reset_asks_first(operator: Operator) -> None:
    assert operator.type("reset").endswith("Are you sure you want to reset the system (y/n)?")
    operator.press("n")
    assert operator.monitor.order is None

    operator.type("reset")
    operator.press("y")
    assert operator.monitor.order == Order("")


def test_commands_are_typed_in_full(operator: Operator) -> None:
    assert operator.type("flash_in") == "flash_in\nUnknown cmd: flash_in\nswitch: "
    assert "flash_init -- " in operator.type("?")


def test_copy_and_directories_work(switch: Bench, operator: Operator) -> None:
    operator.type("flash_init", "mkdir flash:/old", "copy flash:config.text flash:/old/config.text")

    assert "Directory of flash:/old/\n" in operator.type("dir flash:/old")
    assert "hostname Day0" in operator.type("cat flash:/old/config.text")
    operator.type("rmdir flash:/old")
    assert "not empty" in operator.press("y")


def test_no_name_leaves_the_flash(switch: Bench, operator: Operator) -> None:
    operator.type("flash_init", "copy flash:config.text flash:../../x.text")

    assert switch.chassis.keys(keys.FLASH)[-1] == "flash/x.text"


def test_a_line_can_be_edited_and_recalled(operator: Operator) -> None:
    assert operator.type("verx\bsion") == "verx\b \bsion\n" + operator.screen.rsplit("sion\n", 1)[1]
    assert "C3750E Boot Loader" in operator.screen

    assert operator.press("\x1b[A") == "version"
    assert "C3750E Boot Loader" in operator.type("")
    assert operator.press("junk\x03").endswith("^C\nswitch: ")


def test_text_nobody_asked_for_redraws_the_line(operator: Operator) -> None:
    operator.press("boo")

    assert operator.monitor.notify("hello\n", 0) == [b"\r\nhello\r\nswitch: boo"]
