"""
The box with the power switch.

Faces and drivers hold a Device, never a System across two calls: what belongs to a System cannot be reached
after its reload. A Device is pure; `serve` paces it, makes its journal durable and sends what it put out.
"""

from collections.abc import Callable
from typing import Any

from iosim.boot import search, variables
from iosim.boot.loader import BootPlan, plan
from iosim.boot.stages import Cause, Stage, next_stage
from iosim.chassis import Change, Chassis
from iosim.chassis.member import Rows, members
from iosim.errors import UsageError
from iosim.events import Event
from iosim.grammar.dialogue import Effect
from iosim.outputs import HangUp, LineText, Output
from iosim.platforms.platform import Platform
from iosim.system.history import BootRecord, History
from iosim.system.kit import Kit, Terminal
from iosim.system.startup import announce, start
from iosim.system.system import System

Subscriber = Callable[[Event], None]


class Device:
    """One emulated device: chassis, power, console, and the System while it runs."""

    __slots__ = (
        "__weakref__",
        "_history",
        "_outbox",
        "_plan",
        "_power_untold",
        "_subscribers",
        "_terminal",
        "chassis",
        "console_clients",
        "generation",
        "kit",
        "management_address",
        "platform",
        "stage",
        "system",
    )

    def __init__(self, chassis: Chassis, platform: Platform, kit: Kit) -> None:
        self.chassis = chassis
        self.platform = platform
        self.kit = kit
        self.stage = Stage.OFF
        self.system: System | None = None
        self._outbox: list[Output] | None = None
        self._history: History | BootRecord | None = None
        self._power_untold = False  # power came on while nobody listened: told with the boot
        self.management_address = "127.0.0.1"
        self.generation = 0  # grows when a System or a boot ends: sessions of an older one are dead
        self.console_clients = 0  # who watches the console; set by `serve`
        self._plan: _Progress | None = None
        self._terminal: Terminal | None = None
        self._subscribers: tuple[Subscriber, ...] = ()

    @property
    def outbox(self) -> list[Output]:
        """What wants to leave the device, oldest first; made when something first does."""
        if self._outbox is None:
            self._outbox = []
        return self._outbox

    @property
    def silent(self) -> bool:
        """Whether nothing wants to leave and nothing became different that must be kept."""
        return not self._outbox and not self.chassis.journal

    # -- who listens

    @property
    def history(self) -> History:
        """What happened, bounded; a device that did nothing but boot holds no more than the record of that."""
        if not isinstance(self._history, History):
            first, self._history = self._history, History()
            if first is not None:
                self._history.append(first)
        return self._history

    @property
    def events(self) -> list[Event]:
        """Everything that happened, oldest first."""
        return list(self.history)

    @property
    def watched(self) -> bool:
        """Whether anybody hears of an event at once."""
        return bool(self._subscribers) or self.console_clients > 0

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with every event from now on; returns what ends that."""
        self._subscribers = (*self._subscribers, subscriber)

        def end() -> None:
            self._subscribers = tuple(other for other in self._subscribers if other is not subscriber)

        return end

    def record(self, entry: Event | BootRecord) -> None:
        """Keep an event in the history and tell the subscribers."""
        if self._history is None and isinstance(entry, BootRecord):
            self._history = entry
        else:
            self.history.append(entry)
        if self._subscribers:
            for event in (entry,) if isinstance(entry, Event) else entry.events():
                for subscriber in self._subscribers:
                    subscriber(event)

    # -- power

    def power_on(self, now_ms: int, *, hold_mode: bool = False) -> None:
        """
        Turn the power on; nothing happens when it is on.

        Args:
            now_ms: simulated time.
            hold_mode: the MODE button is held (switches): the boot loader stops at its prompt.
        """
        if self.stage is not Stage.OFF:
            return
        self._enter(Cause.POWER)
        self._power_untold = not self._subscribers
        if self._subscribers:
            self.record(Event("power.on", now_ms, {}))
        # The check of the file system: contents that a cut left without a name.
        boxes: tuple[Rows, ...] = (self.chassis, *members(self.chassis))
        for box in boxes:
            search.store(box, self.platform, self.kit.catalog).collect()
        self._load(now_ms, hold_mode=hold_mode)

    def power_off(self, now_ms: int) -> None:
        """Cut the power: what was not durable is gone, nothing leaves any more. What comes after is `power_on`."""
        if self.stage is Stage.OFF:
            return
        self.chassis.undo(self.chassis.take())
        self._outbox = None
        self._end()
        self._enter(Cause.CUT)
        self.record(Event("power.off", now_ms, {}))

    def restart(self, now_ms: int) -> None:
        """Carry out the reload that the System asked for."""
        if self.system is None or self.system.leaving is None:
            raise UsageError("no reload was asked for")
        self._end()
        self._enter(Cause.RELOAD)
        self._load(now_ms, hold_mode=False)

    @property
    def leaving(self) -> bool:
        """Whether a reload was asked for and `restart` is due."""
        return self.system is not None and self.system.leaving is not None

    def _enter(self, cause: Cause) -> None:
        self.stage = next_stage(self.stage, cause)

    def _end(self) -> None:
        if self.system is not None:
            for number in sorted(self.system.lines):
                if number:
                    self.outbox.append(HangUp(number))
        self.system = None
        self._plan = None
        self._terminal = None
        self.generation += 1

    # -- boot

    def _load(self, now_ms: int, *, hold_mode: bool, path: str = "") -> None:
        self._plan = _Progress(plan(self.chassis, self.platform, self.kit.catalog, hold_mode=hold_mode, requested=path))

    @property
    def boot_pieces_left(self) -> int:
        """How many pieces of the boot `boot_step` still has to print."""
        return self._plan.left if self._plan is not None else 0

    def boot_step(self, now_ms: int) -> bool:
        """
        Print the next piece of the boot on the console; the last one ends in a running System or a prompt.

        Returns:
            Whether there is more to do. The driver calls this until it is False, spread over the boot time.
        """
        if self._plan is None:
            return False
        piece = self._plan.next()
        if piece is not None:
            self._print(piece)
            return True
        self._arrive(now_ms)
        return False

    def finish_boot(self, now_ms: int) -> None:
        """All remaining steps of the boot at once."""
        while self.boot_step(now_ms):
            pass

    def send_break(self, now_ms: int) -> None:
        """
        BREAK on the console: to the boot loader's prompt, where the device allows that.

        During a boot a router always does and a switch with `Enable Break`; a running router only where its
        configuration register has bit 8 clear. A running switch ignores it.
        """
        if self._plan is not None:
            if not self._plan.plan.break_enabled:
                return
            monitor = self._plan.plan.interrupt()
        elif self.system is not None and variables.break_stops_ios(self.chassis, self.platform):
            monitor = plan(self.chassis, self.platform, self.kit.catalog).interrupt()
        else:
            return
        self._end()
        self._enter(Cause.BREAK)
        self._attach(monitor, now_ms)

    def _arrive(self, now_ms: int) -> None:
        assert self._plan is not None
        made, self._plan = self._plan.plan, None
        if made.image is None:
            self._enter(Cause.STOP)
            if self._power_untold:
                self.record(Event("power.on", now_ms, {}))
            self._power_untold = False
            self.record(Event("boot.failed", now_ms, {"reason": made.reason}))
            self._attach(made.monitor, now_ms)
            return
        self._enter(Cause.HANDOVER)
        self._enter(Cause.STARTED)
        self.system = start(
            self, self.platform, made.image, now_ms, image_path=made.path, ignore_startup=made.ignore_startup
        )
        if self.console_clients:
            self._print(made.hardware_text(self.system.license_summary, last_reset=self.system.origin.restart_reason))
            for refused in self.system.origin.refused:
                self._print(refused.shown())
            if self.system.origin.restored:
                self._print(made.closing)
            else:
                self._attach(self.kit.console(self), now_ms)  # asks for the initial configuration
        announce(self.system, now_ms, powered=self._power_untold)
        self._power_untold = False

    def _print(self, text: str) -> None:
        if text and self.console_clients:
            self.outbox.append(LineText(0, text))

    # -- console

    @property
    def console(self) -> Terminal | None:
        """Whatever the console's keyboard talks to now; None while nothing listens."""
        if self._terminal is None and self.system is not None:
            self._terminal = self.kit.console(self)
        return self._terminal

    @property
    def console_in_use(self) -> Terminal | None:
        """The console's terminal if there is one already; never makes one."""
        return self._terminal

    def _attach(self, terminal: Any, now_ms: int) -> None:
        self._terminal = terminal
        for effect in terminal.start(now_ms):
            if isinstance(effect, bytes) and self.console_clients:
                self.outbox.append(LineText(0, effect.decode("latin-1").replace("\r\n", "\n")))

    def console_receive(self, data: bytes, now_ms: int) -> list[Effect]:
        """What was typed on the console; effects as any terminal's."""
        terminal = self.console
        if terminal is None:
            return []
        effects = terminal.receive(data, now_ms)
        self._obey(terminal, now_ms)
        return effects

    def console_resume(self, result: Any, now_ms: int) -> list[Effect]:
        """The console's `Fetch`, `Put` or `Job` is done."""
        terminal = self.console
        if terminal is None:
            return []
        effects = terminal.resume(result, now_ms)
        self._obey(terminal, now_ms)
        return effects

    def _obey(self, terminal: Terminal, now_ms: int) -> None:
        """A boot loader prompt may have been told to boot or to reset."""
        order = getattr(terminal, "order", None)
        if order is None or self.system is not None:
            return
        self._terminal = None
        self.generation += 1
        self._enter(Cause.BOOT)
        self._load(now_ms, hold_mode=False, path=order.path)

    # -- time

    def next_deadline_ms(self) -> int | None:
        """When `advance` next has work; None when nothing is pending."""
        return self.system.next_deadline_ms() if self.system is not None else None

    def advance(self, now_ms: int) -> None:
        """
        Make everything due at or before `now_ms` happen, in due order.

        Stops early where a reload becomes due: `leaving` is true then, at `system.leaving`.
        """
        if self.system is not None:
            self.system.advance(now_ms)

    def checkpoint(self, now_ms: int) -> None:
        """Make what only time changes durable."""
        if self.system is not None:
            self.system.checkpoint(now_ms)

    def take(self) -> tuple[list[Change], list[Output]]:
        """What must become durable, and what may leave once it is; both are empty afterwards."""
        journal = self.chassis.take()
        outputs, self._outbox = self._outbox, None
        return journal, outputs if outputs is not None else []


class _Progress:
    """A boot plan and how much of it was printed."""

    __slots__ = ("_at", "plan")

    def __init__(self, boot_plan: BootPlan) -> None:
        self.plan = boot_plan
        self._at = 0

    @property
    def left(self) -> int:
        return len(self.plan.pieces) - self._at + 1

    def next(self) -> str | None:
        if self._at >= len(self.plan.pieces):
            return None
        piece = self.plan.pieces[self._at]
        self._at += 1
        return piece
