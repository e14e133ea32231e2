"""The box: power, boot, reload, console, and what a power cut takes away."""

import pytest

from iosim.assembly import Order, default_kit, new_chassis, new_device, run
from iosim.boot.stages import Stage
from iosim.chassis import keys
from iosim.device.device import Device
from iosim.errors import UsageError
from iosim.outputs import HangUp, LineText
from iosim.platforms import catalog


def powered(order: Order | None = None) -> Device:
    device = new_device(new_chassis(order or Order()), default_kit(host_calendar_ms=1_700_000_000_000))
    device.power_on(0)
    device.finish_boot(0)
    return device


@pytest.mark.parametrize("pid", [orderable.pid for platform in catalog.PLATFORMS for orderable in platform.orderables])
def test_every_model_boots_at_the_level_it_was_ordered_with(pid: str) -> None:
    platform, orderable = catalog.find(pid)

    device = powered(Order(model=pid))

    assert device.stage is Stage.RUNNING
    assert device.system is not None
    level = device.system.personality.level
    assert set(orderable.factory_licenses) & set(level.features)
    assert device.system.origin.refused == ()
    assert device.chassis.udi.product_id == platform.pid


def test_nothing_answers_before_the_boot_is_done() -> None:
    device = new_device(new_chassis(Order()), default_kit())

    device.power_on(0)

    assert device.system is None
    assert device.boot_step(0)
    assert device.system is None


def test_powering_on_twice_boots_once() -> None:
    device = powered()
    system = device.system

    device.power_on(1_000)

    assert device.system is system
    assert [event.kind for event in device.events].count("power.on") == 1


def test_contents_of_a_file_that_a_cut_left_without_a_name_are_gone_after_power_on() -> None:
    device = new_device(new_chassis(Order()), default_kit())
    device.chassis.put(keys.BLOB + "0" * 64, b"half of a copy")

    device.power_on(0)

    assert not device.chassis.keys(keys.BLOB)


def test_a_power_cut_takes_back_what_was_not_durable() -> None:
    device = powered()
    device.take()
    assert device.system is not None
    run(device, "copy running-config startup-config", 1_000, answers=("",))
    device.chassis.put(keys.FLASH + "note", b"{}")

    device.power_off(2_000)

    assert device.chassis.get(keys.FLASH + "note") is None
    assert device.take()[0] == []
    assert device.stage is Stage.OFF
    assert device.system is None


def test_a_power_cut_keeps_what_was_taken_as_durable() -> None:
    device = powered()
    device.chassis.put(keys.STARTUP_CONFIG, b"hostname kept\nend\n")
    device.take()

    device.power_off(1_000)
    device.power_on(2_000)
    device.finish_boot(2_000)

    assert device.system is not None
    assert device.system.hostname == "kept"
    assert device.system.origin.restart_reason == "power-on"


def test_a_reload_hangs_up_its_lines_and_comes_back_with_the_saved_configuration() -> None:
    device = powered()
    system = device.system
    assert system is not None
    line = system.open_line("ssh", "127.0.0.9", 1_000)
    assert line is not None
    generation = device.generation

    system.reload(2_000, "admin on vty0 (127.0.0.9)", "Reload command")
    assert device.leaving
    device.restart(2_000)
    _, outputs = device.take()
    device.finish_boot(2_000)

    assert HangUp(line.number) in outputs
    assert device.system is not None
    assert device.system is not system
    assert device.generation > generation
    assert device.system.origin.restart_reason == "reload"
    assert device.system.origin.reload_text == "Reload command"


def test_a_reload_nobody_asked_for_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(UsageError, match="no reload"):
        powered().restart(0)


def test_a_power_cycle_after_a_reload_says_power_on() -> None:
    device = powered()
    assert device.system is not None
    device.system.reload(1_000, "console", "Reload command")
    device.restart(1_000)
    device.finish_boot(1_000)
    device.take()

    device.power_off(2_000)
    device.power_on(3_000)
    device.finish_boot(3_000)

    assert device.system is not None
    assert device.system.origin.restart_reason == "power-on"


def test_who_watches_the_console_sees_the_whole_boot_in_order() -> None:
    device = new_device(new_chassis(Order()), default_kit())
    device.console_clients = 1

    device.power_on(0)
    device.finish_boot(0)

    _, outputs = device.take()
    text = "".join(output.text for output in outputs if isinstance(output, LineText) and output.line == 0)
    order = [
        "Base ethernet MAC Address",
        'Loading "flash:/',
        "License Level: ipbase",
        "Press RETURN to get started!",
        "%IOS_LICENSE_IMAGE_APPLICATION-6-LICENSE_LEVEL",
        "%SYS-5-RESTART",
    ]
    assert [part for part in order if part in text] == order
    assert sorted(order, key=text.index) == order


def test_a_boot_nobody_watches_prints_nothing_and_logs_the_same() -> None:
    watched = new_device(new_chassis(Order()), default_kit())
    watched.console_clients = 1
    watched.power_on(0)
    watched.finish_boot(0)
    quiet = powered()

    assert quiet.take()[1] == []
    assert (
        run(quiet, "show logging", 1_000).partition("Log Buffer")[2]
        == (run(watched, "show logging", 1_000).partition("Log Buffer")[2])
    )
    assert [event.kind for event in quiet.events][1:] == [event.kind for event in watched.events][1:]


def test_subscribers_hear_every_event_until_they_leave() -> None:
    device = new_device(new_chassis(Order()), default_kit())
    heard: list[str] = []
    leave = device.subscribe(lambda event: heard.append(event.kind))

    device.power_on(0)
    device.finish_boot(0)
    leave()
    device.power_off(1_000)

    assert heard[0] == "power.on"
    assert "system.restarted" in heard
    assert "power.off" not in heard
    assert [event.kind for event in device.events] == [*heard, "power.off"]


def test_break_during_a_router_boot_ends_at_rommon_and_reset_boots_again() -> None:
    device = new_device(new_chassis(Order(model="CISCO881-K9")), default_kit())
    device.console_clients = 1
    device.power_on(0)
    device.boot_step(0)

    device.send_break(0)

    assert device.stage is Stage.MONITOR
    assert "rommon 1 >" in "".join(o.text for o in device.take()[1] if isinstance(o, LineText))
    device.console_receive(b"reset\r", 1_000)
    device.finish_boot(1_000)
    assert device.stage is Stage.RUNNING


def test_a_running_router_ignores_break_until_its_register_allows_it() -> None:
    device = powered(Order(model="CISCO881-K9"))

    device.send_break(1_000)
    assert device.stage is Stage.RUNNING

    device.chassis.put(keys.CONFIG_REGISTER, b"0x2002")
    device.send_break(2_000)
    assert device.stage is Stage.MONITOR
    assert device.system is None


def test_a_switch_with_the_mode_button_held_waits_at_its_prompt() -> None:
    device = new_device(new_chassis(Order()), default_kit())

    device.power_on(0, hold_mode=True)
    device.finish_boot(0)

    assert device.stage is Stage.MONITOR
    assert [event.kind for event in device.events] == ["power.on", "boot.failed"]


def test_register_bit_six_ignores_the_startup_config_of_a_router() -> None:
    device = powered(Order(model="CISCO881-K9", hostname="edge"))
    assert device.system is not None
    assert device.system.hostname == "edge"
    device.chassis.put(keys.CONFIG_REGISTER, b"0x2142")
    device.take()

    device.power_off(1_000)
    device.power_on(2_000)
    device.finish_boot(2_000)

    assert device.system is not None
    assert device.system.hostname == "Router"
    assert device.chassis.get(keys.STARTUP_CONFIG) is not None
