"""
Screens as an operator saw them, replayed against a device and compared whole.

A transcript is a text file in `transcripts/`. It begins with settings, `# name: value` (see `Story`), and goes on as
the screen looked, prompts and typed text included. Where the device waits, the rest of the line is typed, and RETURN
after it, but for these:

    Switch#show ?              a line that ends in a question mark asks for help: no RETURN
    Password: <<secret>>       what is in these brackets is typed but not shown
    <<^Z>> <<TAB>> <<SPACE>>   keys by name; alone or at the end of a line they stand without a RETURN
    @ wait 60d                 an action of the tester, see `ACTIONS`; not part of the screen

The erasing of `--More--` shows as a line end.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.cli.pager import ERASE
from iosim.cli.session import Session
from iosim.grammar.dialogue import Effect, Fetch, Hangup, Job, Put, TransferFailure
from iosim.license_store import granted, issue, write
from iosim.outputs import HangUp, LineText

KEYS = {"TAB": "\t", "SPACE": " ", "ESC": "\x1b", "RETURN": "\r", "DELETE": "\x7f"}
ECHOED = ("^C", "^Z")  # keys the device shows by name
UNITS_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_KEY = re.compile(r"<<(.*?)>>")
_SETTING = re.compile(r"# (\w+): (.*)\n")
_WAIT = re.compile(r"(\d+)(ms|s|m|h|d)")


@dataclass
class Story:
    """A device and an operator, as the settings of a transcript say."""

    model: str = "WS-C3750E-24TD"
    serial: str = "SIM0000TEST"
    image: str = ""
    user: str = "admin"
    privilege: int = 15
    rows: int = 0  # of the screen; 0 does not page
    columns: int = 0
    config: str | None = None  # lines separated by ` / `, instead of the day-0 configuration
    stack: int = 1  # switches
    now_ms: int = 0
    files: dict[str, bytes] = field(default_factory=dict)  # what servers offer, by URL
    screen: str = ""
    over: bool = False

    def begin(self) -> None:
        """Power the device on and log in."""
        config = self.config.replace(" / ", "\n") + "\n" if self.config is not None else None
        members = (self.model,) * (self.stack - 1)
        order = Order(self.model, self.serial, image=self.image, config=config, members=members)
        self.device = new_device(new_chassis(order), default_kit())
        self.device.power_on(self.now_ms)
        self.device.finish_boot(self.now_ms)
        self.log_in()

    def log_in(self) -> None:
        """A new session over SSH."""
        assert self.device.system is not None
        line = self.device.system.open_line("ssh", "10.1.1.1", self.now_ms)
        assert line is not None
        self.over = False
        self.session = Session(self.device, line, user=self.user, privilege=self.privilege)
        self.session.resize(self.columns or 512, self.rows or 1)
        self.take(self.session.start(self.now_ms))

    def type(self, keys: str) -> None:
        """Press keys."""
        self.take(self.session.receive(keys.encode("latin-1"), self.now_ms))

    def take(self, effects: list[Effect]) -> None:
        """Show text, run errands, deliver what the device put out besides."""
        while effects:
            effect = effects.pop(0)
            match effect:
                case bytes():
                    self.screen += effect.decode("latin-1").replace(ERASE, "\n").replace("\r\n", "\n")
                case Fetch(url=url):
                    found = self.files.get(url)
                    effects += self.session.resume(found or TransferFailure("Timed out"), self.now_ms)
                case Put(url=url, data=data):
                    self.files[url] = data
                    effects += self.session.resume(len(data), self.now_ms)
                case Job(run=run):
                    effects += self.session.resume(run(), self.now_ms)
                case Hangup():
                    self.over = True
        _, outputs = self.device.take()
        for output in outputs:
            if isinstance(output, LineText) and output.line == self.session.cx.line.number and not self.over:
                self.take(self.session.notify(output.text, self.now_ms))
            elif isinstance(output, HangUp):
                self.over = True

    # -- actions

    def wait(self, duration: str) -> None:
        """Let simulated time pass: `@ wait 60d`."""
        found = _WAIT.fullmatch(duration)
        assert found, duration
        self.now_ms += int(found[1]) * UNITS_MS[found[2]]
        self.device.advance(self.now_ms)
        self.take([])

    def reload(self) -> None:
        """Carry out the reload that was confirmed, and log in again: `@ reload`."""
        assert self.device.leaving
        self.device.restart(self.now_ms)
        self.device.finish_boot(self.now_ms)
        self.device.take()
        self.log_in()

    def login(self, privilege: str = "") -> None:
        """Begin another session, at another privilege: `@ login 1`."""
        self.privilege = int(privilege or self.privilege)
        self.log_in()

    def license(self, url: str, feature: str, kind: str = "permanent") -> None:
        """A server offers a licence for this device: `@ license tftp://10.0.0.1/a.lic ipservices`."""
        self.files[url] = issue(self.device.chassis.udi, feature, type=kind)

    def licenses(self, url: str, feature: str, *switches: str) -> None:
        """A server offers a file for these switches of the stack: `@ licenses tftp://10.0.0.1/a.lic ipservices 1 3`."""
        assert self.device.system is not None
        boxes = [self.device.system.box(int(number)) for number in switches]
        self.files[url] = write([granted(box.udi, feature) for box in boxes])


ACTIONS: dict[str, Callable[..., None]] = {
    "wait": Story.wait,
    "reload": Story.reload,
    "login": Story.login,
    "license": Story.license,
    "licenses": Story.licenses,
}


def replay(path: Path) -> None:
    """Play a transcript; AssertionError shows both screens where they part."""
    text = path.read_text(encoding="utf-8")
    story = Story()
    while setting := _SETTING.match(text):
        before = getattr(story, setting[1])
        setattr(story, setting[1], int(setting[2]) if isinstance(before, int) else setting[2])
        text = text[setting.end() :]
    text = text.lstrip("\n").rstrip("\n")
    story.begin()
    story.screen = story.screen.lstrip("\n")
    while True:
        if story.screen.rstrip("\n") == text:
            return
        shown = len(story.screen)
        assert story.screen == text[:shown], _parted(story.screen, text)
        line, _, rest = text[shown:].partition("\n")
        if line.startswith("@ ") or (not line and rest.startswith("@ ")):
            action, rest = (line, rest) if line else rest.split("\n", 1)
            name, *arguments = action[2:].split()
            ACTIONS[name](story, *arguments)
            text = text[:shown] + rest
            continue
        assert not story.over, f"the session was over before {line!r}"
        keys, visible = _typed(line)
        text = text[:shown] + visible + ("\n" + rest if rest or text.endswith("\n") else "")
        story.type(keys)


def _typed(line: str) -> tuple[str, str]:
    """The keys to press for the typed part of a line, and what of it the screen shows."""
    keys = _KEY.sub(lambda found: _key(found[1]), line)
    named = (ends := re.search(r"<<([^<>]*)>>$", line)) is not None and _is_key(ends[1])
    without_return = named or line.endswith("?")
    visible = _KEY.sub(lambda found: found[1] if found[1] in ECHOED else "", line)
    return keys if without_return else keys + "\r", visible


def _is_key(name: str) -> bool:
    return name in KEYS or re.fullmatch(r"\^.", name) is not None


def _key(name: str) -> str:
    if re.fullmatch(r"\^.", name):
        return chr(ord(name[1].upper()) & 0x1F)
    return KEYS.get(name, name)


def _parted(screen: str, text: str) -> str:
    at = next(
        (index for index, (a, b) in enumerate(zip(screen, text, strict=False)) if a != b), min(len(screen), len(text))
    )
    return (
        f"after {screen[:at][-300:]!r}\n  the device: {screen[at : at + 300]!r}\n  expected:   {text[at : at + 300]!r}"
    )
