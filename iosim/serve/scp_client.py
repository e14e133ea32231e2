"""The device as SCP client: the old remote copy protocol over a command, as its own server speaks it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncssh

from iosim.flash import Remote
from iosim.grammar.dialogue import TransferFailure

TIMEOUT_S = 10.0
DEADLINE_S = 120.0
PIECE = 32_768
LINE_LIMIT = 4_096

TIMED_OUT = TransferFailure("Timed out")
REFUSED = TransferFailure("Connection refused")  # INFERRED
DENIED = TransferFailure("Permission denied")  # INFERRED
NOT_FOUND = TransferFailure("No such file or directory")
IO_ERROR = TransferFailure("I/O error")  # INFERRED
TOO_LARGE = TransferFailure("too large")

Process = asyncssh.SSHClientProcess[bytes]
T = TypeVar("T")


class _Failed(Exception):
    def __init__(self, failure: TransferFailure) -> None:
        self.failure = failure


async def read(remote: Remote, target: tuple[str, int], limit: int) -> bytes | TransferFailure:
    """Fetch a file."""
    return await _guarded(remote, target, f"scp -f {remote.path}", lambda process: _fetch(process, limit))


async def write(remote: Remote, target: tuple[str, int], data: bytes) -> int | TransferFailure:
    """Send a file; how many octets it was."""
    return await _guarded(remote, target, f"scp -t {remote.path}", lambda process: _send(process, remote.name, data))


async def _guarded(
    remote: Remote, target: tuple[str, int], command: str, talk: Callable[[Process], Awaitable[T]]
) -> T | TransferFailure:
    """Log in, run `command`, `talk` to it; every failure in the device's words."""
    try:
        async with (
            asyncio.timeout(DEADLINE_S),
            asyncssh.connect(
                target[0],
                target[1],
                username=remote.user,
                password=remote.password,
                client_keys=None,
                agent_path=None,
                known_hosts=None,  # the device keeps no list of hosts
                config=None,
                connect_timeout=TIMEOUT_S,
            ) as connection,
        ):
            process: Process = await connection.create_process(command, encoding=None)
            try:
                return await talk(process)
            finally:
                process.close()
    except _Failed as failed:
        return failed.failure
    except TimeoutError:
        return TIMED_OUT
    except asyncssh.PermissionDenied:
        return DENIED
    except ConnectionRefusedError:
        return REFUSED
    except (OSError, EOFError, asyncssh.Error):
        return IO_ERROR


async def _fetch(process: Process, limit: int) -> bytes:
    process.stdin.write(b"\0")
    head = await _line(process)
    while head[:1] == b"T":
        process.stdin.write(b"\0")
        head = await _line(process)
    words = head[1:].split(b" ", 2)
    if head[:1] != b"C" or len(words) != 3 or not words[1].isdigit():
        raise _Failed(_refusal(head))
    size = int(words[1])
    if size > limit:
        raise _Failed(TOO_LARGE)
    process.stdin.write(b"\0")
    data = await process.stdout.readexactly(size)
    await process.stdout.readexactly(1)
    process.stdin.write(b"\0")
    process.stdin.write_eof()
    return data


async def _send(process: Process, name: str, data: bytes) -> int:
    await _acknowledged(process)
    process.stdin.write(b"C0644 %d %s\n" % (len(data), name.encode()))
    await _acknowledged(process)
    for at in range(0, len(data), PIECE):
        process.stdin.write(data[at : at + PIECE])
        await process.stdin.drain()
    process.stdin.write(b"\0")
    await _acknowledged(process)
    process.stdin.write_eof()
    return len(data)


async def _acknowledged(process: Process) -> None:
    answer = await process.stdout.readexactly(1)
    if answer != b"\0":
        raise _Failed(_refusal(answer + await _line(process)))


async def _line(process: Process) -> bytes:
    line = await process.stdout.readuntil(b"\n", LINE_LIMIT)
    return line.rstrip(b"\n")


def _refusal(words: bytes) -> TransferFailure:
    """What a server's complaint means; its text differs by program."""
    text = words.lower()
    if b"no such file" in text:
        return NOT_FOUND
    if b"denied" in text:
        return DENIED
    return IO_ERROR
