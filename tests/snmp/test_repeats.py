"""A request asked before gets the answer it would have got anyway."""

import random

import pytest

from iosim.snmp.agent import respond
from iosim.snmp.counters import GET_NEXTS, GETS, IN_PACKETS, OUT_PACKETS, REQUESTED_VARIABLES
from iosim.snmp.message import GET, GET_NEXT, V1
from tests.snmp.made import ROOT, Asked, configured, reply, request

NOTE, OCTETS, WIDE = (*ROOT, 2, 0), (*ROOT, 3, 1, 2, 5), (*ROOT, 3, 1, 3, 5)
REQUESTS = (
    request(GET, NOTE),
    request(GET, OCTETS, NOTE, (*ROOT, 1, 0)),
    request(GET_NEXT, OCTETS),
    request(GET_NEXT, OCTETS, version=V1),
    request(GET, NOTE, community=b"private"),
)


@pytest.fixture
def system() -> Asked:
    return Asked(configured())


def forget(system: Asked) -> None:
    """What was asked before is asked for the first time again."""
    skeleton = system.snmp.standing.skeleton
    for part in (skeleton, skeleton.without_counter64()):
        part.repeats.clear()


def test_only_what_is_asked_is_remembered_never_what_is_answered(system: Asked) -> None:
    data = request(GET, NOTE, OCTETS)
    before = reply(respond(system, data, "", 5)).values

    system.config = system.config.put((), ("note",), "changed")

    assert before == [b"", 25]
    assert reply(respond(system, data, "", 6)).values == [b"changed", 30]


@pytest.mark.parametrize("request_id", [0, -1, 127, 128, -32769, 2**31 - 1])
def test_every_request_id_comes_back(system: Asked, request_id: int) -> None:
    respond(system, request(GET, NOTE), "", 5)

    again = reply(respond(system, request(GET, NOTE, request_id=request_id), "", 5))

    assert (again.request_id, again.varbinds) == (request_id, [(NOTE, b"")])


def test_a_repeat_is_counted_as_any_request(system: Asked) -> None:
    for _ in range(3):
        respond(system, request(GET, NOTE, OCTETS), "", 5)
        respond(system, request(GET_NEXT, NOTE), "", 5)

    counted = system.snmp.counted
    assert [counted(counter) for counter in (IN_PACKETS, OUT_PACKETS, GETS, GET_NEXTS)] == [6, 6, 3, 3]
    assert counted(REQUESTED_VARIABLES) == 9


def test_a_version_1_request_is_not_answered_as_one_of_version_2(system: Asked) -> None:
    respond(system, request(GET, WIDE), "", 5)

    assert reply(respond(system, request(GET, WIDE, version=V1), "", 5)).status
    assert not reply(respond(system, request(GET, WIDE), "", 5)).status


def test_a_community_that_is_gone_is_not_remembered(system: Asked) -> None:
    data = request(GET, NOTE, community=b"private")
    assert respond(system, data, "", 5)

    system.config = system.config.drop((), ("snmp-server community", "private"))

    assert respond(system, data, "", 5) is None


def test_whatever_is_done_to_a_request_its_answer_is_that_of_the_first_time(system: Asked) -> None:
    rng = random.Random(5)
    for _ in range(4_000):
        data = bytearray(rng.choice(REQUESTS))
        for _ in range(rng.randint(0, 2)):
            at = rng.randrange(len(data))
            if rng.random() < 0.5:
                data[at] = rng.randrange(256)
            else:
                data[at:at] = data[at : at + rng.randint(-3, 3)]
        for known in REQUESTS:
            respond(system, known, "", 5)

        warm = respond(system, bytes(data), "", 5)
        forget(system)

        assert warm == respond(system, bytes(data), "", 5), bytes(data).hex()
