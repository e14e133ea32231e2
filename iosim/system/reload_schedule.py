"""`reload in` and `reload at`: a reload in the future, and the warnings every line gets before it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iosim.config import read
from iosim.outputs import LineText
from iosim.syslog.stamp import clock_text
from iosim.system.lines import CONSOLE

if TYPE_CHECKING:
    from iosim.system.system import System

# How long before the reload every line is warned again, longest first. RECALLED
WARNINGS_MS = (3_600_000, 1_800_000, 300_000, 60_000)
# Seen on a device whose clock was set; blank lines included
WARNING = "\n\n***\n*** --- SHUTDOWN in {remaining} ---\n***\n"
ABORTED = "\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n"
NOW = "\n\n***\n*** --- SHUTDOWN NOW ---\n***\n"  # RECALLED


@dataclass(slots=True)
class ReloadSchedule:
    """At most one reload to come. Times are simulated milliseconds; the calendar may move without moving it."""

    due_ms: int | None = None  # None: nothing is scheduled
    by: str = ""
    reason: str = ""
    warned_ms: int = 0  # up to when warnings were given

    def start(self, system: "System", due_ms: int, now_ms: int, by: str, reason: str) -> None:
        """
        Reload at `due_ms`, in place of any other schedule; every line is told how long that is.

        Args:
            by: who asked, as messages name them.
            reason: what the log and `show version` will say.
        """
        self.due_ms, self.by, self.reason, self.warned_ms = due_ms, by, reason, now_ms
        broadcast(system, WARNING.format(remaining=_clock(due_ms - now_ms)))
        at_text = f"{moment_text(system, due_ms)} at {moment_text(system, now_ms)}"
        system.emit("system.reload_scheduled", now_ms, by=by, at_text=at_text, reason=reason)

    def cancel(self, system: "System", now_ms: int, by: str) -> bool:
        """Give the reload up; False when none was to come."""
        if self.due_ms is None:
            return False
        self.due_ms = None
        broadcast(system, ABORTED)
        system.emit("system.reload_cancelled", now_ms, by=by)
        return True

    def next_deadline_ms(self) -> int | None:
        """When the next warning or the reload itself is due; None when nothing is scheduled."""
        if self.due_ms is None:
            return None
        due_ms = self.due_ms
        return min((at for before in WARNINGS_MS if (at := due_ms - before) > self.warned_ms), default=due_ms)

    def advance(self, system: "System", now_ms: int) -> None:
        """Do what is due at `now_ms`: warn, or ask the System for the reload."""
        if self.due_ms is None:
            return
        if now_ms >= self.due_ms:
            due_ms, self.due_ms = self.due_ms, None
            broadcast(system, NOW)
            system.reload(due_ms, self.by, self.reason)
            return
        self.warned_ms = now_ms
        broadcast(system, WARNING.format(remaining=_clock(self.due_ms - now_ms)))


def broadcast(system: "System", text: str) -> None:
    """Text for the console and every line in use."""
    for number in sorted({CONSOLE, *system.lines}):
        system.outbox.append(LineText(number, text))


def moment_text(system: "System", at_ms: int) -> str:
    """`23:48:33 UTC Wed Apr 22 2020`: the calendar at simulated time `at_ms`, in the configured zone."""
    zone, offset_ms = read.clock_zone(system.config)
    return clock_text(system.calendar.at(at_ms) + offset_ms, zone, milliseconds=False)


def _clock(period_ms: int) -> str:
    seconds = -(-period_ms // 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
