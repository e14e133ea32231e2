"""Nobody hears of anything that a power cut could still undo."""

import asyncio
from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from iosim.serve.clock import Clock
from iosim.serve.driver import Driver
from iosim.serve.turn import Turn
from tests.serve.fakes import Commits, FakeDevice, chassis

KEYS = st.sampled_from(["a", "b", "c"])


class Disk(Commits):
    """Commits when told, and remembers what is durable."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, bytes | None] = {}

    def commit(self, error: BaseException | None = None) -> None:
        if error is None:
            for _, changes, _ in self.waiting:
                self.rows.update({change.key: change.value for change in changes})
        super().commit(error)


class OutputCommit(RuleBasedStateMachine):
    """What was told is durable when it is told, in the order it happened; a cut leaves what is durable and no more."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.disk = Disk()
        self.told: list[int] = []
        self.number = 0
        self.device = FakeDevice(chassis())
        self.run(self.begin)

    def run(self, act: Callable[[], Any]) -> None:
        async def inside() -> None:
            act()

        self.loop.run_until_complete(inside())

    def begin(self) -> None:
        turn = Turn(asyncio.get_running_loop())
        self.driver = Driver(
            self.device,  # type: ignore[arg-type]
            Clock(scale=0.0),
            self.disk,
            turn,
            send=lambda datagram: self.hear_datagram(datagram.data.decode()),
        )

    def hear_datagram(self, key: str) -> None:
        assert key in self.disk.rows, "a datagram left before its commit"

    def hear(self, key: str, value: bytes, number: int) -> None:
        stored = self.disk.rows.get(key)
        assert stored is not None
        assert int(stored) >= int(value), "told, and not durable"
        self.order(number)

    def order(self, number: int) -> None:
        assert not self.told or self.told[-1] < number, "told out of order"
        self.told.append(number)

    @rule(key=KEYS)
    def the_device_keeps_something_and_says_so(self, key: str) -> None:
        self.number += 1
        number, value = self.number, b"%d" % self.number
        if self.device.running:
            self.run(
                lambda: self.driver.call(
                    lambda now_ms: self.device.keep(key, value), lambda _: self.hear(key, value, number)
                )
            )

    @rule()
    def somebody_polls(self) -> None:
        self.number += 1
        number = self.number
        seen = dict(self.device.chassis.own)

        def answered(_: Any) -> None:
            assert all(self.disk.rows.get(key) is not None for key in seen), "a poller saw what was not durable"
            self.order(number)

        if self.device.running:
            self.run(lambda: self.driver.call(lambda now_ms: None, answered))

    @rule()
    def the_disk_commits(self) -> None:
        self.run(self.disk.commit)

    @rule()
    def the_disk_fails(self) -> None:
        had_work = bool(self.disk.waiting)
        self.run(lambda: self.disk.commit(OSError("full")))
        if had_work:
            self.device.running = False
            assert self.device.chassis.own == self.disk.rows

    @rule()
    def the_power_fails(self) -> None:
        self.run(self.driver.power_off)
        assert self.device.chassis.own == self.disk.rows

    @rule()
    def the_power_comes_back(self) -> None:
        self.run(self.driver.power_on)

    @invariant()
    def nothing_durable_is_missing(self) -> None:
        assert self.disk.rows.keys() <= self.device.chassis.own.keys()

    def teardown(self) -> None:
        self.run(self.driver.close)
        self.loop.close()


TestOutputCommit = OutputCommit.TestCase
TestOutputCommit.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
