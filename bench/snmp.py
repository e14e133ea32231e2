"""
What an SNMP request costs: CPU of iosim beside that of net-snmp's `snmpd`, asked the same in the same run.

Both serve on loopback; the load comes from `replay.c`, compiled for the run, in requests that were answered well once
before. Rounds alternate between the two, so that other load on the machine meets both alike.
"""

import json
import os
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench._processes import cpu_s
from iosim.snmp.ber import INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, Oid, encode, field_at, name_tuple, tlv
from iosim.snmp.message import GET, GET_BULK, GET_NEXT

ROUNDS, SECONDS, SOCKETS = 5, 1.0, 8
MIB_2 = (1, 3, 6, 1, 2, 1)
SYS_DESCR, SYS_UP_TIME = (*MIB_2, 1, 1, 0), (*MIB_2, 1, 3, 0)
GET_LIMIT = 0.75  # of snmpd's CPU
WALK_NAMES = 500
REPETITIONS = 20


def request(pdu: int, name: Oid, request_id: int, repetitions: int = 0) -> bytes:
    """One v2c message of one variable."""
    bound = tlv(SEQUENCE, encode(OBJECT_IDENTIFIER, name) + b"\x05\x00")
    body = encode(INTEGER, request_id) + encode(INTEGER, 0) + encode(INTEGER, repetitions) + tlv(SEQUENCE, bound)
    return tlv(SEQUENCE, encode(INTEGER, 1) + tlv(OCTET_STRING, b"public") + tlv(pdu, body))


def first_name(reply: bytes) -> Oid | None:
    """The name of the first variable of a reply; None where it is an error or the end."""
    end = len(reply)
    at = field_at(reply, 0, end)[1]
    for _ in range(2):
        at = field_at(reply, at, end)[2]
    at = field_at(reply, at, end)[1]
    at = field_at(reply, at, end)[2]
    _, status_at, at = field_at(reply, at, end)
    at = field_at(reply, at, end)[2]
    at = field_at(reply, at, end)[1]
    at = field_at(reply, at, end)[1]
    _, start, stop = field_at(reply, at, end)
    return None if reply[status_at] or reply[stop] == 0x82 else name_tuple(reply[start:stop])


class Peer:
    """A server under load."""

    def __init__(self, name: str, port: int, pid: int) -> None:
        self.name, self.port, self.pid = name, port, pid

    def ask(self, data: bytes) -> bytes:
        """One request, answered."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(1)
            for _ in range(20):
                sock.sendto(data, ("127.0.0.1", self.port))
                try:
                    return sock.recv(65_535)
                except OSError:
                    time.sleep(0.1)
        raise SystemExit(f"{self.name} does not answer")

    def names(self) -> list[Oid]:
        """The first names of its mib-2."""
        found: list[Oid] = []
        name: Oid | None = MIB_2
        while name is not None and len(found) < WALK_NAMES:
            found.append(name)
            name = first_name(self.ask(request(GET_NEXT, name, len(found))))
        return found[1:]


def free_port() -> int:
    """A UDP port nobody has now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def snmpd(folder: Path) -> Iterator[Peer]:
    """Debian's agent with one community, on loopback."""
    program = shutil.which("snmpd", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        raise SystemExit("snmpd is not installed; on Debian: apt-get install snmpd")
    port = free_port()
    settings = folder / "snmpd.conf"
    settings.write_text("rocommunity public 127.0.0.1\n")
    command = [program, "-f", "-Ln", "-C", "-c", str(settings), "-I", "-smux", f"udp:127.0.0.1:{port}"]
    environment = {**os.environ, "SNMP_PERSISTENT_DIR": str(folder), "MIBS": ""}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield Peer("snmpd", port, process.pid)
        finally:
            process.terminate()


@contextmanager
def iosim() -> Iterator[Peer]:
    """One switch, served."""
    command = [sys.executable, "-m", "iosim", "run", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            yield Peer("iosim", ready["snmp"]["port"], ready["process"])
        finally:
            process.terminate()


def replayer(folder: Path) -> Path:
    """The load generator, compiled."""
    program = folder / "replay"
    subprocess.run(["cc", "-O2", "-o", str(program), str(Path(__file__).with_name("replay.c"))], check=True)
    return program


def pool(peer: Peer, requests: list[bytes], path: Path) -> Path:
    """A file of the requests, each with the size of the answer it just got."""
    with path.open("wb") as file:
        for data in requests:
            least = max(0, len(peer.ask(data)) - 8)
            file.write(struct.pack("<HH", len(data), least) + data)
    return path


def cost_us(peer: Peer, program: Path, requests: Path) -> float:
    """CPU microseconds of the server per request, under load."""
    before = cpu_s(peer.pid)
    command = [str(program), "127.0.0.1", str(peer.port), str(requests), str(SOCKETS), str(SECONDS)]
    answers, short, lost, _ = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    if int(short) or int(lost) > int(answers) // 100:
        raise SystemExit(f"{peer.name}: {answers} answers, {short} of them short, {lost} lost")
    return (cpu_s(peer.pid) - before) * 1e6 / int(answers)


def tell(what: str, value: float, unit: str, limit: float | None = None) -> None:
    """Print one figure."""
    figure = {"what": what, "value": value, "unit": unit}
    print(json.dumps(figure if limit is None else {**figure, "limit": limit}), flush=True)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name, snmpd(Path(name)) as theirs, iosim() as ours:
        folder = Path(name)
        program = replayer(folder)
        walks = {peer.name: peer.names() for peer in (theirs, ours)}
        kinds = (
            ("GET of sysDescr", lambda peer: [request(GET, SYS_DESCR, n) for n in range(100)], GET_LIMIT),
            ("GET of sysUpTime", lambda peer: [request(GET, SYS_UP_TIME, n) for n in range(100)], GET_LIMIT),
            (
                f"GETNEXT over {WALK_NAMES} names",
                lambda peer: [request(GET_NEXT, found, n) for n, found in enumerate(walks[peer.name][:-1])],
                None,
            ),
            (
                f"GETBULK of {REPETITIONS}",
                lambda peer: [
                    request(GET_BULK, found, n, REPETITIONS)
                    for n, found in enumerate(walks[peer.name][: -REPETITIONS - 1 : REPETITIONS])
                ],
                None,
            ),
        )
        for number, (what, made, limit) in enumerate(kinds):
            pools = {peer.name: pool(peer, made(peer), folder / f"{peer.name}-{number}") for peer in (theirs, ours)}
            costs: dict[str, list[float]] = {"snmpd": [], "iosim": []}
            for _ in range(ROUNDS):
                for peer in (theirs, ours):
                    costs[peer.name].append(cost_us(peer, program, pools[peer.name]))
            our_us, their_us = statistics.median(costs["iosim"]), statistics.median(costs["snmpd"])
            tell(f"{what}, CPU of a request", our_us, "us")
            tell(f"{what}, in CPU of snmpd", our_us / their_us, "x", limit)


if __name__ == "__main__":
    main()
