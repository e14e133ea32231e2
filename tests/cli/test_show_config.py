"""Configurations as text, and key pairs, which are in none."""

import pytest

from iosim.config import read
from tests.cli.made_files import Operator


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD")


def test_running_config_counts_its_bytes_and_ends_in_end(switch: Operator) -> None:
    head, _, rest = switch.types("show running-config").partition(" bytes\n")

    assert head.startswith("Building configuration...\n\nCurrent configuration : ")
    assert int(head.rpartition(" ")[2]) == len(rest.removesuffix("\n"))
    assert rest.startswith("!\nversion 12.2\n")
    assert rest.endswith("\nend\n\n")


def test_one_interface_of_it(switch: Operator) -> None:
    switch.types("configure terminal\ninterface gi1/0/5\ndescription five\nend")

    assert switch.types("show running-config interface gi1/0/5") == (
        "Building configuration...\n\nCurrent configuration : 55 bytes\n!\ninterface GigabitEthernet1/0/5\n"
        " description five\nend\n\n"
    )


def test_startup_config_is_what_was_saved(switch: Operator) -> None:
    switch.types("configure terminal\nhostname saved\nend\nwrite memory\nconfigure terminal\nhostname unsaved\nend")

    screen = switch.types("show startup-config")

    used, _, text = screen.partition("\n")
    assert used == f"Using {len(text) - 1} out of 524288 bytes"
    assert "hostname saved\n" in text


def test_without_a_saved_configuration_it_says_so(switch: Operator) -> None:
    switch.types("erase startup-config")

    assert switch.types("show startup-config") == "startup-config is not present\n"


def test_operators_without_privilege_see_no_configuration(switch: Operator) -> None:
    assert "% Invalid input" in switch.types("show running-config", privilege=1)


def test_a_router_of_15_0_names_itself_for_licensing() -> None:
    router = Operator("CISCO881-SEC-K9", serial="SIM00000001")

    assert "license udi pid CISCO881-SEC-K9 sn SIM00000001\n" in router.types("show running-config")


# -- key pairs


def pair_of(switch: Operator) -> object:
    return read.key_pair(switch.system.config)


def reload(switch: Operator) -> None:
    """Everything written so far is durable, then power goes and comes."""
    switch.device.take()
    switch.device.power_off(0)
    switch.device.power_on(0)
    switch.device.finish_boot(0)


def test_a_new_pair_needs_a_name_of_its_own(switch: Operator) -> None:
    assert switch.types("configure terminal\ncrypto key generate rsa\nend").endswith(
        "% Please define a hostname other than Switch.\n"
    )


def test_a_new_pair_needs_a_domain(switch: Operator) -> None:
    screen = switch.types("configure terminal\nhostname sw1\nno ip domain-name\ncrypto key generate rsa\nend")

    assert screen.endswith("% Please define a domain-name first.\n")


def test_a_new_pair_replaces_the_old_one_only_when_told_so(switch: Operator) -> None:
    before = pair_of(switch)
    ask = "configure terminal\nhostname sw1\ncrypto key generate rsa\nend"

    assert "% You already have RSA keys defined named sw1.iosim.example.\n" in switch.types(ask, ["no"])
    assert pair_of(switch) == before

    switch.types(ask, ["yes", "99999", "2048"])
    assert pair_of(switch) != before
    assert read.key_pair(switch.system.config).bits == 2048  # type: ignore[union-attr]  # it was just made


def test_without_a_pair_nobody_is_reached_by_ssh(switch: Operator) -> None:
    switch.types("configure terminal\ncrypto key zeroize rsa\nend", ["yes"])

    assert not read.reachable_by(switch.system.config, "ssh", 16)
    assert read.reachable_by(switch.system.config, "telnet", 16)
    assert "crypto key" not in switch.types("show running-config")
    assert switch.types("show ip ssh").startswith("SSH Disabled - version 1.99\n%Please create RSA keys")


def test_show_ip_ssh_tells_the_settings(switch: Operator) -> None:
    switch.types("configure terminal\nip ssh version 2\nip ssh time-out 60\nip ssh authentication-retries 2\nend")

    assert switch.types("show ip ssh") == (
        "SSH Enabled - version 2.0\nAuthentication timeout: 60 secs; Authentication retries: 2\n"
    )


def test_a_pair_that_was_removed_is_back_after_a_reload_unless_that_was_saved(switch: Operator) -> None:
    switch.types("configure terminal\ncrypto key zeroize rsa\nend", ["yes"])
    reload(switch)
    assert pair_of(switch) is not None

    switch.types("configure terminal\ncrypto key zeroize rsa\nend\nwrite memory", ["yes"])
    reload(switch)

    assert pair_of(switch) is None
