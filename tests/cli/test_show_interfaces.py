"""Ports as `show` tells of them."""

import pytest

from tests.cli.made_files import Operator


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD")


def row(screen: str, begins: str) -> str:
    return next(line for line in screen.splitlines() if line.startswith(begins))


def test_the_management_interface_has_the_address_that_clients_dial(switch: Operator) -> None:
    fields = row(switch.types("show ip interface brief"), "Vlan1 ").split()

    assert fields == ["Vlan1", "127.0.0.1", "YES", "DHCP", "up", "up"]


def test_an_address_says_whether_it_was_saved(switch: Operator) -> None:
    switch.types("configure terminal\ninterface Vlan1\nip address 10.0.0.1 255.255.255.0\nend")
    assert "10.0.0.1        YES manual up " in switch.types("show ip interface brief")

    switch.types("write memory")

    assert "10.0.0.1        YES NVRAM  up " in switch.types("show ip interface brief")


def test_a_port_that_is_shut_is_administratively_down_everywhere(switch: Operator) -> None:
    switch.types("configure terminal\ninterface gi1/0/1\nshutdown\ndescription to nowhere\nend")

    shown = switch.types("show interfaces gi1/0/1")
    assert shown.startswith("GigabitEthernet1/0/1 is administratively down, line protocol is down (disabled)\n")
    assert "  Description: to nowhere\n" in shown
    assert row(switch.types("show interfaces status"), "Gi1/0/1 ").split()[:5] == [
        "Gi1/0/1",
        "to",
        "nowhere",
        "disabled",
        "1",
    ]
    assert row(switch.types("show interfaces description"), "Gi1/0/1 ").split()[1:4] == ["admin", "down", "down"]
    assert "administratively down down" in row(switch.types("show ip interface brief"), "GigabitEthernet1/0/1 ")


def test_the_table_of_ports_shows_vlan_trunk_and_routed(switch: Operator) -> None:
    switch.types(
        "configure terminal\ninterface gi1/0/1\nswitchport access vlan 20\ninterface gi1/0/2\n"
        "switchport mode trunk\ninterface gi1/0/3\nno switchport\nend"
    )

    screen = switch.types("show interfaces status")

    assert [row(screen, f"Gi1/0/{n} ").split()[2] for n in (1, 2, 3)] == ["20", "trunk", "routed"]


def test_a_configured_speed_and_duplex_are_shown_instead_of_what_was_negotiated(switch: Operator) -> None:
    switch.types("configure terminal\ninterface gi1/0/1\nspeed 100\nduplex full\nmtu 1600\nbandwidth 5000\nend")

    shown = switch.types("show interfaces gi1/0/1")

    assert "  Full-duplex, 100Mb/s, media type is 10/100/1000BaseTX\n" in shown
    assert "  MTU 1600 bytes, BW 5000 Kbit, DLY 10 usec, \n" in shown


def test_interfaces_that_configuration_makes_appear_and_go(switch: Operator) -> None:
    switch.types("configure terminal\ninterface Loopback7\nip address 1.1.1.1 255.255.255.255\nend")
    assert row(switch.types("show ip interface brief"), "Loopback7").split()[1:] == [
        "1.1.1.1",
        "YES",
        "manual",
        "up",
        "up",
    ]

    switch.types("configure terminal\nno interface Loopback7\nend")

    assert "Loopback7" not in switch.types("show ip interface brief")
    assert switch.types("show interfaces Loopback7") == "% Invalid interface\n"


def test_an_access_group_and_a_secondary_address_are_shown(switch: Operator) -> None:
    switch.types(
        "configure terminal\ninterface Vlan1\nip address 10.0.0.1 255.0.0.0\nip address 11.0.0.1 255.0.0.0 secondary\n"
        "ip access-group 10 in\nend"
    )

    shown = switch.types("show ip interface Vlan1")

    assert "  Internet address is 10.0.0.1/8\n" in shown
    assert "  Secondary address 11.0.0.1/8\n" in shown
    assert "  Inbound  access list is 10\n" in shown


def test_a_router_names_the_encapsulation_of_a_loopback() -> None:
    router = Operator("CISCO881-K9")
    router.types("configure terminal\ninterface Loopback0\nend")

    assert "  Encapsulation LOOPBACK, loopback not set\n" in router.types("show interfaces Loopback0")
