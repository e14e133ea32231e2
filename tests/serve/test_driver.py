"""The driver: outputs wait for their commit, power and time do what they do on a box."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from iosim.outputs import Datagram
from iosim.serve import driver as driving
from iosim.serve.clock import Clock
from iosim.serve.driver import Driver
from iosim.serve.turn import Turn
from iosim.serve.writer import MemoryWriter
from tests.serve.fakes import Commits, FakeDevice, FakeSeat


class Bench:
    """A driver with a fake device, stopped time and commits in the hand of the test."""

    def __init__(self, commits: Any = None, **settings: Any) -> None:
        self.device = FakeDevice()
        self.clock = Clock(scale=0.0)
        self.commits = Commits() if commits is None else commits
        self.sent: list[bytes] = []
        self.seat = FakeSeat()
        self.driver = Driver(
            self.device,  # type: ignore[arg-type]
            self.clock,
            self.commits,
            Turn(asyncio.get_running_loop()),
            send=self.send,
            **settings,
        )
        self.driver.seats[1] = self.seat

    def send(self, datagram: Datagram) -> None:
        self.sent.append(datagram.data)

    async def until(self, reached: Callable[[], bool]) -> None:
        """Return once `reached()`, which only what the driver does can bring about."""
        changed = asyncio.Event()
        self.driver.watchers.append(changed.set)
        async with asyncio.timeout(5):
            while not reached():
                changed.clear()
                await changed.wait()


def played(story: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await story()

    asyncio.run(run())


def test_a_reply_waits_for_the_commit_that_covers_it_and_leaves_before_the_log() -> None:
    async def story() -> None:
        bench = Bench()
        heard: list[str] = []

        def install(now_ms: int) -> str:
            bench.device.say("%LOG\n")
            return bench.device.keep("license/1", b"x")

        bench.driver.call(install, lambda text: bench.seat.notify(text))
        bench.driver.call(lambda now_ms: "polled", heard.append)  # learns of it no sooner

        assert (bench.seat.heard, bench.sent, heard) == ([], [], [])
        bench.commits.commit()
        assert bench.seat.heard == ["kept license/1", "%LOG\n"]
        assert (bench.sent, heard) == ([b"license/1"], ["polled"])

    played(story)


def test_a_device_that_changed_nothing_answers_at_once() -> None:
    async def story() -> None:
        bench = Bench()
        heard: list[int] = []

        bench.driver.call(lambda now_ms: now_ms, heard.append)

        assert heard == [0]
        assert not bench.commits.waiting

    played(story)


def test_what_a_release_causes_leaves_after_what_was_released_with_it() -> None:
    async def story() -> None:
        bench = Bench()

        def again(_: Any) -> None:
            bench.seat.notify("reply")
            bench.driver.call(lambda now_ms: "next", bench.seat.notify)

        def act(now_ms: int) -> None:
            bench.device.say("log")

        bench.driver.call(act, again)

        assert bench.seat.heard == ["reply", "log", "next"]

    played(story)


def test_a_failed_commit_is_a_power_cut() -> None:
    async def story() -> None:
        bench = Bench()
        heard: list[str] = []
        bench.device.chassis.put("a", b"old")
        bench.driver.call(lambda now_ms: None)
        bench.commits.commit()

        bench.driver.call(lambda now_ms: bench.device.keep("a", b"new"), heard.append)
        bench.driver.call(lambda now_ms: bench.device.keep("b", b"new"), heard.append)
        bench.commits.commit(OSError("no space left"))

        assert heard == []
        assert bench.sent == []
        assert not bench.device.running
        assert bench.device.chassis.own == {"a": b"old"}
        assert bench.seat.heard == ["<silence>"]

    played(story)


def test_a_power_cut_undoes_what_waits_and_drops_what_was_not_released() -> None:
    async def story() -> None:
        bench = Bench()
        bench.driver.call(lambda now_ms: bench.device.keep("a", b"1"), bench.seat.notify)
        bench.driver.call(lambda now_ms: bench.device.keep("a", b"2"), bench.seat.notify)

        bench.driver.power_off()
        bench.commits.commit()

        assert bench.device.chassis.own == {}
        assert bench.seat.heard == ["<silence>"]
        assert bench.sent == []

    played(story)


def test_a_group_being_written_when_power_fails_is_kept_but_never_reported() -> None:
    async def story() -> None:
        bench = Bench()
        bench.driver.call(lambda now_ms: bench.device.keep("a", b"1"), bench.seat.notify)
        in_flight, bench.commits.waiting = bench.commits.waiting, []
        bench.driver.call(lambda now_ms: bench.device.keep("a", b"2"), bench.seat.notify)

        bench.driver.power_off()
        in_flight[0][2](None)

        assert bench.device.chassis.own == {"a": b"1"}
        assert bench.seat.heard == ["<silence>"]

    played(story)


def test_a_reload_hangs_up_a_moment_after_its_outputs_and_then_boots() -> None:
    async def story() -> None:
        bench = Bench(MemoryWriter(), hangup_s=0.01)

        def reload(now_ms: int) -> None:
            bench.device.leaving = True
            bench.device.say("%SYS-5-RELOAD\n")

        bench.driver.call(reload)
        assert bench.seat.heard == ["%SYS-5-RELOAD\n"]
        await bench.until(lambda: not bench.device.leaving)

        assert bench.seat.heard == ["%SYS-5-RELOAD\n", "<hung up>"]
        assert bench.device.running
        assert 1 not in bench.driver.seats

    played(story)


def test_a_boot_is_spread_over_its_time() -> None:
    async def story() -> None:
        bench = Bench(MemoryWriter(), boot_time_s=0.05)
        bench.device.running = False
        seen: list[int] = []
        bench.driver.watchers.append(lambda: seen.append(bench.device.boot_pieces_left))
        began_s = asyncio.get_running_loop().time()

        bench.driver.power_on()
        await bench.until(lambda: bench.device.running)

        assert asyncio.get_running_loop().time() - began_s >= 0.05
        assert seen == [4, 3, 2, 1, 0]

    played(story)


def test_power_that_fails_during_a_boot_ends_it() -> None:
    async def story() -> None:
        bench = Bench(MemoryWriter(), boot_time_s=0.02)
        bench.device.running = False
        bench.driver.power_on()

        bench.driver.power_off()
        await asyncio.sleep(0.05)

        assert not bench.device.running
        assert bench.device.boot_pieces_left == 0

    played(story)


def test_advance_fires_every_timer_at_its_own_time_and_in_order() -> None:
    async def story() -> None:
        bench = Bench(MemoryWriter())
        other = Bench(MemoryWriter())
        other.clock = other.driver.clock = bench.clock
        bench.device.timers = [(300, "c"), (100, "a")]
        other.device.timers = [(200, "b")]

        await driving.advance(bench.clock, [bench.driver, other.driver], 1_000)

        assert bench.device.done + other.device.done == [(100, "a"), (300, "c"), (200, "b")]
        assert bench.clock.now_ms() == 1_000
        assert bench.device.checkpoints == [1_000]
        assert bench.seat.heard == []

    played(story)


def test_advance_goes_through_a_reload_on_the_way() -> None:
    async def story() -> None:
        bench = Bench(MemoryWriter(), boot_time_s=3.0)
        bench.device.timers = [(100, "reload"), (200, "after")]

        await driving.advance(bench.clock, [bench.driver], 1_000)

        assert bench.device.running
        assert bench.device.done == [(100, "reload"), (200, "after")]
        assert bench.seat.heard == ["<hung up>"]

    played(story)


def test_sessions_grow_older_only_when_the_tester_says_so() -> None:
    async def story() -> None:
        bench = Bench(MemoryWriter())

        await driving.advance(bench.clock, [bench.driver], 60_000, sessions=True)

        assert bench.seat.heard == ["<60 s>"]

    played(story)
