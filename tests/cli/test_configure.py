"""Typed configuration lines on a booted device."""

import pytest

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.cli.run import run
from iosim.config import read
from iosim.config.language import language
from iosim.device.device import Device


def booted(*, lenient: bool = False) -> Device:
    device = new_device(new_chassis(Order()), default_kit(lenient=lenient))
    device.power_on(0)
    device.finish_boot(0)
    return device


@pytest.fixture
def device() -> Device:
    return booted()


def written(device: Device) -> list[str]:
    assert device.system is not None
    return language(device.system.personality).write(device.system.config).splitlines()


def configured(device: Device, *lines: str) -> str:
    """What the device says to the lines."""
    return run(device, "\n".join(["configure terminal", *lines, "end"]), 0).partition("CNTL/Z.\n")[2]


def test_a_line_changes_the_configuration_where_it_was_typed(device: Device) -> None:
    assert configured(device, "interface gi1/0/3", "description To the core", "shutdown") == ""

    assert device.system is not None
    port = read.interface(device.system.config, "GigabitEthernet1/0/3")
    assert (port.description, port.shutdown) == ("To the core", True)


def test_one_line_may_name_several_interfaces(device: Device) -> None:
    assert configured(device, "interface range gi1/0/1 - 2 , gi1/0/9", "description lab") == ""

    assert device.system is not None
    for number in (1, 2, 9):
        assert read.interface(device.system.config, f"GigabitEthernet1/0/{number}").description == "lab"


def test_no_undoes_a_line(device: Device) -> None:
    configured(device, "interface gi1/0/3", "description x", "no description")

    assert device.system is not None
    assert read.interface(device.system.config, "GigabitEthernet1/0/3").description == ""


def test_a_banner_is_taken_over_several_lines(device: Device) -> None:
    run(device, "configure terminal\nbanner motd #", 0, answers=["two", "lines#"])

    assert device.system is not None
    assert "two\nlines" in (read.banner(device.system.config, "motd") or "")


def test_unknown_lines_are_refused(device: Device) -> None:
    assert "% Invalid input detected" in configured(device, "frobnicate 5")
    assert not any("frobnicate" in line for line in written(device))


def test_a_lenient_device_keeps_unknown_lines_where_they_were_typed() -> None:
    device = booted(lenient=True)

    assert configured(device, "frobnicate 5", "interface gi1/0/3", "wobble fast") == ""

    lines = written(device)
    assert "frobnicate 5" in lines
    assert lines[lines.index("interface GigabitEthernet1/0/3") + 1] == " wobble fast"


def test_a_lenient_device_still_refuses_what_its_level_does_not_have() -> None:
    device = booted(lenient=True)

    assert "% Invalid input detected" in configured(device, "router bgp 65000")


def test_two_sessions_configure_one_device(device: Device) -> None:
    configured(device, "interface gi1/0/1", "description one")
    configured(device, "interface gi1/0/1", "shutdown")

    assert device.system is not None
    port = read.interface(device.system.config, "GigabitEthernet1/0/1")
    assert (port.description, port.shutdown) == ("one", True)
