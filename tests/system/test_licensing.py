"""The life of licences in a running system: clocks, warnings, what comes next."""

import pytest

from iosim.featureset.choice import Priority
from iosim.license_store import granted, issue, refusals, write
from iosim.system.license_entry import Status
from tests.license_store.made import DAY_MS, ROUTER_IMAGE, SERIAL, make_chassis
from tests.system.made_licensed import Box

UDI = f"WS-C3750E-24TD:{SERIAL}"


@pytest.fixture
def box() -> Box:
    return Box()


def trial_box() -> Box:
    """A switch whose 60-day trial of IP Services has just begun."""
    box = Box()
    box.accept("ipservices")
    box.reload()
    box.settle()
    return box


def test_a_permanent_licence_takes_effect_at_the_reload(box: Box) -> None:
    (result,) = box.licensing.install(issue(UDI, "ipservices"), False, box.now_ms)

    assert result.held is not None
    assert result.supported
    assert [event.kind for event in box.events[-3:]] == ["license.installed", "license.level", "license.level_changed"]
    assert (box.licensing.current.level, box.licensing.next.level) == ("ipbase", "ipservices")
    box.reload()
    assert box.licensing.current.level == "ipservices"
    assert box.entry("ipservices", "permanent").status is Status.IN_USE
    assert box.entry("ipservices", "evaluation").status is Status.INACTIVE


def test_a_device_on_permanent_licences_has_nothing_to_do(box: Box) -> None:
    box.advance(900 * DAY_MS)

    assert box.licensing.next_deadline_ms() is None
    assert not box.chassis.journal
    assert [event.kind for event in box.events] == ["license.level"]


def test_a_trial_needs_its_terms_accepted_and_its_level_configured(box: Box) -> None:
    box.configure("ipservices")
    assert box.licensing.next.level == "ipbase"

    box.accept("ipservices")

    assert box.licensing.next.level == "ipservices"
    assert [event.kind for event in box.events[-4:]] == [
        "license.eula_accepted",
        "license.level",
        "license.level_changed",
        "license.level",
    ]
    assert box.licensing.eula_wanted("ipservices") is None
    assert box.licensing.eula_wanted("ipbase") is None


def test_a_trial_warns_ends_and_reminds_on_its_days() -> None:
    box = trial_box()

    box.advance(82 * DAY_MS)

    assert box.told("license.expiring") == [(60.0 - days, days * DAY_MS) for days in (28, 21, 14, 7, 6, 5, 4, 3, 2, 1)]
    assert box.told("license.expired") == [(60.0, 0), (67.0, 7 * DAY_MS), (74.0, 14 * DAY_MS), (81.0, 21 * DAY_MS)]


def test_a_trial_that_ended_runs_on_until_the_reload() -> None:
    box = trial_box()

    box.advance(61 * DAY_MS)

    entry = box.entry("ipservices", "evaluation")
    assert (entry.status, entry.remaining_ms, entry.expired_ms) == (Status.EXPIRED_IN_USE, 0, DAY_MS)
    assert (box.licensing.current.level, box.licensing.next.level) == ("ipservices", "ipbase")
    box.reload()
    assert box.licensing.current.level == "ipbase"
    assert box.entry("ipservices", "evaluation").status is Status.EXPIRED_NOT_IN_USE
    assert box.licensing.eula_wanted("ipservices") is None
    assert len(box.told("license.expired")) == 1


def test_one_long_advance_writes_the_use_once() -> None:
    box = trial_box()

    box.advance(20 * DAY_MS)

    assert [change.key for change in box.chassis.take()] == ["usage/built-in/ipservices"]


def test_a_power_cut_gives_no_time_back_and_takes_at_most_a_minute() -> None:
    box = trial_box()
    for _ in range(90):
        box.advance(1_000)
        box.settle()

    box.cut()

    assert 90_000 <= box.entry("ipservices", "evaluation").used_ms <= 150_000


def test_an_orderly_reload_costs_exactly_the_use() -> None:
    box = trial_box()
    box.advance(3 * DAY_MS + 1)

    box.reload()

    assert box.entry("ipservices", "evaluation").used_ms == 3 * DAY_MS + 1


def test_a_trial_not_in_use_costs_nothing() -> None:
    box = trial_box()
    box.configure("ipbase")
    box.reload()

    box.advance(30 * DAY_MS)

    assert box.entry("ipservices", "evaluation").used_ms == 0


def test_nothing_is_said_twice_across_reloads() -> None:
    box = trial_box()
    for _ in range(90):
        box.advance(DAY_MS)
        box.reload()
        box.settle()
        box.cut()

    assert len(box.told("license.expiring")) == 10
    assert box.told("license.expired")[0][1] == 0


def test_what_a_power_cut_kept_from_being_said_is_said_once_late() -> None:
    box = trial_box()
    box.advance(32 * DAY_MS - 10_000)
    box.settle()
    assert box.told("license.expiring") == []

    box.cut()

    assert [remaining_ms for _, remaining_ms in box.told("license.expiring")] == [28 * DAY_MS - 50_000]


def test_an_end_that_is_said_late_stands_for_the_reminders_since() -> None:
    box = trial_box()
    box.advance(75 * DAY_MS)

    box.cut(1)  # the use was put on record, that anything was said was not

    assert box.told("license.expired")[-1] == (75.0, 0)
    due_ms = box.licensing.next_deadline_ms()
    assert due_ms is None or due_ms > box.now_ms


def test_a_permanent_licence_installed_during_a_trial_ends_its_use_at_once() -> None:
    box = trial_box()
    box.advance(10 * DAY_MS)

    box.licensing.install(issue(UDI, "ipservices"), False, box.now_ms)
    box.advance(100 * DAY_MS)

    assert box.entry("ipservices", "permanent").status is Status.IN_USE
    trial = box.entry("ipservices", "evaluation")
    assert (trial.status, trial.used_ms) == (Status.INACTIVE, 10 * DAY_MS)
    assert box.told("license.expired") == []


def test_an_extension_takes_over_and_the_trial_follows_when_it_ends() -> None:
    box = trial_box()
    box.advance(10 * DAY_MS)
    box.licensing.install(issue(UDI, "ipservices", type="extension", days=5), True, box.now_ms)

    box.advance(3 * DAY_MS)
    assert box.entry("ipservices", "extension").used_ms == 3 * DAY_MS
    assert box.entry("ipservices", "evaluation").used_ms == 10 * DAY_MS
    box.advance(3 * DAY_MS)

    assert box.entry("ipservices", "extension").status is Status.EXPIRED_NOT_IN_USE
    assert box.entry("ipservices", "evaluation").status is Status.IN_USE
    assert box.entry("ipservices", "evaluation").used_ms == 11 * DAY_MS
    assert box.told("license.expired") == [(15.0, 0)]


def test_an_extension_is_not_installed_without_its_terms(box: Box) -> None:
    license = granted(UDI, "ipservices", type="extension")

    (result,) = box.licensing.install(write([license]), False, box.now_ms)

    assert isinstance(result.refusal, refusals.EulaNotAccepted)
    assert box.licensing.needs_eula(license)
    assert not box.licensing.needs_eula(granted("A:B", "ipservices", type="extension"))
    assert not box.chassis.journal


def test_a_file_for_several_devices_installs_what_is_for_this_one(box: Box) -> None:
    data = write([granted("WS-C3750E-24TD:SIM2", "ipservices"), granted(UDI, "ipservices"), granted(UDI, "ipservices")])

    results = box.licensing.install(data, False, box.now_ms)

    assert [type(result.refusal) for result in results] == [refusals.WrongDevice, type(None), refusals.Duplicate]
    assert results[2].existing
    assert len(box.told("license.installed")) == 1
    statistics = box.licensing.statistics
    assert (statistics.installed, statistics.failed, statistics.duplicates) == (1, 1, 1)


def test_a_licence_in_use_cannot_be_cleared_before_another_level_runs() -> None:
    box = Box(make_chassis("WS-C3750E-24TD-E"))
    (held,) = [held for held in box.licensing.find("ipservices") if held.factory]

    with pytest.raises(refusals.LicenseInUse):
        box.licensing.clear(held, box.now_ms)
    box.configure("ipbase")
    box.reload()
    box.licensing.clear(held, box.now_ms)

    assert [event.kind for event in box.events[-2:]] == ["license.removed", "license.level"]
    box.configure("")
    box.reload()
    assert box.licensing.current.level == "ipbase"
    with pytest.raises(refusals.NoSuchLicense):
        box.licensing.find("seck9")


def test_a_router_without_a_key_says_so_at_boot_and_every_day() -> None:
    box = Box(make_chassis("CISCO881-K9"), ROUTER_IMAGE)
    (held,) = box.licensing.find("advsecurity")
    box.chassis.put("licmark/cleared/advsecurity", b"1")
    box.reload()
    box.events.clear()

    box.boot()
    box.advance(3 * DAY_MS)

    assert [event.kind for event in box.events] == [
        "license.none",
        "license.not_enforced",
        "license.level",
        *["license.not_enforced"] * 3,
    ]
    assert held.license.feature == "advsecurity"
    assert box.events[2].facts == {"module": "c880-data", "level": "base", "license": ""}
    assert box.events[1].facts["feature"] == "advsecurity"


def test_a_stored_licence_that_fails_its_check_is_reported_at_every_boot(box: Box) -> None:
    box.licensing.install(issue(UDI, "ipservices"), False, box.now_ms)
    other = make_chassis(serial="SIM9999X0AB")
    other.load(dict(box.chassis.own))

    foreign = Box(other)

    assert foreign.events[0].kind == "license.invalid"
    assert foreign.events[0].facts["reason"] == "License is not valid for this device"
    assert foreign.licensing.current.level == "ipbase"
    assert foreign.entry("ipservices", "permanent").status is Status.INACTIVE


def test_priority_high_lets_a_trial_go_before_the_permanent_licence(box: Box) -> None:
    box.accept("ipservices")
    box.configure("")
    assert box.licensing.next.level == "ipbase"

    box.licensing.set_high_priority(box.entry("ipservices", "evaluation").held, True, box.now_ms)

    assert box.entry("ipservices", "evaluation").priority is Priority.HIGH
    assert box.licensing.next.level == "ipservices"
    box.licensing.set_high_priority(box.entry("ipservices", "evaluation").held, False, box.now_ms)
    assert box.licensing.next.level == "ipbase"


def test_all_terms_can_be_accepted_at_once(box: Box) -> None:
    box.licensing.accept_all(box.now_ms)

    assert all(entry.eula_accepted for entry in box.licensing.entries(box.now_ms))
    assert box.events[-1].kind == "license.eula_accept_all"
    assert box.licensing.eula_wanted("advipservices") is None


def test_features_are_listed_in_the_order_of_the_image(box: Box) -> None:
    box.accept("ipservices")

    assert [(f.index, f.name, f.remaining_ms, f.evaluation, f.in_use) for f in box.licensing.features(0)] == [
        (1, "ipbase", 0, False, True),
        (2, "ipservices", 60 * DAY_MS, True, False),
        (3, "advipservices", 0, True, False),
    ]


def test_devices_that_boot_alike_share_what_they_say() -> None:
    assert Box(make_chassis(serial="SIM1")).choice is Box(make_chassis(serial="SIM2")).choice


def test_the_terms_of_an_installed_trial_are_asked_for_before_those_of_the_built_in_one(box: Box) -> None:
    box.licensing.install(issue(UDI, "ipservices", type="evaluation", days=9), False, box.now_ms)

    held = box.licensing.eula_wanted("ipservices")

    assert held is not None
    assert held.license.hours == 9 * 24
    box.accept("ipservices")
    box.reload()
    box.advance(10 * DAY_MS)
    assert box.told("license.expired") == [(9.0, 0)]
    built_in = box.licensing.eula_wanted("ipservices")
    assert built_in is not None
    assert built_in.license.hours == 60 * 24
