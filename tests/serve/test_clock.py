"""Simulated time: scaled, skipped, and never behind what it was."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from iosim.serve.clock import Clock


class Wall:
    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def test_time_passes_at_its_scale_and_jumps_when_told() -> None:
    wall = Wall()
    clock = Clock(scale=60.0, start_ms=500, monotonic=wall)

    wall.now_s += 2
    assert clock.now_ms() == 500 + 120_000
    assert clock.wall_s(500 + 180_000) == 1.0
    assert clock.skip_to(1_000_000) == 1_000_000
    assert clock.skip_to(5) == 1_000_000


def test_time_that_stands_still_never_reaches_a_deadline_by_itself() -> None:
    wall = Wall()
    clock = Clock(scale=0.0, monotonic=wall)
    wall.now_s += 1_000

    assert clock.now_ms() == 0
    assert clock.wall_s(1) is None
    assert clock.wall_s(0) == 0.0


class TimeAcrossCrashes(RuleBasedStateMachine):
    """Whenever the process dies after a commit, the next one begins no earlier than any time it ever showed."""

    def __init__(self) -> None:
        super().__init__()
        self.wall = Wall()
        self.clock = Clock(monotonic=self.wall)
        self.kept_ms = 0
        self.seen_ms = 0
        self.commit()

    @rule(seconds=st.floats(0, 60))
    def time_passes_until_a_checkpoint(self, seconds: float) -> None:
        self.wall.now_s += seconds
        self.seen_ms = max(self.seen_ms, self.clock.now_ms())
        self.commit()

    @rule(by_ms=st.integers(0, 10**10))
    def a_tester_skips(self, by_ms: int) -> None:
        self.clock.skip_to(self.clock.now_ms() + by_ms)
        self.commit()

    @rule()
    def commit(self) -> None:
        ceiling = self.clock.ceiling()
        if ceiling is not None:
            self.kept_ms = ceiling

    @rule()
    def the_process_dies(self) -> None:
        self.clock = Clock(start_ms=self.kept_ms, monotonic=self.wall)
        self.commit()

    @invariant()
    def nothing_was_later(self) -> None:
        now_ms = self.clock.now_ms()
        assert now_ms >= self.seen_ms
        assert self.kept_ms >= now_ms
        self.seen_ms = now_ms


TestTimeAcrossCrashes = TimeAcrossCrashes.TestCase
