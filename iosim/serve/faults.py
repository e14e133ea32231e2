"""Faults a tester can order: the process dies, or the disk fails, at a named point of a write."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from iosim.errors import UsageError

# In the order in which one group of changes passes them.
POINTS = ("before-begin", "after-begin", "after-rows", "before-commit", "after-commit", "before-release")
DURABLE_FROM = POINTS.index("after-commit")  # from here on the rows are kept, so that only a death is a fault

Fault = Callable[[str], None]


class DiskFailure(OSError):
    """A write that a tester ordered to fail."""


def no_fault(point: str) -> None:
    """Nothing goes wrong."""


@dataclass(slots=True)
class OrderedFault:
    """Fails once: the `countdown`-th time the writer passes `point`."""

    point: str
    countdown: int = 1
    kill: bool = False  # kill -9 of this process; else the write fails with `DiskFailure`

    def __call__(self, point: str) -> None:
        if point != self.point or self.countdown <= 0:
            return
        self.countdown -= 1
        if self.countdown:
            return
        if self.kill:
            os.kill(os.getpid(), signal.SIGKILL)
        raise DiskFailure(f"ordered to fail at {point}")


def ordered(text: str) -> Fault:
    """
    The fault `POINT[:N][:kill|error]` of the environment variable IOSIM_FAULT; "" orders none.

    Raises:
        UsageError: the point is not one of `POINTS`, or N is not a positive number.
    """
    if not text:
        return no_fault
    point, *rest = text.split(":")
    kill = not (rest and rest[-1] == "error")
    if rest and rest[-1] in ("kill", "error"):
        rest.pop()
    if point not in POINTS or len(rest) > 1 or (rest and not (rest[0].isdigit() and int(rest[0]))):
        raise UsageError(f"IOSIM_FAULT: expected POINT[:N][:kill|error] with POINT one of {', '.join(POINTS)}")
    if not kill and POINTS.index(point) >= DURABLE_FROM:
        raise UsageError(f"IOSIM_FAULT: at {point} the rows are already kept; only kill is possible there")
    return OrderedFault(point, int(rest[0]) if rest else 1, kill)
