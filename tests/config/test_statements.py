"""What single commands do to a configuration."""

import base64
import re

import pytest

from iosim.aaa.secret import Secret
from iosim.config import read
from iosim.config.language import Language
from iosim.config.order import SKELETON, ranks
from iosim.config.outcome import TOP, Done
from iosim.config.public_key import knows_key
from iosim.config.statement import ConfigRefusal
from iosim.config.statements import STATEMENTS
from iosim.config.value import Config, changed
from iosim.config.words import WORDS
from tests.config.made import ROUTER, SWITCH, body, speaks, typed

IOS = speaks(SWITCH, "advipservices")
LATER = speaks(SWITCH, "ipservices", "c3750e-universalk9-mz.122-55.SE5")
ROUTED = speaks(ROUTER, "advipservices")


def said(language: Language, *lines: str) -> str:
    """What the device prints of the last line."""
    config, place, text = language.blank, TOP, ""
    for line in lines:
        done = language.execute(config, place, line)
        assert isinstance(done, Done), line
        config, place, text = done.config, done.place, done.said
    return text


def block(config: Config, head: str, language: Language = IOS) -> list[str]:
    """The lines below `head` in running-config."""
    lines = language.write(config).splitlines()
    below = lines[lines.index(head) + 1 :]
    return below[: next(i for i, line in enumerate(below) if not line.startswith(" "))]


def test_every_statement_has_one_place_in_the_skeleton() -> None:
    written = {s.slot for s in STATEMENTS if s.mode == "config" and s.slot not in ("entry", "snmp-server")}
    nested = {s.slot for s in STATEMENTS if s.opens}

    assert written | nested | {"access-list"} == {name for name in ranks() if name[0] != "@"}
    assert len(ranks()) == sum(1 for line in SKELETON.split("\n") if line and line != "!")


def test_every_word_of_a_command_says_something_to_a_question_mark() -> None:
    silent = {
        word
        for statement in STATEMENTS
        for word in re.findall(r"(?<![\w<:=-])[a-z][a-z-]+(?![\w:=-])", re.sub(r"<[^>]*>|\w+=", " ", statement.syntax))
        if not {**WORDS, **statement.help}.get(word)
    }

    assert not silent


@pytest.mark.parametrize(
    "line",
    [
        "hostname x",
        "ip domain-name a.b",
        "no ip domain-lookup",
        "logging host 10.0.0.1 transport udp port 5514",
        "logging console warnings",
        "no logging console",
        "logging buffered 8192",
        "snmp-server community s RW 10",
        "snmp-server location a b",
        "snmp-server enable traps license imagelevel",
        "snmp-server host 10.0.0.1 version 2c public config",
        "username a privilege 15 secret b",
        "enable secret x",
        "banner motd #x#",
        "ip route 10.0.0.0 255.0.0.0 192.168.0.1 200",
        "vlan 10",
        "service sequence-numbers",
        "clock timezone CET 1",
        "router rip",
        "ip vrf RED",
        "access-list 10 permit any",
        "ntp server 10.0.0.1 prefer",
        "alias exec s show version",
        "no ip http server",
        "no service timestamps log",
        "spanning-tree mode rapid-pvst",
        "boot system flash:/x.bin",
        "license accept end user agreement",
        "aaa new-model",
        "file prompt quiet",
    ],
)
def test_default_takes_a_line_back(line: str) -> None:
    config = typed(LATER, line)
    assert changed(config, LATER.blank)

    assert not changed(typed(LATER, f"default {line.removeprefix('no ')}", config=config), LATER.blank)


# -- identity and users


@pytest.mark.parametrize("name", ["1sw", "-x", "sw?1"])
def test_a_host_name_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(ConfigRefusal):
        IOS.execute(IOS.blank, TOP, f"hostname {name}")


def test_without_a_host_name_the_device_has_its_own_again() -> None:
    assert read.hostname(typed(IOS, "hostname x", "no hostname x")) == "Switch"


def test_a_clear_secret_is_hashed_and_the_hash_is_the_same_every_time() -> None:
    config = typed(IOS, "enable secret cisco")

    secret = read.enable_secret(config)
    assert secret is not None
    assert secret.type == 5
    assert secret.accepts("cisco")
    assert typed(IOS, "enable secret 0 cisco") == config


def test_what_is_no_hash_is_refused_as_one() -> None:
    with pytest.raises(ConfigRefusal, match="not a valid encrypted secret"):
        IOS.execute(IOS.blank, TOP, "enable secret 5 plain")


def test_an_enable_secret_goes_before_an_enable_password() -> None:
    config = typed(IOS, "enable password old", "enable secret new")

    secret = read.enable_secret(config)
    assert secret is not None
    assert secret.accepts("new")
    assert read.enable_secret(typed(IOS, "no enable secret", config=config)) == Secret(0, "old")


def test_what_is_said_of_a_user_line_by_line_adds_up() -> None:
    config = typed(IOS, "username a privilege 15", "username a secret x")

    (line,) = [line for line in body(IOS, config) if line.startswith("username")]
    assert line.startswith("username a privilege 15 secret 5 $1$")
    assert read.users(config)["a"].privilege == 15


def test_a_user_has_a_password_or_a_secret_and_not_both() -> None:
    config = typed(IOS, "username a password x")

    with pytest.raises(ConfigRefusal, match="Can not have both"):
        IOS.execute(config, TOP, "username a secret y")


def test_password_encryption_hides_what_was_typed_before_and_after() -> None:
    config = typed(
        IOS, "username a password one", "line vty 0 4", "password two", "service password-encryption",
        "username b password three",
    )  # fmt: skip

    text = IOS.write(config)
    assert not any(word in text for word in ("one", "two", "three"))
    assert read.users(config)["b"].secret is not None
    assert read.users(config)["b"].secret.accepts("three")  # type: ignore[union-attr]  # asserted above


# -- interfaces


def test_a_range_configures_all_its_members() -> None:
    config = typed(IOS, "interface range gi1/0/1 - 3 , te1/0/1", "shutdown")

    down = [path[1] for path in config.under("interface") if read.interface(config, path[1]).shutdown]
    assert sorted(down) == [f"GigabitEthernet1/0/{n}" for n in (1, 2, 3)] + ["TenGigabitEthernet1/0/1"]


def test_a_switch_port_takes_no_address_until_it_is_routed() -> None:
    with pytest.raises(ConfigRefusal, match="L2 links"):
        typed(IOS, "interface gi1/0/1", "ip address 10.0.0.1 255.0.0.0")

    config = typed(IOS, "interface gi1/0/1", "no switchport", "ip address 10.0.0.1 255.0.0.0")
    assert block(config, "interface GigabitEthernet1/0/1") == [" no switchport", " ip address 10.0.0.1 255.0.0.0"]


def test_switching_a_routed_port_again_takes_its_address_away() -> None:
    config = typed(IOS, "interface gi1/0/1", "no switchport", "ip address 10.0.0.1 255.0.0.0", "switchport")

    assert block(config, "interface GigabitEthernet1/0/1") == []


@pytest.mark.parametrize("mask", ["255.0.255.0", "0.0.0.0", "255.255.255.252"])
def test_a_mask_that_fits_no_host_is_refused(mask: str) -> None:
    with pytest.raises(ConfigRefusal, match="Bad mask"):
        typed(IOS, "interface Vlan1", f"ip address 10.0.0.3 {mask}")


def test_overlapping_networks_are_refused() -> None:
    with pytest.raises(ConfigRefusal, match=r"% 10\.0\.0\.0 overlaps with Vlan1"):
        typed(IOS, "interface Vlan1", "ip address 10.0.0.1 255.255.255.0", "interface Vlan2",
              "ip address 10.0.0.2 255.255.255.0")  # fmt: skip


def test_the_primary_address_goes_last() -> None:
    lines = ["interface Vlan1", "ip address 10.0.0.1 255.0.0.0", "ip address 11.0.0.1 255.0.0.0 secondary"]

    with pytest.raises(ConfigRefusal, match="Must delete secondary"):
        typed(IOS, *lines, "no ip address 10.0.0.1 255.0.0.0")
    assert read.interface(typed(IOS, *lines, "no ip address"), "Vlan1").address == ""


def test_hardware_cannot_be_removed_and_what_was_created_can() -> None:
    with pytest.raises(ConfigRefusal, match="Removal of physical interfaces is not permitted"):
        typed(IOS, "no interface gi1/0/1")

    config = typed(IOS, "interface Vlan10", "interface Loopback0")
    assert read.virtual_interfaces(config) == ("Loopback0", "Vlan1", "Vlan10")
    assert read.virtual_interfaces(typed(IOS, "no interface Vlan10", config=config)) == ("Loopback0", "Vlan1")


def test_default_interface_makes_a_port_as_it_was_and_says_so() -> None:
    config = typed(IOS, "interface gi1/0/1", "description x", "shutdown")

    done = IOS.execute(config, TOP, "default interface gi1/0/1")

    assert isinstance(done, Done)
    assert done.said == "Interface GigabitEthernet1/0/1 set to default configuration\n"
    assert done.config == IOS.blank


def test_a_port_of_a_vlan_that_is_not_there_makes_it() -> None:
    lines = ("interface gi1/0/1", "switchport access vlan 33")

    assert said(IOS, *lines) == "% Access VLAN does not exist. Creating vlan 33\n"
    assert 33 in read.vlans(typed(IOS, *lines))


def test_the_default_vlan_stays() -> None:
    with pytest.raises(ConfigRefusal, match="Default VLAN 1 may not be deleted"):
        typed(IOS, "no vlan 1")


# -- lines


def test_lines_of_equal_content_are_written_as_one_block_and_the_first_five_apart() -> None:
    config = typed(IOS, "line vty 0 15", "login local", "exec-timeout 5 0")

    assert "line vty 0 4\n exec-timeout 5 0\n login local\nline vty 5 15\n exec-timeout 5 0\n" in IOS.write(config)


def test_a_line_that_differs_is_written_alone() -> None:
    config = typed(IOS, "line vty 2", "no login")

    heads = [line for line in body(IOS, config) if line.startswith("line vty")]
    assert heads == ["line vty 0 1", "line vty 2", "line vty 3 4", "line vty 5 15"]
    assert block(config, "line vty 2") == [" no login"]


def test_login_without_a_password_says_that_nobody_gets_in() -> None:
    assert said(IOS, "line vty 0 1", "login") == (
        "% Login disabled on line 1, until 'password' is set\n% Login disabled on line 2, until 'password' is set\n"
    )


def test_a_router_has_five_vtys_and_an_auxiliary_line() -> None:
    assert not isinstance(ROUTED.execute(ROUTED.blank, TOP, "line vty 0 15"), Done)
    assert "line aux 0" in body(ROUTED, ROUTED.blank)


# -- management


def test_bare_enable_traps_enables_every_type_and_no_takes_parts_away() -> None:
    config = typed(IOS, "snmp-server enable traps")
    assert read.trap_enabled(config, "license", "usage")
    assert len(read.enabled_traps(config)) > 15

    config = typed(IOS, "no snmp-server enable traps license usage", config=config)
    assert not read.trap_enabled(config, "license", "usage")
    assert read.trap_enabled(config, "license", "deploy")


def test_licence_traps_are_on_until_somebody_turns_them_off() -> None:
    assert read.trap_enabled(IOS.blank, "license", "deploy")
    assert not read.trap_enabled(IOS.blank, "license", "imagelevel")

    off = typed(IOS, "no snmp-server enable traps license")
    assert "no snmp-server enable traps license" in body(IOS, off)
    assert not read.trap_enabled(off, "license")

    some = typed(IOS, "snmp-server enable traps license imagelevel", "no snmp-server enable traps license usage error")
    assert read.enabled_traps(some)["license"] == ("imagelevel", "deploy")
    assert IOS.parse(IOS.write(some)).config == some
    assert IOS.parse(IOS.write(off)).config == off
    assert typed(IOS, "snmp-server enable traps license", config=off) == typed(IOS, "snmp-server enable traps license")
    assert typed(IOS, "no snmp-server enable traps") == off


def test_a_trap_host_is_written_as_it_is_used() -> None:
    config = typed(IOS, "snmp-server host 10.1.1.1 traps version 2c public udp-port 5162 license config")

    assert "snmp-server host 10.1.1.1 version 2c public udp-port 5162 license config" in body(IOS, config)
    assert read.trap_hosts(config) == [read.TrapHost("10.1.1.1", 5162, "2c", "public", False, ("license", "config"))]


def test_no_snmp_server_stops_the_agent() -> None:
    config = typed(IOS, "snmp-server community public", "snmp-server location x")
    assert read.snmp_enabled(config)

    assert not read.snmp_enabled(typed(IOS, "no snmp-server", config=config))


def test_a_logging_host_keeps_its_port() -> None:
    config = typed(IOS, "logging host 10.1.1.1 transport udp port 5514", "logging 10.1.1.2")

    assert read.logging_settings(config).hosts == (("10.1.1.1", 5514), ("10.1.1.2", 514))
    assert read.logging_settings(typed(IOS, "no logging 10.1.1.1", config=config)).hosts == (("10.1.1.2", 514),)


@pytest.mark.parametrize(
    ("line", "level", "written"),
    [
        ("logging console 3", 3, "logging console errors"),
        ("logging console", 7, None),
        ("no logging console", None, "no logging console"),
    ],
)
def test_logging_levels(line: str, level: int | None, written: str | None) -> None:
    config = typed(IOS, line)

    assert read.logging_settings(config).console_level == level
    assert [text for text in body(IOS, config) if "logging console" in text] == ([written] if written else [])


# -- access lists and routes


def test_an_access_list_decides_by_its_first_entry_that_fits() -> None:
    config = typed(IOS, "access-list 10 deny 10.0.0.5", "access-list 10 permit 10.0.0.0 0.0.0.255")

    assert [read.permits(config, "10", a) for a in ("10.0.0.5", "10.0.0.6", "11.0.0.1")] == [False, True, False]
    assert read.permits(config, "99", "1.1.1.1")


def test_a_numbered_list_and_its_named_mode_are_one_list() -> None:
    config = typed(IOS, "access-list 10 permit any", "ip access-list standard 10", "5 deny host 10.0.0.1")

    assert [entry.action for entry in read.access_list_entries(config, "10") or []] == ["deny", "permit"]
    assert block(config, "ip access-list standard 10") == [" 5 deny 10.0.0.1", " 10 permit any"]


def test_boot_system_says_all_of_it_on_a_switch_and_one_more_on_a_router() -> None:
    lines = ("boot system flash:/a.bin", "boot system flash:/b.bin")

    assert read.boot_system(typed(IOS, *lines)) == ["flash:/b.bin"]
    assert read.boot_system(typed(ROUTED, *lines)) == ["flash:/a.bin", "flash:/b.bin"]


def test_a_route_whose_network_has_host_bits_is_refused() -> None:
    with pytest.raises(ConfigRefusal, match="Inconsistent address and mask"):
        typed(IOS, "ip route 10.0.0.1 255.0.0.0 192.168.0.1")


def test_a_route_that_is_not_there_cannot_be_deleted() -> None:
    with pytest.raises(ConfigRefusal, match="No matching route to delete"):
        typed(IOS, "no ip route 10.0.0.0 255.0.0.0 192.168.0.1")


def test_a_nested_mode_is_left_to_the_one_around_it() -> None:
    lines = ["policy-map type inspect P", "class type inspect C", "inspect", "exit", "class class-default", "drop"]

    config = typed(ROUTED, *lines)

    assert block(config, "policy-map type inspect P", ROUTED) == [
        " class type inspect C", "  inspect", " class class-default", "  drop",
    ]  # fmt: skip
    assert not typed(ROUTED, "no policy-map type inspect P", config=config).under("policy-map type inspect class")


RSA_KEY = "AAAAB3NzaC1yc2EAAAADAQABAAAAEgDFAMUAxQDFAMUAxQDFAMUAxQ=="
CHAIN = ("ip ssh pubkey-chain", "username admin", "key-string")


@pytest.mark.parametrize("pasted", [[RSA_KEY], [RSA_KEY[:20], RSA_KEY[20:]], [f"ssh-rsa {RSA_KEY} me@here"]])
def test_a_pasted_public_key_is_kept_as_its_hash(pasted: list[str]) -> None:
    config = typed(IOS, *CHAIN, *pasted, "exit", "exit", "exit")

    assert block(config, "ip ssh pubkey-chain") == [
        " username admin", "  key-hash ssh-rsa FB2F29E51B39AB6C8531C501753B7F0B",
    ]  # fmt: skip
    assert knows_key(config, "admin", base64.b64decode(RSA_KEY))
    assert not knows_key(config, "operator", base64.b64decode(RSA_KEY))
    assert not typed(IOS, "no ip ssh pubkey-chain", config=config).under("ip ssh pubkey-chain username")


@pytest.mark.parametrize("pasted", ["AAAAC3NzaC1lZDI1NTE5", RSA_KEY[:-8] + "====", RSA_KEY[:-2] + "AA"])
def test_what_is_no_rsa_key_is_refused(pasted: str) -> None:
    with pytest.raises(ConfigRefusal, match="Failed to decode the Key Value"):
        typed(IOS, *CHAIN, pasted)


def test_after_a_key_that_never_ended_other_commands_are_understood() -> None:
    config = typed(IOS, *CHAIN, RSA_KEY[:20], "hostname next")

    assert config.one("hostname") == "next"
    assert IOS.parse(IOS.write(config)).config.one("hostname") == "next"
