"""
The clock of one metered licence: how long it was used, what must be on record, and when something is to be said.

Time here is use: milliseconds of the simulated clock while the licence is in use, and after its end while the device
runs. The calendar plays no part. The record is charged ahead of the use, so that whatever a power cut takes away is
never time that was used.
"""

from dataclasses import dataclass

from iosim.license_store import Held

DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS
# Days left at which a warning goes out. Source: CISCO-LICENSE-MGMT-MIB, clmgmtLicenseExpiryWarning.
WARNING_DAYS = (28, 21, 14, 7, 6, 5, 4, 3, 2, 1)
REMINDER_MS = WEEK_MS  # after the end, again and again. Source: CISCO-LICENSE-MGMT-MIB, clmgmtLicenseExpired.
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
        """How long the licence may be used."""
        return self.held.license.period_ms

    def used_ms(self, now_ms: int) -> int:
        """Use up to `now_ms`."""
        return self.base_ms + max(0, now_ms - self.since_ms)

    def at_ms(self, used_ms: int) -> int:
        """When the use reaches `used_ms`."""
        return self.since_ms + used_ms - self.base_ms

    def next_point_ms(self) -> int:
        """The use at which something is to be said next; warnings first, then the end, then reminders."""
        for days in WARNING_DAYS:
            point_ms = self.period_ms - days * DAY_MS
            if point_ms > max(0, self.notified_ms):
                return point_ms
        if self.notified_ms < self.period_ms:
            return self.period_ms
        return self.notified_ms + REMINDER_MS - (self.notified_ms - self.period_ms) % REMINDER_MS

    def last_point_ms(self, used_ms: int) -> int:
        """The latest such use up to `used_ms`; `notified_ms` when there is none after it."""
        found_ms = self.notified_ms
        if used_ms >= self.period_ms:
            found_ms = max(found_ms, used_ms - (used_ms - self.period_ms) % REMINDER_MS)
            return self.period_ms if self.notified_ms < self.period_ms else found_ms
        for days in WARNING_DAYS:
            point_ms = self.period_ms - days * DAY_MS
            if 0 < point_ms <= used_ms:
                found_ms = max(found_ms, point_ms)
        return found_ms

    def charge_needed_ms(self, now_ms: int) -> int | None:
        """The use to put on record so that it is ahead of `now_ms`; None when it is."""
        used_ms = self.used_ms(now_ms)
        if used_ms < self.charged_ms:
            return None
        return used_ms + (AHEAD_MS if used_ms < self.period_ms else AHEAD_EXPIRED_MS)

    def next_deadline_ms(self) -> int:
        """
        When something is to be said.

        The record needs no deadline: whoever asks the device anything lets `advance` charge it first, and the
        answer waits for that commit; while nobody asks, the driver's checkpoints keep it ahead.
        """
        return self.at_ms(self.next_point_ms())
