"""Configuration commands that write what the boot loader keeps, on devices that booted."""

import pytest

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.boot import variables
from iosim.boot.stages import Stage
from iosim.chassis import keys
from iosim.cli.run import run
from iosim.device.device import Device


def booted(model: str) -> Device:
    device = new_device(new_chassis(Order(model=model, config="hostname lab\n")), default_kit())
    device.power_on(0)
    device.finish_boot(0)
    return device


def configured(device: Device, *lines: str) -> None:
    assert "%" not in run(device, "\n".join(["configure terminal", *lines, "end"]), 0)


def restarted(device: Device) -> Device:
    device.power_off(0)
    device.power_on(0)
    device.finish_boot(0)
    return device


@pytest.fixture
def switch() -> Device:
    return booted("WS-C3750E-24TD")


@pytest.fixture
def router() -> Device:
    return booted("CISCO881-K9")


def test_boot_manual_stops_the_next_boot_at_the_prompt(switch: Device) -> None:
    configured(switch, "boot manual")
    switch.take()
    assert "Manual Boot         : yes\n" in run(switch, "show boot", 0)

    assert restarted(switch).stage is Stage.MONITOR


def test_boot_enable_break_lets_break_through(switch: Device) -> None:
    configured(switch, "boot enable-break")
    switch.take()
    switch.power_off(0)
    switch.power_on(0)

    switch.send_break(0)

    assert switch.stage is Stage.MONITOR


def test_the_no_forms_take_it_back(switch: Device) -> None:
    configured(switch, "boot manual", "boot enable-break", "no boot manual", "no boot enable-break")

    assert not variables.is_yes(switch.chassis, variables.MANUAL_BOOT)
    assert not variables.is_yes(switch.chassis, variables.ENABLE_BREAK)


def test_boot_system_lists_what_the_next_boot_tries_first(switch: Device) -> None:
    configured(switch, "boot system flash:/x.bin")

    assert run(switch, "show boot", 0).startswith("BOOT path-list      : flash:/x.bin\n")


def test_the_register_that_ignores_the_saved_configuration_counts_from_the_next_boot(router: Device) -> None:
    configured(router, "config-register 0x2142")
    router.take()
    assert "0x2102 (will be 0x2142 at next reload)\n" in run(router, "show version", 0)

    restarted(router)

    assert router.system is not None
    assert router.system.hostname == "Router"
    assert router.chassis.get(keys.STARTUP_CONFIG) == b"hostname lab\n"
    assert "Configuration register is 0x2142\n" in run(router, "show bootvar", 0)


def test_no_config_register_goes_back_to_the_platform_s_own(router: Device) -> None:
    configured(router, "config-register 0x2142", "no config-register")

    assert run(router, "show bootvar", 0).endswith("Configuration register is 0x2102\n")


def test_each_family_has_its_own_commands(switch: Device, router: Device) -> None:
    assert "% Invalid input" in run(switch, "configure terminal\nconfig-register 0x2102", 0)
    assert "% Invalid input" in run(router, "configure terminal\nboot manual", 0)
