"""
Where a terminal meets a transport.

The terminal (an IOS session, a login prompt) is pure: bytes in, effects out. A seat carries its effects out (bytes to
the wire, transfers and slow jobs off the loop), feeds it what was typed in small pieces, so that neither a pasted
configuration nor a long `show` holds up the loop, and watches exec-timeout, which runs on wall time.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol

from iosim.grammar.dialogue import Effect, Fetch, Hangup, Job, Posted, Put, TransferFailure

if TYPE_CHECKING:
    from iosim.serve.driver import Driver
    from iosim.system.lines import Line
    from iosim.system.system import System

logger = logging.getLogger(__name__)

INPUT_PIECE = 256  # octets a terminal is given at once
OUTPUT_PIECE = 8_192
OUTPUT_LIMIT = 1 << 20  # octets waiting for a slow reader before its typing has to wait too


class Operated(Protocol):
    """A terminal with an operator who can leave: `iosim.system.kit.Terminal` and a little more."""

    @property
    def idle_limit_ms(self) -> int | None:
        """Wall time without input after which `expire` is due; None: never."""

    def start(self, now_ms: int) -> list[Effect]: ...

    def receive(self, data: bytes, now_ms: int) -> list[Effect]: ...

    def resume(self, result: Any, now_ms: int) -> list[Effect]: ...

    def notify(self, text: str, now_ms: int) -> list[Effect]: ...

    def resize(self, columns: int, rows: int) -> None: ...

    def expire(self, now_ms: int) -> list[Effect]:
        """Nothing was typed for `idle_limit_ms`."""

    def close(self, now_ms: int) -> None:
        """The operator has gone."""


class Wire(Protocol):
    """The transport side of a seat."""

    def write(self, data: bytes) -> None:
        """Send `data`."""

    def close(self) -> None:
        """End the connection after everything written."""

    def fall_silent(self) -> None:
        """Send and read nothing more, and let the peer find out by itself."""

    def drop(self) -> None:
        """End the connection at once, with a reset."""


class Transfers(Protocol):
    """Performs the transfers a session asks for."""

    async def fetch(self, order: Fetch, source: str) -> bytes | Posted | TransferFailure:
        """Read a remote file from the device at address `source`."""

    async def put(self, order: Put, source: str) -> int | TransferFailure:
        """Write one; how many octets it was."""


class TerminalSeat:
    """One operator at one terminal."""

    def __init__(
        self,
        driver: "Driver",
        terminal: Operated,
        wire: Wire,
        transfers: Transfers,
        line: "Line | None",
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Args:
            driver: of the device the operator talks to.
            terminal: what the keyboard is attached to.
            wire: the transport.
            transfers: performs `copy tftp:` and the like.
            line: the vty that is taken; None on the console, which is nobody's to give back.
            ended: called once when the operator is gone.
        """
        self._driver = driver
        self._terminal = terminal
        self._wire = wire
        self._transfers = transfers
        self._line = line
        self._ended = ended
        self._loop = asyncio.get_running_loop()
        self._generation = driver.device.generation
        self._input: deque[bytes] = deque()
        self._pumping = False
        self._output: deque[bytes] = deque()
        self._output_bytes = 0
        self._writing = False
        self._paused = False  # by the transport: its buffer is full
        self._input_ended = False
        self._closing = False
        self._over = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle_since_s = self._loop.time()
        self._idle_timer: asyncio.TimerHandle | None = None
        driver.watchers.append(self._watch_idle)
        if line is not None:
            driver.seats[line.number] = self

    # -- from the transport

    def start(self) -> None:
        """The operator is there: greet."""
        self._converse(self._terminal.start)
        self._watch_idle()

    def receive(self, data: bytes) -> None:
        """Something was typed."""
        self._idle_since_s = self._loop.time()
        if not self._over:
            self._input.extend(data[at : at + INPUT_PIECE] for at in range(0, len(data), INPUT_PIECE))
            self._pump()

    def end_of_input(self) -> None:
        """Nothing more will be typed: the session ends when everything typed so far was answered."""
        self._input_ended = True
        self._pump()

    def resize(self, columns: int, rows: int) -> None:
        """The operator's window has this size now."""
        self._terminal.resize(columns, rows)

    def pause_writing(self) -> None:
        """The transport's buffer is full."""
        self._paused = True

    def resume_writing(self) -> None:
        """The transport takes more."""
        self._paused = False
        self._write_on()

    def lost(self) -> None:
        """The transport is gone."""
        self._leave()

    # -- from the device

    def notify(self, text: str) -> None:
        """Print text that the operator did not ask for."""
        if not self._over:
            # At once and not by a call: what leaves the device after this text must find it written.
            self._perform(self._terminal.notify(text, self._driver.clock.now_ms()))

    def hang_up(self) -> None:
        """The device ends the session, after everything already written."""
        self._leave()
        self._close_wire()

    def fall_silent(self) -> None:
        """The power is gone."""
        self._leave()
        self._output.clear()
        self._wire.fall_silent()

    def drop(self) -> None:
        """The device is up again and knows nothing of this connection."""
        self._wire.drop()

    def age(self, seconds: float) -> None:
        """Count `seconds` more as idle."""
        self._idle_since_s -= seconds
        self._watch_idle()

    # -- input

    @property
    def _dead(self) -> bool:
        device = self._driver.device
        return self._over or device.leaving or (self._line is not None and device.generation != self._generation)

    def _pump(self) -> None:
        """Hand the terminal what was typed, one piece a call."""
        if self._pumping or self._output_bytes > OUTPUT_LIMIT:
            return
        if self._driver.turn.spent():
            self._pumping = True
            self._driver.turn.add(self._pump_on)
            return
        self._take_piece()

    def _take_piece(self) -> None:
        if not self._input:
            if self._input_ended:
                self._driver.call(lambda now_ms: None, lambda _: self._end_with_input())
            return
        piece = self._input.popleft()
        if not self._dead:
            self._converse(lambda now_ms: self._terminal.receive(piece, now_ms))
        if self._input or self._input_ended:
            self._pumping = True
            self._driver.turn.add(self._pump_on)

    def _end_with_input(self) -> None:
        """Everything typed was answered, unless a transfer or a job is still on its way."""
        if not self._tasks and not self._input:
            self.hang_up()

    def _pump_on(self) -> None:
        self._pumping = False
        self._take_piece()

    # -- effects

    def _converse(self, act: Callable[[int], list[Effect]]) -> None:
        """Let the terminal act. A mistake of ours ends this session, and no other."""
        try:
            self._driver.call(act, self._perform)
        except Exception:
            logger.exception("a session failed and was ended")
            self.hang_up()

    def _perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case bytes():
                    self.write(effect)
                case Hangup():
                    self.hang_up()
                case Job(run=run):
                    self._later(self._work(run))
                case Fetch():
                    self._later(self._transfers.fetch(effect, self._driver.device.management_address))
                case Put():
                    self._later(self._transfers.put(effect, self._driver.device.management_address))

    async def _work(self, run: Callable[[], Any]) -> Any:
        return await self._loop.run_in_executor(None, run)

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        generation = self._driver.device.generation

        async def then() -> None:
            result = await work
            if not self._dead and generation == self._driver.device.generation:
                self._converse(lambda now_ms: self._terminal.resume(result, now_ms))

        def done(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if self._input_ended and not self._over:
                self._pump()

        task = self._loop.create_task(then())
        self._tasks.add(task)
        task.add_done_callback(done)

    # -- output

    def write(self, data: bytes) -> None:
        """Send `data`, long ones in pieces that share the turns of the loop with everything else."""
        if self._closing or not data:
            return
        if len(data) <= OUTPUT_PIECE and not self._output and not self._paused:
            self._wire.write(data)
            return
        self._output.append(data)
        self._output_bytes += len(data)
        self._write_on()

    def _write_on(self) -> None:
        if self._output and not self._writing and not self._paused:
            self._writing = True
            self._driver.turn.add(self._write_piece)

    def _write_piece(self) -> None:
        self._writing = False
        if self._paused or not self._output:
            return
        data = self._output.popleft()
        if len(data) > OUTPUT_PIECE:
            self._output.appendleft(data[OUTPUT_PIECE:])
            data = data[:OUTPUT_PIECE]
        self._output_bytes -= len(data)
        self._wire.write(data)
        if self._output:
            self._write_on()
        elif self._closing:
            self._wire.close()
        self._pump()

    def _close_wire(self) -> None:
        if self._closing:
            return
        self._closing = True
        if not self._output:
            self._wire.close()

    # -- the end

    def _leave(self) -> None:
        """Give the line back; the second and later calls do nothing."""
        if self._over:
            return
        self._over = True
        self._input.clear()
        for task in self._tasks:
            task.cancel()
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        self._driver.watchers.remove(self._watch_idle)
        if self._line is not None:
            number, driver = self._line.number, self._driver
            if driver.seats.get(number) is self:
                del driver.seats[number]
            system = driver.device.system
            if system is not None and driver.device.generation == self._generation:
                driver.call(lambda now_ms: self._close(system, number, now_ms))
        self._ended()

    def _close(self, system: "System", number: int, now_ms: int) -> None:
        self._terminal.close(now_ms)
        system.close_line(number, now_ms)

    # -- exec-timeout

    def _watch_idle(self) -> None:
        """Let the session expire when nothing was typed for its exec-timeout, or look again when that can be."""
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None
        limit_ms = None if self._dead else self._terminal.idle_limit_ms
        if limit_ms is None:
            return
        left_s = self._idle_since_s + limit_ms / 1000 - self._loop.time()
        if left_s <= 0:
            self._converse(self._terminal.expire)
        else:
            self._idle_timer = self._loop.call_later(left_s, self._watch_idle)
