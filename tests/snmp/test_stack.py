"""What SNMP says of a stack: every switch at an entPhysicalIndex of its own."""

from typing import Any

from iosim.assembly import run
from iosim.license_store import granted, write
from iosim.outputs import Datagram
from iosim.snmp.message import SET
from tests.snmp.booted import Booted

MODEL = "WS-C3750E-24TD"
ENT_PHYSICAL = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
LICENSES = (1, 3, 6, 1, 4, 1, 9, 9, 543, 1, 2)
LEVELS = (1, 3, 6, 1, 4, 1, 9, 9, 640, 1, 1, 1)
STACKWISE = (1, 3, 6, 1, 4, 1, 9, 9, 500, 1, 2, 1, 1)
IF_TABLE = (1, 3, 6, 1, 2, 1, 2, 2, 1)
C3750E = (6, *b"c3750e")
FEATURE_MISMATCH, READY, NOT_THERE = 7, 4, 9


def stacked(*licensed: int) -> Booted:
    """A stack of three that runs at ipservices when the first of these switches, which are licensed, is the master."""
    stack = Booted(MODEL, members=(MODEL, MODEL))
    if licensed:
        file = write([granted(stack.system.box(number).udi, "ipservices") for number in licensed])
        stack.system.licensing.install(file, True, stack.now_ms)
        stack.system.reload(stack.now_ms, "console", "Reload command")
        stack.device.restart(stack.now_ms)
        stack.device.finish_boot(stack.now_ms)
        stack.device.take()
    return stack


def column(stack: Booted, *oid: int) -> dict[tuple[int, ...], Any]:
    return {name[len(oid) :]: value for name, _, value in stack.walk(oid)}


def test_the_switches_of_a_stack_are_in_the_entity_table_with_their_serial_numbers() -> None:
    stack = stacked()

    serials = column(stack, *ENT_PHYSICAL, 11)

    for number in (1, 2, 3):
        assert serials[(number * 1000 + 1,)] == stack.system.box(number).udi.serial.encode()
        assert stack.get(*ENT_PHYSICAL, 4, number * 1000 + 1) == 1
        assert stack.get(*ENT_PHYSICAL, 7, number * 1000 + 1) == str(number).encode()


def test_the_ports_of_a_switch_are_numbered_five_hundred_further() -> None:
    stack = stacked()

    assert stack.get(*IF_TABLE, 2, 10601) == b"GigabitEthernet2/0/1"
    assert stack.get(*IF_TABLE, 2, 11202) == b"TenGigabitEthernet3/0/2"
    mac = int.from_bytes(stack.system.box(2).mac) + 1
    assert stack.get(*IF_TABLE, 6, 10601) == mac.to_bytes(6)


def test_licences_hang_at_the_chassis_of_their_switch() -> None:
    stack = stacked(1, 2)

    names = column(stack, *LICENSES, 3, 1, 3)
    devices = column(stack, *LICENSES, 2, 1, 1)

    assert {index[0] for index in names} == {1001, 2001, 3001}
    assert names[2001, 1, 2] == b"ipservices"
    assert (3001, 1, 2) not in names
    assert set(devices) == {(1001,), (2001,), (3001,)}
    assert {index[0] for index in column(stack, *LICENSES, 4, 1, 2)} == {1001, 2001, 3001}


def test_every_switch_has_a_row_of_levels() -> None:
    stack = stacked(1, 2)

    assert stack.get(*LEVELS, 2, 2001, *C3750E) == b"ipservices"
    assert stack.get(*LEVELS, 2, 3001, *C3750E) == b"ipbase"
    assert stack.get(*LEVELS, 4, 3001, *C3750E) == b"ipbase"
    assert stack.get(*LEVELS, 6, 2001, *C3750E) == 2


def test_a_mismatch_is_a_state_of_the_stackwise_table() -> None:
    stack = stacked(1, 2)

    states = column(stack, *STACKWISE, 6)

    assert states == {(1001,): READY, (2001,): READY, (3001,): FEATURE_MISMATCH}
    assert stack.get(*STACKWISE, 7, 2001) == stack.system.box(2).mac


def test_a_switch_that_is_alone_is_a_stack_of_one_and_its_licences_stay_at_the_first_index() -> None:
    switch = Booted(MODEL)

    assert column(switch, *STACKWISE, 3) == {(1001,): 1}
    assert {index[0] for index in column(switch, *LICENSES, 3, 1, 3)} == {1}


def test_a_model_that_cannot_be_stacked_has_no_stackwise_table() -> None:
    assert Booted("WS-C3560E-24TD").walk(STACKWISE) == []


def test_a_comment_is_set_at_the_switch_of_its_row() -> None:
    stack = stacked(1, 2)
    name = (*LICENSES, 3, 1, 13, 2001, 1, 2)

    stack.set(name, 4, b"second floor")

    assert stack.get(*name) == b"second floor"
    assert stack.get(*LICENSES, 3, 1, 13, 1001, 1, 2) == b""


def test_a_switch_that_reloads_has_no_licences_meanwhile() -> None:
    stack = stacked()
    stack.get(*STACKWISE, 6, 2001)
    stack.system.reload_switch(2, stack.now_ms)

    assert {index[0] for index in column(stack, *LICENSES, 3, 1, 3)} == {1001, 3001}
    assert stack.get(*STACKWISE, 6, 2001) == NOT_THERE


def test_a_trap_of_a_members_licence_carries_the_members_index() -> None:
    stack = Booted(
        MODEL,
        members=(MODEL,),
        config="snmp-server community public RO\nsnmp-server enable traps license\nsnmp-server host 10.0.0.9 public\n",
    )
    stack.device.take()

    file = write([granted(stack.system.box(2).udi, "ipservices")])
    stack.system.licensing.install(file, True, stack.now_ms)

    sent = [output for output in stack.device.take()[1] if isinstance(output, Datagram)]
    # clmgmtLicenseFeatureName.2001.1.2 of the licence that was installed
    suffix = bytes((0x2B, 6, 1, 4, 1, 9, 9, 0x84, 0x1F, 1, 2, 3, 1, 3, 0x8F, 0x51, 1, 2))
    assert any(suffix in datagram.data for datagram in sent)


def test_a_walk_of_a_stack_is_in_order_and_ends() -> None:
    stack = stacked()

    names = [name for name, _, _ in stack.walk()]

    assert names == sorted(names)
    assert run(stack.device, "show switch", stack.now_ms).count("Ready") == 3
    assert stack.ask(SET, (*STACKWISE, 6, 2001), values=((2, 4),)).status
