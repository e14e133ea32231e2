"""
The keyboard of `iosim run` on a terminal: everything goes to the device, but for `^]` and the key after it.

Pure: `feed` is given bytes and says what they mean.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

ESCAPE = b"\x1d"  # ^], as telnet has it


class Wish(Enum):
    """What the user wants of the emulator rather than of the device."""

    MENU = auto()
    QUIT = auto()
    BREAK = auto()
    POWER = auto()  # off, or on again
    CYCLE = auto()
    MODE = auto()  # a power cycle with the MODE button held


KEYS: dict[bytes, Wish] = {
    b"q": Wish.QUIT,
    b"b": Wish.BREAK,
    b"p": Wish.POWER,
    b"c": Wish.CYCLE,
    b"m": Wish.MODE,
}
MENU = "[^] again sends it | q quit | b BREAK | p power off or on | c power cycle | m cycle with MODE held]"


@dataclass(slots=True)
class Keyboard:
    """Tells what was typed for the device from what was typed for the emulator."""

    _escaped: bool = field(default=False, init=False)

    def feed(self, data: bytes) -> list[bytes | Wish]:
        """Pieces for the device and wishes, in the order typed; any other key after `^]` is swallowed."""
        found: list[bytes | Wish] = []
        while data:
            if self._escaped:
                key, data = data[:1], data[1:]
                self._escaped = False
                if key == ESCAPE:
                    found.append(ESCAPE)
                elif key.lower() in KEYS:
                    found.append(KEYS[key.lower()])
                continue
            plain, escape, data = data.partition(ESCAPE)
            if plain:
                found.append(plain)
            if escape:
                self._escaped = True
                found.append(Wish.MENU)
        return found
