"""
Seats: how many users of a counted feature there are, and which licences they hold.

What is counted follows from the image (`Image.counted`). Users come and go while the System runs, so a reload begins
with none. Licences of one feature whose count is exclusive do not add up: the greatest counts. Additive ones add to it.
Source: the counts and notifications are those of CISCO-LICENSE-MGMT-MIB; a level takes one seat. INFERRED
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iosim.errors import DeviceRefusal
from iosim.featureset.choice import Priority
from iosim.license_store import Held, LicenseStore
from iosim.license_store.store import permanent_features

if TYPE_CHECKING:
    from iosim.system.licensing import Licensing

WARNING_PERCENT = 80  # clmgmtLicenseUsageCountAboutToExceed


class NoSeat(DeviceRefusal):
    """A user of a counted feature is turned away."""


class NotCounted(NoSeat):
    """The image counts no users of it."""

    def __init__(self, feature: str) -> None:
        super().__init__(f"Feature {feature} does not count its users")


class NotLicensed(NoSeat):
    """No licence of it can be used."""

    def __init__(self, feature: str) -> None:
        super().__init__(f"Feature {feature} has no license that can be used")


class AllTaken(NoSeat):
    """There are not as many seats left."""

    def __init__(self, feature: str, count: int, taken: int, wanted: int) -> None:
        super().__init__(f"Feature {feature} has {count - taken} of {count} seats left, not {wanted}")


class NotTaken(NoSeat):
    """More is given back than was taken."""

    def __init__(self, feature: str, taken: int, given: int) -> None:
        super().__init__(f"Feature {feature} has {taken} seats in use, not {given}")


class Seats:
    """Users of the counted features of one System."""

    __slots__ = ("_excesses", "_licensing", "_taken")

    def __init__(self, licensing: "Licensing") -> None:
        self._licensing = licensing
        self._taken: dict[str, int] = {}
        self._excesses: dict[str, int] = {}  # as last said

    def taken(self, feature: str) -> int:
        """Users of a feature."""
        return self._taken.get(feature, 0)

    def take(self, feature: str, number: int, now_ms: int) -> None:
        """
        `number` users come.

        Raises:
            NoSeat: they cannot all; none of them did.
        """
        self._need_counted(feature)
        usable = self._holders(feature, self._licensing.store.held())
        if not usable:
            raise NotLicensed(feature)
        before = self.taken(feature)
        allowed = allowance(usable)
        if allowed is not None and before + number > allowed:
            self._say_exceeded(usable, allowed, now_ms)
            raise AllTaken(feature, allowed, before, number)
        self._taken[feature] = before + number
        if allowed is not None:
            self._announce(usable, before, before + number, allowed, now_ms)
        self._licensing.seats_changed(now_ms)

    def give(self, feature: str, number: int, now_ms: int) -> None:
        """
        `number` users go.

        Raises:
            NoSeat: there are not as many.
        """
        self._need_counted(feature)
        if number > self.taken(feature):
            raise NotTaken(feature, self.taken(feature), number)
        self._taken[feature] = self.taken(feature) - number
        if not self._taken[feature]:
            del self._taken[feature]
        self._excesses = self.excesses()
        self._licensing.seats_changed(now_ms)

    def allowed(self, feature: str, without: Held | None = None) -> int | None:
        """Users that the licences of a feature allow, without one of them; None: any number."""
        everything = [held for held in self._licensing.store.held() if held != without]
        return allowance(self._holders(feature, everything))

    def shares(self, everything: list[Held]) -> dict[tuple[int, int], int]:
        """Users of each licence, by store and place: they fill one licence after the other."""
        found: dict[tuple[int, int], int] = {}
        for feature, taken in self._taken.items():
            left = taken
            for held in effective(self._holders(feature, everything)):
                share = left if not held.license.count else min(left, held.license.count)
                found[held.store, held.slot] = share
                left -= share
        return found

    def excess(self, feature: str) -> int:
        """Users beyond what the licences allow."""
        allowed = self.allowed(feature)
        return 0 if allowed is None else max(0, self.taken(feature) - allowed)

    def look_again(self, now_ms: int) -> None:
        """A licence came or went: say where more users are there than may be, and were said to be."""
        excesses = self.excesses()
        for feature, excess in excesses.items():
            if excess > self._excesses.get(feature, 0):
                self._licensing.system.emit("license.overage", now_ms, feature=feature, version="1.0", excess=excess)
        self._excesses = excesses

    def excesses(self) -> dict[str, int]:
        """By how many there are too many users of each feature."""
        return {feature: self.excess(feature) for feature in self._taken}

    def _need_counted(self, feature: str) -> None:
        if feature not in self._licensing.system.personality.image.counted:
            raise NotCounted(feature)

    def _holders(self, feature: str, everything: list[Held]) -> list[Held]:
        return holders(self._licensing.store, feature, everything)

    def _announce(self, usable: list[Held], before: int, after: int, allowed: int, now_ms: int) -> None:
        """Four fifths are reached, or all."""
        threshold = -(-allowed * WARNING_PERCENT // 100)
        if before < threshold <= after:
            held = effective(usable)[0]
            self._licensing.system.emit(
                "license.count_warning",
                now_ms,
                **self._facts(held, allowed),
                remaining=allowed - after,
            )
        if before < allowed <= after:
            self._say_exceeded(usable, allowed, now_ms)

    def _say_exceeded(self, usable: list[Held], allowed: int, now_ms: int) -> None:
        self._licensing.system.emit("license.count_exceeded", now_ms, **self._facts(effective(usable)[0], allowed))

    def _facts(self, held: Held, allowed: int) -> dict[str, object]:
        license = held.license
        return {
            "feature": license.feature,
            "version": license.version,
            "count": allowed,
            "counted": self._licensing.system.personality.image.counted.get(license.feature, ""),
            "comment": self._licensing.store.comment(held),
            "key": (held.store, held.index),
        }


def holders(store: LicenseStore, feature: str, everything: list[Held]) -> list[Held]:
    """The licences of a feature that can be used now."""
    permanent = permanent_features(everything)
    return [
        held
        for held in everything
        if held.license.feature == feature
        and store.current(held)
        and store.priority(held, shadowed=feature in permanent) > Priority.NONE
    ]


def outnumbered(store: LicenseStore, features: Iterable[str], everything: list[Held]) -> set[tuple[int, int]]:
    """Licences, by store and place, that do not count since one of their feature counts more."""
    found: set[tuple[int, int]] = set()
    for feature in features:
        usable = holders(store, feature, everything)
        found |= {(held.store, held.slot) for held in usable} - {(held.store, held.slot) for held in effective(usable)}
    return found


def effective(usable: list[Held]) -> list[Held]:
    """The licences that count: an uncounted one alone, else the greatest exclusive one and every additive one."""
    uncounted = [held for held in usable if not held.license.count]
    if uncounted:
        return uncounted[:1]
    exclusive = [held for held in usable if not held.license.adds]
    greatest = max(exclusive, key=lambda held: (held.license.count, -held.store, -held.slot), default=None)
    return [*([greatest] if greatest is not None else []), *(held for held in usable if held.license.adds)]


def allowance(usable: list[Held]) -> int | None:
    """Users that these licences allow together; None: any number."""
    counted = effective(usable)
    if any(not held.license.count for held in counted):
        return None
    return sum(held.license.count for held in counted)
