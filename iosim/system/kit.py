"""What a device is given by whoever builds it: data shared with others, witnesses, and how to talk to an operator."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from iosim.events import Event
from iosim.grammar.dialogue import Effect

if TYPE_CHECKING:
    from iosim.system.system import System

Witness = Callable[["System", Event], None]


class Terminal(Protocol):
    """Whatever a keyboard can be attached to: an IOS session, a boot loader prompt, a login dialogue."""

    def start(self, now_ms: int) -> list[Effect]:
        """Greet."""

    def receive(self, data: bytes, now_ms: int) -> list[Effect]:
        """Take what was typed."""

    def resume(self, result: Any, now_ms: int) -> list[Effect]:
        """Go on after a `Fetch`, `Put` or `Job`."""

    def notify(self, text: str, now_ms: int) -> list[Effect]:
        """Print text that nobody asked for, such as a log message."""

    def resize(self, columns: int, rows: int) -> None:
        """The window has this size now; 0 is unknown."""


class ImageCatalog(Protocol):
    """Where images come from."""

    def contents(self, name: str) -> bytes | None:
        """The bytes of a packaged image file, or None."""


@dataclass(slots=True)
class Kit:
    """Shared by all devices of one process that are built alike."""

    witnesses: tuple[Witness, ...]
    authorities: Any  # license_store.Authorities: whose licences this device accepts
    catalog: Any  # featureset.catalog: the packaged images
    console: Callable[[Any], Terminal]  # makes the console's terminal for a Device whose System just booted
    calendar_ms: int | None = None  # calendar at simulated time 0 (`--clock`); None: as the hardware has it
    host_calendar_ms: int = 0  # the host's calendar at simulated time 0, for devices with a battery
    certificates: bytes = b""  # PEM, of authorities whose HTTPS servers this device speaks to
    strict_clock: bool = False  # dates of certificates and tickets are checked against the device's own calendar
    lenient: bool = False  # keep typed lines that iosim does not know

    def date_ms(self, now_ms: int) -> int:
        """
        The day that licences with dates live in, in milliseconds since 1970.

        It is the calendar the device was started with (`--clock`) or the host's, going on with simulated time:
        `clock set` does not move it.
        """
        return now_ms + (self.host_calendar_ms if self.calendar_ms is None else self.calendar_ms)
