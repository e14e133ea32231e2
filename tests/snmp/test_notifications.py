"""Traps: which hosts hear of what, and what exactly they hear."""

from typing import Any

import pytest

from iosim.license_store import issue
from iosim.outputs import Datagram
from iosim.snmp.agent import respond
from iosim.snmp.ber import INTEGER, Oid, decode, name_tuple
from iosim.snmp.message import GET, INFORM, V1_TRAP, V2_TRAP
from iosim.snmp.rows.system import SYSTEM
from tests.snmp.booted import BOOTED_MS, Booted
from tests.snmp.made import fields, reply, request

LICENSE = (1, 3, 6, 1, 4, 1, 9, 9, 543)
LEVEL = (1, 3, 6, 1, 4, 1, 9, 9, 640)
TRAPS = (1, 3, 6, 1, 6, 3, 1, 1, 5)
WHY_RELOAD = (1, 3, 6, 1, 4, 1, 9, 2, 1, 2, 0)
IF_ENTRY = (1, 3, 6, 1, 2, 1, 2, 2, 1)
REASON = (1, 3, 6, 1, 4, 1, 9, 2, 2, 1, 1, 20)
PORT, PORT_INDEX = "GigabitEthernet1/0/2", 10102  # not the only one of Vlan1
DAY_MS = 86_400_000


@pytest.fixture
def switch() -> Booted:
    device = Booted("WS-C3750E-24TD")
    device.configure("snmp-server host 127.0.0.1 version 2c nms", "snmp-server enable traps")
    device.system.interfaces.cable(PORT, True, device.now_ms)
    device.traps()
    return device


def told(datagram: Datagram) -> tuple[Oid, list[tuple[Oid, Any]]]:
    """snmpTrapOID and the variables of a version 2 trap."""
    got = reply(datagram.data)
    assert (got.version, got.pdu) == (1, V2_TRAP)
    up_time, trap, *variables = got.varbinds
    assert up_time[0] == (*SYSTEM, 3, 0)
    assert trap[0] == (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
    return trap[1], variables


def version_1(datagram: Datagram) -> dict[str, Any]:
    """A version 1 trap taken apart."""
    ((_, body),) = fields(datagram.data)
    (_, version), (_, community), (pdu, content) = fields(body)
    (_, enterprise), (_, address), (_, generic), (_, specific), (_, up_time), (_, listed) = fields(content)
    assert (version, pdu) == (b"\0", V1_TRAP)
    number = int.from_bytes
    return {
        "community": community,
        "enterprise": name_tuple(enterprise),
        "address": address,
        "generic": number(generic, "big"),
        "specific": number(specific, "big"),
        "up_time": number(up_time, "big"),
        "variables": [
            (name_tuple(name), decode(tag, value))
            for _, pair in fields(listed)
            for (_, name), (tag, value) in [fields(pair)]
        ],
    }


def test_a_restart_is_a_cold_start_with_its_reason() -> None:
    device = Booted(
        "WS-C3750E-24TD",
        config="snmp-server enable traps snmp coldstart\nsnmp-server host 127.0.0.1 version 2c nms udp-port 9162\n",
    )

    (trap,) = [o for o in device.boot_outputs if isinstance(o, Datagram) and o.service == "trap"]

    assert (trap.host, trap.port) == ("127.0.0.1", 9162)
    assert told(trap) == ((*TRAPS, 1), [(WHY_RELOAD, b"power-on")])


def test_a_reload_is_told_before_and_after(switch: Booted) -> None:
    switch.device.system.reload(switch.now_ms, "console", "Reload command")

    assert told(switch.traps()[0]) == ((1, 3, 6, 1, 4, 1, 9, 0, 0), [(WHY_RELOAD, b"Reload command")])


def test_a_version_1_trap_names_the_enterprise_the_agent_and_the_number(switch: Booted) -> None:
    switch.configure("no snmp-server host 127.0.0.1 nms", "snmp-server host 127.0.0.2 old")

    switch.configure(f"interface {PORT}", "shutdown")

    (trap,) = map(version_1, switch.traps())
    assert trap == {
        "community": b"old",
        "enterprise": switch.device.platform.object_id,
        "address": b"\x7f\0\0\1",
        "generic": 2,
        "specific": 0,
        "up_time": switch.get(*SYSTEM, 3, 0),
        "variables": [
            ((*IF_ENTRY, 1, PORT_INDEX), PORT_INDEX),
            ((*IF_ENTRY, 2, PORT_INDEX), PORT.encode()),
            ((*IF_ENTRY, 3, PORT_INDEX), 6),
            ((*REASON, PORT_INDEX), b"administratively down"),
        ],
    }


def test_a_port_that_comes_back_is_up(switch: Booted) -> None:
    switch.configure(f"interface {PORT}", "shutdown")
    switch.traps()

    switch.configure(f"interface {PORT}", "no shutdown")

    names = [told(trap)[0] for trap in switch.traps()]
    assert names[0] == (*TRAPS, 4)


def test_the_ietf_form_of_a_link_trap_tells_both_states(switch: Booted) -> None:
    switch.configure("snmp-server trap link ietf", f"interface {PORT}", "shutdown")

    assert told(switch.traps()[0]) == (
        (*TRAPS, 3),
        [((*IF_ENTRY, column, PORT_INDEX), value) for column, value in ((1, PORT_INDEX), (7, 2), (8, 2))],
    )


def test_an_interface_can_keep_its_link_traps_to_itself(switch: Booted) -> None:
    switch.configure(f"interface {PORT}", "no snmp trap link-status")

    switch.configure(f"interface {PORT}", "shutdown")

    assert not [trap for trap in switch.traps() if told(trap)[1] and told(trap)[1][0][1] == PORT_INDEX]


def test_a_wrong_community_is_an_authentication_failure_of_its_sender(switch: Booted) -> None:
    respond(switch.system, request(GET, (*SYSTEM, 1, 0), community=b"guess"), "127.0.0.8", switch.now_ms)

    (trap,) = switch.traps()
    assert told(trap) == ((*TRAPS, 5), [((1, 3, 6, 1, 4, 1, 9, 2, 1, 5, 0), b"\x7f\0\0\x08")])
    assert switch.get(1, 3, 6, 1, 4, 1, 9, 2, 1, 5, 0) == b"\x7f\0\0\x08"


def test_leaving_configuration_mode_is_a_configuration_event(switch: Booted) -> None:
    switch.device.system.emit("config.changed", switch.now_ms, by="admin on vty0 (127.0.0.1)")
    switch.device.system.emit("config.changed", switch.now_ms, by="console")

    entry = (1, 3, 6, 1, 4, 1, 9, 9, 43, 1, 1, 6, 1)
    first, second = map(told, switch.traps())
    assert first == (
        (1, 3, 6, 1, 4, 1, 9, 9, 43, 2, 0, 1),
        [((*entry, 3, 1), 1), ((*entry, 4, 1), 2), ((*entry, 5, 1), 3)],
    )
    assert second[1][0] == ((*entry, 3, 2), 1)


def test_a_type_that_is_not_enabled_is_told_to_nobody(switch: Booted) -> None:
    switch.configure("no snmp-server enable traps snmp linkdown")

    switch.configure(f"interface {PORT}", "shutdown")

    assert not switch.traps()


def test_a_host_that_wants_one_type_hears_no_other(switch: Booted) -> None:
    switch.configure("snmp-server host 127.0.0.5 version 2c nms license")

    switch.configure(f"interface {PORT}", "shutdown")

    assert {trap.host for trap in switch.traps()} == {"127.0.0.1"}


def test_an_inform_is_an_inform_and_each_notification_has_its_own_request_id(switch: Booted) -> None:
    switch.configure("snmp-server host 127.0.0.5 informs version 2c nms")

    switch.configure(f"interface {PORT}", "shutdown")

    first, second = [reply(trap.data) for trap in switch.traps()]
    assert (first.pdu, second.pdu) == (V2_TRAP, INFORM)
    assert first.request_id != second.request_id


# -- licences


def test_an_installed_licence_is_told_with_its_row(switch: Booted) -> None:
    data = issue(switch.device.chassis.udi, "ipservices", comment="for the lab")

    switch.system.licensing.install(data, False, switch.now_ms)

    traps = [told(trap) for trap in switch.traps()]
    row = (1, 1, 2)
    assert traps[0] == (
        (*LICENSE, 0, 5),
        [
            ((*LICENSE, 1, 2, 3, 1, 3, *row), b"ipservices"),
            ((*LICENSE, 1, 2, 3, 1, 4, *row), b"1.0"),
            ((*LICENSE, 1, 2, 3, 1, 5, *row), 4),
            ((*LICENSE, 1, 2, 3, 1, 13, *row), b"for the lab"),
        ],
    )
    assert switch.get(*LICENSE, 1, 2, 3, 1, 3, *row) == b"ipservices"


def test_the_next_level_is_told_when_it_changes(switch: Booted) -> None:
    switch.system.licensing.install(issue(switch.device.chassis.udi, "ipservices"), False, switch.now_ms)

    index = (1, 6, *b"c3750e")
    assert told(switch.traps()[-1]) == (
        (*LEVEL, 0, 1),
        [((*LEVEL, 1, 1, 1, 2, *index), b"ipbase"), ((*LEVEL, 1, 1, 1, 3, *index), b"")],
    )


def test_a_cleared_licence_is_told(switch: Booted) -> None:
    licensing = switch.system.licensing
    licensing.install(issue(switch.device.chassis.udi, "ipservices"), False, switch.now_ms)
    switch.traps()
    (held,) = [held for held in licensing.find("ipservices") if not held.license.type.metered]

    licensing.clear(held, switch.now_ms)

    assert told(switch.traps()[0])[0] == (*LICENSE, 0, 6)


def test_the_switches_of_the_mib_silence_their_notifications(switch: Booted) -> None:
    assert switch.set((*LICENSE, 1, 4, 2, 0), INTEGER, 2).status == 0
    switch.traps()

    switch.system.licensing.install(issue(switch.device.chassis.udi, "ipservices"), False, switch.now_ms)

    assert [told(trap)[0] for trap in switch.traps()] == [(*LEVEL, 0, 1)]


def test_traps_of_one_community_say_nothing_of_another() -> None:
    device = Booted("CISCO881-K9", config="snmp-server enable traps\nsnmp-server host 127.0.0.1 a\n")

    traps = [o for o in device.boot_outputs if isinstance(o, Datagram) and o.service == "trap"]

    assert traps
    assert {version_1(trap)["community"] for trap in traps} == {b"a"}
    assert all(version_1(trap)["up_time"] * 10 <= BOOTED_MS for trap in traps)


def test_licence_notifications_are_on_although_nobody_enabled_them() -> None:
    device = Booted("WS-C3750E-24TD")
    device.configure("snmp-server host 127.0.0.1 version 2c nms", f"interface {PORT}", "shutdown")
    assert device.get(*LICENSE, 1, 4, 1, 0) == device.get(*LICENSE, 1, 4, 3, 0) == 1
    assert device.get(*LEVEL, 1, 4, 1, 0) == 2

    device.system.licensing.install(issue(device.device.chassis.udi, "ipservices"), False, device.now_ms)

    assert [told(trap)[0] for trap in device.traps()] == [(*LICENSE, 0, 5)]
