"""Configuration as it is typed."""

import pytest

from iosim.cli.session import Session
from iosim.config import read
from tests.cli.made_files import Operator


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD")


def test_what_unicon_sends_first_is_taken(switch: Operator) -> None:
    screen = switch.types("configure terminal\nno logging console\nline console 0\nexec-timeout 0\nend")

    assert "%" not in screen
    assert read.logging_settings(switch.system.config).console_level is None


def test_leaving_configuration_is_one_event_that_names_who(switch: Operator) -> None:
    switch.types("configure terminal\ninterface Vlan1\ndescription x\nexit\nexit")

    told = [event for event in switch.device.events if event.kind == "config.changed"]
    assert len(told) == 1


def test_a_global_line_leads_out_of_a_sub_mode_and_a_range_into_many(switch: Operator) -> None:
    switch.types("configure terminal\ninterface Vlan1\ninterface range gi1/0/1 - 2\nshutdown\nhostname x\nend")

    config = switch.system.config
    assert read.hostname(config) == "x"
    assert [read.interface(config, f"GigabitEthernet1/0/{n}").shutdown for n in (1, 2, 3)] == [True, True, False]
    assert not read.interface(config, "Vlan1").shutdown


def test_shutting_a_port_is_told_as_it_happens(switch: Operator) -> None:
    switch.types("configure terminal\ninterface gi1/0/1\nshutdown\nend")

    told = [event.facts["interface"] for event in switch.device.events if event.kind == "interface.admin"]
    assert told[-1] == "GigabitEthernet1/0/1"


def test_a_line_that_cannot_be_changes_nothing(switch: Operator) -> None:
    before = switch.system.config

    screen = switch.types("configure terminal\ninterface Vlan1\nip address 10.0.0.1 255.0.255.0\nend")

    assert "Bad mask 0xFF00FF00 for address 10.0.0.1\n" in screen
    assert switch.system.config == before


def test_an_alias_stands_for_its_command_and_keeps_what_follows(switch: Operator) -> None:
    switch.types("configure terminal\nalias exec sib show ip interface brief\nend")

    assert switch.types("sib | include Vlan1").startswith("Vlan1 ")


def test_a_banner_is_typed_over_several_lines(switch: Operator) -> None:
    switch.types("configure terminal\nbanner motd #\nend", ["first", "second#"])

    assert read.banner(switch.system.config, "motd") == "\nfirst\nsecond"


def test_a_line_kept_from_the_startup_config_can_be_taken_away() -> None:
    switch = Operator("WS-C3750E-24TD", config="quantum one\ninterface Vlan1\n quantum two\nend\n")
    assert switch.types("show running-config").count("quantum") == 2

    screen = switch.types("configure terminal\nno quantum one\ninterface Vlan1\nno quantum two\nend")

    assert "%" not in screen
    assert "quantum" not in switch.types("show running-config")


def test_what_is_not_kept_cannot_be_taken_away(switch: Operator) -> None:
    assert "% Invalid input" in switch.types("configure terminal\nno quantum one\nend")


def test_the_prompt_tells_a_range_from_one_interface(switch: Operator) -> None:
    lines = ("configure terminal", "interface range gi1/0/1 - 2", "interface gi1/0/1", "router rip")

    assert [prompt_after(switch, lines[: n + 1]) for n in (1, 2, 3)] == [
        "Switch(config-if-range)#",
        "Switch(config-if)#",
        "Switch(config-router)#",
    ]


def prompt_after(switch: Operator, lines: tuple[str, ...]) -> str:
    """The prompt once these lines were typed at the console."""
    line = switch.system.open_console(0)
    session = Session(switch.device, line, privilege=15)
    out = session.start(0)
    for text in lines:
        out = session.receive(f"{text}\r".encode(), 0)
    return b"".join(part for part in out if isinstance(part, bytes)).decode().rpartition("\n")[2]
