"""
The one caller of a Device's mutating methods: time, power, durability.

After every input a driver lets what is due happen, hands the journal to the writer, and holds every output of
the device (the reply, log text, datagrams, hang-ups) until the commit that covers it. A device that changed
nothing, and has nothing held, answers at once. A commit that fails is a power cut.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from iosim.chassis import Change
from iosim.outputs import Datagram, HangUp, LineText, Notice, Output
from iosim.serve.boot_pace import BootPace
from iosim.serve.clock import Clock
from iosim.serve.turn import Turn
from iosim.serve.writer import Commits

if TYPE_CHECKING:
    from iosim.device.device import Device
    from iosim.system.system import System

logger = logging.getLogger(__name__)

T = TypeVar("T")
Action = Callable[[], None]

HANGUP_S = 1.0  # from the confirmed `reload` until sessions end
CHECKPOINT_WALL_S = 60.0
CHECKPOINT_SIMULATED_S = 3_600.0
CHECKPOINT_LEAST_S = 0.05  # however fast simulated time runs


class Seat(Protocol):
    """Whoever sits at a terminal line of the device."""

    def notify(self, text: str) -> None:
        """Print text that the operator did not ask for."""

    def hang_up(self) -> None:
        """The device ends the session, after everything already written to it."""

    def fall_silent(self) -> None:
        """The power is gone: send nothing more, read nothing more."""

    def drop(self) -> None:
        """The device has power again and knows nothing of this connection."""

    def age(self, seconds: float) -> None:
        """Count `seconds` more as idle."""


class _Held:
    """Outputs that wait for the commit of `changes`."""

    __slots__ = ("actions", "changes")

    def __init__(self, changes: list[Change], actions: list[Action]) -> None:
        self.changes = changes
        self.actions = actions


class Driver:
    """Runs one device on an event loop."""

    def __init__(
        self,
        device: "Device",
        clock: Clock,
        commits: Commits,
        turn: Turn,
        *,
        send: Callable[[Datagram | Notice], None],
        boot_time_s: float = 0.0,
        hangup_s: float = HANGUP_S,
    ) -> None:
        """
        Args:
            device: a device nobody else calls.
            clock: simulated time, shared by all devices of the process.
            commits: where journals go.
            turn: the loop's shared budget.
            send: puts a datagram of this device on the wire, or posts a notice.
            boot_time_s: wall time a boot takes; 0 boots within the call that caused it.
            hangup_s: wall time from a confirmed reload until it happens.
        """
        self.device = device
        self.clock = clock
        self.turn = turn
        self.boot_time_s = boot_time_s
        self.seats: dict[int, Seat] = {}  # by tty number
        self.watchers: list[Action] = []  # called after everything that may have changed what is reachable
        self._silent: list[Seat] = []
        self._commits = commits
        self._send = send
        self._hangup_s = hangup_s
        self._loop = asyncio.get_running_loop()
        self._udi = str(device.chassis.udi)
        self._held: deque[_Held] = deque()
        self._ready: deque[Action] = deque()
        self._releasing = False
        self._alarm: asyncio.TimerHandle | None = None
        self._armed_ms: int | None = None
        self._seen: tuple[Any, ...] = ()
        self._seen_config: Any = None
        self._restart: asyncio.TimerHandle | None = None
        self._boot: BootPace | None = None
        self._checkpoints: asyncio.TimerHandle | None = None
        self._arm_checkpoints()

    # -- calls

    def call(self, act: Callable[[int], T], release: Callable[[T], None] | None = None) -> None:
        """
        Run `act(now_ms)` on the device and call `release` with its result once that may be known outside.

        Everything due by now happens first, so that nobody sees the device in its past. What the device
        itself puts out leaves after `release`, in its order.
        """
        now_ms = self.clock.now_ms()
        self.device.advance(now_ms)
        actions: list[Action] = []
        try:
            result = act(now_ms)
            if release is not None:
                actions.append(partial(release, result))
        finally:
            self._settle(now_ms, actions)

    def question(
        self,
        answer: Callable[["System", bytes, str, int], bytes | None],
        data: bytes,
        peer: str,
        release: Callable[[bytes | None], None],
    ) -> None:
        """
        As `call`, for what seldom changes anything: `answer(system, data, peer, now_ms)` of a running device.

        Nearly all requests of pollers find nothing due, nothing held and change nothing; those need no settling.
        """
        device = self.device
        system = device.system
        if system is None:
            return
        now_ms = self.clock.now_ms()
        if self._held or (self._armed_ms is not None and self._armed_ms <= now_ms) or not system.recorded(now_ms):
            self.call(partial(self._answered, answer, data, peer), release)
            return
        result = answer(system, data, peer, now_ms)
        if not device.silent or system.config is not self._seen_config:
            self._settle(now_ms, [partial(release, result)])
        else:
            release(result)

    def _answered(
        self, answer: Callable[["System", bytes, str, int], bytes | None], data: bytes, peer: str, now_ms: int
    ) -> bytes | None:
        system = self.device.system  # what was due may have ended the one that was asked
        return None if system is None else answer(system, data, peer, now_ms)

    async def ask(self, act: Callable[[int], T]) -> T:
        """As `call`, for a coroutine: the result of `act`, when it may be known."""
        answer: asyncio.Future[T] = self._loop.create_future()

        def release(result: T) -> None:
            if not answer.done():
                answer.set_result(result)

        def begin() -> None:
            try:
                self.call(act, release)
            except Exception as error:  # whoever asked hears of it
                if not answer.done():
                    answer.set_exception(error)

        # A thousand that ask in one turn of the loop would hold it up for all the others.
        if self.turn.spent():
            self.turn.add(begin)
        else:
            begin()
        return await answer

    async def durable(self) -> None:
        """Return when everything the device did so far has been kept and released."""
        await self.ask(lambda now_ms: None)

    def _settle(self, now_ms: int, actions: list[Action]) -> None:
        device = self.device
        device.advance(now_ms)
        if self.boot_time_s <= 0 and device.boot_pieces_left:
            device.finish_boot(now_ms)
        changes, outputs = device.take()
        actions += [partial(self._deliver, output) for output in outputs]
        if changes:
            self._held.append(_Held(changes, actions))
            self._commits.submit(self, self._udi, changes, self._covered)
        elif self._held:
            self._held[-1].actions += actions
        elif actions:
            self._release(actions)
        self._follow()

    def _covered(self, error: BaseException | None) -> None:
        """The oldest held outputs may leave, or what they report was lost."""
        if not self._held:
            return
        if error is not None:
            logger.error("%s lost its power: its state could not be kept (%s)", self._udi, error)
            self._cut([change for held in self._held for change in held.changes], self.clock.now_ms())
            self._held.clear()
            self._follow()
            return
        self._release(self._held.popleft().actions)

    def _release(self, actions: list[Action]) -> None:
        """Run `actions` after those already running, whoever causes them."""
        self._ready.extend(actions)
        if self._releasing:
            return
        self._releasing = True
        try:
            while self._ready:
                self._ready.popleft()()
        finally:
            self._releasing = False

    def _deliver(self, output: Output) -> None:
        match output:
            case Datagram() | Notice():
                self._send(output)
            case LineText(line=line, text=text):
                if (seat := self.seats.get(line)) is not None:
                    seat.notify(text)
            case HangUp(line=line):
                if (seat := self.seats.pop(line, None)) is not None:
                    seat.hang_up()

    # -- power

    def power_on(self, *, hold_mode: bool = False) -> None:
        """Turn the power on; nothing happens when it is on."""
        self._drop_silent()
        self.call(lambda now_ms: self.device.power_on(now_ms, hold_mode=hold_mode))

    def power_off(self) -> None:
        """Cut the power: what is not durable is undone, what was not released is never sent."""
        now_ms = self.clock.now_ms()
        withdrawn = self._commits.withdraw(self)
        lost = [change for submission in withdrawn for change in submission.changes]
        for _ in withdrawn:
            self._held.pop()
        for held in self._held:  # being written at this moment: kept or not, nobody hears of it
            held.actions.clear()
        self._cut(lost, now_ms)
        self._follow()

    def _cut(self, lost: list[Change], now_ms: int) -> None:
        device = self.device
        device.power_off(now_ms)
        device.chassis.undo(lost)
        device.take()  # hang-ups of a box without power reach nobody
        self._ready.clear()
        seats, self.seats = self.seats, {}
        for number, seat in seats.items():
            seat.fall_silent()
            if number == 0:
                self.seats[0] = seat  # the cable stays plugged in
            else:
                self._silent.append(seat)

    def _drop_silent(self) -> None:
        """Whoever was connected when the power failed hears a reset now, as from any box that came up again."""
        silent, self._silent = self._silent, []
        for seat in silent:
            seat.drop()

    def _follow(self) -> None:
        """Start and stop the timers that the device's state asks for; tell who watches when it is another."""
        device = self.device
        self._arm()
        system = device.system
        seen = (device.generation, device.leaving, device.boot_pieces_left, system)
        config = None if system is None else system.config
        if seen == self._seen and config is self._seen_config:
            return
        self._seen, self._seen_config = seen, config
        if device.leaving and self._restart is None:
            self._restart = self._loop.call_later(self._hangup_s, self._carry_out_reload)
        elif not device.leaving and self._restart is not None:
            self._restart.cancel()
            self._restart = None
        if device.boot_pieces_left == 0:
            self._stop_boot()
        elif self._boot is None or self._boot.generation != device.generation:
            self._stop_boot()
            self._boot = BootPace(self, device.boot_pieces_left)
        for watcher in list(self.watchers):
            watcher()

    def _stop_boot(self) -> None:
        if self._boot is not None:
            self._boot.cancel()
            self._boot = None

    def _carry_out_reload(self) -> None:
        self._restart = None
        self.call(self.device.restart)

    def boot_now(self) -> None:
        """Carry out a reload that was asked for, and finish the boot, without taking wall time for either."""
        if self.device.leaving:
            self.call(self.device.restart)
        if self.device.boot_pieces_left:
            self.call(self.device.finish_boot)

    # -- time

    def _arm(self) -> None:
        """Wake at the device's next deadline."""
        due_ms = None if self.device.leaving else self.device.next_deadline_ms()
        if due_ms == self._armed_ms:
            return
        self.time_jumped()

    def time_jumped(self) -> None:
        """Set the alarm anew: the wall time until the next deadline is another one now."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        self._armed_ms = due_ms = None if self.device.leaving else self.device.next_deadline_ms()
        if due_ms is None:
            return
        wall_s = self.clock.wall_s(due_ms)
        if wall_s is not None:
            # A millisecond late rather than early: simulated milliseconds are whole ones.
            self._alarm = self._loop.call_later(wall_s + 0.001, self._wake)

    def _wake(self) -> None:
        self._alarm = self._armed_ms = None
        self.call(lambda now_ms: None)

    def clock_changed(self) -> None:
        """The pace of the clock is another one: set every alarm by it again."""
        if self._checkpoints is not None:
            self._checkpoints.cancel()
        self._arm_checkpoints()
        self.call(self.device.checkpoint)
        self.time_jumped()

    def _arm_checkpoints(self) -> None:
        every_s = CHECKPOINT_WALL_S
        if self.clock.scale > 1:
            every_s = max(CHECKPOINT_LEAST_S, min(every_s, CHECKPOINT_SIMULATED_S / self.clock.scale))
        self._checkpoints = self._loop.call_later(every_s, self._checkpoint)

    def _checkpoint(self) -> None:
        self._arm_checkpoints()
        self.call(self.device.checkpoint)
        self._keep_time()

    def _keep_time(self) -> None:
        """A commit of its own for the clock, which otherwise is kept beside changes."""
        self._held.append(_Held([], []))
        self._commits.submit(self, self._udi, (), self._covered)

    async def checkpoint(self) -> None:
        """Make what only time changes durable, and return when it is."""
        self.call(self.device.checkpoint)
        self._keep_time()
        await self.durable()

    def age_sessions(self, seconds: float) -> None:
        """Let `seconds` pass for the conversations with operators, which live on wall time."""
        for seat in list(self.seats.values()):
            seat.age(seconds)

    def close(self) -> None:
        """Stop every timer; the device stands still, and who hears nothing of it any more is let go."""
        self._drop_silent()
        for timer in (self._alarm, self._restart, self._checkpoints):
            if timer is not None:
                timer.cancel()
        self._stop_boot()


async def advance(clock: Clock, drivers: Iterable[Driver], by_ms: int, *, sessions: bool = False) -> None:
    """
    Let `by_ms` of simulated time pass at once: every timer on the way fires at its own time, in order.

    A reload that falls due on the way happens there, and the device is up again at that moment. Conversations
    with operators stay open unless `sessions` says that time passes for them too. Returns when the licence
    clocks are durable.
    """
    drivers = list(drivers)
    target_ms = clock.now_ms() + by_ms
    while True:
        due = [
            (due_ms, index)
            for index, driver in enumerate(drivers)
            if (due_ms := driver.device.next_deadline_ms()) is not None and due_ms <= target_ms
        ]
        if not due:
            break
        due_ms, index = min(due)
        driver = drivers[index]
        clock.skip_to(due_ms)
        driver.call(lambda now_ms: None)
        driver.boot_now()
        assert driver.device.next_deadline_ms() != due_ms, "a deadline must pass once it was met"
        if time.perf_counter() >= driver.turn.deadline():
            await asyncio.sleep(0)
    clock.skip_to(target_ms)
    for driver in drivers:
        driver.time_jumped()
        if sessions:
            driver.age_sessions(by_ms / 1000)
        await driver.checkpoint()
