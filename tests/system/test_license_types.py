"""Rights to use, subscriptions and counted licences in a running system."""

from dataclasses import replace

import pytest

from iosim.featureset.choice import Priority
from iosim.featureset.image import BuiltInLicense
from iosim.license_store import granted
from iosim.license_store.refusals import LicenseInUse
from iosim.syslog.stamp import calendar_ms
from iosim.system.license_entry import Status
from iosim.system.license_seats import AllTaken, NotCounted, NotLicensed, NotTaken
from tests.license_store.made import DAY_MS, IMAGE, ROUTER_IMAGE, SERIAL, make_chassis
from tests.system.made_licensed import Box

UDI = f"WS-C3750E-24TD:{SERIAL}"
ROUTER_UDI = f"CISCO881-K9:{SERIAL}"
HOUR_MS = 3_600_000
RIGHT_IMAGE = replace(
    IMAGE,
    module_version="15.0",
    built_in=tuple(replace(row, type="evalRightToUse") for row in IMAGE.built_in),
    words={"right_to_use": "yes"},
)
COUNTING_IMAGE = replace(
    ROUTER_IMAGE,
    features=(*ROUTER_IMAGE.features, "SSL_VPN"),
    counted={"SSL_VPN": "SSL VPN users"},
)


# -- rights to use


def right_box() -> Box:
    """A switch whose 60 days before its right to use of IP Services have just begun."""
    box = Box(image=RIGHT_IMAGE)
    box.accept("ipservices")
    box.reload()
    box.settle()
    return box


def built_in(box: Box, feature: str = "ipservices") -> object:
    return next(
        (entry.type, entry.status.name, entry.priority)
        for entry in box.licensing.entries(box.now_ms)
        if entry.feature == feature and entry.store == 2
    )


def test_after_sixty_days_of_use_it_is_a_right_to_use_and_nothing_ends() -> None:
    box = right_box()
    assert built_in(box) == ("EvalRightToUse", "IN_USE", Priority.LOW)

    box.advance(100 * DAY_MS)

    assert box.told("license.turning") == [(50.0, 10 * DAY_MS), (55.0, 5 * DAY_MS)]
    assert box.told("license.turned") == [(60.0,)]
    assert box.told("license.expired", "license.expiring") == []
    assert built_in(box) == ("RightToUse", "IN_USE", Priority.LOW)
    assert box.licensing.next.level == "ipservices"
    assert box.licensing.next_deadline_ms() is None
    box.reload()
    assert box.licensing.current.level == "ipservices"
    assert built_in(box) == ("RightToUse", "IN_USE", Priority.LOW)


def test_a_right_to_use_is_said_once_even_if_the_power_fails_at_that_moment() -> None:
    box = right_box()
    box.advance(60 * DAY_MS - 10_000)
    box.settle()

    box.cut()

    assert len(box.told("license.turned")) == 1
    assert built_in(box) == ("RightToUse", "IN_USE", Priority.LOW)


def test_use_of_an_evaluation_counts_towards_the_right_of_a_later_release() -> None:
    box = Box()
    box.accept("ipservices")
    box.reload()
    box.advance(40 * DAY_MS)
    box.licensing.stop(box.now_ms)

    later = Box(box.chassis, RIGHT_IMAGE, "ipservices")
    later.advance(20 * DAY_MS)

    assert later.told("license.turned") == [(20.0,)]


def test_a_right_can_be_claimed_at_once_and_given_back() -> None:
    box = Box(image=RIGHT_IMAGE)

    box.licensing.activate_right("ipservices", True, box.now_ms)

    assert [event.kind for event in box.events[1:]] == [
        "license.eula_accepted",
        "license.level",
        "license.level_changed",
    ]
    assert built_in(box) == ("PermanentRightToUse", "NOT_IN_USE", Priority.MEDIUM)
    box.reload()
    assert box.licensing.current.level == "ipservices"
    box.advance(400 * DAY_MS)
    assert box.licensing.next_deadline_ms() is None

    box.licensing.activate_right("ipservices", False, box.now_ms)
    assert box.licensing.next.level == "ipbase"
    assert built_in(box) == ("EvalRightToUse", "IN_USE", Priority.LOW)


def test_the_right_to_a_level_without_a_trial_can_be_claimed_too() -> None:
    box = Box(image=RIGHT_IMAGE)

    box.licensing.activate_right("ipbase", True, box.now_ms)

    assert built_in(box, "ipbase") == ("PermanentRightToUse", "NOT_IN_USE", Priority.MEDIUM)


def test_a_permanent_licence_goes_before_a_right_to_use() -> None:
    box = right_box()
    box.advance(61 * DAY_MS)

    box.licensing.install_each([(granted(UDI, "ipservices"), False)], box.now_ms)

    assert box.entry("ipservices", "permanent").status is Status.IN_USE
    assert built_in(box) == ("RightToUse", "INACTIVE", Priority.NONE)


# -- subscriptions


def subscribed(*kinds: str, days: int = 90) -> Box:
    """A switch on 1 January 2030 with subscriptions that begin there."""
    box = Box()
    box.kit.started_ms = calendar_ms(2030, 1, 1)
    box.reload()
    licenses = [
        granted(UDI, "ipservices", type=f"{kind}Subscription", days=days * place, starts="2030-01-01")
        for place, kind in enumerate(kinds, 1)
    ]
    box.licensing.install_each([(license, True) for license in licenses], box.now_ms)
    box.reload()
    box.settle()
    box.events.clear()
    return box


def test_a_subscription_ends_on_its_day_used_or_not() -> None:
    box = subscribed("paid")
    assert (box.licensing.current.level, box.entry("ipservices", "paidSubscription").status) == (
        "ipservices",
        Status.IN_USE,
    )

    box.advance(92 * DAY_MS)

    ending = [(at, remaining // HOUR_MS) for at, _, remaining in box.told("license.subscription_ending")]
    weeks = [(90.0 - 7 * week, 7 * 24 * week) for week in range(8, 1, -1)]
    days = [(90.0 - day, 24 * day) for day in range(7, 0, -1)]
    assert ending[:14] == weeks + days
    assert [hours for _, hours in ending[14:]] == list(range(23, 0, -1))
    assert [at for at, _ in box.told("license.subscription_ended")] == [90.0, 91.0, 92.0]
    assert (box.licensing.current.level, box.licensing.next.level) == ("ipservices", "ipbase")
    assert box.entry("ipservices", "paidSubscription").status is Status.EXPIRED_IN_USE
    box.reload()
    assert box.licensing.current.level == "ipbase"


def test_an_extension_goes_on_where_a_subscription_ended() -> None:
    box = subscribed("paid", "extension", days=30)

    box.advance(59 * DAY_MS)

    assert len(box.told("license.subscription_extended")) == 30
    assert box.told("license.subscription_ended") == []
    assert box.entry("ipservices", "extensionSubscription").status is Status.IN_USE


def test_the_day_never_goes_back() -> None:
    box = subscribed("paid")
    box.advance(60 * DAY_MS)
    box.licensing.stop(box.now_ms)

    box.kit.started_ms -= 50 * DAY_MS
    box.boot()
    box.advance(31 * DAY_MS)

    assert len(box.told("license.subscription_ended")) == 2
    assert box.licensing.next.level == "ipbase"


def test_a_subscription_that_begins_later_is_not_used_before() -> None:
    box = Box()
    box.kit.started_ms = calendar_ms(2030, 1, 1)
    box.reload()
    license = granted(UDI, "ipservices", type="paidSubscription", starts="2030-01-11", days=30)
    box.licensing.install_each([(license, False)], box.now_ms)
    assert box.entry("ipservices", "paidSubscription").status is Status.INACTIVE
    assert box.licensing.next.level == "ipbase"

    box.advance(10 * DAY_MS)

    assert box.entry("ipservices", "paidSubscription").status is Status.NOT_IN_USE
    assert box.licensing.next.level == "ipservices"


# -- seats


def counting_box(*counts: int, **more: object) -> Box:
    """A router with licences for so many SSL VPN users each."""
    box = Box(make_chassis("CISCO881-K9"), COUNTING_IMAGE)
    licenses = [granted(ROUTER_UDI, "SSL_VPN", count=count, **more) for count in counts]  # type: ignore[arg-type]
    box.licensing.install_each([(license, True) for license in licenses], box.now_ms)
    box.settle()
    box.events.clear()
    return box


def counts(box: Box) -> list[tuple[int, int, int, str]]:
    return [
        (entry.count, entry.seats, entry.excess, entry.status.name)
        for entry in box.licensing.entries(box.now_ms)
        if entry.feature == "SSL_VPN"
    ]


def test_users_come_and_go_and_a_reload_begins_with_none() -> None:
    box = counting_box(8)

    box.licensing.seats.take("SSL_VPN", 3, box.now_ms)
    box.licensing.seats.give("SSL_VPN", 1, box.now_ms)

    assert counts(box) == [(8, 2, 0, "IN_USE")]
    box.reload()
    assert counts(box) == [(8, 0, 0, "NOT_IN_USE")]
    assert not box.chassis.journal


def test_four_fifths_and_the_last_seat_are_said() -> None:
    box = counting_box(8)
    for _ in range(8):
        box.licensing.seats.take("SSL_VPN", 1, box.now_ms)

    assert [event.kind for event in box.events] == ["license.count_warning", "license.count_exceeded"]
    warning = box.events[0].facts
    assert (warning["count"], warning["remaining"], warning["counted"]) == (8, 1, "SSL VPN users")
    assert counts(box) == [(8, 8, 0, "COUNT_CONSUMED")]
    with pytest.raises(AllTaken, match="0 of 8 seats left, not 1"):
        box.licensing.seats.take("SSL_VPN", 1, box.now_ms)
    assert [event.kind for event in box.events][2:] == ["license.count_exceeded"]
    assert counts(box) == [(8, 8, 0, "COUNT_CONSUMED")]


def test_the_greatest_of_exclusive_licences_counts() -> None:
    box = counting_box(8)
    box.licensing.seats.take("SSL_VPN", 8, box.now_ms)

    box.licensing.install_each([(granted(ROUTER_UDI, "SSL_VPN", count=16), False)], box.now_ms)

    assert counts(box) == [(8, 0, 0, "INACTIVE"), (16, 8, 0, "IN_USE")]
    box.licensing.seats.take("SSL_VPN", 8, box.now_ms)
    with pytest.raises(AllTaken):
        box.licensing.seats.take("SSL_VPN", 1, box.now_ms)


def test_additive_licences_add_up() -> None:
    box = counting_box(8, additive=True)
    more = granted(ROUTER_UDI, "SSL_VPN", count=8, additive=True, created="2010-01-01T00:00:00")
    box.licensing.install_each([(more, False)], box.now_ms)

    box.licensing.seats.take("SSL_VPN", 12, box.now_ms)

    assert counts(box) == [(8, 8, 0, "COUNT_CONSUMED"), (8, 4, 0, "IN_USE")]


def test_a_licence_that_users_need_stays_and_one_they_do_not_may_go() -> None:
    box = counting_box(8, 16)
    box.licensing.seats.take("SSL_VPN", 9, box.now_ms)
    small, great = box.licensing.find("SSL_VPN")

    with pytest.raises(LicenseInUse):
        box.licensing.clear(great, box.now_ms)
    box.licensing.clear(small, box.now_ms)
    box.licensing.seats.give("SSL_VPN", 9, box.now_ms)
    box.licensing.clear(great, box.now_ms)

    assert counts(box) == []


def test_a_counted_trial_runs_while_somebody_uses_it_and_leaves_too_many_users_when_it_ends() -> None:
    box = counting_box(4, type="evaluation", days=10)
    box.licensing.accept_all(box.now_ms)
    box.advance(5 * DAY_MS)
    box.licensing.seats.take("SSL_VPN", 3, box.now_ms)
    box.advance(4 * DAY_MS)
    box.licensing.seats.give("SSL_VPN", 2, box.now_ms)
    assert box.entry("SSL_VPN", "evaluation").used_ms == 4 * DAY_MS
    box.events.clear()

    box.advance(7 * DAY_MS)

    assert box.told("license.expired") == [(15.0, 0)]
    assert box.told("license.overage") == [(15.0, 1)]
    assert counts(box) == [(4, 0, 1, "EXPIRED_NOT_IN_USE")]


def test_a_revoked_licence_leaves_its_users_in_violation() -> None:
    box = counting_box(8)
    box.licensing.seats.take("SSL_VPN", 5, box.now_ms)
    (held,) = box.licensing.find("SSL_VPN")
    box.licensing.store.clear(held)

    box.licensing.changed(box.now_ms)

    assert [event.facts["excess"] for event in box.events if event.kind == "license.overage"] == [5]


def test_users_of_what_is_not_licensed_or_not_counted_are_turned_away() -> None:
    box = counting_box()
    seats = box.licensing.seats

    with pytest.raises(NotLicensed):
        seats.take("SSL_VPN", 1, 0)
    with pytest.raises(NotCounted):
        seats.take("advsecurity", 1, 0)
    with pytest.raises(NotTaken):
        seats.give("SSL_VPN", 1, 0)


def test_an_uncounted_licence_lets_everybody_in() -> None:
    box = Box(make_chassis("CISCO881-K9"), COUNTING_IMAGE)
    box.licensing.install_each([(granted(ROUTER_UDI, "SSL_VPN"), False)], 0)

    box.licensing.seats.take("SSL_VPN", 100_000, 0)

    assert counts(box) == [(0, 100_000, 0, "IN_USE")]


def test_a_level_takes_one_seat_of_a_counted_licence() -> None:
    box = Box()
    box.licensing.install_each([(granted(UDI, "ipservices", count=5), False)], box.now_ms)
    box.reload()

    entry = box.entry("ipservices", "permanent")

    assert (entry.count, entry.seats, entry.status) == (5, 1, Status.IN_USE)


def test_a_trial_of_another_image_has_no_rights_here() -> None:
    rows = (BuiltInLicense("ipservices", "1.0", "evalRightToUse", 60 * DAY_MS),)
    box = Box(image=replace(IMAGE, built_in=rows))
    box.chassis.put("licmark/right/ipservices", b"1")

    assert built_in(box) == ("EvalRightToUse", "NOT_IN_USE", Priority.NONE)
