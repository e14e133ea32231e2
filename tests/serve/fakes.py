"""A device of a few lines for the tests of the driver: it keeps rows, says things, and reloads when told."""

from dataclasses import dataclass, field
from typing import Any

from iosim.chassis import Change, Chassis, Udi
from iosim.outputs import Datagram, HangUp, LineText, Output


def chassis(serial: str = "SIM0000X001") -> Chassis:
    return Chassis(Udi("WS-C3750E-24TD", serial), "WS-C3750E-24TD-S", bytes(6), 1, {})


@dataclass
class FakeDevice:
    """The part of `iosim.device.Device` that a driver uses."""

    chassis: Chassis = field(default_factory=chassis)
    running: bool = True
    system: None = None
    leaving: bool = False
    boot_pieces_left: int = 0
    generation: int = 0
    outbox: list[Output] = field(default_factory=list)
    timers: list[tuple[int, str]] = field(default_factory=list)  # due, what is then sent
    done: list[tuple[int, str]] = field(default_factory=list)
    checkpoints: list[int] = field(default_factory=list)

    @property
    def silent(self) -> bool:
        return not self.chassis.journal and not self.outbox

    def keep(self, key: str, value: bytes) -> str:
        self.chassis.put(key, value)
        self.outbox.append(Datagram("127.0.0.1", 514, key.encode(), "syslog"))
        return f"kept {key}"

    def say(self, text: str, line: int = 1) -> None:
        self.outbox.append(LineText(line, text))

    def advance(self, now_ms: int) -> None:
        while self.timers and min(self.timers)[0] <= now_ms and not self.leaving:
            due = min(self.timers)
            self.timers.remove(due)
            self.done.append(due)
            if due[1] == "reload":
                self.leaving = True
            self.outbox.append(Datagram("127.0.0.1", 514, due[1].encode(), "syslog"))

    def next_deadline_ms(self) -> int | None:
        return min(self.timers, default=(None, ""))[0]

    def power_on(self, now_ms: int, *, hold_mode: bool = False) -> None:
        self.boot_pieces_left = 4

    def power_off(self, now_ms: int) -> None:
        self.chassis.undo(self.chassis.take())
        self.outbox.clear()
        self.running = self.leaving = False
        self.boot_pieces_left = 0
        self.generation += 1

    def restart(self, now_ms: int) -> None:
        self.outbox.append(HangUp(1))
        self.leaving = self.running = False
        self.generation += 1
        self.boot_pieces_left = 4

    def boot_step(self, now_ms: int) -> bool:
        self.boot_pieces_left -= 1
        self.running = self.boot_pieces_left == 0
        return not self.running

    def finish_boot(self, now_ms: int) -> None:
        while self.boot_step(now_ms):
            pass

    def checkpoint(self, now_ms: int) -> None:
        self.checkpoints.append(now_ms)
        self.chassis.put("usage/x", b"%d" % now_ms)

    def take(self) -> tuple[list[Change], list[Output]]:
        outputs, self.outbox = self.outbox, []
        return self.chassis.take(), outputs


@dataclass
class FakeSeat:
    """Someone at a terminal line."""

    heard: list[str] = field(default_factory=list)

    def notify(self, text: str) -> None:
        self.heard.append(text)

    def hang_up(self) -> None:
        self.heard.append("<hung up>")

    def fall_silent(self) -> None:
        self.heard.append("<silence>")

    def drop(self) -> None:
        self.heard.append("<reset>")

    def age(self, seconds: float) -> None:
        self.heard.append(f"<{seconds:g} s>")


class Commits:
    """A writer whose commits happen when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []
        self.kept: list[str] = []

    def submit(self, owner: object, udi: str, changes: Any, done: Any) -> None:
        self.waiting.append((owner, list(changes), done))

    def withdraw(self, owner: object) -> list[Any]:
        taken, self.waiting = self.waiting, []
        return [Withdrawn(changes) for _, changes, _ in taken]

    def commit(self, error: BaseException | None = None) -> None:
        waiting, self.waiting = self.waiting, []
        for _, changes, done in waiting:
            if error is None:
                self.kept += [change.key for change in changes]
            done(error)

    async def drain(self) -> None: ...

    async def close(self) -> None: ...


@dataclass
class Withdrawn:
    changes: list[Change]
