"""Simulated time of a process: wall time times a scale, plus what testers skipped."""

import time
from collections.abc import Callable

RESERVE_WALL_S = 120.0  # how far ahead a state file's time is reserved; a restart after a crash begins there


class Clock:
    """
    The one clock that devices of a process live by, in milliseconds since the first of them was made.

    It never goes back, not even across a crash: a state file always holds a time that was not yet reached
    (`ceiling`), and the next process begins there.
    """

    def __init__(
        self, *, scale: float = 1.0, start_ms: int = 0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.scale = scale
        self._monotonic = monotonic
        self._began_s = monotonic()
        self._offset_ms = start_ms
        self._reserved_ms = start_ms

    def now_ms(self) -> int:
        """The present."""
        return self._offset_ms + int((self._monotonic() - self._began_s) * 1000 * self.scale)

    def skip_to(self, now_ms: int) -> int:
        """Jump forward to `now_ms`, or stay when that is past; the time it is then."""
        present_ms = self.now_ms()
        if now_ms > present_ms:
            self._offset_ms += now_ms - present_ms
            return now_ms
        return present_ms

    def rescale(self, scale: float) -> None:
        """Let time pass `scale` times as fast from now on; whoever set an alarm by this clock sets it again."""
        self._offset_ms = self.now_ms()
        self._began_s = self._monotonic()
        self.scale = scale

    def wall_s(self, due_ms: int) -> float | None:
        """Seconds of wall time until `due_ms`, 0 when it is past, None when it never comes by itself."""
        left_ms = due_ms - self.now_ms()
        if left_ms <= 0:
            return 0.0
        return left_ms / 1000 / self.scale if self.scale else None

    def ceiling(self) -> int | None:
        """A time to keep with the next commit, or None while the last one kept is far enough away."""
        ahead_ms = int(RESERVE_WALL_S * 1000 * self.scale)
        now_ms = self.now_ms()
        if self._reserved_ms - now_ms > ahead_ms // 2:
            return None
        self._reserved_ms = now_ms + ahead_ms
        return self._reserved_ms

    def exact(self) -> int:
        """The time to keep when the process ends in order: the next one goes on from it."""
        return self.now_ms()
