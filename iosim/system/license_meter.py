"""
The clock of one licence that ends: how long it was used, what must be on record, and when something is to be said.

Time here is use: milliseconds of the simulated clock while the licence is in use, and after its end while the device
runs. The device's calendar plays no part. The record is charged ahead of the use, so that whatever a power cut takes
away is never time that was used. A dated licence has a clock too: its use is the time of the calendar that licences
live in (`Kit.date_ms`), so it never goes back either.
"""

from dataclasses import dataclass

from iosim.license_store import Held

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is said of a licence: warnings before its end, reminders after it."""

    warnings_ms: tuple[int, ...]  # before the end, longest first
    reminder_ms: int  # after the end, again and again; 0: never


# Source: CISCO-LICENSE-MGMT-MIB, clmgmtLicenseExpiryWarning and clmgmtLicenseExpired.
ENDING = Schedule(tuple(days * DAY_MS for days in (28, 21, 14, 7, 6, 5, 4, 3, 2, 1)), WEEK_MS)
# clmgmtLicenseEvalRTUTransitionWarning
TURNING = Schedule((10 * DAY_MS, 5 * DAY_MS), 0)
# clmgmtLicenseSubscriptionExpiryWarning: weekly for eight weeks, daily in the last one, hourly on the last day
DATED = Schedule(
    (
        *(weeks * WEEK_MS for weeks in range(8, 1, -1)),
        *(days * DAY_MS for days in range(7, 0, -1)),
        *(hours * HOUR_MS for hours in range(23, 0, -1)),
    ),
    DAY_MS,
)
AHEAD_MS = 60_000  # charged ahead: what a power cut costs at most
AHEAD_EXPIRED_MS = 3_600_000  # after the end only the age of the expiry is at stake


@dataclass(slots=True)
class Meter:
    """One running clock."""

    held: Held
    since_ms: int  # simulated time from which this run counts
    base_ms: int  # use on record at that time
    charged_ms: int  # use on record now
    notified_ms: int  # use at which something was last said

    @property
    def period_ms(self) -> int:
        """The use at which the licence ends; of a dated one the time of the calendar."""
        return self.held.limit_ms

    @property
    def begins_ms(self) -> int:
        """The time of the calendar from which a dated licence is valid; 0 of a metered one."""
        return self.held.license.starts_ms

    @property
    def schedule(self) -> Schedule:
        """When something is said of it."""
        kind = self.held.license.type
        return DATED if kind.dated else TURNING if kind.becomes else ENDING

    def used_ms(self, now_ms: int) -> int:
        """Use up to `now_ms`."""
        return self.base_ms + max(0, now_ms - self.since_ms)

    def at_ms(self, used_ms: int) -> int:
        """When the use reaches `used_ms`."""
        return self.since_ms + used_ms - self.base_ms

    def next_point_ms(self) -> int | None:
        """
        The use at which something is to be done next: the beginning, warnings, the end, then reminders.

        None when there is nothing more to say.
        """
        schedule = self.schedule
        if self.notified_ms < self.begins_ms:
            return self.begins_ms
        for before_ms in schedule.warnings_ms:
            point_ms = self.period_ms - before_ms
            if point_ms > max(0, self.notified_ms):
                return point_ms
        if self.notified_ms < self.period_ms:
            return self.period_ms
        if not schedule.reminder_ms:
            return None
        return self.notified_ms + schedule.reminder_ms - (self.notified_ms - self.period_ms) % schedule.reminder_ms

    def last_point_ms(self, used_ms: int) -> int:
        """The latest such use up to `used_ms`; `notified_ms` when there is none after it."""
        schedule = self.schedule
        found_ms = self.notified_ms
        if used_ms >= self.period_ms:
            if self.notified_ms < self.period_ms or not schedule.reminder_ms:
                return self.period_ms
            return max(found_ms, used_ms - (used_ms - self.period_ms) % schedule.reminder_ms)
        for point_ms in (self.begins_ms, *(self.period_ms - before_ms for before_ms in schedule.warnings_ms)):
            if self.begins_ms <= point_ms <= used_ms and point_ms > 0:
                found_ms = max(found_ms, point_ms)
        return found_ms

    def charge_needed_ms(self, now_ms: int) -> int | None:
        """The use to put on record so that it is ahead of `now_ms`; None when it is."""
        used_ms = self.used_ms(now_ms)
        if used_ms < self.charged_ms:
            return None
        return used_ms + (AHEAD_MS if used_ms < self.period_ms else AHEAD_EXPIRED_MS)

    def next_deadline_ms(self) -> int | None:
        """
        When something is to be said.

        The record needs no deadline: whoever asks when it is not ahead (`recorded`) lets `advance` charge it first,
        and the answer waits for that commit; while nobody asks, the driver's checkpoints keep it ahead.
        """
        point_ms = self.next_point_ms()
        return None if point_ms is None else self.at_ms(point_ms)
