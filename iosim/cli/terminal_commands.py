"""Commands about the login itself: privilege, modes, the screen, who is there, what time it is."""

from collections.abc import Iterator

from iosim.aaa.policy import TRIES, enable_attempt
from iosim.cli.commands import EVERY_CONFIG, Commands
from iosim.cli.context import Context, settle
from iosim.config import read
from iosim.errors import DeviceRefusal
from iosim.grammar.dialogue import Ask, Dialogue
from iosim.outputs import HangUp
from iosim.syslog.stamp import calendar_ms, clock_text, moment
from iosim.system.lines import Line, first_vty

commands = Commands()

ENABLE = {"enable": "Turn on privileged commands", "<level>": "Enable level"}
DISABLE = {"disable": "Turn off privileged commands", "<level>": "Privilege level to go to"}
EXIT = {"exit": "Exit from the EXEC", "logout": "Exit from the EXEC", "quit": "Exit from the EXEC"}
TERMINAL = {
    "terminal": "Set terminal line parameters",
    "default": "Set a parameter to its default",
    "no": "Negate a parameter",
    "editing": "Enable command line editing",
    "history": "Enable and control the command history",
    "length": "Set number of lines on a screen",
    "monitor": "Copy log messages to this terminal",
    "size": "Set history buffer size",
    "width": "Set width of the display terminal",
    "<length>": "Number of lines on screen (0 for no pausing)",
    "<width>": "Number of characters on a screen line (0 for no limit)",
    "<size>": "Size of history buffer",
}
SHOW = {
    "show": "Show running system information",
    "clock": "Display the system clock",
    "detail": "Display detailed information",
    "history": "Display the session command history",
    "privilege": "Show current privilege level",
    "users": "Display information about terminal lines",
    "all": "Include information about inactive lines",
}
CLOCK = {
    "clock": "Manage the system clock",
    "set": "Set the time and date",
    "<time>": "Current Time",
    "<day>": "Day of the month",
    "<month>": "Month of the year",
    "<year>": "Year",
}


class NoPasswordSet(DeviceRefusal):
    """`enable` on a network line of a device without an enable password."""

    def __init__(self) -> None:
        super().__init__("% No password set")


class NotAPrivilegeBelow(DeviceRefusal):
    """`disable` to a level above the present one."""

    def __init__(self) -> None:
        super().__init__("% You can only use this command to lower your privilege level")  # INFERRED


class InvalidDate(DeviceRefusal):
    """A day that its month does not have."""

    def __init__(self) -> None:
        super().__init__("%Invalid date")  # INFERRED


# -- privilege and modes


@commands.add("enable [<level:0-15>]", help=ENABLE, privilege=0)
def enable(cx: Context, level: int = 15) -> Dialogue:
    """Ask for the password of a level, three times at most."""
    if level <= cx.privilege:
        cx.privilege = level
        return
    secret = read.enable_secret(cx.system.config, level)
    if secret is None:
        if cx.line.kind != "console":
            raise NoPasswordSet
        cx.privilege = level
        return
    for _ in range(TRIES):
        password = yield Ask("Password: ", echo=False)
        verdict = yield from settle(enable_attempt(secret, password, level))
        if verdict.accepted:
            cx.privilege = level
            return
    # A plain `enable password` is refused in other words than a secret.
    yield "% Bad secrets\n\n" if secret.type not in (0, 7) else "% Access denied\n\n"


@commands.add("disable [<level:0-15>]", help=DISABLE, privilege=0)
def disable(cx: Context, level: int = 1) -> None:
    """Go to a lower level."""
    if level > cx.privilege:
        raise NotAPrivilegeBelow
    cx.privilege = level


@commands.add("exit", help=EXIT, privilege=0)
@commands.add("logout", help=EXIT, privilege=0)
@commands.add("quit", help=EXIT, privilege=0, hidden=True)
@commands.add("exit", mode=EVERY_CONFIG, help={"exit": "Exit from this mode"})
def leave(cx: Context) -> None:
    """One mode up, or off the device."""
    cx.leave()


@commands.add("end", mode=EVERY_CONFIG, help={"end": "Exit to EXEC mode"})
def end(cx: Context) -> None:
    """Out of configuration."""
    cx.end()


# -- the screen


@commands.add("terminal length <length:0-512>", help=TERMINAL)
def terminal_length(cx: Context, length: int) -> None:
    """Lines before `--More--`, for this session."""
    cx.screen.length = length


@commands.add("terminal no length", help=TERMINAL)
@commands.add("terminal default length", help=TERMINAL)
def terminal_no_length(cx: Context) -> None:
    """The length of the line's configuration."""
    cx.screen.length = cx.line_config.length


@commands.add("terminal width <width:0-512>", help=TERMINAL)
def terminal_width(cx: Context, width: int) -> None:
    """Columns before a line that is typed slides away."""
    cx.screen.width = width


@commands.add("terminal no width", help=TERMINAL)
@commands.add("terminal default width", help=TERMINAL)
def terminal_no_width(cx: Context) -> None:
    """The width of the line's configuration."""
    cx.screen.width = cx.line_config.width


@commands.add("terminal monitor", help=TERMINAL)
def terminal_monitor(cx: Context) -> str:
    """Log messages come here too."""
    if cx.line.kind == "console":
        return "% Console already monitors\n"
    cx.line.monitor = True
    return ""


@commands.add("terminal no monitor", help=TERMINAL)
def terminal_no_monitor(cx: Context) -> None:
    """Log messages stay away."""
    cx.line.monitor = False


@commands.add("terminal history [size <size:0-256>]", help=TERMINAL)
def terminal_history(cx: Context, size: int | None = None) -> None:
    """How many lines ^P and `show history` remember."""
    cx.screen.history_enabled = size != 0
    if size is not None:
        cx.screen.history_size = size
        del cx.history[: max(0, len(cx.history) - size)]


@commands.add("terminal no history", help=TERMINAL)
def terminal_no_history(cx: Context) -> None:
    """Remember nothing."""
    cx.screen.history_enabled = False
    cx.history.clear()


@commands.add("terminal [no] editing", help=TERMINAL)
def terminal_editing(cx: Context) -> None:
    """Editing keys work either way."""


# -- what is shown


@commands.add("show history", help=SHOW)
def show_history(cx: Context) -> str:
    """Lines entered in this session, this one included."""
    return "".join(f"  {line.strip()}\n" for line in cx.history)


@commands.add("show privilege", help=SHOW, privilege=0)
def show_privilege(cx: Context) -> str:
    """The level of whoever asks."""
    return f"Current privilege level is {cx.privilege}\n"


@commands.add("show users [all=all]", help=SHOW)
@commands.add("who [all=all]", help={"who": "Display users on terminal lines", **SHOW}, pipes=True)
@commands.add("systat [all=all]", help={"systat": "Display users on terminal lines", **SHOW}, pipes=True)
def show_users(cx: Context, all: str = "") -> Iterator[str]:  # noqa: A002  (the word the operator typed)
    """Who sits at which line; `all` lists those nobody sits at as well."""
    yield "    Line       User       Host(s)              Idle       Location\n"
    platform = cx.personality.platform
    first = first_vty(platform.family)
    numbers = [0, *range(first, first + platform.vty_lines)] if all else sorted(cx.system.lines)
    for number in numbers:
        line = cx.system.lines.get(number)
        mark = "*" if line is cx.line else " "
        name = "con 0" if number == 0 else f"vty {number - first}"
        yield f"{mark}{number:3} {name:<9} {_seat(line, cx.now_ms)}".rstrip() + "\n"
    yield "\n  Interface    User               Mode         Idle     Peer Address\n\n"


def _seat(line: Line | None, now_ms: int) -> str:
    if line is None:
        return f"{'':<10} {'':<20} 00:00:00"
    idle_s = max(0, now_ms - line.input_at_ms) // 1000
    idle = f"{idle_s // 3600:02d}:{idle_s // 60 % 60:02d}:{idle_s % 60:02d}"
    if idle_s >= 86_400:
        idle = f"{idle_s // 86_400}d{idle_s // 3600 % 24:02d}h"
    return f"{line.user[:10]:<10} {'idle':<20} {idle:<10} {line.source}"


@commands.add("show clock [detail=detail]", help=SHOW)
def show_clock(cx: Context, detail: str = "") -> str:
    """The calendar, with a `*` while nobody has set it."""
    calendar = cx.system.calendar
    zone, offset_ms = read.clock_zone(cx.system.config)
    star = "" if calendar.vouched_for else "*"
    text = f"{star}{clock_text(calendar.at(cx.now_ms) + offset_ms, zone)}\n"
    if detail:
        text += "No time source\n" if calendar.source == "none" else f"Time source is {calendar.source}\n"
    return text


@commands.add("clock set <time:hh:mm:ss> <day:1-31> <month:month> <year:1993-2035>", help=CLOCK, privilege=15)
@commands.add("clock set <time:hh:mm:ss> <month:month> <day:1-31> <year:1993-2035>", help=CLOCK, privilege=15)
def clock_set(cx: Context, time: tuple[int, int, int], day: int, month: int, year: int) -> None:
    """Move the calendar; nothing else moves with it."""
    value_ms = calendar_ms(year, month, day, *time)
    if moment(value_ms).day != day:
        raise InvalidDate
    calendar = cx.system.calendar
    zone, offset_ms = read.clock_zone(cx.system.config)
    before = clock_text(calendar.at(cx.now_ms) + offset_ms, zone, milliseconds=False)
    calendar.set(value_ms - offset_ms, cx.now_ms)
    after = clock_text(value_ms, zone, milliseconds=False)
    cx.system.emit("clock.set", cx.now_ms, before=before, after=after, by=cx.by)


# -- others


@commands.add(
    "clear line <number:0-17>", privilege=15, help={"clear": "Reset functions", "line": "Reset a terminal line"}
)
@commands.add("clear line vty <index:0-15>", privilege=15, help={"vty": "Virtual terminal"})
def clear_line(cx: Context, number: int = 0, index: int | None = None) -> Dialogue:
    """End whatever session sits at a line."""
    answer = yield Ask("[confirm]", single_key=True)
    if answer not in ("", "y", "Y"):
        return
    if index is not None:
        number = first_vty(cx.personality.platform.family) + index
    if number in cx.system.lines:
        cx.system.outbox.append(HangUp(number))
    yield " [OK]\n"


@commands.add("help", help={"help": "Description of the interactive help system"}, privilege=0)
@commands.add("help", mode=EVERY_CONFIG, help={"help": "Description of the interactive help system"})
def describe_help(cx: Context) -> str:
    """How `?` works."""
    return (
        "A question mark asks for help at any point of a line.\n"
        "After a blank it lists the words and arguments that may come next (show ?);\n"
        "glued to a word it lists the words that begin like it (sh?).\n"
    )
