"""Objects follow the state of the device, and a SET is the command it stands for."""

import pytest

from iosim.license_store import issue
from iosim.snmp.ber import INTEGER, IP_ADDRESS, OCTET_STRING
from iosim.snmp.message import GET, INCONSISTENT_VALUE, NO_CREATION, SET, V1, WRONG_LENGTH, WRONG_VALUE
from iosim.snmp.rows.interfaces import IF_ENTRY, IF_X_ENTRY
from iosim.snmp.rows.system import SNMP, SYSTEM
from iosim.snmp.state import objects_of
from tests.snmp.booted import Booted

CISCO = (1, 3, 6, 1, 4, 1, 9)
LICENSE = (*CISCO, 9, 543, 1)
LICENSES, FEATURES, SWITCHES = (*LICENSE, 2, 3, 1), (*LICENSE, 2, 4, 1), (*LICENSE, 4)
LEVEL = (*CISCO, 9, 640, 1)
MODULE = (1, 6, *b"c3750e")
ENTITY = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
GI_2, GI_2_INDEX = "GigabitEthernet1/0/2", 10102
DAY_MS = 86_400_000


@pytest.fixture
def switch() -> Booted:
    return Booted("WS-C3750E-24TD")


@pytest.fixture
def router() -> Booted:
    return Booted("CISCO881-K9")


def test_the_system_group_says_what_the_device_is(switch: Booted) -> None:
    assert switch.get(*SYSTEM, 1, 0) == switch.system.description.encode()
    assert switch.get(*SYSTEM, 2, 0) == (*CISCO, 1, 516)
    assert switch.get(*SYSTEM, 5, 0).startswith(b"Switch")
    assert switch.get(*SYSTEM, 7, 0) == 6


def test_up_time_is_simulated_time_in_hundredths(switch: Booted) -> None:
    before = switch.get(*SYSTEM, 3, 0)

    switch.now_ms += 61 * DAY_MS

    assert switch.get(*SYSTEM, 3, 0) - before == 61 * DAY_MS // 10


def test_up_time_wraps_after_497_days(switch: Booted) -> None:
    switch.now_ms += 498 * DAY_MS

    assert switch.get(*SYSTEM, 3, 0) == (switch.now_ms - switch.system.boot_ms) // 10 - 2**32


def test_setting_the_name_is_the_hostname_command(switch: Booted) -> None:
    assert switch.set((*SYSTEM, 5, 0), OCTET_STRING, b"edge-1").status == 0

    assert switch.system.hostname == "edge-1"
    assert switch.get(*SYSTEM, 5, 0).startswith(b"edge-1")
    assert switch.get(*CISCO, 2, 1, 3, 0) == b"edge-1"


def test_the_name_has_the_domain_and_may_be_set_with_it(switch: Booted) -> None:
    switch.configure("ip domain-name example.test")

    assert switch.set((*SYSTEM, 5, 0), OCTET_STRING, b"edge-2.example.test").status == 0
    assert switch.system.hostname == "edge-2"
    assert switch.get(*SYSTEM, 5, 0) == b"edge-2.example.test"


@pytest.mark.parametrize("column", [4, 6])
def test_contact_and_location_are_set_and_emptied(switch: Booted, column: int) -> None:
    name = (*SYSTEM, column, 0)
    assert switch.get(*name) == b""

    assert switch.set(name, OCTET_STRING, b"third floor, left").status == 0
    assert switch.get(*name) == b"third floor, left"
    assert switch.set(name, OCTET_STRING, b"").status == 0
    assert switch.get(*name) == b""


def test_a_name_that_no_command_line_could_hold_is_refused(switch: Booted) -> None:
    assert switch.set((*SYSTEM, 5, 0), OCTET_STRING, b"two\nlines").status == WRONG_VALUE
    assert switch.set((*SYSTEM, 5, 0), OCTET_STRING, b"x" * 300).status == WRONG_LENGTH
    assert switch.set((*SYSTEM, 5, 1), OCTET_STRING, b"x").status == NO_CREATION


def test_shutting_a_port_by_snmp_is_the_shutdown_command(switch: Booted) -> None:
    switch.system.interfaces.cable(GI_2, True, switch.now_ms)
    assert switch.get(*IF_ENTRY, 8, GI_2_INDEX) == 1

    assert switch.set((*IF_ENTRY, 7, GI_2_INDEX), INTEGER, 2).status == 0

    assert switch.get(*IF_ENTRY, 7, GI_2_INDEX) == switch.get(*IF_ENTRY, 8, GI_2_INDEX) == 2
    assert switch.system.interfaces.state(GI_2).status == "administratively down"
    assert switch.set((*IF_ENTRY, 7, GI_2_INDEX), INTEGER, 1).status == 0
    assert switch.get(*IF_ENTRY, 8, GI_2_INDEX) == 1


def test_a_port_can_be_neither_tested_nor_half_up(switch: Booted) -> None:
    assert switch.set((*IF_ENTRY, 7, GI_2_INDEX), INTEGER, 3).status == WRONG_VALUE


def test_the_alias_is_the_description(switch: Booted) -> None:
    switch.configure(f"interface {GI_2}", "description uplink to core")
    assert switch.get(*IF_X_ENTRY, 18, GI_2_INDEX) == b"uplink to core"

    assert switch.set((*IF_X_ENTRY, 18, GI_2_INDEX), OCTET_STRING, b"printer").status == 0
    assert "description printer" in _running(switch)
    assert switch.set((*IF_X_ENTRY, 18, GI_2_INDEX), OCTET_STRING, b"").status == 0
    assert "description" not in _running(switch)


def test_the_alias_of_a_long_description_is_its_beginning(switch: Booted) -> None:
    switch.configure(f"interface {GI_2}", "description " + "x" * 100)

    assert switch.get(*IF_X_ENTRY, 18, GI_2_INDEX) == b"x" * 64


def test_text_is_utf_8_in_both_directions(switch: Booted) -> None:
    assert switch.set((*SYSTEM, 6, 0), OCTET_STRING, "Zürich".encode()).status == 0
    assert "snmp-server location Zürich" in _running(switch)
    assert switch.get(*SYSTEM, 6, 0) == "Zürich".encode()
    assert switch.set((*SYSTEM, 6, 0), OCTET_STRING, b"Z\xfcrich").status == WRONG_VALUE


def test_a_new_interface_appears_in_every_table(switch: Booted) -> None:
    before = switch.get(1, 3, 6, 1, 2, 1, 2, 1, 0)

    switch.configure("interface Vlan77", "ip address 10.77.0.1 255.255.255.0")

    assert switch.get(1, 3, 6, 1, 2, 1, 2, 1, 0) == before + 1
    assert switch.get(*IF_ENTRY, 2, 77) == b"Vlan77"
    assert switch.get(1, 3, 6, 1, 2, 1, 4, 20, 1, 2, 10, 77, 0, 1) == 77
    assert switch.get(1, 3, 6, 1, 2, 1, 4, 20, 1, 3, 10, 77, 0, 1) == b"\xff\xff\xff\0"
    assert [tag for _, tag, _ in switch.walk((1, 3, 6, 1, 2, 1, 4, 20, 1, 1, 10, 77))] == [IP_ADDRESS]


def test_the_management_port_has_the_address_that_clients_dial(switch: Booted) -> None:
    switch.device.management_address = "127.3.2.1"

    assert switch.get(1, 3, 6, 1, 2, 1, 4, 20, 1, 2, 127, 3, 2, 1) == 1


def test_the_log_history_keeps_as_many_messages_as_configured(switch: Booted) -> None:
    history = (*CISCO, 9, 41, 1, 2)
    assert switch.get(*history, 1, 0) == 1
    for up in (False, True, False):
        switch.system.interfaces.cable("GigabitEthernet1/0/1", up, switch.now_ms)

    rows = switch.walk((*history, 3, 1, 5))
    assert [(name[-1], value) for name, _, value in rows] == [
        (3, b"Interface GigabitEthernet1/0/1, changed state to down")
    ]
    assert (switch.get(*history, 3, 1, 2, 3), switch.get(*history, 3, 1, 3, 3)) == (b"LINK", 4)
    assert switch.get(*history, 2, 0) == 2


def test_the_engine_counts_its_boots(switch: Booted) -> None:
    assert switch.get(1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0) == 1

    switch.system.reload(switch.now_ms, "console", "Reload command")
    switch.device.restart(switch.now_ms)
    switch.device.finish_boot(switch.now_ms)

    assert switch.get(1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0) == 2


def test_counters_grow_with_time_while_the_port_is_up(switch: Booted) -> None:
    up, down = (*IF_X_ENTRY, 6, 10101), (*IF_X_ENTRY, 6, GI_2_INDEX)
    before = switch.get(*up), switch.get(*down)

    switch.now_ms += DAY_MS

    assert switch.get(*up) > before[0]
    assert switch.get(*down) == before[1]


def test_the_narrow_counter_is_the_wide_one_wrapped(switch: Booted) -> None:
    switch.now_ms += 400 * DAY_MS

    assert switch.get(*IF_ENTRY, 10, 10101) == switch.get(*IF_X_ENTRY, 6, 10101) % 2**32
    assert switch.get(*IF_X_ENTRY, 6, 10101) > 2**32


def test_devices_alike_share_their_skeleton_whatever_they_are_called() -> None:
    one, other = Booted("WS-C3750E-24TD", serial="SIM0000X001"), Booted("WS-C3750E-24TD", serial="SIM0000X002")
    for number, device in enumerate((one, other)):
        device.set((*SYSTEM, 5, 0), OCTET_STRING, f"edge-{number}".encode())
        device.get(*SYSTEM, 5, 0)

    assert one.system.snmp.standing.skeleton is other.system.snmp.standing.skeleton
    assert one.system.snmp.access is other.system.snmp.access


def test_skeletons_nobody_uses_any_more_are_gone() -> None:
    device = Booted("WS-C3750E-48PD")
    for number in range(2, 30):
        device.configure(f"interface Vlan{number}", "no ip address")
        device.get(*SYSTEM, 3, 0)

    assert len(objects_of(device.system.personality).skeletons) <= 2


def test_the_udi_is_in_the_row_of_the_chassis(switch: Booted, router: Booted) -> None:
    for device, index in ((switch, 1001), (router, 1)):
        chassis = device.device.chassis
        assert device.get(*ENTITY, 11, index) == chassis.udi.serial.encode()
        assert device.get(*ENTITY, 13, index) == chassis.orderable_pid.encode()
        assert device.get(*CISCO, 3, 6, 3, 0) == chassis.udi.serial.encode()


def test_the_engine_is_named_by_the_base_mac(switch: Booted) -> None:
    engine = (1, 3, 6, 1, 6, 3, 10, 2, 1)

    assert switch.get(*engine, 1, 0) == b"\x80\0\0\x09\x03\0" + switch.device.chassis.mac
    assert switch.get(*engine, 4, 0) == 1500


def test_snmp_counts_itself(switch: Booted) -> None:
    before = switch.get(*SNMP, 1, 0)

    switch.get(*SYSTEM, 1, 0)

    assert switch.get(*SNMP, 1, 0) == before + 2


def test_authentication_traps_are_switched_by_their_object(switch: Booted) -> None:
    name = (*SNMP, 30, 0)
    assert switch.set(name, INTEGER, 1).status == 0
    assert switch.get(*name) == 1
    assert "snmp-server enable traps snmp authentication" in _running(switch)
    assert switch.set(name, INTEGER, 2).status == 0
    assert switch.get(*name) == 2


# -- licences


def licence_rows(device: Booted) -> dict[tuple[int, ...], tuple[bytes, int]]:
    """(feature, status) of every licence by its index."""
    names = {name[len(LICENSES) + 1 :]: value for name, _, value in device.walk((*LICENSES, 3))}
    return {index: (name, device.get(*LICENSES, 14, *index)) for index, name in names.items()}


def test_a_fresh_switch_has_its_factory_licence_in_use_and_the_built_in_ones(switch: Booted) -> None:
    rows = licence_rows(switch)

    assert rows[1, 1, 1] == (b"ipbase", 3)
    assert {index[1] for index in rows} == {1, 2}
    assert switch.get(*LICENSES, 5, 1, 1, 1) == 4
    assert switch.get(*LICENSES, 10, 1, 1, 1) == 2**32 - 1
    assert switch.get(*LICENSE, 2, 2, 1, 1, 1) == 1


def test_an_installed_licence_gets_a_row_and_the_next_level_follows(switch: Booted) -> None:
    switch.system.licensing.install(issue(switch.device.chassis.udi, "ipservices"), False, switch.now_ms)

    assert licence_rows(switch)[1, 1, 2] == (b"ipservices", 2)
    assert switch.get(*LEVEL, 1, 1, 2, *MODULE) == b"ipbase"
    assert switch.get(*LEVEL, 1, 1, 4, *MODULE) == b"ipservices"
    assert (switch.get(*LEVEL, 1, 1, 5, *MODULE), switch.get(*LEVEL, 1, 1, 6, *MODULE)) == (1, 1)
    assert (switch.get(*LEVEL, 1, 1, 7, *MODULE), switch.get(*LEVEL, 1, 1, 8, *MODULE)) == (1, 2)


def test_the_evaluation_is_a_story_of_snmp_alone(switch: Booted) -> None:
    configured, accepted = (*LEVEL, 1, 1, 3, *MODULE), (*LEVEL, 3, 0)

    assert switch.set(configured, OCTET_STRING, b"ipservices").status == INCONSISTENT_VALUE
    got = switch.ask(SET, configured, accepted, values=((OCTET_STRING, b"ipservices"), (INTEGER, 1)))

    assert got.status == 0
    assert switch.get(*configured) == b"ipservices"
    assert switch.get(*LEVEL, 1, 1, 4, *MODULE) == b"ipservices"
    assert (switch.get(*LEVEL, 1, 1, 7, *MODULE)) == 2
    assert "license boot level ipservices" in _running(switch)


def test_a_level_the_image_does_not_have_is_refused(switch: Booted) -> None:
    switch.set((*LEVEL, 3, 0), INTEGER, 1)

    assert switch.set((*LEVEL, 1, 1, 3, *MODULE), OCTET_STRING, b"enterprise").status == WRONG_VALUE


def test_the_router_names_its_module(router: Booted) -> None:
    module = (1, 9, *b"c880-data")

    router.ask(SET, (*LEVEL, 3, 0), values=((INTEGER, 1),))
    got = router.ask(SET, (*LEVEL, 1, 1, 3, *module), values=((OCTET_STRING, b"advipservices"),))

    assert got.status == 0
    assert "license boot module c880-data level advipservices" in _running(router)


def test_a_licence_comment_can_be_set_within_its_length(switch: Booted) -> None:
    name = (*LICENSES, 13, 1, 1, 1)

    assert switch.set(name, OCTET_STRING, b"spare from rack 2").status == 0
    assert switch.get(*name) == b"spare from rack 2"
    assert switch.set(name, OCTET_STRING, b"x" * 100).status == WRONG_LENGTH


def test_the_licensable_features_are_the_images_in_its_order(switch: Booted) -> None:
    names = [value.decode() for _, _, value in switch.walk((*FEATURES, 2))]

    assert tuple(names) == switch.system.personality.image.features


def test_notification_switches_are_parts_of_the_configuration(switch: Booted) -> None:
    for column in (1, 2, 3):
        name = (*SWITCHES, column, 0)
        for wanted in (1, 2, 1):
            assert switch.set(name, INTEGER, wanted).status == 0
            assert switch.get(*name) == wanted


def test_an_older_release_carries_the_older_revision_of_the_mib(switch: Booted) -> None:
    newer = Booted("CISCO881-K9", image="c880data-universalk9-mz.154-2.T1")

    assert switch.system.personality.image.module_version == "12.2"
    assert switch.ask(GET, (*LICENSES, 16, 1, 1, 1)).values == ["noSuchObject"]
    assert newer.get(*LICENSES, 16, 1, 1, 1) == b""
    assert newer.get(*LICENSES, 17, 1, 1, 1) == 0


def test_version_1_walks_everything_but_the_wide_counters(switch: Booted) -> None:
    all_names = {name for name, tag, _ in switch.walk() if tag != 0x46}

    assert {name for name, _, _ in switch.walk(version=V1)} == all_names


def _running(device: Booted) -> str:
    from iosim.config.language import language

    return language(device.system.personality).write(device.system.config, udi=device.device.chassis.udi)
