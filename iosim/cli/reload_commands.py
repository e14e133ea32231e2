"""`reload`, now or later."""

from collections.abc import Generator
from typing import Any

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.file_configuration import save, unsaved
from iosim.cli.file_questions import confirmed
from iosim.cli.stack_member import NoSuchSwitch
from iosim.config import read
from iosim.errors import DeviceRefusal
from iosim.grammar import Parameter, of_word
from iosim.grammar.dialogue import Ask, Dialogue, Step
from iosim.syslog.stamp import calendar_ms, moment
from iosim.system.reload_schedule import moment_text
from iosim.system.stack import StackSystem

commands = Commands()
SAVE = "\nSystem configuration has been modified. Save? [yes/no]: "
PLEASE_ANSWER = "% Please answer 'yes' or 'no'.\n"
PROCEED = "Proceed with reload? [confirm]"
# What the log and `show version` call a reload without a reason of its own, by family.
REASONS = {"switch": "Reload command", "router": "Reload Command"}
MINUTE_MS = 60_000
DELAY_MAX_MINUTES = 999 * 60 + 59
AT_MAX_DAYS = 24  # a reload can be scheduled this far ahead
_HELP = {
    "reload": "Halt and perform a cold restart",
    "in": "Reload after a time interval",
    "at": "Reload at a specific time/date",
    "cancel": "Cancel pending reload",
    "<reason>": "Reason for reload",
    "<delay>": "Delay before reload",
    "<time>": "Time to reload",
    "slot": "Reload one switch of the stack",
    "<slot>": "Switch number",
    "<month>": "Month of the year",
    "<day>": "Day of the month",
}


class ClockNotSet(DeviceRefusal):
    """`reload at` on a device that does not know what time it is."""

    def __init__(self) -> None:
        super().__init__("%The date and time must be set first.")  # RECALLED


class BadTime(DeviceRefusal):
    """A time for `reload at` that does not exist, has passed or is too far away."""

    def __init__(self) -> None:
        super().__init__("%Invalid time or date")  # INFERRED


@commands.add("reload [<reason:line>]", privilege=15, help=_HELP)
def reload(cx: Context, reason: str = "") -> Dialogue:
    """Offer to save, ask once more, and go."""
    if not (yield from _may_go(cx)):
        return
    if not (yield from confirmed(PROCEED)):
        return
    cx.system.reload(cx.now_ms, cx.by, reason or _reason(cx))


@commands.add("reload slot <slot:1-9>", privilege=15, needs="stackable", help=_HELP)
def reload_slot(cx: Context, slot: int) -> Dialogue:
    """One switch of the stack; the master is the whole of it, since no other takes over here."""
    if cx.system.switch(slot) is None:
        raise NoSuchSwitch(slot)
    if slot == 1:
        yield from reload(cx)
        return
    if (yield from confirmed(PROCEED)) and isinstance(cx.system, StackSystem) and cx.system.switch(slot) is not None:
        cx.system.reload_switch(slot, cx.now_ms)


@commands.add("reload in <delay:reload-delay> [<reason:line>]", privilege=15, help=_HELP)
def reload_in(cx: Context, delay: int, reason: str = "") -> Dialogue:
    """After a number of minutes, or of hours and minutes."""
    yield from _schedule(cx, delay * MINUTE_MS, reason)


@commands.add(
    "reload at <time:hh:mm> [{<month:month> <day:1-31>|<day:1-31> <month:month>}] [<reason:line>]",
    privilege=15,
    help=_HELP,
)
def reload_at(cx: Context, time: tuple[int, int, int], month: int = 0, day: int = 0, reason: str = "") -> Dialogue:
    """At a time of day of the device, on the next day that has it or on the one given."""
    yield from _schedule(cx, _until(cx, time, month, day), reason)


@commands.add("reload cancel", privilege=15, help=_HELP)
def reload_cancel(cx: Context) -> str | None:
    """Give a scheduled reload up."""
    done = cx.system.reload_schedule.cancel(cx.system, cx.now_ms, cx.by)
    return None if done else "%No reload is scheduled\n"  # RECALLED


@commands.add("show reload", help={"show": "Show running system information", "reload": "Scheduled reload information"})
def show_reload(cx: Context) -> str:
    """When the device will reload, and why."""
    schedule = cx.system.reload_schedule
    if schedule.due_ms is None:
        return "No reload is scheduled.\n"
    return _announcement(cx, schedule.due_ms, schedule.by) + f"Reload reason: {schedule.reason}\n"


def reload_parameters() -> dict[str, Parameter]:
    """The kind `reload-delay` of a syntax: minutes, or hours and minutes."""
    return {"reload-delay": of_word("mmm or hhh:mm", _delay, help="Delay before reload")}


def _delay(word: str) -> int:
    hours, colon, minutes = word.rpartition(":")
    if not (minutes.isascii() and minutes.isdigit() and (not colon or (hours.isascii() and hours.isdigit()))):
        raise ValueError
    total = int(hours[:6] or "0") * 60 + int(minutes[:6])
    if not 0 < total <= DELAY_MAX_MINUTES or (colon and int(minutes[:6]) > 59):
        raise ValueError
    return total


def _may_go(cx: Context) -> Generator[Step, Any, bool]:
    """Offer to save what is not saved."""
    if not unsaved(cx.system):
        return True
    while True:
        answer = str((yield Ask(SAVE))).strip().lower()
        if answer and "yes".startswith(answer):
            yield from save(cx)
            return True
        if answer and "no".startswith(answer):
            return True
        yield PLEASE_ANSWER


def _schedule(cx: Context, delay_ms: int, reason: str) -> Dialogue:
    if not (yield from _may_go(cx)):
        return
    why = reason or _reason(cx)
    yield _announcement(cx, cx.now_ms + delay_ms, cx.by) + f"Reload reason: {why}\n"
    asked_ms = cx.now_ms
    if (yield from confirmed(PROCEED)):
        due_ms = asked_ms + delay_ms
        cx.system.reload_schedule.start(cx.system, max(due_ms, cx.now_ms), cx.now_ms, cx.by, why)


def _announcement(cx: Context, due_ms: int, by: str) -> str:
    """
    When it will be and how long that is.

    Source: seen on a router with a set clock; without one only the interval is named (RECALLED).
    """
    interval = _interval(due_ms - cx.now_ms)
    if not cx.system.calendar.authoritative:
        return f"Reload scheduled in {interval} by {by}\n"
    return f"Reload scheduled for {moment_text(cx.system, due_ms)} (in {interval}) by {by}\n"


def _interval(period_ms: int) -> str:
    """`20 minutes`, `411 hours and 33 minutes`."""
    hours, minutes = divmod(period_ms // MINUTE_MS, 60)
    minutes_text = f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{hours} hour{'' if hours == 1 else 's'} and {minutes_text}" if hours else minutes_text


def _until(cx: Context, time: tuple[int, int, int], month: int, day: int) -> int:
    """How long it is until a time of day, or until that time on a day of this year or the next."""
    if not cx.system.calendar.authoritative:
        raise ClockNotSet
    offset_ms = read.clock_zone(cx.system.config)[1]
    local_ms = cx.system.calendar.at(cx.now_ms) + offset_ms
    today = moment(local_ms)
    hour, minute, second = time
    if not month:
        due_ms = calendar_ms(today.year, today.month, today.day, hour, minute, second)
        return due_ms - local_ms if due_ms > local_ms else due_ms + 86_400_000 - local_ms
    for year in (today.year, today.year + 1):
        due_ms = calendar_ms(year, month, day, hour, minute, second)
        if due_ms > local_ms:
            if moment(due_ms).month != month or due_ms - local_ms > AT_MAX_DAYS * 86_400_000:
                raise BadTime
            return due_ms - local_ms
    raise BadTime


def _reason(cx: Context) -> str:
    return REASONS[cx.personality.platform.family]
