"""
What the screen shows of a transfer, and how long the device says it took.

A device prints how fast a copy was. Time of the outside does not exist here, so the duration follows from the size
at rates that were seen on devices; the same copy always says the same.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from iosim.cli.context import Context
from iosim.errors import DeviceRefusal
from iosim.flash import Remote
from iosim.grammar.dialogue import Fetch, Put, Step, TransferFailure

PACKET_BYTES = 512
PACKETS_PER_MARK = 10
COPY_MARK_BYTES = 65_536  # INFERRED


@dataclass(frozen=True, slots=True)
class Rate:
    """Time a copy takes: a start, then so many bytes a second."""

    start_ms: int
    bytes_per_second: int

    def taken_ms(self, size: int) -> int:
        """How long `size` bytes take."""
        return self.start_ms + size * 1000 // self.bytes_per_second


NETWORK = Rate(540, 87_500)  # seen: 1149 bytes in 0.548 s, 14606129 bytes in 166.925 s
LOCAL = Rate(101, 400_000)  # INFERRED

# Between `Accessing` and what counts the bytes. scp, ftp: seen; http: RECALLED
_LOADING = {
    "tftp": "Loading {path} from {host} (via {port}): {marks}\n[OK - {size} bytes]\n\n",
    "ftp": "Loading {path} {marks}\n[OK - {size}/4096 bytes]\n\n",
    "http": "Loading {remote} {marks}\n",
    "https": "Loading {remote} {marks}\n",
    "scp": " Sending file modes: C0644 {size} {name}\n{marks}\n",
}
_STORING = {
    "tftp": "{marks}\n",
    "ftp": "Writing {path} {marks}\n",
    "http": "Storing {remote} {marks}\n",
    "https": "Storing {remote} {marks}\n",
    "scp": "Writing {path}  Sink: C0644 {size} {name} \n{marks} \n",
}
_SILENT_START = frozenset({"scp"})  # says nothing before the other side answers
TOO_LARGE = "too large"


class TransferRefused(DeviceRefusal):
    """A transfer that did not come about, in the device's words."""

    def __init__(self, verb: str, remote: Remote, reason: str) -> None:
        super().__init__(f"%Error {verb} {remote} ({reason})")
        self.remote = remote
        self.reason = reason


def download(cx: Context, remote: Remote, limit_bytes: int) -> Generator[Step, Any, bytes]:
    """
    Fetch a file and show it.

    Args:
        limit_bytes: what its destination can take.

    Raises:
        TransferRefused: the server did not give it, or it is larger.
    """
    if remote.scheme not in _SILENT_START:
        yield f"Accessing {remote}...\n"
    port = cx.personality.platform.management_port
    data = yield Fetch(remote.url, limit_bytes, port)
    if isinstance(data, TransferFailure):
        if data.reason == TOO_LARGE:
            raise TransferRefused("copying", remote, "Not enough space on device")
        raise TransferRefused("opening", remote, data.reason)
    assert isinstance(data, bytes)
    yield _shown(_LOADING, remote, len(data), port)
    return data


def upload(cx: Context, remote: Remote, data: bytes) -> Generator[Step, Any, None]:
    """Send a file and show it. Raises TransferRefused."""
    result = yield Put(remote.url, data)
    if isinstance(result, TransferFailure):
        raise TransferRefused("opening", remote, result.reason)
    yield _shown(_STORING, remote, len(data), cx.personality.platform.management_port)


def copied(size: int, rate: Rate) -> str:
    """`1149 bytes copied in 0.548 secs (2097 bytes/sec)`."""
    taken_ms = rate.taken_ms(size)
    return f"{size} bytes copied in {taken_ms / 1000:.3f} secs ({size * 1000 // taken_ms} bytes/sec)\n"


def copy_marks(size: int) -> str:
    """What a copy inside flash shows of its progress."""
    return "Copy in progress..." + "C" * (size // COPY_MARK_BYTES + 1) + "\n"


def _shown(forms: dict[str, str], remote: Remote, size: int, port: str) -> str:
    packets = size // PACKET_BYTES + 1
    return forms[remote.scheme].format(
        remote=remote,
        path=remote.path,
        name=remote.name,
        host=remote.host,
        port=port,
        size=size,
        marks="!" * -(-packets // PACKETS_PER_MARK),
    )
