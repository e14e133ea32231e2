"""Giving licences up while the device runs: what takes over, what is said, what comes after the reload."""

import pytest

from iosim.license_store import granted
from iosim.license_store.revocation import TicketNotUsed, TicketUsed
from iosim.license_store.ticket import TicketExpired, read_rehost_ticket
from iosim.system.license_entry import Status
from tests.license_store.made import DAY_MS, SERIAL
from tests.license_store.test_revocation import GRACE, PERMANENT, permit
from tests.system.made_licensed import Box

UDI = f"WS-C3750E-24TD:{SERIAL}"


def licensed_box() -> Box:
    """A switch that runs at IP Services by a permanent licence."""
    box = Box()
    box.licensing.install_each([(PERMANENT, False)], box.now_ms)
    box.reload()
    box.settle()
    box.events.clear()
    return box


@pytest.fixture
def box() -> Box:
    return licensed_box()


def test_the_grace_period_takes_over_at_once_and_counts(box: Box) -> None:
    box.licensing.rehost.process(permit(), box.now_ms)
    box.advance(10 * DAY_MS)

    entry = box.entry("ipservices", "gracePeriod")
    assert (entry.status, entry.remaining_ms) == (Status.IN_USE, 50 * DAY_MS)
    assert [event.kind for event in box.events] == [
        "license.revoked",
        "license.eula_accepted",
        "license.installed",
        "license.level",
    ]
    assert box.events[0].facts["store"] == "Primary License Storage"
    assert box.events[2].facts["type"] == "Grace Period"


def test_the_device_keeps_its_level_until_the_grace_period_ends_and_it_is_reloaded(box: Box) -> None:
    box.licensing.rehost.process(permit(), box.now_ms)
    box.reload()
    assert box.licensing.current.level == "ipservices"

    box.advance(61 * DAY_MS)

    assert box.told("license.expired") == [(60.0, 0)]
    assert (box.licensing.current.level, box.licensing.next.level) == ("ipservices", "ipbase")
    box.reload()
    assert box.licensing.current.level == "ipbase"


def test_without_a_grace_period_the_level_runs_on_unlicensed_and_says_so(box: Box) -> None:
    box.licensing.rehost.process(permit(grace=()), box.now_ms)
    box.advance(2 * DAY_MS)

    assert box.licensing.current.offer is None
    assert (box.licensing.current.level, box.licensing.next.level) == ("ipservices", "ipbase")
    assert len(box.told("license.not_enforced")) == 3
    box.licensing.install_each([(granted(UDI, "ipservices", created="2010-01-01T00:00:00"), False)], box.now_ms)
    box.advance(5 * DAY_MS)
    assert len(box.told("license.not_enforced")) == 3


def test_a_ticket_that_expired_by_the_calendar_is_refused_where_the_calendar_counts(box: Box) -> None:
    box.calendar.set(1_893_456_000_000, box.now_ms)  # 1 January 2030
    assert box.licensing.rehost.read(permit(), box.now_ms).id

    box.kit.strict_clock = True

    with pytest.raises(TicketExpired):
        box.licensing.rehost.read(permit(), box.now_ms)


def test_a_power_cut_leaves_the_licence_or_the_ticket() -> None:
    writes = 1
    kept = 0
    while kept <= writes:
        box = licensed_box()
        box.licensing.rehost.process(permit(), box.now_ms)
        writes = len(box.chassis.journal)
        box.cut(kept)

        held = {entry.held.license.id for entry in box.licensing.entries(box.now_ms)}
        if kept == 0:
            assert PERMANENT.id in held
            with pytest.raises(TicketNotUsed):
                box.licensing.rehost.again(permit())
        else:
            assert PERMANENT.id not in held
            assert GRACE.id in held
            assert box.licensing.current.level == "ipservices"
            assert read_rehost_ticket(box.licensing.rehost.again(permit())).revoked
            with pytest.raises(TicketUsed):
                box.licensing.rehost.process(permit(), box.now_ms)
        kept += 1
