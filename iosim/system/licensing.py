"""
The licences of a running System: who holds which, whose clock runs, what is said of them, and which level is next.

One feature set runs per boot and one licence backs it. The level changes only at a reload; the licence behind it
may be exchanged at once for a better one of the same level (a permanent licence installed during a trial ends the
use of the trial there and then). A licence that runs out while it is in use is kept until the reload.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iosim.config import read
from iosim.featureset.choice import Choice, Offer, best_offer, choose_level
from iosim.license_store import BUILT_IN, Held, License, LicenseRefusal, LicenseStore, Unreadable
from iosim.license_store import read as read_file
from iosim.license_store.refusals import Duplicate, LicenseInUse, NoSuchLicense
from iosim.system import license_list
from iosim.system.license_agent import Agent
from iosim.system.license_boot import backs, where
from iosim.system.license_clocks import LicenseClocks
from iosim.system.license_entry import Entry, Feature
from iosim.system.license_rehost import Rehost
from iosim.system.license_seats import Seats

if TYPE_CHECKING:
    from iosim.system.stack import Member
    from iosim.system.system import System


@dataclass(slots=True)
class Statistics:
    """`show license statistics`, since the boot."""

    installed: int = 0
    failed: int = 0
    duplicates: int = 0
    comments_added: int = 0
    comments_deleted: int = 0
    cleared: int = 0
    saved: int = 0
    credentials_saved: int = 0


@dataclass(frozen=True, slots=True)
class Installation:
    """What became of one licence of a file."""

    feature: str
    held: Held | None  # where it lies now; None: it was refused
    refusal: LicenseRefusal | None
    supported: bool  # whether the running image knows the feature

    @property
    def existing(self) -> bool:
        """Whether it was there already."""
        return isinstance(self.refusal, Duplicate)


class Licensing:
    """Licences of one System. Made when first needed; all it knows beyond the stores is what goes on right now."""

    __slots__ = ("_agent", "_clocks", "_seats", "_statistics", "current", "debugging", "next", "revision", "system")

    def __init__(self, system: "System | Member") -> None:
        self.system = system
        self.current: Choice = system.choice  # the running level and the licence behind it
        self.next: Choice = system.choice  # what the next reload would give
        self.revision = 0  # grows when a licence comes or goes
        self._clocks: LicenseClocks | None = None
        self.debugging: frozenset[str] = frozenset()  # what `debug license` is on for
        self._agent: Agent | None = None
        self._seats: Seats | None = None
        self._statistics: Statistics | None = None

    # -- what there is

    @property
    def store(self) -> LicenseStore:
        """The stores of the device, as the running image sees them."""
        personality = self.system.personality
        return LicenseStore(
            self.system.chassis, personality.platform, personality.image, self.system.device.kit.authorities
        )

    @property
    def clocks(self) -> LicenseClocks:
        """The clocks of licences that run out."""
        if self._clocks is None:
            self._clocks = LicenseClocks(self.system)
        return self._clocks

    @property
    def seats(self) -> Seats:
        """Users of counted features."""
        if self._seats is None:
            self._seats = Seats(self)
        return self._seats

    @property
    def agent(self) -> Agent:
        """What goes on at the licence agent."""
        if self._agent is None:
            self._agent = Agent()
        return self._agent

    def debug(self, kind: str, text: str, now_ms: int) -> None:
        """Say something that only `debug license` wants to hear."""
        if any(kind == wanted or kind.startswith(f"{wanted} ") for wanted in self.debugging):
            self.system.emit("license.debug", now_ms, text=text)

    @property
    def rehost(self) -> Rehost:
        """Moving licences to another device."""
        return Rehost(self)

    @property
    def statistics(self) -> Statistics:
        """Counters of the operations since the boot."""
        if self._statistics is None:
            self._statistics = Statistics()
        return self._statistics

    @property
    def seats_in_use(self) -> Seats | None:
        """Users of counted features; None where nobody ever came."""
        return self._seats

    def used_ms(self, held: Held, now_ms: int) -> int:
        """Use of a licence that ends, at `now_ms`; of a dated one the time of the calendar."""
        running_ms = self._clocks.used_ms(held, now_ms) if self._clocks is not None else None
        return self.store.used_ms(held) if running_ms is None else running_ms

    def entries(self, now_ms: int) -> list[Entry]:
        """Every licence of the device at `now_ms`: the primary store by place, then the built-in one."""
        return license_list.entries(self, now_ms)

    def features(self, now_ms: int) -> list[Feature]:
        """Every licensable feature of the image, in its order."""
        return license_list.features(self, now_ms)

    def find(self, feature: str) -> list[Held]:
        """
        The licences of a feature, in any case of its letters.

        Raises:
            NoSuchLicense: there is none.
        """
        found = [held for held in self.store.held() if held.license.feature.lower() == feature.lower()]
        if not found:
            raise NoSuchLicense(feature=feature)
        return found

    def in_use(self, held: Held) -> bool:
        """Whether the running level is backed by this licence, or somebody holds a seat of it."""
        if backs(self.current.offer, held):
            return True
        if self._seats is None or not self._seats.taken(held.license.feature):
            return False
        return self._seats.shares(self.store.held()).get((held.store, held.slot), 0) > 0

    # -- operations

    def needs_eula(self, item: License | Unreadable) -> bool:
        """Whether a licence of a file would be installed if only its terms were accepted."""
        if isinstance(item, Unreadable) or item.type.eula != "install" or read.eula_accepted(self.system.config):
            return False
        try:
            self.store.admit(item)
        except LicenseRefusal:
            return False
        return True

    def install(self, data: bytes, accept_eula: bool, now_ms: int) -> list[Installation]:
        """
        Install every licence of a file that can be; a refused one does not stop the others.

        Args:
            data: the file.
            accept_eula: the terms of licences that ask for it are accepted.
            now_ms: simulated time.

        Raises:
            FileRefusal: nothing in the file can be used.
        """
        return self.install_each([(item, accept_eula) for item in read_file(data)], now_ms)

    def install_each(self, items: Iterable[tuple[License | Unreadable, bool]], now_ms: int) -> list[Installation]:
        """As `install`, for what a file was read into, each with whether its terms were accepted."""
        results = [self.install_one(item, accepted, now_ms) for item, accepted in items]
        if any(result.held is not None for result in results):
            self.changed(now_ms)
        return results

    def clear(self, held: Held, now_ms: int) -> None:
        """
        Remove a licence.

        Raises:
            LicenseInUse: it backs the running level and no other permanent licence of the feature could.
            BuiltInKept: it comes with the image.
        """
        if held.store != BUILT_IN and not self.clearable(held):
            raise LicenseInUse(feature=held.license.feature)
        store = self.store
        comment = store.comment(held)
        store.clear(held)
        self.statistics.cleared += 1
        self.say("license.removed", held, now_ms, type=held.license.type.word, comment=comment)
        self.changed(now_ms)

    def clearable(self, held: Held) -> bool:
        """Whether it is not in use, or others of its feature could take over."""
        feature = held.license.feature
        if self._seats is not None and (taken := self._seats.taken(feature)):
            allowed = self._seats.allowed(feature, without=held)
            return allowed is None or taken <= allowed
        return not self.in_use(held) or self._spare(held)

    def activate_right(self, feature: str, active: bool, now_ms: int) -> None:
        """
        Claim the right to use a feature, its terms accepted, or give it back; it counts from the next reload.

        Source: `license right-to-use activate`, which later switch releases have.
        """
        store = self.store
        if store.activated(feature) == active:
            return
        asked = next(
            (held for held in store.held() if held.license.feature == feature and held.store == BUILT_IN), None
        )
        known = asked is not None and store.eula_accepted(asked)
        store.activate(feature, active)
        if active and not known:
            self.say("license.eula_accepted", self._built_in(feature), now_ms)
        self.changed(now_ms)

    def accept_eula(self, held: Held, now_ms: int) -> None:
        """Accept the terms of one licence; accepting twice says nothing."""
        store = self.store
        if store.eula_accepted(held):
            return
        store.accept_eula(held)
        self.say("license.eula_accepted", held, now_ms)
        self._refresh(now_ms, always=False)

    def accept_all(self, now_ms: int) -> None:
        """Accept the terms of every licence there is: `license accept end user agreement`."""
        self.system.emit("license.eula_accept_all", now_ms)
        self.accept_stored(now_ms)

    def accept_stored(self, now_ms: int) -> None:
        """Accept the terms of what is in the stores; nothing is said of it."""
        store = self.store
        for held in store.held():
            if held.refusal is None and not store.eula_accepted(held):
                store.accept_eula(held)
        self._refresh(now_ms, always=False)

    def eula_wanted(self, level_name: str) -> Held | None:
        """
        The licence whose terms must be accepted before `level_name` can be the next level; None when none is.

        It is one of the level's own feature: terms of a higher level are accepted by asking for that level.
        """
        image = self.system.personality.image
        store = self.store
        if choose_level(image, level_name, store.offers()).level == level_name:
            return None
        features = image.level(level_name).features
        feature = level_name if level_name in features else next(iter(features), "")
        wanting = [
            held
            for held in store.held()
            if held.refusal is None
            and held.license.feature == feature
            and not store.eula_accepted(held)
            and not store.expired(held)
        ]
        return max(wanting, key=lambda held: (held.license.type.preference, -held.store, -held.slot), default=None)

    def set_comment(self, held: Held, text: str) -> None:
        """
        Replace the user's comment of a licence; "" deletes it.

        Raises:
            InvalidComment: it does not fit; nothing is changed.
        """
        self.store.set_comment(held, text)
        if text:
            self.statistics.comments_added += 1
        else:
            self.statistics.comments_deleted += 1

    def set_high_priority(self, held: Held, high: bool, now_ms: int) -> None:
        """
        Let a licence that runs out go before a permanent one at the next boot, or no longer.

        Raises:
            PriorityFixed: a permanent licence has no choice.
        """
        self.store.set_high_priority(held, high)
        self._refresh(now_ms, always=False)

    def save(self) -> list[License]:
        """Every licence of the primary store as it goes into a file; those that cannot be used are left out."""
        store = self.store
        self.statistics.saved += 1
        return [store.export(held) for held in store.held() if held.store != BUILT_IN and held.refusal is None]

    # -- time

    def started(self, now_ms: int) -> None:
        """The boot is over: start the clocks."""
        if self.current.offer is None and self.system.personality.image.licensed:
            self.clocks.complain(now_ms)
        self._run_clocks(self.store.held(), now_ms, now_ms)

    def next_deadline_ms(self) -> int | None:
        """When `advance` next has work; None when nothing is pending."""
        return None if self._clocks is None else self._clocks.next_deadline_ms()

    def advance(self, now_ms: int) -> None:
        """Say everything due at or before `now_ms`, in due order, and keep the records of use ahead of the use."""
        if self._clocks is not None:
            self._clocks.advance(now_ms, ended=lambda at_ms: self._ended(at_ms, now_ms))

    def checkpoint(self, now_ms: int) -> None:
        """Put the use on record, ahead of what it is at `now_ms`."""
        if self._clocks is not None:
            self._clocks.checkpoint(now_ms)

    def recorded(self, now_ms: int) -> bool:
        """Whether the use at `now_ms` is on record already."""
        return self._clocks is None or self._clocks.recorded(now_ms)

    def stop(self, now_ms: int) -> None:
        """The System ends in good order: the record is what was really used."""
        self.advance(now_ms)
        if self._clocks is not None:
            self._clocks.stop(now_ms)

    def recompute(self, now_ms: int) -> None:
        """The configured level changed: find the next level again and say it."""
        self._refresh(now_ms, always=True)

    def seats_changed(self, now_ms: int) -> None:
        """Users of a counted feature came or went: licences that end run while somebody holds a seat of them."""
        self._run_clocks(self.store.held(), now_ms, now_ms)

    def changed(self, now_ms: int) -> None:
        """A licence came or went: let another take over where need be, and find the next level again."""
        self.revision += 1
        everything = self.store.held()
        self._exchange(everything, now_ms, now_ms)
        self._refresh(now_ms, always=True, everything=everything)
        if self._seats is not None:
            self._seats.look_again(now_ms)

    def say(self, kind: str, held: Held, now_ms: int, **facts: Any) -> None:
        """State an event of one licence."""
        self._debug("events", f"{kind.removeprefix('license.')} {held.license.feature} at {held.slot}", now_ms)
        self.system.emit(
            kind,
            now_ms,
            **dict(where(self.store, held)),
            version=held.license.version,
            key=(held.store, held.index),
            **facts,
        )

    # -- inside

    def _debug(self, kind: str, text: str, now_ms: int) -> None:
        """For `debug license KIND` and for the engine's own `debug license core KIND`."""
        if self.debugging:
            self.debug(kind, text, now_ms)
            self.debug(f"core {kind}", text, now_ms)

    def _built_in(self, feature: str) -> Held:
        return next(held for held in self.store.held() if held.license.feature == feature and held.store == BUILT_IN)

    def install_one(self, item: License | Unreadable, accepted: bool, now_ms: int) -> Installation:
        """One licence of `install_each`, which calls `changed` once all were tried."""
        supported = item.feature in self.system.personality.image.features
        try:
            if isinstance(item, Unreadable):
                raise item.refusal
            agreed = accepted or read.eula_accepted(self.system.config)
            held = self.store.install(item, eula_accepted=agreed)
        except Duplicate as refusal:
            self.statistics.duplicates += 1
            return Installation(item.feature, None, refusal, supported)
        except LicenseRefusal as refusal:
            self.statistics.failed += 1
            self._debug("errors", f"install {item.feature}: {refusal}", now_ms)
            return Installation(item.feature, None, refusal, supported)
        self.statistics.installed += 1
        if agreed and item.type.eula != "never":
            self.say("license.eula_accepted", held, now_ms)
        self.say("license.installed", held, now_ms, type=item.type.word, comment=item.comment)
        return Installation(item.feature, held, None, supported)

    def _spare(self, held: Held) -> bool:
        """Whether another permanent licence of the same feature could take over."""
        return any(
            other.license.feature == held.license.feature
            and other.license.type.shadows
            and other.refusal is None
            and (other.store, other.slot) != (held.store, held.slot)
            for other in self.store.held()
        )

    def _exchange(self, everything: list[Held], at_ms: int, now_ms: int) -> None:
        """Let a better licence of the running level take over, or any when the one in use ran out or is gone."""
        offers = self.store.offers(everything)
        level = self.system.personality.level
        best = best_offer(level, offers)
        current = self.current.offer
        still = next((offer for offer in offers if current is not None and _same(offer, current)), None)
        if best is not None and (still is None or _rank(best) > _rank(still)):
            self.current = Choice(self.current.level, best)
            if self._clocks is not None:
                self._clocks.content()
        elif current is not None and not any(backs(current, held) for held in everything):
            self.current = Choice(self.current.level, None)
            self.clocks.complain_at_once(at_ms)
        self._run_clocks(everything, at_ms, now_ms)

    def _run_clocks(self, everything: list[Held], at_ms: int, now_ms: int) -> None:
        if self._clocks is not None or any(held.license.type.metered or held.license.type.dated for held in everything):
            turned = self.clocks.run(everything, self.in_use, at_ms, now_ms)
            if turned:
                self._exchange(self.store.held(), at_ms, now_ms)

    def _ended(self, at_ms: int, now_ms: int) -> None:
        """A licence ran out: another may take over, and the next level may be another."""
        self._exchange(self.store.held(), at_ms, now_ms)
        self._refresh(at_ms, always=False)
        if self._seats is not None:
            self._seats.look_again(at_ms)

    def _choose(self, offers: list[Offer]) -> Choice:
        """What the next reload would give with these licences."""
        return choose_level(self.system.personality.image, read.boot_level(self.system.config), offers)

    def _refresh(self, now_ms: int, *, always: bool, everything: list[Held] | None = None) -> None:
        """Find the next level again; say it when it is another, or `always`."""
        before, self.next = self.next, self._choose(self.store.offers(everything))
        changed = self.next.level != before.level
        module = self.system.personality.platform.module
        if changed or always:
            license_name = self.next.offer.feature if self.next.offer is not None else ""
            self.system.emit("license.level", now_ms, module=module, level=self.next.level, license=license_name)
        if changed:
            self.system.emit("license.level_changed", now_ms, module=module, level=self.next.level)


def _same(one: Offer, other: Offer) -> bool:
    return (one.store, one.index, one.feature, one.type) == (other.store, other.index, other.feature, other.type)


def _rank(offer: Offer) -> tuple[int, int]:
    return offer.priority, offer.preference
