"""What a device wants to leave it, as values; only `serve` sends them, after the commit that covers them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Datagram:
    """Finished bytes for a host; the sender adds only the device's own source address."""

    host: str  # dotted IPv4 as configured; egress rules and `--peer` are applied by `serve`
    port: int
    data: bytes
    service: str  # "syslog" or "trap"


@dataclass(frozen=True, slots=True)
class Notice:
    """A document for a web server that wants to hear of it, as a POST with a user name and password."""

    url: str
    data: bytes
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class LineText:
    """Asynchronous text for a terminal line (0 is the console), such as a log message."""

    line: int
    text: str  # lines end in "\n"; the session turns them into CR LF and redraws what was being typed


@dataclass(frozen=True, slots=True)
class HangUp:
    """The device ends the session on `line`, after everything before it was sent."""

    line: int


Output = Datagram | Notice | LineText | HangUp
