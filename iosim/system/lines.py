"""Terminal lines as values: who sits where. Their transports belong to `serve`."""

from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """A line in use. `number` is the absolute tty number, `index` counts within its kind."""

    number: int
    kind: str  # "console" or "vty"
    index: int
    transport: str  # "console", "ssh", "telnet"
    source: str  # address of the peer; "" on the console
    since_ms: int
    user: str = ""
    privilege: int = 1
    monitor: bool = False  # `terminal monitor`
    input_at_ms: int = 0  # simulated time of the last input, for the idle column of `show users`

    @property
    def by(self) -> str:
        """How messages name whoever acts from here: `admin on vty0 (10.1.1.1)`, `console`."""
        where = "console" if self.kind == "console" else f"vty{self.index} ({self.source})"
        if self.user:
            return f"{self.user} on {where}"
        return where


CONSOLE = 0


def first_vty(family: str) -> int:
    """The tty number of `vty 0`: routers have an aux line before it."""
    return 1 if family == "switch" else 2
