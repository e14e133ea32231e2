"""The clocks of licences that run in one System, and what they let be said."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iosim.license_store import Held, LicenseStore
from iosim.license_store.store import permanent_features
from iosim.system.license_boot import mandatory_feature
from iosim.system.license_meter import DAY_MS, Meter

if TYPE_CHECKING:
    from iosim.system.stack import Member
    from iosim.system.system import System

# clmgmtLicenseNotEnforced is repeated "periodically"; the period is not documented. INFERRED
NOT_ENFORCED_MS = DAY_MS
EXTENSION = "extensionSubscription"


class LicenseClocks:
    """A meter for the licence in use and for each that ran out, and the complaint about a missing one."""

    __slots__ = ("_meters", "_not_enforced_ms", "_system")

    def __init__(self, system: "System | Member") -> None:
        self._system = system
        self._meters: tuple[Meter, ...] = ()
        self._not_enforced_ms: int | None = None  # when the missing licence is next complained of

    @property
    def _store(self) -> LicenseStore:
        return self._system.licensing.store

    def used_ms(self, held: Held, now_ms: int) -> int | None:
        """Use of a licence at `now_ms`; None when no clock of it runs."""
        for meter in self._meters:
            if meter.held.key == held.key:
                return meter.used_ms(now_ms)
        return None

    def complain(self, now_ms: int) -> None:
        """The level runs without a licence: say so again and again. The boot said it first."""
        self._not_enforced_ms = now_ms + NOT_ENFORCED_MS

    def complain_at_once(self, now_ms: int) -> None:
        """The level lost its licence: say so now, and again and again."""
        self.complain(now_ms)
        feature = mandatory_feature(self._system.personality.image)
        self._system.emit("license.not_enforced", now_ms, feature=feature, version="1.0")

    def content(self) -> None:
        """The level has a licence now."""
        self._not_enforced_ms = None

    def run(self, everything: list[Held], in_use: Callable[[Held], bool], at_ms: int, now_ms: int) -> bool:
        """
        Let those clocks run that should, stop the others, and say what a power cut kept unsaid.

        Args:
            everything: the licences of the device.
            in_use: whether the running level is backed by one.
            at_ms: when clocks start or stop.
            now_ms: the present, until which their use goes on record.

        Returns:
            Whether a licence is of another type now.
        """
        store = self._store
        permanent = permanent_features(everything)
        running = {meter.held.key: meter for meter in self._meters}
        meters: list[Meter] = []
        for held in everything:
            kind = held.license.type
            if held.refusal is not None or not (kind.metered or kind.dated):
                continue
            known = running.get(held.key)
            ended = known.used_ms(at_ms) >= held.limit_ms if known is not None else store.expired(held)
            if not kind.dated and not in_use(held) and (not ended or held.license.feature in permanent):
                continue
            if known is not None:
                known.held = held
                meters.append(running.pop(held.key))
                continue
            base_ms = store.used_ms(held)
            if kind.dated:
                base_ms = max(base_ms, self._system.device.kit.date_ms(at_ms))
            meters.append(Meter(held, at_ms, base_ms, 0, store.notified_ms(held)))
        for meter in running.values():
            store.put_used_ms(meter.held, meter.used_ms(at_ms))
        self._meters = tuple(meters)
        self.checkpoint(now_ms)
        turned = False
        for meter in meters:
            used_ms = meter.used_ms(at_ms)
            point_ms = meter.last_point_ms(used_ms)
            if point_ms > meter.notified_ms:
                self._say(meter, point_ms, used_ms, at_ms)
                self._skip_reminders(meter, used_ms)
                turned |= bool(meter.held.license.type.becomes) and point_ms == meter.period_ms
        return turned

    def next_deadline_ms(self) -> int | None:
        """When `advance` next has work; None when nothing is pending."""
        due = [due_ms for meter in self._meters if (due_ms := meter.next_deadline_ms()) is not None]
        if self._not_enforced_ms is not None:
            due.append(self._not_enforced_ms)
        return min(due, default=None)

    def advance(self, now_ms: int, ended: Callable[[int], None]) -> None:
        """
        Say everything due at or before `now_ms`, in due order, and put the use on record once.

        Args:
            now_ms: simulated time.
            ended: called with the time at which a licence ran out or began, after that was said.
        """
        self.checkpoint(now_ms)
        while True:
            at_ms, meter = self._next_saying()
            if at_ms is None or at_ms > now_ms:
                return
            if meter is None:
                self.complain_at_once(at_ms)
            else:
                point_ms = meter.used_ms(at_ms)
                self._say(meter, point_ms, point_ms, at_ms)
                if point_ms in (meter.period_ms, meter.begins_ms):
                    ended(at_ms)

    def checkpoint(self, now_ms: int) -> None:
        """Put the use on record, ahead of what it is at `now_ms`."""
        for meter in self._meters:
            needed_ms = meter.charge_needed_ms(now_ms)
            if needed_ms is not None:
                meter.charged_ms = needed_ms
                self._store.put_used_ms(meter.held, needed_ms)

    def recorded(self, now_ms: int) -> bool:
        """Whether the record is ahead of the use at `now_ms`, so that it may be told."""
        return all(meter.charge_needed_ms(now_ms) is None for meter in self._meters)

    def stop(self, now_ms: int) -> None:
        """Put on record what was really used; nothing runs or is said any more."""
        for meter in self._meters:
            self._store.put_used_ms(meter.held, meter.used_ms(now_ms))
        self._meters = ()
        self._not_enforced_ms = None

    def _next_saying(self) -> tuple[int | None, Meter | None]:
        """When something is to be said next, and by which clock; None for the clock is the missing licence."""
        at_ms, said_by = self._not_enforced_ms, None
        for meter in self._meters:
            due_ms = meter.next_deadline_ms()
            if due_ms is not None and (at_ms is None or due_ms < at_ms):
                at_ms, said_by = due_ms, meter
        return at_ms, said_by

    def _skip_reminders(self, meter: Meter, used_ms: int) -> None:
        """An end that is said late stands for the reminders that were due since."""
        point_ms = meter.last_point_ms(used_ms)
        if point_ms > meter.notified_ms >= meter.period_ms:
            meter.notified_ms = point_ms
            self._store.put_notified_ms(meter.held, point_ms)

    def _say(self, meter: Meter, point_ms: int, used_ms: int, at_ms: int) -> None:
        """Announce what belongs to `point_ms` of the use, once and for all."""
        meter.notified_ms = point_ms
        self._store.put_notified_ms(meter.held, point_ms)
        facts: dict[str, Any] = {"feature": meter.held.license.feature, "version": meter.held.license.version}
        kind = meter.held.license.type
        if kind.dated:
            self._say_dated(meter, point_ms, used_ms, at_ms)
        elif kind.becomes:
            if point_ms < meter.period_ms:
                self._system.emit("license.turning", at_ms, **facts, remaining_ms=meter.period_ms - used_ms)
            else:
                self._system.emit("license.turned", at_ms, **facts)
        elif point_ms < meter.period_ms:
            self._system.emit("license.expiring", at_ms, **facts, remaining_ms=meter.period_ms - used_ms)
        else:
            ago_ms = 0 if point_ms == meter.period_ms else used_ms - meter.period_ms
            self._system.emit("license.expired", at_ms, **facts, expired_ms=ago_ms)

    def _say_dated(self, meter: Meter, point_ms: int, used_ms: int, at_ms: int) -> None:
        """A subscription nears its last day, passed it while another goes on, or is over."""
        license = meter.held.license
        if point_ms == meter.begins_ms:
            return
        facts = {"feature": license.feature, "version": license.version, "ends": license.ends}
        if point_ms < meter.period_ms:
            self._system.emit("license.subscription_ending", at_ms, **facts, remaining_ms=meter.period_ms - used_ms)
            return
        goes_on = any(
            other.held.license.feature == license.feature
            and other.held.license.type.name == EXTENSION
            and other.used_ms(at_ms) < other.period_ms
            for other in self._meters
        )
        kind = "license.subscription_extended" if goes_on else "license.subscription_ended"
        self._system.emit(kind, at_ms, **facts)
