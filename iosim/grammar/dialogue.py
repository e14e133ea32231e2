"""
What a command handler may yield, and what a session hands to its owner.

A handler is a function `handler(cx, *arguments)` that returns text, or a generator that yields text and
questions and reads top to bottom. The session answers `Ask` itself from what is typed; `Fetch`, `Put` and
`Job` go out as effects to whoever owns the session (a driver in `serve`, or `cli()` in a test), which performs
them and calls `session.resume(result, now_ms)`.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ask:
    """A question; the answer is the line typed, without its end. ^C raises `Interrupted` in the handler."""

    prompt: str
    echo: bool = True
    # [confirm] questions are answered by one key: RETURN, y and Y go on; the answer is the key as text
    single_key: bool = False


@dataclass(frozen=True, slots=True)
class Fetch:
    """Read a remote file; resumed with `bytes` or a `TransferFailure`."""

    url: str  # tftp: http: https: ftp: scp:, credentials inside where the user gave them
    limit_bytes: int  # the transfer is cut and fails with "too large" past this
    source: str = ""  # name of the interface the request leaves by, for messages


@dataclass(frozen=True, slots=True)
class Post(Fetch):
    """Send JSON to an HTTPS server and read what it says; resumed with `Posted` or a `TransferFailure`."""

    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    trust: bytes = b""  # certificates (PEM) of the authorities one of which must have signed the server's
    calendar_ms: int | None = None  # the time at which certificates must be valid; None: the host's

    @property
    def what(self) -> str:
        """The last part of the path, for whoever tells requests apart."""
        return self.url.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Posted:
    """What a server answered, whatever it was."""

    status: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Put:
    """Write a remote file; resumed with the number of bytes or a `TransferFailure`."""

    url: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """A pure computation too slow for the event loop; resumed with its result."""

    run: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class TransferFailure:
    """Why a transfer failed, in the words IOS prints in `%Error opening URL (reason)`."""

    reason: str  # "Timed out", "No such file or directory", "Permission denied", ...


@dataclass(frozen=True, slots=True)
class Hangup:
    """The session is over."""


class Interrupted(Exception):
    """The operator typed ^C (or the line dropped) while a dialogue waited."""


Step = str | Ask | Fetch | Put | Job
Dialogue = Generator[Step, Any, None]
Effect = bytes | Fetch | Put | Job | Hangup
