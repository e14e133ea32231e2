"""
A TFTP client: one file over UDP, without options, as IOS of the time asks for it.

Source: RFC 1350 (The TFTP Protocol), RFC 1123 section 4.2 (no retransmission on a duplicate acknowledgement).
"""

import asyncio
import socket
import struct
from collections.abc import Iterator
from itertools import count

from iosim.grammar.dialogue import TransferFailure

BLOCK = 512
TRIES = 4
TIMEOUT_S = 1.0  # for one answer; wall time

_READ, _WRITE, _DATA, _ACK, _ERROR = 1, 2, 3, 4, 5

TIMED_OUT = TransferFailure("Timed out")
TOO_LARGE = TransferFailure("too large")
# Error code of the packet -> words; what is not listed is an undefined error. RECALLED for 1, INFERRED otherwise
_WORDS = {1: "No such file or directory", 2: "Permission denied", 3: "No space left on device", 6: "File exists"}


class Refused(Exception):
    """The server answered with an error packet, or what came makes no sense."""

    def __init__(self, failure: TransferFailure) -> None:
        self.failure = failure


async def read(target: tuple[str, int], source: str, path: str, limit: int) -> bytes | TransferFailure:
    """
    Fetch `path` from the server at `target`.

    Args:
        target: address and port of the server.
        source: address the request leaves from.
        limit: octets past which the transfer is cut.
    """
    with _socket(source) as sock:
        transfer = _Transfer(sock, target)
        data = bytearray()
        packet = _request(_READ, path)
        try:
            for number in _block_numbers():
                block = await transfer.exchange(packet, _DATA, number)
                data += block
                packet = struct.pack("!HH", _ACK, number)
                if len(data) > limit:
                    transfer.send(struct.pack("!HH", _ERROR, 3) + b"Disk full\0")
                    return TOO_LARGE
                if len(block) < BLOCK:
                    transfer.send(packet)
                    break
        except Refused as refusal:
            return refusal.failure
        return bytes(data)


async def write(target: tuple[str, int], source: str, path: str, data: bytes) -> int | TransferFailure:
    """Send `data` as `path` to the server at `target`; how many octets it was."""
    with _socket(source) as sock:
        transfer = _Transfer(sock, target)
        try:
            await transfer.exchange(_request(_WRITE, path), _ACK, 0)
            at = 0
            for number in _block_numbers():
                block = data[at : at + BLOCK]
                await transfer.exchange(struct.pack("!HH", _DATA, number) + block, _ACK, number)
                at += len(block)
                if len(block) < BLOCK:
                    break
        except Refused as refusal:
            return refusal.failure
        return len(data)


class _Transfer:
    """One transfer: the server answers from a port of its own, which then is the peer."""

    def __init__(self, sock: socket.socket, target: tuple[str, int]) -> None:
        self._sock = sock
        self._peer = target
        self._settled = False
        self._loop = asyncio.get_running_loop()

    def send(self, packet: bytes) -> None:
        """Send without waiting for an answer."""
        self._sock.sendto(packet, self._peer)

    async def exchange(self, packet: bytes, wanted: int, number: int) -> bytes:
        """Send `packet` until block `number` of kind `wanted` comes; its contents. Raises Refused."""
        for _ in range(TRIES):
            try:
                self.send(packet)
                async with asyncio.timeout(TIMEOUT_S):
                    while True:
                        answer, peer = await self._loop.sock_recvfrom(self._sock, 65_535)
                        found = self._read(answer, peer, wanted, number)
                        if found is not None:
                            return found
            except TimeoutError:
                continue
            except OSError:  # nobody listens at that port; a device waits all the same
                await asyncio.sleep(TIMEOUT_S / TRIES)
        raise Refused(TIMED_OUT)

    def _read(self, answer: bytes, peer: tuple[str, int], wanted: int, number: int) -> bytes | None:
        if peer[0] != self._peer[0] or (self._settled and peer != self._peer) or len(answer) < 4:
            return None
        kind, found = struct.unpack_from("!HH", answer)
        if kind == _ERROR:
            raise Refused(TransferFailure(_WORDS.get(found, "Undefined error")))
        if kind != wanted or found != number:
            return None  # a block that came twice
        self._peer, self._settled = peer, True
        return answer[4 : 4 + BLOCK]


def _socket(source: str) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.bind((source, 0))
    return made


def _request(kind: int, path: str) -> bytes:
    return struct.pack("!H", kind) + path.encode("utf-8", "surrogateescape") + b"\0octet\0"


def _block_numbers() -> Iterator[int]:
    """1, 2, ... 65535, 0, 1, ...: block numbers are 16 bits wide."""
    return (number & 0xFFFF for number in count(1))
