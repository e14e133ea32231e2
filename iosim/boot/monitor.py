"""
The terminal behind `switch:` and `rommon 1 >`: a line editor, a table of commands typed in full, and dialogues.

A monitor changes nothing but the chassis. What it wants the Device to do it leaves in `order`.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from iosim.boot.search import Catalog, store
from iosim.chassis import Chassis
from iosim.errors import DeviceRefusal
from iosim.flash.store import FlashStore
from iosim.grammar.dialogue import Ask, Dialogue, Effect, Fetch, Interrupted, Job, Put, Step
from iosim.platforms.platform import Platform

LINE_BYTES_MAX = 255
HISTORY_LINES = 20

_CONTROL_C = 0x03
_CONTROL_U = 0x15
_BACKSPACES = (0x08, 0x7F)
_ESCAPE = 0x1B
_UP, _DOWN = 0x41, 0x42  # last byte of the arrow keys' sequences
_CONTROL_P, _CONTROL_N = 0x10, 0x0E


@dataclass(frozen=True, slots=True)
class Order:
    """What the Device is told to do."""

    path: str  # file to boot; BOOT_LIST for a plain `boot`; "" to reset


@dataclass(slots=True)
class Desk:
    """What the commands of a monitor work on."""

    chassis: Chassis
    platform: Platform
    catalog: Catalog
    flash: FlashStore
    flash_ready: bool
    variables: dict[str, str] = field(default_factory=dict)  # rommon's own, kept by `sync`
    history: list[str] = field(default_factory=list)
    order: Order | None = None


Handler = Callable[[Desk, list[str]], str | Dialogue]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what `help` says of it, and what it does with the words after its name."""

    help: str
    run: Handler


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between the two boot loaders."""

    commands: Mapping[str, Command]
    aliases: Mapping[str, str]
    prompt: Callable[[int], str]  # of the n-th command
    unknown: Callable[[str], str]  # reply to a word that is no command
    assign: Callable[[Desk, str, str], str] | None = None  # NAME=value, where that is a command


class Monitor:
    """One boot loader prompt; see `iosim.system.kit.Terminal` for what its owner does with it."""

    def __init__(
        self,
        dialect: Dialect,
        chassis: Chassis,
        platform: Platform,
        catalog: Catalog,
        greeting: str,
        *,
        flash_ready: bool = True,
    ) -> None:
        self._dialect = dialect
        self._greeting = greeting
        self._desk = Desk(chassis, platform, catalog, store(chassis, platform, catalog), flash_ready)
        self._count = 1
        self._line = bytearray()
        self._recalled = 0  # how far back in the history the line shown is
        self._escape = b""
        self._after_return = False
        self._dialogue: Dialogue | None = None
        self._asked: Ask | None = None
        self._effects: list[Effect] = []

    @property
    def order(self) -> Order | None:
        """What the Device is to do now; None while the prompt goes on."""
        return self._desk.order

    # -- the terminal protocol

    def start(self, now_ms: int) -> list[Effect]:
        """The greeting and the prompt."""
        self._print(self._greeting)
        self._prompt()
        return self._taken()

    def receive(self, data: bytes, now_ms: int) -> list[Effect]:
        """Take what was typed; ignored while a transfer runs and after an order."""
        for byte in data:
            if self._desk.order is not None or self._transferring:
                break
            self._key(byte)
        return self._taken()

    def resume(self, result: Any, now_ms: int) -> list[Effect]:
        """The transfer is done."""
        self._advance(result)
        return self._taken()

    def notify(self, text: str, now_ms: int) -> list[Effect]:
        """Print text that nobody asked for and show the line again."""
        self._print("\n" + text)
        if self._dialogue is None:
            self._print(self._dialect.prompt(self._count) + self._line.decode("latin-1"))
        return self._taken()

    def resize(self, columns: int, rows: int) -> None:
        """A boot loader does not know the size of its terminal."""

    # -- keys

    @property
    def _transferring(self) -> bool:
        return self._dialogue is not None and self._asked is None

    def _key(self, byte: int) -> None:
        after_return, self._after_return = self._after_return, byte == 0x0D
        if self._escape:
            self._escaped(byte)
        elif byte == 0x0A and after_return:
            return
        elif self._asked is not None and self._asked.single_key:
            self._answer_key(byte)
        elif byte in (0x0D, 0x0A):
            self._enter()
        elif byte in _BACKSPACES:
            self._erase(1)
        elif byte == _CONTROL_U:
            self._erase(len(self._line))
        elif byte == _CONTROL_C:
            self._interrupt()
        elif byte == _ESCAPE:
            self._escape = b"\x1b"
        elif byte in (_CONTROL_P, _CONTROL_N):
            self._recall(1 if byte == _CONTROL_P else -1)
        elif 0x20 <= byte < 0x7F and len(self._line) < LINE_BYTES_MAX:
            self._line.append(byte)
            if self._asked is None or self._asked.echo:
                self._effects.append(bytes((byte,)))

    def _escaped(self, byte: int) -> None:
        if self._escape == b"\x1b" and byte in b"[O":
            self._escape += bytes((byte,))
            return
        self._escape = b""
        if byte in (_UP, _DOWN):
            self._recall(1 if byte == _UP else -1)

    def _recall(self, step: int) -> None:
        """Show the line `step` further back in the history instead of the one being typed."""
        history = self._desk.history
        recalled = self._recalled + step
        if self._dialogue is not None or not 0 <= recalled <= len(history):
            return
        self._erase(len(self._line))
        self._recalled = recalled
        if recalled:
            self._line += history[-recalled].encode("latin-1")
            self._effects.append(bytes(self._line))

    def _erase(self, count: int) -> None:
        count = min(count, len(self._line))
        if count:
            del self._line[-count:]
            if self._asked is None or self._asked.echo:
                self._effects.append(b"\b \b" * count)

    def _interrupt(self) -> None:
        self._print("^C\n")
        self._line.clear()
        if self._dialogue is None:
            self._prompt()
        else:
            self._raise(Interrupted())

    def _answer_key(self, byte: int) -> None:
        if byte == _CONTROL_C:
            self._interrupt()
            return
        text = "\r" if byte in (0x0D, 0x0A) else chr(byte)
        self._print(text.strip() + "\n")
        self._advance(text)

    def _enter(self) -> None:
        text = self._line.decode("latin-1")
        self._line.clear()
        self._recalled = 0
        self._print("\n")
        if self._dialogue is not None:
            self._advance(text)
            return
        if text.strip():
            self._run(text.strip())
        if self._dialogue is None and self._desk.order is None:
            self._prompt()

    # -- commands

    def _run(self, text: str) -> None:
        desk, dialect = self._desk, self._dialect
        desk.history.append(text)
        del desk.history[:-HISTORY_LINES]
        self._count += 1
        name, equals, value = text.partition("=")
        if dialect.assign is not None and equals and " " not in name:
            self._print(dialect.assign(desk, name, value))
            return
        word, *rest = text.split()
        command = dialect.commands.get(dialect.aliases.get(word, word))
        if command is None:
            self._print(dialect.unknown(word))
            return
        try:
            reply = command.run(desk, rest)
        except DeviceRefusal as refusal:
            self._print(f"{refusal}\n")
            return
        if isinstance(reply, str):
            self._print(reply)
        else:
            self._dialogue = reply
            self._advance(None)

    def _advance(self, answer: Any) -> None:
        """Hand the dialogue its answer and carry out what it yields until it must wait."""
        assert self._dialogue is not None
        dialogue, self._asked = self._dialogue, None
        self._step(lambda: dialogue.send(answer))

    def _raise(self, failure: Exception) -> None:
        assert self._dialogue is not None
        dialogue, self._asked = self._dialogue, None
        self._step(lambda: dialogue.throw(failure))

    def _step(self, first: Callable[[], Step]) -> None:
        dialogue = self._dialogue
        assert dialogue is not None
        try:
            step = first()
            while isinstance(step, str):
                self._print(step)
                step = next(dialogue)
        except (StopIteration, Interrupted):
            self._close()
        except DeviceRefusal as refusal:
            self._print(f"{refusal}\n")
            self._close()
        else:
            self._wait_for(step)

    def _wait_for(self, step: Ask | Fetch | Put | Job) -> None:
        if isinstance(step, Ask):
            self._asked = step
            self._print(step.prompt)
        else:
            self._effects.append(step)

    def _close(self) -> None:
        self._dialogue = None
        if self._desk.order is None:
            self._prompt()

    # -- output

    def _prompt(self) -> None:
        self._print(self._dialect.prompt(self._count))

    def _print(self, text: str) -> None:
        if text:
            self._effects.append(text.replace("\n", "\r\n").encode("latin-1", "replace"))

    def _taken(self) -> list[Effect]:
        """The effects so far; neighbouring bytes become one."""
        taken: list[Effect] = []
        for effect in self._effects:
            if isinstance(effect, bytes) and taken and isinstance(taken[-1], bytes):
                taken[-1] += effect
            else:
                taken.append(effect)
        self._effects = []
        return taken


def asked_yes(prompt: str) -> Generator[Step, Any, bool]:
    """A question answered by one key; whether it was `y`."""
    answer = yield Ask(prompt, single_key=True)
    return str(answer).lower() == "y"
