"""SSH: from the ready line to the first prompt, logins, and commands in an open session."""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from typing import Any

import asyncssh

from bench._processes import cpu_s

FIRSTS = 9
LOGINS = 100
COMMANDS = 300


def tell(what: str, value: float, unit: str, limit: float | None = None) -> None:
    """Print one figure."""
    figure = {"what": what, "value": value, "unit": unit}
    print(json.dumps(figure if limit is None else {**figure, "limit": limit}), flush=True)


def started() -> "tuple[subprocess.Popen[bytes], int]":
    """A device in a process of its own, and its SSH port."""
    process = subprocess.Popen([sys.executable, "-m", "iosim", "run", "--json"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())["ssh"]["port"]


async def prompted(port: int) -> tuple[float, Any, Any]:
    """Log in and wait for the prompt: seconds it took, connection, process."""
    began = time.perf_counter()
    connection = await asyncssh.connect(
        "127.0.0.1",
        port,
        username="admin",
        password="admin",
        known_hosts=None,
        client_keys=None,
        agent_path=None,
        config=None,
        server_host_key_algs=["ssh-ed25519"],  # what OpenSSH and paramiko take first
    )
    process: Any = await connection.create_process(term_type="vt100", encoding=None)
    await process.stdout.readuntil(b"#")
    return time.perf_counter() - began, connection, process


async def login(port: int) -> float:
    """Log in and out again; seconds until the prompt."""
    took, connection, _ = await prompted(port)
    connection.close()
    await connection.wait_closed()
    return took


def first_prompts_s() -> tuple[list[float], list[float]]:
    """Of new processes: the first login after the ready line, and the one after it."""
    firsts, seconds = [], []
    for _ in range(FIRSTS + 1):
        process, port = started()
        firsts.append(asyncio.run(login(port)))
        seconds.append(asyncio.run(login(port)))
        process.terminate()
        process.wait()
    return firsts[1:], seconds[1:]  # the very first one pays for this side's imports


async def sessions(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Logins and commands against one device; CPU is the device's."""
    began = cpu_s(process.pid)
    took = [await login(port) for _ in range(LOGINS)]
    tell("a login to the prompt", statistics.median(took) * 1000, "ms")
    tell("CPU of the device for a login", (cpu_s(process.pid) - began) / LOGINS * 1000, "ms")

    _, connection, shell = await prompted(port)
    shell.stdin.write(b"terminal length 0\r")
    await shell.stdout.readuntil(b"#")
    began, waits = cpu_s(process.pid), []
    for _ in range(COMMANDS):
        asked = time.perf_counter()
        shell.stdin.write(b"show version\r")
        await shell.stdout.readuntil(b"#")
        waits.append(time.perf_counter() - asked)
    tell("show version in an open session", statistics.median(waits) * 1000, "ms")
    tell("CPU of the device for it", (cpu_s(process.pid) - began) / COMMANDS * 1000, "ms")
    connection.close()
    await connection.wait_closed()


def main() -> None:
    """Print the figures."""
    firsts, seconds = first_prompts_s()
    later = statistics.median(firsts) - statistics.median(seconds)
    tell("the first login after the ready line takes longer than the next by", later * 1000, "ms", 20.0)
    process, port = started()
    try:
        asyncio.run(sessions(process, port))
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
