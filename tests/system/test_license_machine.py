"""Whatever is done to a device, in whatever order, and wherever the power fails: no time comes back."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from iosim.license_store import LAB, PRIMARY, License, granted
from iosim.license_store.document import DocumentRefusal
from iosim.license_store.refusals import LicenseRefusal
from iosim.license_store.ticket import issue_permission_ticket, read_rehost_ticket
from iosim.system.license_seats import NoSeat, Seats
from tests.license_store.made import DAY_MS, SERIAL
from tests.system.made_licensed import Box
from tests.system.test_license_types import RIGHT_IMAGE

UDI = f"WS-C3750E-24TD:{SERIAL}"
GRANTS = (
    granted(UDI, "ipservices"),
    granted(UDI, "advipservices", type="extension", days=30),
    granted(UDI, "ipservices", type="extension", days=2),
    granted(UDI, "ipservices", type="evaluation", days=9),
    granted("WS-C3750E-24TD:SIM2", "advipservices"),
)
GRACES = tuple(granted(UDI, "ipservices", type="gracePeriod", days=days) for days in (3, 60))


def permit(license: License, number: int) -> bytes:
    """A permission ticket for one licence, every second one with a grace period."""
    return issue_permission_ticket(
        license.udi,
        [license],
        id="ABCDEFGHIJ"[number % 10] * 16,
        created="2029-12-01T00:00:00",
        expires="2030-01-01T00:00:00",
        authority=LAB,
        grace=[GRACES[number // 2 % 2]] if number % 2 else [],
    )


STEPS_MS = st.one_of(st.integers(1, 90_000), st.integers(1, 40 * DAY_MS))
LEVELS = st.sampled_from(("", "ipbase", "ipservices", "advipservices"))


class LicensedLife(RuleBasedStateMachine):
    """
    What was announced to be installed is there; use on the screen never goes back, nor below what was really used;
    nothing is announced twice; each prefix of what was being written is a device that boots.
    """

    def __init__(self) -> None:
        super().__init__()
        self.box = self.new_box()
        self.shown_ms: dict[str, int] = {}  # per metered licence: the use that an operator has seen
        self.really_ms: dict[str, int] = {}  # and what was used, by counting
        self.durable: set[str] = set()  # grants that an operator was told are installed
        self.revoked: dict[str, bytes] = {}  # grants that were given up, and the proof
        self.box.settle()
        self.look()

    def new_box(self) -> Box:
        return Box()

    def look(self) -> None:
        """What an operator sees once all is durable; whoever asks lets the device put the use on record first."""
        if not self.box.licensing.recorded(self.box.now_ms):
            self.box.licensing.advance(self.box.now_ms)
            self.box.settle()
        for entry in self.box.licensing.entries(self.box.now_ms):
            if entry.metered and entry.held.refusal is None:
                key = entry.held.key
                assert entry.used_ms >= self.shown_ms.get(key, 0), key
                assert entry.used_ms >= self.really_ms.get(key, 0), key
                self.shown_ms[key] = entry.used_ms

    @rule(grant=st.sampled_from(GRANTS), accept=st.booleans())
    def install(self, grant: object, accept: bool) -> None:
        assert grant in GRANTS
        (result,) = self.box.licensing.install_each([(grant, accept)], self.box.now_ms)  # type: ignore[list-item]
        self.box.settle()
        if result.held is not None:
            self.durable.add(result.held.license.id)

    @rule(grant=st.sampled_from(GRANTS), accept=st.booleans(), data=st.data())
    def install_cut_short(self, grant: object, accept: bool, data: st.DataObject) -> None:
        self.box.licensing.install_each([(grant, accept)], self.box.now_ms)  # type: ignore[list-item]
        self.box.cut(data.draw(st.integers(0, len(self.box.chassis.journal))))
        self.durable |= {entry.held.license.id for entry in self.box.licensing.entries(0) if entry.store == PRIMARY}

    @rule(place=st.integers(0, 6), data=st.data(), cut=st.booleans())
    def clear(self, place: int, data: st.DataObject, cut: bool) -> None:
        held = [entry.held for entry in self.box.licensing.entries(self.box.now_ms)]
        chosen = held[place % len(held)]
        try:
            self.box.licensing.clear(chosen, self.box.now_ms)
        except LicenseRefusal:
            return
        if cut:
            self.box.cut(data.draw(st.integers(0, len(self.box.chassis.journal))))
        there = {entry.held.license.id for entry in self.box.licensing.entries(0)}
        assert self.durable - there <= {chosen.license.id}
        self.durable &= there

    @rule(grant=st.sampled_from(GRANTS), number=st.integers(0, 19), data=st.data(), cut=st.booleans())
    def revoke(self, grant: License, number: int, data: st.DataObject, cut: bool) -> None:
        """The licence is there or was given up, whose proof can be had; never both, never neither."""
        ticket = permit(grant, number)
        held = self.primary()
        try:
            proof = self.box.licensing.rehost.process(ticket, self.box.now_ms)
        except DocumentRefusal:
            assert self.primary() == held
            return
        if cut:
            self.box.cut(data.draw(st.integers(0, len(self.box.chassis.journal))))
        if grant.id in self.primary():
            assert self.primary() == held
            return
        assert self.box.licensing.rehost.again(ticket) == proof
        assert read_rehost_ticket(proof).revoked[0].license_id == grant.id
        self.revoked[grant.id] = proof
        self.durable = (self.durable - {grant.id}) | (self.primary() & {grace.id for grace in GRACES})

    def primary(self) -> set[str]:
        """Grants in the store."""
        return {entry.held.license.id for entry in self.box.licensing.entries(0) if entry.store == PRIMARY}

    @rule(level=st.sampled_from(("ipservices", "advipservices")), step_ms=STEPS_MS)
    def go_round(self, level: str, step_ms: int) -> None:
        """Install all, use some, give all back, install all again."""
        self.box.licensing.install_each([(grant, True) for grant in GRANTS], self.box.now_ms)
        self.box.configure(level)
        self.box.reload()
        self.time_passes(step_ms)
        self.box.configure("ipbase")
        self.box.reload()
        for entry in self.box.licensing.entries(self.box.now_ms):
            if entry.store == PRIMARY and not entry.status.in_use:
                self.box.licensing.clear(entry.held, self.box.now_ms)
        self.durable.clear()
        self.box.licensing.install_each([(grant, True) for grant in GRANTS[1:]], self.box.now_ms)

    @rule(level=LEVELS)
    def boot_level(self, level: str) -> None:
        self.box.configure(level)

    @rule(level=st.sampled_from(("ipservices", "advipservices")))
    def try_a_level(self, level: str) -> None:
        self.box.accept(level)
        self.box.reload()

    @rule(place=st.integers(0, 6), high=st.booleans())
    def priority(self, place: int, high: bool) -> None:
        entries = [entry for entry in self.box.licensing.entries(self.box.now_ms) if entry.metered]
        if entries:
            self.box.licensing.set_high_priority(entries[place % len(entries)].held, high, self.box.now_ms)

    def in_use(self) -> list[str]:
        entries = self.box.licensing.entries(self.box.now_ms)
        return [entry.held.key for entry in entries if entry.status.in_use and entry.metered]

    @rule(step_ms=STEPS_MS)
    def time_passes(self, step_ms: int) -> None:
        before = self.in_use()
        self.box.advance(step_ms)
        for key in set(before) & set(self.in_use()):
            self.really_ms[key] = self.really_ms.get(key, 0) + step_ms
        self.box.settle()
        self.look()

    @rule(step_ms=st.integers(1, 59_000))
    def time_passes_unnoticed(self, step_ms: int) -> None:
        """Nothing is due, so nobody calls the device; an operator still looks."""
        due_ms = self.box.licensing.next_deadline_ms()
        if due_ms is None or self.box.now_ms + step_ms < due_ms:
            self.box.now_ms += step_ms
            for key in self.in_use():
                self.really_ms[key] = self.really_ms.get(key, 0) + step_ms
            self.look()

    @rule(step_ms=STEPS_MS, data=st.data())
    def power_fails_while_time_passes(self, step_ms: int, data: st.DataObject) -> None:
        self.box.settle()
        self.box.advance(step_ms)
        self.box.cut(data.draw(st.integers(0, len(self.box.chassis.journal))))

    @rule()
    def reload(self) -> None:
        self.box.reload()

    @rule()
    def power_fails(self) -> None:
        self.box.cut()

    @invariant()
    def announced_licences_are_there(self) -> None:
        self.box.settle()
        self.look()
        assert self.durable <= {entry.held.license.id for entry in self.box.licensing.entries(self.box.now_ms)}

    @invariant()
    def what_was_given_up_stays_away(self) -> None:
        assert not self.primary() & set(self.revoked)

    @invariant()
    def nothing_is_said_twice(self) -> None:
        ended = [
            event for event in self.box.events if event.kind == "license.expired" and not event.facts["expired_ms"]
        ]
        assert len(ended) <= len(GRANTS) + len(GRACES) + 2

    @invariant()
    def no_deadline_lies_behind(self) -> None:
        due_ms = self.box.licensing.next_deadline_ms()
        assert due_ms is None or due_ms > self.box.now_ms


LicensedLife.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLicensedLife = LicensedLife.TestCase


COUNTED = (
    granted(UDI, "SSL_VPN", count=4),
    granted(UDI, "SSL_VPN", count=9),
    granted(UDI, "SSL_VPN", count=3, additive=True),
    granted(UDI, "SSL_VPN", count=20, type="evaluation", days=2),
)
IMAGE = replace(RIGHT_IMAGE, features=(*RIGHT_IMAGE.features, "SSL_VPN"), counted={"SSL_VPN": "SSL VPN users"})


class RightsAndSeats(LicensedLife):
    """
    The same, with rights to use and counted licences: what became a right to use stays one, nobody gets a seat that no
    licence allows, and every user sits in a licence or is said to be too many.
    """

    def __init__(self) -> None:
        self.turned: set[str] = set()
        super().__init__()

    def new_box(self) -> Box:
        return Box(image=IMAGE)

    @property
    def seats(self) -> Seats:
        return self.box.licensing.seats

    @rule(grant=st.sampled_from(COUNTED), accept=st.booleans())
    def install_counted(self, grant: License, accept: bool) -> None:
        (result,) = self.box.licensing.install_each([(grant, accept)], self.box.now_ms)
        if accept and result.held is not None:
            self.box.licensing.accept_eula(result.held, self.box.now_ms)
        self.box.settle()
        if result.held is not None:
            self.durable.add(grant.id)

    @rule(number=st.integers(1, 12))
    def users_come(self, number: int) -> None:
        before = self.seats.taken("SSL_VPN")
        allowed = self.seats.allowed("SSL_VPN") or 0
        try:
            self.seats.take("SSL_VPN", number, self.box.now_ms)
        except NoSeat:
            assert before + number > allowed
            assert self.seats.taken("SSL_VPN") == before
        else:
            assert before + number <= allowed

    @rule(number=st.integers(1, 12))
    def users_go(self, number: int) -> None:
        before = self.seats.taken("SSL_VPN")
        try:
            self.seats.give("SSL_VPN", number, self.box.now_ms)
        except NoSeat:
            assert number > before
        else:
            assert self.seats.taken("SSL_VPN") == before - number

    @rule(grant=st.sampled_from(COUNTED), number=st.integers(0, 19))
    def revoke_counted(self, grant: License, number: int) -> None:
        try:
            self.revoked[grant.id] = self.box.licensing.rehost.process(permit(grant, number), self.box.now_ms)
        except DocumentRefusal:
            return
        self.durable = (self.durable - {grant.id}) | (self.primary() & {grace.id for grace in GRACES})

    @rule(feature=st.sampled_from(("ipbase", "ipservices", "advipservices")), active=st.booleans())
    def claim(self, feature: str, active: bool) -> None:
        self.box.licensing.activate_right(feature, active, self.box.now_ms)
        self.box.settle()
        assert self.box.licensing.store.activated(feature) == active

    @rule(feature=st.sampled_from(("ipbase", "ipservices")), data=st.data())
    def claim_cut_short(self, feature: str, data: st.DataObject) -> None:
        self.box.settle()
        before = self.box.licensing.store.activated(feature)
        self.box.licensing.activate_right(feature, not before, self.box.now_ms)
        self.box.cut(data.draw(st.integers(0, len(self.box.chassis.journal))))

    @invariant()
    def every_user_sits_somewhere_or_is_one_too_many(self) -> None:
        entries = [entry for entry in self.box.licensing.entries(self.box.now_ms) if entry.feature == "SSL_VPN"]
        taken = self.seats.taken("SSL_VPN")
        assert sum(entry.seats for entry in entries) + self.seats.excess("SSL_VPN") == taken
        assert all(entry.seats <= entry.count for entry in entries)
        assert sum(entry.excess for entry in entries) == (self.seats.excess("SSL_VPN") if entries else 0)

    @invariant()
    def a_right_to_use_stays_one(self) -> None:
        self.box.settle()
        types = {(entry.feature, entry.type) for entry in self.box.licensing.entries(self.box.now_ms)}
        for feature in self.turned:
            assert {(feature, "RightToUse"), (feature, "PermanentRightToUse")} & types
        self.turned |= {feature for feature, kind in types if kind == "RightToUse"}


RightsAndSeats.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestRightsAndSeats = RightsAndSeats.TestCase
