"""One login: who sits at which line of which device, in which mode, and how wide the screen is."""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from iosim.cli.commands import Mode
from iosim.config import read
from iosim.featureset.personality import Personality
from iosim.flash.file_systems import ROOT
from iosim.flash.location import Location
from iosim.grammar.dialogue import Job
from iosim.system.lines import Line

if TYPE_CHECKING:
    from iosim.device.device import Device
    from iosim.system.system import System

HOSTNAME_IN_CONFIG = 20  # configuration prompts cut the host name to this


class Place(NamedTuple):
    """A configuration mode entered, and what it is about (`("interface", "Vlan1")`)."""

    mode: str
    subject: Any = None


@dataclass(slots=True)
class Screen:
    """What the `terminal` commands set, for this session only."""

    length: int = 24  # rows; 0: no paging
    width: int = 80  # columns; 0: endless
    history_size: int = 10
    history_enabled: bool = True


@dataclass(slots=True)
class Context:
    """
    What a handler is given first: the device, the line it was typed on, the time of the latest input.

    A Context belongs to one System: after a reload its session is over.
    """

    device: "Device"
    system: "System"
    line: Line
    now_ms: int = 0  # simulated time of the latest input or answer: dialogues take time on the device too
    transport: str = "ssh"  # ssh, telnet, console, exec (a single command), api
    screen: Screen = field(default_factory=Screen)
    places: list[Place] = field(default_factory=list)  # configuration modes, outermost first; empty in EXEC
    cwd: Location = ROOT
    history: list[str] = field(default_factory=list)  # EXEC lines entered, oldest first
    leaving: bool = False  # the session ends when the handler is done

    # -- who and what

    @property
    def user(self) -> str:
        """Who is logged in; "" on a line that asks nobody."""
        return self.line.user

    @property
    def privilege(self) -> int:
        """Privilege level, 0 to 15."""
        return self.line.privilege

    @privilege.setter
    def privilege(self, level: int) -> None:
        self.line.privilege = level

    @property
    def by(self) -> str:
        """How messages name whoever acts here: `admin on vty0 (10.1.1.1)`."""
        return self.line.by

    @property
    def personality(self) -> Personality:
        """What the device is, shared with others like it."""
        return self.system.personality

    @property
    def line_config(self) -> read.LineConfig:
        """How the line this session sits at is configured now."""
        return read.line(self.system.config, self.line.kind, self.line.index) or read.LineConfig()

    # -- modes

    @property
    def mode(self) -> str:
        """Where the next line is read: a `Mode` or the name of a sub-mode."""
        return self.places[-1].mode if self.places else Mode.EXEC

    @property
    def subject(self) -> Any:
        """What the current configuration mode is about."""
        return self.places[-1].subject if self.places else None

    def enter(self, mode: str, subject: Any = None) -> None:
        """Go down into a configuration mode."""
        self.places.append(Place(mode, subject))

    def leave(self) -> None:
        """`exit`: one mode up; out of configuration, or off the device at the EXEC prompt."""
        if not self.places:
            self.leaving = True
            return
        self.places.pop()
        if not self.places:
            self._configured()

    def end(self) -> None:
        """`end`, ^Z: out of configuration."""
        if self.places:
            self.places.clear()
            self._configured()

    def _configured(self) -> None:
        self.system.emit("config.changed", self.now_ms, by=self.by)

    def prompt(self) -> str:
        """What the device asks with: `Switch>`, `Switch(config-if)#`."""
        name = self.system.hostname
        if self.places:
            mode = self.places[-1].mode.partition(" ")[0]  # `config-router ospf` is shown as `config-router`
            if mode == Mode.INTERFACE and _several(self.places[-1].subject):
                mode = "config-if-range"
            return f"{name[:HOSTNAME_IN_CONFIG]}({mode})#"
        return f"{name}{'>' if self.privilege < 2 else '#'}"


def _several(subject: Any) -> bool:
    """Whether a mode is about more than one section."""
    return isinstance(subject, tuple) and len(subject) > 1 and isinstance(subject[0], tuple)


def settle(result: Any) -> Generator[Job, Any, Any]:
    """`verdict = yield from settle(attempt(...))`: the result itself, or what the Job makes of it."""
    if isinstance(result, Job):
        return (yield result)
    return result
