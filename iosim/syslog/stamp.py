"""
The device's calendar and how it is written.

Calendar values are milliseconds since 1970-01-01 UTC. A calendar that was never set is not authoritative and its
stamps carry a `*`; a switch without a battery begins at 1 March 1993 every time it boots.
"""

from dataclasses import dataclass

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")  # 1 January 1970 was a Thursday
DAY_MS = 86_400_000
EPOCH_1993_MS = 730_944_000_000  # 1 March 1993 00:00:00 UTC


@dataclass(frozen=True, slots=True)
class Moment:
    """A calendar value taken apart."""

    year: int
    month: int  # 1..12
    day: int
    hour: int
    minute: int
    second: int
    millisecond: int
    weekday: str

    @property
    def month_name(self) -> str:
        """Three letters, as IOS prints months."""
        return _MONTHS[self.month - 1]


def moment(calendar_ms: int) -> Moment:
    """Take a calendar value apart (proleptic Gregorian, UTC)."""
    days, rest = divmod(calendar_ms, DAY_MS)
    shifted = days + 719_468  # days since 1 March of year 0
    era, of_era = divmod(shifted, 146_097)
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    day_of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    part = (5 * day_of_year + 2) // 153
    month = part + 3 if part < 10 else part - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return Moment(
        year,
        month,
        day_of_year - (153 * part + 2) // 5 + 1,
        rest // 3_600_000,
        rest // 60_000 % 60,
        rest // 1_000 % 60,
        rest % 1_000,
        _DAYS[days % 7],
    )


def calendar_ms(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """The calendar value of a UTC date and time; the inverse of `moment`."""
    shifted_year = year - (1 if month <= 2 else 0)
    era, year_of_era = divmod(shifted_year, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    days = era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468
    return days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000


def clock_text(value_ms: int, zone: str, *, milliseconds: bool = True) -> str:
    """`12:42:49.123 PDT Wed Jun 22 2016`, as `show clock` and the restart line print it."""
    m = moment(value_ms)
    part = f".{m.millisecond:03d}" if milliseconds else ""
    return f"{m.hour:02d}:{m.minute:02d}:{m.second:02d}{part} {zone} {m.weekday} {m.month_name} {m.day} {m.year}"


def iso_text(value_ms: int) -> str:
    """`2009-05-28T16:35:10`, as licences and tickets are dated."""
    m = moment(value_ms)
    return f"{m.year:04d}-{m.month:02d}-{m.day:02d}T{m.hour:02d}:{m.minute:02d}:{m.second:02d}"


@dataclass(frozen=True, slots=True)
class StampFormat:
    """`service timestamps log ...`, resolved: `kind` is "datetime", "uptime" or "none"."""

    kind: str = "datetime"
    milliseconds: bool = False
    local_time: bool = False
    show_zone: bool = False
    year: bool = False


def stamp(
    form: StampFormat, value_ms: int, uptime_ms: int, *, authoritative: bool, zone: str, zone_offset_ms: int
) -> str:
    """The text before `%FAC-S-MNEM`, its `: ` included; empty without time stamps."""
    if form.kind == "none":
        return ""
    if form.kind == "uptime":
        return f"{uptime_stamp(uptime_ms)}: "
    m = moment(value_ms + (zone_offset_ms if form.local_time else 0))
    text = f"{m.month_name} {m.day:2d}"
    if form.year:
        text += f" {m.year}"
    text += f" {m.hour:02d}:{m.minute:02d}:{m.second:02d}"
    if form.milliseconds:
        text += f".{m.millisecond:03d}"
    if form.show_zone:
        text += f" {zone if form.local_time else 'UTC'}"
    return f"{'' if authoritative else '*'}{text}: "


def uptime_stamp(uptime_ms: int) -> str:
    """`00:00:26` under a day, then `1d02h`, `2w3d`, `1y5w`. RECALLED from a day on."""
    seconds = uptime_ms // 1_000
    days, rest = divmod(seconds, 86_400)
    if not days:
        return f"{rest // 3_600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    if days < 7:
        return f"{days}d{rest // 3_600:02d}h"
    if days < 365:
        return f"{days // 7}w{days % 7}d"
    return f"{days // 365}y{days % 365 // 7}w"


def uptime_text(uptime_ms: int) -> str:
    """`34 weeks, 3 days, 18 hours, 31 minutes`, as `show version` says it."""
    minutes = max(0, uptime_ms) // 60_000
    parts = []
    for name, size in (("year", 525_600), ("week", 10_080), ("day", 1_440), ("hour", 60), ("minute", 1)):
        count, minutes = divmod(minutes, size)
        if count or name == "minute":
            parts.append(f"{count} {name}{'s' if count != 1 else ''}")
    return ", ".join(parts)
