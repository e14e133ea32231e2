"""Stacks: one device, several switches with licences of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosim.assembly import Order, default_kit, new_chassis, new_device, run
from iosim.chassis import Chassis
from iosim.chassis.member import members
from iosim.errors import UsageError
from iosim.license_store import granted, write
from iosim.license_store.refusals import WrongDevice
from iosim.outputs import LineText
from iosim.platforms.stack import stacked
from iosim.system.stack import MEMBER_BOOT_MS
from iosim.system.stack_licensing import StackLicensing
from tests.system.made_stack import DAY_MS, MODEL, Stack


def uplink(number: int) -> str:
    return f"GigabitEthernet{number}/0/1"


# -- who they are


def test_every_switch_has_an_identity_of_its_own_that_is_the_same_on_every_run() -> None:
    one, other = (
        members(new_chassis(Order(members=(MODEL, MODEL)))),
        members(new_chassis(Order(members=(MODEL, MODEL)))),
    )

    assert [box.udi for box in one] == [box.udi for box in other]
    assert len({box.udi.serial for box in one} | {new_chassis(Order()).udi.serial}) == 3
    assert len({box.mac for box in one}) == 2


def test_switches_of_stacks_with_other_masters_are_others() -> None:
    one, other = new_chassis(Order(members=(MODEL,), serial="SIM0000AAA1")), new_chassis(Order(members=(MODEL,)))

    assert members(one)[0].udi != members(other)[0].udi


def test_only_models_that_can_be_stacked_are() -> None:
    with pytest.raises(UsageError, match="CISCO881-K9 cannot be stacked"):
        new_chassis(Order("CISCO881-K9", members=("CISCO881-K9",)))
    with pytest.raises(UsageError, match="WS-C3560E-24TD cannot be stacked"):
        new_chassis(Order(members=("WS-C3560E-24TD",)))
    with pytest.raises(UsageError, match="at most 9"):
        new_chassis(Order(members=(MODEL,) * 9))


def test_a_stack_of_one_model_is_one_platform_for_all_of_them() -> None:
    one, other = Stack(seed=1), Stack(seed=2)

    assert one.device.platform is other.device.platform is stacked((MODEL, MODEL, MODEL))
    assert one.system.personality is other.system.personality


def test_models_can_be_mixed_and_each_switch_has_its_own_ports() -> None:
    stack = Stack("WS-C3750E-48TD", serial="SIM0000TEST")

    assert "GigabitEthernet2/0/52" in stack.cli("show ip interface brief")
    assert "GigabitEthernet1/0/52" not in stack.cli("show ip interface brief")
    assert "2 54    WS-C3750E-48TD" in stack.cli("show version")


def test_a_port_has_the_address_of_its_switch() -> None:
    stack = Stack()
    mac = (int.from_bytes(stack.system.box(2).mac) + 1).to_bytes(6).hex()

    assert f"{mac[:4]}.{mac[4:8]}.{mac[8:]}" in stack.cli(f"show interfaces {uplink(2)}")


def test_a_device_that_is_no_stack_has_no_members() -> None:
    device = new_device(new_chassis(Order()), default_kit())
    device.power_on(0)
    device.finish_boot(0)

    assert device.system is not None
    assert device.system.members == ()
    assert not isinstance(device.system.licensing, StackLicensing)
    assert run(device, "show switch", 0).count("Ready") == 1


# -- where licences go


def test_each_licence_of_a_file_goes_to_the_switch_it_names() -> None:
    stack = Stack()

    results = stack.install((1, "ipservices"), (3, "ipservices"))

    assert [result.held is not None for result in results] == [True, True]
    assert [held.license.feature for held in stack.member(3).licensing.store.held()][:2] == ["ipbase", "ipservices"]
    assert "ipservices" not in [
        held.license.feature for held in stack.member(2).licensing.store.held() if held.store == 1
    ]


def test_a_licence_for_no_switch_of_the_stack_is_refused_and_the_others_are_kept() -> None:
    stack = Stack()
    file = write([granted("WS-C3750E-24TD:SIM0000AAAA", "ipservices"), granted(stack.udi(2), "ipservices")])

    foreign, own = stack.system.licensing.install(file, True, 0)

    assert isinstance(foreign.refusal, WrongDevice)
    assert own.held is not None


def test_what_is_said_of_a_members_licence_names_the_member() -> None:
    stack = Stack()

    stack.install((2, "ipservices"))

    (said,) = [text for text in stack.messages() if text.startswith("LICENSE-6-INSTALL")]
    assert f"UDI={stack.udi(2)};" in said
    (event,) = [event for event in stack.device.events if event.kind == "license.installed"]
    assert event.facts["member"] == 2


def test_the_next_level_of_each_switch_is_said_once_for_one_file() -> None:
    stack = Stack()
    before = len(stack.messages())

    stack.install((1, "ipservices"), (2, "ipservices"))

    levels = [text for text in stack.messages()[before:] if "Next reboot level" in text]
    assert [text.rpartition(" = ")[2] for text in levels] == ["ipservices", "ipservices"]


def test_rows_copied_to_another_stack_license_nothing_there() -> None:
    stack = Stack(seed=1)
    stack.install((1, "ipservices"), (2, "ipservices"))
    other = new_chassis(Order(members=(MODEL, MODEL), seed=2))
    other.load(dict(stack.chassis.own))

    copied = Stack(chassis=other)

    assert copied.system.personality.level.name == "ipbase"
    assert [held.refusal is None for held in copied.member(2).licensing.store.held() if held.store == 1] == [
        True,
        False,
    ]
    assert [event.facts.get("member", 1) for event in copied.device.events if event.kind == "license.invalid"] == [1, 2]


@given(kept=st.integers(0, 20))
def test_a_cut_anywhere_in_an_installation_leaves_every_store_whole(kept: int) -> None:
    stack = Stack()
    stack.device.take()
    stack.install((1, "ipservices"), (2, "ipservices"), (3, "ipservices"))
    journal = stack.chassis.take()
    stack.chassis.undo(journal[kept:])

    again = Stack(chassis=stack.chassis)

    for number in (1, 2, 3):
        switch = again.system.switch(number)
        assert switch is not None
        assert all(held.refusal is None for held in switch.licensing.store.held())
    if kept >= len(journal):
        assert again.states() == ["READY", "READY", "READY"]


# -- levels


def test_a_switch_below_the_level_of_the_stack_is_a_mismatch_with_its_ports_down() -> None:
    stack = Stack()
    stack.install((1, "ipservices"), (2, "ipservices"))

    stack.reload()

    assert stack.system.personality.level.name == "ipservices"
    assert stack.states() == ["READY", "READY", "FEATURE_MISMATCH"]
    assert stack.system.interfaces.state(uplink(2)).link_up
    assert not stack.system.interfaces.state(uplink(3)).link_up
    assert "STACKMGR-4-SWITCH_ADDED_FM: Switch 3 has been ADDED to the stack (FEATURE_MISMATCH)" in stack.messages()
    assert "STACKMGR-5-SWITCH_READY: Switch 3 is READY" not in stack.messages()


def test_a_mismatched_switch_is_ready_once_it_was_licensed_and_the_stack_reloaded() -> None:
    stack = Stack()
    stack.install((1, "ipservices"), (2, "ipservices"))
    stack.reload()

    stack.install((3, "ipservices"))
    before = stack.states()[2]
    stack.reload()

    assert before == "FEATURE_MISMATCH"
    assert stack.states()[2] == "READY"
    assert stack.system.interfaces.state(uplink(3)).link_up


def test_a_switch_above_the_level_of_the_stack_runs_at_it() -> None:
    stack = Stack()
    stack.install((2, "ipservices"))

    stack.reload()

    assert stack.states() == ["READY", "READY", "READY"]
    summary = stack.member(2).license_summary
    assert (summary.level, summary.next_level) == ("ipbase", "ipbase")
    assert stack.member(2).licensing.current.offer is not None
    assert stack.member(2).licensing.current.offer.feature == "ipbase"


def test_the_next_level_of_a_switch_follows_that_of_the_stack() -> None:
    stack = Stack()
    stack.install((2, "ipservices"))
    alone = stack.member(2).license_summary.next_level

    stack.install((1, "ipservices"))

    assert alone == "ipbase"
    assert stack.member(2).license_summary.next_level == "ipservices"
    assert stack.member(3).license_summary.next_level == "ipbase"


def test_an_order_of_the_higher_level_joins_a_lower_stack() -> None:
    stack = Stack(f"{MODEL}-E")

    assert stack.states() == ["READY", "READY"]
    assert stack.system.personality.level.name == "ipbase"


# -- one switch reloads


def test_a_switch_that_reloads_is_away_and_comes_back_with_what_its_licences_allow() -> None:
    stack = Stack(licenses=("ipservices",))
    (held,) = [each for each in stack.member(2).licensing.find("ipservices") if each.store == 1]
    stack.member(2).licensing.set_comment(held, "to go")

    stack.system.reload_switch(2, stack.now_ms)
    away = stack.states()[1], stack.system.interfaces.state(uplink(2)).link_up, stack.cli("show license udi")
    stack.advance(MEMBER_BOOT_MS)

    assert away[:2] == ("PROVISIONED", False)
    assert stack.udi(2) not in away[2]
    assert stack.states() == ["READY", "READY", "READY"]
    assert stack.system.interfaces.state(uplink(2)).link_up
    assert stack.messages().count("STACKMGR-4-SWITCH_REMOVED: Switch 2 has been REMOVED from the stack") == 1


def test_a_licensed_mismatch_needs_no_more_than_its_own_reload() -> None:
    stack = Stack()
    stack.install((1, "ipservices"), (2, "ipservices"))
    stack.reload()
    stack.install((3, "ipservices"))

    stack.system.reload_switch(3, stack.now_ms)
    stack.advance(MEMBER_BOOT_MS)

    assert stack.states() == ["READY", "READY", "READY"]


def test_a_switch_that_is_away_takes_no_licence() -> None:
    stack = Stack()
    stack.system.reload_switch(2, stack.now_ms)

    (result,) = stack.install((2, "ipservices"))

    assert isinstance(result.refusal, WrongDevice)


def test_the_reload_of_the_stack_takes_a_switch_that_is_away_along() -> None:
    stack = Stack()
    stack.system.reload_switch(2, stack.now_ms)

    stack.reload()

    assert stack.states() == ["READY", "READY", "READY"]


# -- clocks


def trial() -> Stack:
    """A stack that runs at ipservices on the built-in evaluation licences."""
    stack = Stack()
    stack.cli("configure terminal\nlicense boot level ipservices\nend\nwrite memory", answers=["yes"])
    stack.reload()
    return stack


def test_the_terms_accepted_for_a_level_are_accepted_for_every_switch() -> None:
    stack = trial()

    assert stack.system.personality.level.name == "ipservices"
    assert stack.states() == ["READY", "READY", "READY"]


def test_every_switch_has_an_evaluation_clock_of_its_own() -> None:
    stack = trial()
    stack.advance(10 * DAY_MS)
    stack.install((2, "ipservices"))
    stack.advance(5 * DAY_MS)

    used = []
    for number in (1, 2, 3):
        switch = stack.system.switch(number)
        assert switch is not None
        used.append(
            next(
                entry.used_ms
                for entry in switch.licensing.entries(stack.now_ms)
                if entry.feature == "ipservices" and entry.store == 2
            )
        )

    assert [round(used_ms / DAY_MS) for used_ms in used] == [15, 10, 15]


def test_sixty_days_end_for_every_switch_at_its_time_and_in_order() -> None:
    stack = trial()

    stack.advance(61 * DAY_MS)

    said = [event for event in stack.device.events if event.kind.startswith("license.expir")]
    assert [event.at_ms for event in said] == sorted(event.at_ms for event in said)
    ended = [event.facts.get("member", 1) for event in said if event.kind == "license.expired"]
    assert sorted(ended) == [1, 2, 3]
    assert sum(f"UDI={stack.udi(3)}" in text for text in stack.messages() if "has expired now" in text) == 1
    stack.reload()
    assert stack.system.personality.level.name == "ipbase"
    assert stack.states() == ["READY", "READY", "READY"]


def test_a_cut_gives_no_switch_time_back() -> None:
    stack = trial()
    stack.advance(3 * DAY_MS)
    stack.chassis.take()
    stack.advance(1)

    stack.device.power_off(stack.now_ms)
    again = Stack(chassis=stack.chassis)

    for number in (1, 2, 3):
        switch = again.system.switch(number)
        assert switch is not None
        (held,) = [held for held in switch.licensing.find("ipservices") if held.store == 2]
        assert switch.licensing.store.used_ms(held) >= 3 * DAY_MS


# -- configuration


def test_the_ports_of_a_switch_stand_together_in_the_configuration_and_survive_a_reload() -> None:
    stack = Stack()
    stack.cli("configure terminal\ninterface gi2/0/7\ndescription desk\nend\nwrite memory")

    stack.reload()

    lines = stack.cli("show running-config | include ^interface|desk").splitlines()
    names = [line.partition(" ")[2] for line in lines if line.startswith("interface")]
    assert names.index("TenGigabitEthernet1/0/2") < names.index("GigabitEthernet2/0/1")
    assert lines[lines.index("interface GigabitEthernet2/0/7") + 1] == " description desk"


def test_rows_of_a_switch_lie_under_its_prefix_alone() -> None:
    stack = Stack()
    stack.chassis.take()

    stack.install((2, "ipservices"))

    assert {change.key.split("/")[:2] == ["member", "2"] for change in stack.chassis.take()} == {True}


def test_a_chassis_without_a_stack_knows_no_switches() -> None:
    chassis: Chassis = new_chassis(Order())

    assert members(chassis) == ()


# -- flash and console


def test_every_switch_has_a_flash_of_its_own_with_the_image() -> None:
    stack = Stack()

    stack.cli("copy flash:config.text flash2:backup.text", answers=[""])

    assert "backup.text" in stack.cli("dir flash2:")
    assert "c3750e-universalk9-mz" in stack.cli("dir flash3:")
    assert "backup.text" not in stack.cli("dir flash3:") + stack.cli("dir flash:")


def test_the_flash_of_a_switch_that_is_away_is_no_device() -> None:
    stack = Stack()
    stack.system.reload_switch(2, stack.now_ms)

    assert "(No such device)" in stack.cli("dir flash2:")
    assert "Directory of flash3:/" in stack.cli("dir flash3:")


def test_the_console_waits_for_the_other_switches() -> None:
    stack, alone = Stack(), new_device(new_chassis(Order()), default_kit())
    shown = []
    for device in (stack.device, alone):
        device.power_off(0)
        device.console_clients = 1
        device.power_on(0)
        device.finish_boot(0)
        shown.append("".join(output.text for output in device.take()[1] if isinstance(output, LineText)))

    assert "Waiting for Stack Master Election...\nSM: Waiting for other switches in stack to boot...\n" in shown[0]
    assert "     3 30    WS-C3750E-24TD" in shown[0]
    assert "SM: " not in shown[1]


def test_a_fixed_feature_image_has_no_licence_lines_for_any_switch() -> None:
    stack = Stack(image="c3750e-ipbasek9-mz.122-55.SE12")

    assert stack.states() == ["READY", "READY", "READY"]
    assert "icens" not in stack.cli("show version | begin ^Switch 02")
