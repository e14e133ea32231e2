"""A running System: lines, log, interfaces, calendar, and configuration that says what happened."""

import pytest

from iosim.assembly import Order, default_kit, new_chassis, new_device, run
from iosim.chassis import keys
from iosim.config.language import language
from iosim.config.reader import Reader
from iosim.device.device import Device
from iosim.outputs import Datagram, LineText
from iosim.syslog.stamp import calendar_ms
from iosim.system.logger import records
from iosim.system.system import System


def powered(order: Order | None = None, **kit: int) -> Device:
    device = new_device(new_chassis(order or Order()), default_kit(**kit))  # type: ignore[arg-type]
    device.power_on(0)
    device.finish_boot(0)
    device.take()
    return device


def configure(system: System, text: str, now_ms: int = 1_000) -> None:
    """What an operator at the console would type after `configure terminal`."""
    parsed = Reader(language(system.personality), system.config).read(text)
    assert not parsed.refused, parsed.refused
    system.change(parsed.config, now_ms, "console")


@pytest.fixture
def device() -> Device:
    return powered()


@pytest.fixture
def system(device: Device) -> System:
    assert device.system is not None
    return device.system


def kinds(device: Device) -> list[str]:
    return [event.kind for event in device.events]


# -- lines


def test_lines_are_taken_from_the_first_free_vty(system: System) -> None:
    first = system.open_line("ssh", "127.0.0.2", 0)
    second = system.open_line("telnet", "127.0.0.3", 0)
    assert first is not None
    assert second is not None
    assert (first.index, second.index) == (0, 1)

    system.close_line(first.number, 1_000)
    again = system.open_line("ssh", "127.0.0.4", 2_000)

    assert again is not None
    assert again.index == 0


def test_the_seventeenth_caller_of_a_switch_gets_no_line(system: System) -> None:
    lines = [system.open_line("ssh", "127.0.0.2", 0) for _ in range(17)]

    assert [line is None for line in lines] == [False] * 16 + [True]


def test_transport_input_closes_a_line_to_other_transports(system: System) -> None:
    configure(system, "line vty 0 15\n transport input ssh\n")

    assert system.open_line("telnet", "127.0.0.2", 0) is None
    assert system.open_line("ssh", "127.0.0.2", 0) is not None


def test_access_class_turns_away_whoever_the_list_does_not_permit(system: System) -> None:
    configure(system, "access-list 10 permit 10.1.1.1\nline vty 0 15\n access-class 10 in\n")

    assert system.open_line("ssh", "127.0.0.2", 0) is None
    assert system.open_line("ssh", "10.1.1.1", 0) is not None


# -- configuration


def test_the_same_configuration_again_says_nothing(device: Device, system: System) -> None:
    before = kinds(device)

    system.change(system.config, 1_000, "console")
    configure(system, "hostname Switch\n")

    assert kinds(device) == before


def test_shutting_the_only_connected_port_takes_the_vlan_down_with_it(device: Device, system: System) -> None:
    configure(system, "interface GigabitEthernet1/0/1\n shutdown\n", 5_000)

    told = [
        (event.kind, event.facts["interface"], event.facts["up"])
        for event in device.events
        if event.at_ms == 5_000 and event.kind.startswith("interface.")
    ]
    assert ("interface.admin", "GigabitEthernet1/0/1", False) in told
    assert ("interface.protocol", "GigabitEthernet1/0/1", False) in told
    assert ("interface.protocol", "Vlan1", False) in told
    assert system.interfaces.state("GigabitEthernet1/0/1").status == "administratively down"


def test_a_cable_brings_link_and_protocol_up_and_counters_move_only_then(system: System) -> None:
    port = system.interfaces.port("GigabitEthernet1/0/7")
    assert port is not None
    assert system.interfaces.octets(port, True, 50_000) == 0

    system.interfaces.cable(port.name, True, 60_000)

    assert system.interfaces.state(port.name).protocol_up
    counted = system.interfaces.octets(port, True, 160_000)
    assert 0 < counted <= port.speed_bps * 100 // 8
    system.interfaces.cable(port.name, False, 160_000)
    assert system.interfaces.octets(port, True, 900_000) == counted


def test_boot_commands_reach_the_variables_of_the_boot_loader(device: Device, system: System) -> None:
    configure(system, "boot system flash:/other.bin\n")

    assert device.chassis.get(keys.BOOT_VARIABLE + "BOOT") == b"flash:/other.bin"


def test_an_svi_exists_as_long_as_it_is_configured(system: System) -> None:
    configure(system, "interface Vlan20\n description users\n")
    assert system.interfaces.port("Vlan20") is not None

    configure(system, "no interface Vlan20\n")

    assert system.interfaces.port("Vlan20") is None


# -- log


def test_a_message_goes_to_buffer_console_monitor_and_host_with_one_text(device: Device, system: System) -> None:
    configure(system, "logging 127.0.0.1\n")
    line = system.open_line("ssh", "127.0.0.2", 1_000)
    assert line is not None
    line.monitor = True
    device.take()

    system.emit("config.changed", 2_000, by="admin on vty0 (127.0.0.2)")

    _, outputs = device.take()
    logged = records(system)[-1].line
    assert "%SYS-5-CONFIG_I: Configured from console by admin on vty0 (127.0.0.2)" in logged
    texts = {output.line: output.text for output in outputs if isinstance(output, LineText)}
    assert texts == {0: logged + "\n", line.number: logged + "\n"}
    (datagram,) = [output for output in outputs if isinstance(output, Datagram)]
    assert datagram.host == "127.0.0.1"
    assert datagram.port == 514
    assert datagram.data.startswith(b"<189>")
    assert datagram.data.decode().endswith(logged)


def test_levels_say_who_gets_a_message(device: Device, system: System) -> None:
    configure(system, "no logging console\nlogging 127.0.0.1\nlogging trap errors\nlogging buffered 4096 warnings\n")
    device.take()
    held = len(records(system))

    system.emit("config.changed", 2_000, by="console")

    assert device.take()[1] == []
    assert len(records(system)) == held


def test_the_buffer_forgets_its_oldest_messages_first(system: System) -> None:
    for number in range(200):
        system.emit("config.changed", number, by=f"user{number} on console")

    lines = [record.line for record in records(system)]

    assert "user199" in lines[-1]
    assert sum(len(line) + 1 for line in lines) <= 4096
    assert not any("user0 " in line for line in lines)


def test_clear_time_stamps_follow_the_configuration_of_the_moment(system: System) -> None:
    configure(system, "no service timestamps log\n")

    system.emit("config.changed", 2_000, by="console")

    assert records(system)[-1].line == "%SYS-5-CONFIG_I: Configured from console by console"


# -- calendar


def test_a_switch_wakes_in_1993_and_stamps_with_an_asterisk(system: System) -> None:
    assert system.calendar.at(0) - system.uptime_ms(0) == calendar_ms(1993, 3, 1)
    assert not system.calendar.authoritative
    assert run_clock(system).startswith("*")


def test_clock_set_moves_the_calendar_and_nothing_else(device: Device, system: System) -> None:
    uptime = system.uptime_ms(10_000)

    run(device, "clock set 10:00:00 24 November 2026", 10_000)

    assert system.calendar.at(10_000) == calendar_ms(2026, 11, 24, 10)
    assert system.uptime_ms(10_000) == uptime


def test_a_routers_boot_is_stamped_after_the_reload_that_caused_it() -> None:
    device = powered(Order(model="CISCO881-K9"), host_calendar_ms=calendar_ms(2026, 1, 2, 3, 4, 5))
    assert device.system is not None
    device.system.reload(20_000, "console", "Reload command")

    device.restart(20_000)
    device.finish_boot(20_000)

    assert device.system is not None
    lines = [record.line for record in records(device.system)]
    assert lines[0].startswith("*Jan  2 00:00:02.175: %IOS_LICENSE_IMAGE_APPLICATION-6-LICENSE_LEVEL")
    assert {line[:16] for line in lines[1:]} <= {"*Jan  2 03:04:24", "*Jan  2 03:04:25"}


def test_a_router_begins_with_the_hosts_calendar_and_nobody_vouches_for_it() -> None:
    device = powered(Order(model="CISCO881-K9"), host_calendar_ms=calendar_ms(2026, 1, 2, 3, 4, 5))
    assert device.system is not None

    assert run(device, "show clock", 0).startswith("*03:04:05.000 UTC Fri Jan 2 2026")

    run(device, "clock set 10:00:00 24 november 2026", 0)
    assert run(device, "show clock", 0).startswith("10:00:00.000 UTC Tue Nov 24 2026")


def run_clock(system: System) -> str:
    return run(system.device, "show clock", 0)  # type: ignore[arg-type]
