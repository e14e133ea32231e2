"""
Datagrams: SNMP requests in, traps and syslog out, always from and to the device's own address.

One socket serves one device, bound to its address, or any number, bound to the wildcard: then the address a
request was sent to (`IP_PKTINFO`) says which device is meant, and the reply leaves from there. asyncio's datagram
transport drops that information, so the socket is read here until it is empty or the turn's share is spent.
"""

import asyncio
import socket
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from iosim.outputs import Datagram
from iosim.serve.egress import Egress
from iosim.serve.turn import Turn

if TYPE_CHECKING:
    from iosim.serve.driver import Driver

IP_PKTINFO = 8  # Linux; the socket module of Python 3.11 does not name it
_LARGEST = 65_535
_RECEIVE_BUFFER = 4 << 20

Locator = Callable[[str, int], "Driver | None"]  # the driver that answers at (address, port)
Respond = Callable[[Any, bytes, str, int], bytes | None]  # iosim.snmp.agent.respond


class DatagramFace:
    """Answers the requests that arrive at one socket."""

    def __init__(self, sock: socket.socket, locate: Locator, respond: Callable[[], Respond], turn: Turn) -> None:
        """
        Args:
            sock: bound, not blocking; the wildcard address means many devices.
            locate: finds the device for the address a datagram was sent to.
            respond: gives the function that answers; called once, at the first datagram.
            turn: shared budget of the loop.
        """
        self._sock = sock
        self._locate = locate
        self._make_respond = respond
        self._respond: Respond | None = None
        self._turn = turn
        self._loop = asyncio.get_running_loop()
        self.address, self.port = sock.getsockname()
        self._wildcard = self.address == "0.0.0.0"
        if self._wildcard:
            sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        self._loop.add_reader(sock, self._ready)

    def close(self) -> None:
        """Stop reading and close the socket."""
        self._loop.remove_reader(self._sock)
        self._sock.close()

    def _ready(self) -> None:
        deadline, clock = self._turn.deadline(), time.perf_counter
        receive = self._receive_any if self._wildcard else self._receive_own
        while True:
            try:
                data, address, peer = receive()
            except (BlockingIOError, InterruptedError):
                return
            except OSError:  # an earlier reply met a closed port; that is the peer's affair
                continue
            self._answer(data, address, peer)
            if clock() >= deadline:
                return

    def _receive_own(self) -> tuple[bytes, str, tuple[str, int]]:
        data, peer = self._sock.recvfrom(_LARGEST)
        return data, self.address, peer

    def _receive_any(self) -> tuple[bytes, str, tuple[str, int]]:
        data, ancillary, _, peer = self._sock.recvmsg(_LARGEST, 64)
        for level, kind, body in ancillary:
            if level == socket.IPPROTO_IP and kind == IP_PKTINFO:
                return data, socket.inet_ntoa(body[8:12]), peer
        return data, self.address, peer

    def _answer(self, data: bytes, address: str, peer: tuple[str, int]) -> None:
        driver = self._locate(address, self.port)
        if driver is None:
            return
        device = driver.device
        if device.system is None or device.leaving:
            return
        if self._respond is None:
            self._respond = self._make_respond()
        driver.question(self._respond, data, peer[0], partial(self._reply, address, peer))

    def _reply(self, address: str, peer: tuple[str, int], reply: bytes | None) -> None:
        if reply is None:
            return
        try:
            if self._wildcard:
                self._sock.sendmsg((reply,), (_from(address),), 0, peer)
            else:
                self._sock.sendto(reply, peer)
        except OSError:  # a full buffer or a peer that went away: a datagram may be lost
            pass


class Sender:
    """Sends what devices put out, each from its own address, where the rules of egress let it."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress
        self.witness: Callable[[str, Datagram], None] | None = None  # told of everything, sent or held back
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sock.setblocking(False)

    def send(self, address: str, datagram: Datagram) -> None:
        """Send one datagram of the device at `address`; what cannot be sent is lost, as on a network."""
        if self.witness is not None:
            self.witness(address, datagram)
        target = self._egress.route(datagram.host, datagram.port, datagram.service)
        if target is None:
            return
        # Only loopback knows the device's address; what leaves the machine carries the machine's.
        source = (_from(address),) if sys.platform == "linux" and target[0].startswith("127.") else ()
        with suppress(OSError):  # the buffer is full, or no route
            self._sock.sendmsg((datagram.data,), source, 0, target)

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()


def _from(address: str) -> tuple[int, int, bytes]:
    return socket.IPPROTO_IP, IP_PKTINFO, struct.pack("=i4s4s", 0, socket.inet_aton(address), bytes(4))
