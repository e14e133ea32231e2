"""What a configuration says of the licence agent: where it listens, whom it lets in, whom it tells."""

from dataclasses import dataclass

from iosim.config.statements.licenses import DEFAULT_SESSIONS
from iosim.config.value import Config

DEFAULT_MESSAGE_BYTES = 1_048_576
DEFAULT_PERSISTENT_S = 60
PLAINTEXT, SECURE = "plaintext", "secure"


@dataclass(frozen=True, slots=True)
class Listener:
    """`license agent listener http`."""

    scheme: str  # PLAINTEXT or SECURE
    path: str
    authenticate: bool  # callers must be local users of privilege 15
    access_list: str  # "" lets everybody try
    message_bytes: int  # the longest request
    persistent_s: int  # how long an idle connection stays open


@dataclass(frozen=True, slots=True)
class Listening:
    """`license agent notify`."""

    url: str
    user: str
    password: str


def listeners(config: Config) -> list[Listener]:
    """Where the agent listens; it is off where there is none."""
    default = config.one("license agent default", {})
    found = []
    for key, value in config.many("license agent listener http").items():
        said = value if "authenticate" in value else default
        found.append(
            Listener(
                str(key[1]),
                str(value["path"]),
                "none" not in said,
                str(value.get("acl", "")),
                int(value.get("size", DEFAULT_MESSAGE_BYTES)),
                int(value.get("timeout", DEFAULT_PERSISTENT_S)),
            )
        )
    return found


def max_sessions(config: Config) -> int:
    """How many callers may be connected at once."""
    return int(config.one("license agent max-sessions", DEFAULT_SESSIONS))


def notified(config: Config) -> list[Listening]:
    """Who is told of what happens to licences."""
    return [
        Listening(str(key[1]), value["user"], value["password"])
        for key, value in config.many("license agent notify").items()
    ]
