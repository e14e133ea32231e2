"""The Python facade: a device as an object, without a network in between."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import iosim
from iosim.errors import UsageError
from iosim.license_store import LicenseRefusal
from iosim.system.license_seats import NoSeat


@pytest.fixture
def switch() -> Iterator[iosim.Device]:
    with iosim.boot(seed=7) as device:
        yield device


def test_the_same_model_and_seed_are_the_same_device_and_another_seed_is_another() -> None:
    with iosim.boot(seed=1) as one, iosim.boot(seed=1) as same, iosim.boot(seed=2) as other:
        assert one.udi == same.udi
        assert one.udi != other.udi
        assert one.serial.startswith("SIM")


def test_every_endpoint_accepts_clients(switch: iosim.Device) -> None:
    for endpoint in (switch.ssh, switch.telnet, switch.console):
        with socket.create_connection(endpoint):
            pass

    assert switch.snmp.host == "127.0.0.1"
    assert switch.known_hosts[0].startswith(f"[127.0.0.1]:{switch.ssh.port} ssh-ed25519 ")


def test_lines_typed_in_one_call_share_a_session(switch: iosim.Device) -> None:
    said = switch.cli("configure terminal", "hostname core-1", "end", "show running-config | include ^hostname")

    assert "hostname core-1\n" in said
    assert switch.hostname == "core-1"


def test_calls_do_not_share_a_session(switch: iosim.Device) -> None:
    switch.cli("configure terminal")

    assert "% Invalid input" in switch.cli("hostname core-1")


def test_an_operator_without_privilege_is_refused_what_needs_it(switch: iosim.Device) -> None:
    assert "% Invalid input" in switch.cli("configure terminal", privilege=1)


def test_a_reload_forgets_what_was_not_saved_and_keeps_what_was(switch: iosim.Device) -> None:
    switch.cli("configure terminal", "hostname kept")
    switch.reload(save=True)
    switch.cli("configure terminal", "hostname lost")
    switch.reload()

    assert switch.hostname == "kept"


def test_a_licence_for_another_device_is_refused_with_a_reason(switch: iosim.Device) -> None:
    foreign = iosim.issue("WS-C3750E-24TD:SIM0000AAAA", "ipservices")

    with pytest.raises(iosim.LicenseRefusal, match="not valid for this device"):
        switch.install(foreign)

    switch.reload()
    assert switch.level == "ipbase"


def test_a_file_of_which_one_licence_is_good_is_installed_in_part(switch: iosim.Device) -> None:
    data = iosim.issue(switch.udi, "ipservices")
    switch.install(data)

    with pytest.raises(LicenseRefusal):
        switch.install(data)


def test_users_of_a_counted_feature_come_and_go() -> None:
    with iosim.boot("CISCO881-K9") as router:
        router.install(iosim.issue(router.udi, "SSL_VPN", count=8))
        router.take_seats("SSL_VPN", 8)
        with pytest.raises(NoSeat):
            router.take_seats("SSL_VPN")
        router.install(iosim.issue(router.udi, "SSL_VPN", count=16))
        router.take_seats("SSL_VPN")
        router.give_seats("SSL_VPN", 2)

        assert "License Count: 16/7/0  (Active/In-use/Violation)" in router.cli("show license")


def test_the_factory_installs_the_licences_of_the_order() -> None:
    with iosim.boot(licenses=["ipservices"]) as switch:
        assert switch.level == "ipservices"


def test_a_device_without_power_runs_nothing_and_refuses_clients(switch: iosim.Device) -> None:
    switch.power_cut()

    assert switch.stage == "off"
    with pytest.raises(UsageError, match="not running"):
        switch.cli("show version")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(switch.ssh)

    switch.power_on()
    assert switch.level == "ipbase"


def test_the_mode_button_leaves_a_switch_at_its_boot_loader(switch: iosim.Device) -> None:
    switch.power_cut()
    switch.power_on(hold_mode=True)

    assert switch.stage == "monitor"


def test_sixty_days_pass_in_less_than_a_second(switch: iosim.Device) -> None:
    began_s = time.perf_counter()
    switch.advance(days=60)

    assert time.perf_counter() - began_s < 1
    assert "8 weeks, 4 days" in switch.cli("show version | include uptime")


def test_time_does_not_go_back(switch: iosim.Device) -> None:
    with pytest.raises(UsageError, match="does not go back"):
        switch.advance(days=-1)


def test_events_tell_the_boot_and_what_came_after(switch: iosim.Device) -> None:
    switch.install(iosim.issue(switch.udi, "ipservices"))

    kinds = [event.kind for event in switch.events]
    assert kinds[0] == "power.on"
    assert kinds.index("system.restarted") < kinds.index("license.installed")


def test_a_router_that_was_never_given_a_key_comes_up_at_the_base_level_until_it_gets_one() -> None:
    with iosim.boot("CISCO881-K9", licenses=["none"]) as router:
        assert router.level == "base"
        assert "Type: Default. No valid license found." in router.cli("show version")
        assert "% Invalid input" in router.cli("configure terminal", "zone security inside")

        router.install(iosim.issue(router.udi, "advsecurity"))
        router.reload()
        assert router.level == "advsecurity"

    with iosim.boot("CISCO881-SEC-K9", licenses=["none", "advsecurity"]) as router:
        assert router.level == "advsecurity"


def test_an_unknown_option_is_named(switch: iosim.Device) -> None:
    with pytest.raises(UsageError, match="colour"):
        iosim.boot(colour="red")


def test_an_unknown_model_is_refused_and_leaves_no_port_behind() -> None:
    with iosim.boot() as taken:
        port = taken.ssh.port

    with pytest.raises(UsageError, match="no model"):
        iosim.boot("WS-C9999", ssh=port)
    with iosim.boot(ssh=port) as again:
        assert again.ssh.port == port


def test_a_host_given_by_name_becomes_the_address_of_the_device() -> None:
    with iosim.boot(host="localhost") as switch:
        assert switch.ssh.host == "127.0.0.1"
        assert "127.0.0.1 " in switch.cli("show ip interface brief")


def test_a_closed_device_says_so_and_can_be_closed_again(switch: iosim.Device) -> None:
    switch.close()
    switch.close()

    with pytest.raises(UsageError, match="closed"):
        switch.cli("show version")


def test_a_state_file_brings_the_device_back_as_it_was(tmp_path: Path) -> None:
    state = str(tmp_path / "lab.db")
    with iosim.boot(state=state, serial="SIM1234X0AB") as switch:
        switch.install(iosim.issue(switch.udi, "ipservices"))
        switch.advance(days=3)

    with iosim.boot(state=state) as switch:
        assert switch.serial == "SIM1234X0AB"
        assert switch.level == "ipservices"


def test_a_trap_of_version_1_and_one_of_version_2c_read_alike(switch: iosim.Device) -> None:
    switch.cli(
        "configure terminal",
        "snmp-server enable traps license",
        "snmp-server host 10.0.0.6 version 1 one",
        "snmp-server host 10.0.0.7 version 2c two",
    )
    switch.install(iosim.issue(switch.udi, "ipservices"))

    installed = {trap.version: trap for trap in switch.traps if trap.name == "clmgmtLicenseInstalled"}
    assert installed["1"].oid == installed["2c"].oid
    assert installed["1"].variables == installed["2c"].variables
    assert (installed["1"].host, installed["1"].community) == ("10.0.0.6", "one")
    assert (installed["2c"].host, installed["2c"].community) == ("10.0.0.7", "two")
