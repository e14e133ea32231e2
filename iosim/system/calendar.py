"""The software clock: moved by `clock set`, moves nothing but what the device prints."""

from dataclasses import dataclass


@dataclass(slots=True)
class Calendar:
    """Simulated time plus an offset, in milliseconds since 1970-01-01 UTC."""

    offset_ms: int
    authoritative: bool  # False: nobody knows the time; it began at 1993 when the device was powered on
    source: str = "none"  # "none", "hardware calendar", "user configuration"

    @property
    def vouched_for(self) -> bool:
        """Whether somebody answers for it; else `show clock` and stamps carry a `*`, as with a battery-backed clock."""
        return self.source == "user configuration"

    @property
    def runs_on(self) -> bool:
        """Whether it goes on through a reload, as a clock with a battery does."""
        return self.source != "none"

    def at(self, now_ms: int) -> int:
        """The calendar at simulated time `now_ms`."""
        return now_ms + self.offset_ms

    def set(self, value_ms: int, now_ms: int) -> None:
        """`clock set`: the calendar reads `value_ms` at `now_ms` and goes on from there."""
        self.offset_ms = value_ms - now_ms
        self.authoritative = True
        self.source = "user configuration"
