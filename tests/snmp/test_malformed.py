"""Datagrams that are no SNMP: nothing is raised, nothing is kept, and good requests between them are answered."""

import random
import tracemalloc

from iosim.snmp.agent import respond
from iosim.snmp.ber import INTEGER, OCTET_STRING
from iosim.snmp.message import GET, GET_BULK, GET_NEXT, SET
from tests.snmp.booted import PEER, Booted
from tests.snmp.made import request

SYSTEM = (1, 3, 6, 1, 2, 1, 1)
NAMES = ((*SYSTEM, 1, 0), (*SYSTEM, 5, 0), (1, 3, 6, 1, 2, 1, 2, 2, 1, 10, 1), (1, 3, 6, 1, 4, 1, 9, 9, 543, 1, 2))
SEEDS = (
    request(GET, *NAMES),
    request(GET_NEXT, *NAMES),
    request(GET_BULK, *NAMES, first=1, second=10),
    request(SET, NAMES[1], community=b"private", values=((OCTET_STRING, b"edge"),)),
    request(SET, (1, 3, 6, 1, 2, 1, 2, 2, 1, 7, 1), community=b"private", values=((INTEGER, 1),)),
    request(GET, *NAMES, version=0),
)
COUNT = 6_000


def mutated(rng: random.Random) -> bytes:
    """A request with a few octets changed, cut, doubled or put elsewhere."""
    data = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data)) if data else 0
        kind = rng.randrange(5)
        if kind == 0 and data:
            data[at] = rng.randrange(256)
        elif kind == 1:
            del data[at:]
        elif kind == 2:
            data[at:at] = data[at : at + rng.randrange(20)]
        elif kind == 3 and data:
            data[at] ^= 1 << rng.randrange(8)
        else:
            data[at:at] = rng.randbytes(rng.randrange(6))
    return bytes(data)


def test_mutated_requests_neither_stop_the_agent_nor_make_it_grow() -> None:
    device = Booted("WS-C3750E-24TD")
    rng = random.Random(2)
    good = request(GET, NAMES[0])
    answer = respond(device.system, good, PEER, device.now_ms)

    def storm(count: int) -> None:
        for number in range(count):
            respond(device.system, mutated(rng), PEER, device.now_ms)
            if number % 50 == 0:
                assert respond(device.system, good, PEER, device.now_ms) == answer
                device.device.take()

    tracemalloc.start()
    storm(COUNT // 2)
    device.device.history.clear()
    before, _ = tracemalloc.get_traced_memory()
    storm(COUNT // 2)
    device.device.history.clear()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert after - before < 200_000


def test_whatever_arrives_nothing_is_raised() -> None:
    device = Booted("CISCO881-K9")
    rng = random.Random(3)

    for size in range(300):
        respond(device.system, rng.randbytes(size), PEER, device.now_ms)
        respond(device.system, b"\x30" + rng.randbytes(size), PEER, device.now_ms)
