"""
One budget for everything that may run in a turn of the event loop.

A login over SSH takes about 28 turns, so whatever else runs in a turn delays an operator 28 times. Datagrams,
deadlines, released outputs and pieces of long output therefore share two milliseconds a turn; what is left
over waits for the next one, and every turn does at least one thing of each kind.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

BUDGET_S = 0.002


class Turn:
    """The shared budget of one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, budget_s: float = BUDGET_S) -> None:
        self._loop = loop
        self._budget_s = budget_s
        self._work: deque[Callable[[], None]] = deque()
        self._deadline = 0.0
        self._running = False

    def deadline(self) -> float:
        """When, by `time.perf_counter`, this turn's share is spent."""
        if not self._deadline:
            self._deadline = time.perf_counter() + self._budget_s
            self._loop.call_soon(self._next_turn)
        return self._deadline

    def spent(self) -> bool:
        """Whether this turn's share is used up: what can wait should."""
        return time.perf_counter() >= self.deadline()

    def _next_turn(self) -> None:
        self._deadline = 0.0

    def add(self, work: Callable[[], None]) -> None:
        """Run `work` in this turn or a later one, after everything added before it."""
        self._work.append(work)
        if not self._running:
            self._running = True
            self._loop.call_soon(self._run)

    def _run(self) -> None:
        deadline, clock = self.deadline(), time.perf_counter
        try:
            while self._work:
                self._work.popleft()()
                if clock() >= deadline:
                    break
        finally:  # a piece of work that fails is reported by the loop, and does not stop the next
            if self._work:
                self._loop.call_soon(self._run)
            else:
                self._running = False
