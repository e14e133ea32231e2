"""What becomes of configuration lines: carried out, refused, or kept as they stand."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from iosim.config.value import GLOBAL, Config, Path

CONFIG: Final = "config"
INVALID: Final = "% Invalid input detected at '^' marker."
INCOMPLETE: Final = "% Incomplete command."
AMBIGUOUS: Final = '% Ambiguous command:  "{}"'


class Place(NamedTuple):
    """Where a line stands: a mode, and the sections it edits (several for a range)."""

    mode: str = CONFIG
    paths: tuple[Path, ...] = (GLOBAL,)


TOP: Final = Place()


@dataclass(frozen=True, slots=True)
class Done:
    """A line that was carried out."""

    config: Config
    place: Place  # where the next line stands
    said: str = ""  # what the device prints


@dataclass(frozen=True, slots=True)
class Refused:
    """A line of a saved configuration that this personality does not take."""

    number: int  # of the line, from 1
    line: str
    column: int  # where the caret goes, counted in `line`
    mode: str  # the mode it stood in, as prompts show it: config, config-if, ...
    message: str  # the device's words, such as INVALID
    gated: bool  # the feature set does not have it

    def shown(self) -> str:
        """What the console prints at boot: the line, the caret where the message has one, the message, a blank line."""
        caret = " " * self.column + "^\n" if self.message == INVALID else ""
        return f"{self.line}\n{caret}{self.message}\n\n"


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of a saved configuration that iosim does not know: it is written back where it stood."""

    number: int
    line: str
    mode: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a text."""

    config: Config
    refused: tuple[Refused, ...] = ()
    kept: tuple[Kept, ...] = ()
