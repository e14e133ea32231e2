"""A device that runs without having booted: a configuration, lines and files, and an operator who types at it."""

from dataclasses import dataclass, field
from typing import Any

from iosim.chassis import Chassis, Udi
from iosim.cli.session import Session
from iosim.config import read
from iosim.config.value import Config
from iosim.featureset.catalog import Catalog
from iosim.featureset.choice import Choice
from iosim.featureset.personality import Personality
from iosim.flash import FileSystems
from iosim.grammar.dialogue import Effect, Hangup
from iosim.platforms.platform import Platform
from iosim.platforms.switches import SWITCHES
from iosim.syslog.stamp import EPOCH_1993_MS
from iosim.system.calendar import Calendar
from iosim.system.lines import Line
from iosim.system.system import Origin

ORIGIN = Origin(Choice("ipbase", None), "flash:/image.bin", 0xF, "power-on", "power-on", True, ())


@dataclass
class BareSystem:
    """What sessions ask of a System."""

    personality: Personality
    config: Config
    files: FileSystems
    calendar: Calendar = field(default_factory=lambda: Calendar(EPOCH_1993_MS, False))
    lines: dict[int, Line] = field(default_factory=dict)
    outbox: list[Any] = field(default_factory=list)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    leaving: int | None = None
    origin: Origin = field(default_factory=lambda: ORIGIN)

    @property
    def hostname(self) -> str:
        return read.hostname(self.config) or "Switch"

    def emit(self, kind: str, now_ms: int, **facts: Any) -> None:
        self.events.append((kind, facts))

    def change(self, config: Config, now_ms: int, by: str) -> None:
        self.config = config

    def open_console(self, now_ms: int) -> Line:
        return self.lines.setdefault(0, Line(0, "console", 0, "console", "", now_ms, input_at_ms=now_ms))

    def close_line(self, number: int, now_ms: int) -> None:
        self.lines.pop(number, None)


@dataclass
class BareKit:
    """What sessions ask of a Kit."""

    lenient: bool = False


@dataclass
class BareDevice:
    """What sessions ask of a Device."""

    platform: Platform
    system: BareSystem | None
    generation: int = 1
    kit: BareKit = field(default_factory=BareKit)


def bare_device(config: Config | None = None) -> BareDevice:
    """A switch with nothing configured, or with `config`."""
    platform = SWITCHES[0]
    image = Catalog.packaged().default(platform.image_family)
    made = Personality(platform, image, image.levels[0])  # its own, so that its trees are its own
    chassis = Chassis(Udi(platform.pid, "SIM0000TEST"), platform.pid, bytes(6), 0, {})
    files = FileSystems(chassis, platform, contents=lambda name: None)
    return BareDevice(platform, BareSystem(made, config or Config(), files))


class Operator:
    """Types at a session and reads its screen."""

    def __init__(self, device: Any, *, privilege: int = 15, columns: int = 0, rows: int = 0, **more: Any) -> None:
        self.device = device
        self.line = Line(1, "vty", 0, "ssh", "10.1.1.1", 0, user="admin", privilege=privilege)
        device.system.lines[1] = self.line
        self.session = Session(device, self.line, **more)
        self.session.resize(columns, rows)
        self.now_ms = 0
        self.errands: list[Effect] = []
        self.screen = ""
        self.take(self.session.start(0))

    def take(self, effects: list[Effect]) -> str:
        """What came out; what is not text is kept in `errands`."""
        text = ""
        for effect in effects:
            if isinstance(effect, bytes):
                text += effect.decode("latin-1")
            else:
                self.errands.append(effect)
        self.screen += text
        return text

    def type(self, text: str | bytes) -> str:
        """Press keys; what the device sent for them."""
        data = text.encode("latin-1") if isinstance(text, str) else text
        return self.take(self.session.receive(data, self.now_ms))

    def line_of(self, text: str) -> str:
        """Enter a line: what is between its echo and the next prompt, lines ended by newline."""
        sent = self.type(text + "\r")
        assert sent.startswith(text + "\r\n"), sent
        return sent.removeprefix(text + "\r\n").removesuffix(self.prompt).replace("\r\n", "\n")

    def resume(self, result: Any) -> str:
        """An errand is done."""
        return self.take(self.session.resume(result, self.now_ms))

    @property
    def prompt(self) -> str:
        """The last line of the screen."""
        return self.screen.rpartition("\n")[2]

    @property
    def hung_up(self) -> bool:
        """Whether the device ended the session."""
        return any(isinstance(effect, Hangup) for effect in self.errands)
