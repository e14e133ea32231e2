"""Skeletons: order, what is shared, views, and tables that answer "next" themselves."""

from types import SimpleNamespace
from typing import Any

import pytest

from iosim.snmp.ber import COUNTER32, COUNTER64, INTEGER, OCTET_STRING, SEQUENCE, encode, name_bytes, tlv
from iosim.snmp.row import Row, Table, columns, scalar
from iosim.snmp.skeleton import Skeleton

ROOT = (1, 3, 6, 1, 4, 1, 99)
PORTS = ((1,), (2,), (300,))
ROWS = (
    scalar("model", (*ROOT, 1), OCTET_STRING, lambda personality: personality.model, fixed=True),
    scalar("name", (*ROOT, 2), OCTET_STRING, lambda system, now_ms: system.name),
    *columns(
        "ports",
        (*ROOT, 3, 1),
        (
            Row("index", (1,), INTEGER, lambda system, now_ms, port: port),
            Row("octets", (2,), COUNTER32, lambda system, now_ms, port: now_ms * port),
            Row("all octets", (3,), COUNTER64, lambda system, now_ms, port: now_ms << 32),
        ),
    ),
    *columns(
        "addresses",
        (*ROOT, 4, 1),
        (
            Row("address", (1,), OCTET_STRING, lambda system, now_ms, *address: bytes(address)),
            Row("port", (2,), INTEGER, lambda system, now_ms, *address: address[-1]),
        ),
    ),
    scalar("last", (*ROOT, 5), INTEGER, lambda system, now_ms: -129),
)
ADDRESSES = Table("addresses", lambda system: system.addresses, own=True)


@pytest.fixture
def system() -> Any:
    return SimpleNamespace(name=b"first", addresses=((10, 0, 0, 1), (10, 0, 0, 2)))


@pytest.fixture
def skeleton() -> Skeleton:
    return Skeleton(SimpleNamespace(model="M-1"), ROWS, {"ports": PORTS}, {"addresses": ADDRESSES})


def walked(skeleton: Skeleton, system: Any, *after: int) -> list[bytes]:
    return list(skeleton.walk(name_bytes((*ROOT, *after)), system, 5))


def bound(syntax: int, value: object, *arcs: int) -> bytes:
    return tlv(SEQUENCE, tlv(6, name_bytes((*ROOT, *arcs))) + encode(syntax, value))


def test_a_walk_visits_every_instance_in_the_order_of_names_not_of_bytes(skeleton: Skeleton, system: Any) -> None:
    assert walked(skeleton, system) == [
        bound(OCTET_STRING, "M-1", 1, 0),
        bound(OCTET_STRING, b"first", 2, 0),
        *(bound(INTEGER, port, 3, 1, 1, port) for (port,) in PORTS),
        *(bound(COUNTER32, 5 * port, 3, 1, 2, port) for (port,) in PORTS),
        *(bound(COUNTER64, 5 << 32, 3, 1, 3, port) for (port,) in PORTS),
        *(bound(OCTET_STRING, bytes((10, 0, 0, last)), 4, 1, 1, 10, 0, 0, last) for last in (1, 2)),
        *(bound(INTEGER, last, 4, 1, 2, 10, 0, 0, last) for last in (1, 2)),
        bound(INTEGER, -129, 5, 0),
    ]


def test_next_and_get_agree_with_the_walk_from_every_instance(skeleton: Skeleton, system: Any) -> None:
    seen = walked(skeleton, system)
    name = name_bytes(ROOT)

    for varbind in seen:
        assert skeleton.next(name, system, 5) == varbind
        name = varbind[4 : 4 + varbind[3]]
        assert skeleton.get(name, system, 5) == varbind
    assert skeleton.next(name, system, 5) is None


def test_a_live_value_is_never_remembered(skeleton: Skeleton, system: Any) -> None:
    name = name_bytes((*ROOT, 2, 0))
    before = skeleton.get(name, system, 0)

    system.name = b"second"

    assert before == bound(OCTET_STRING, b"first", 2, 0)
    assert skeleton.get(name, system, 0) == bound(OCTET_STRING, b"second", 2, 0)


def test_version_1_sees_no_64_bit_counter(skeleton: Skeleton, system: Any) -> None:
    part = skeleton.without_counter64()

    assert [varbind for varbind in walked(skeleton, system) if varbind not in walked(part, system)] == [
        bound(COUNTER64, 5 << 32, 3, 1, 3, port) for (port,) in PORTS
    ]
    assert part is skeleton.without_counter64()


def test_a_view_filters_own_tables_too(skeleton: Skeleton, system: Any) -> None:
    part = skeleton.part("only", lambda name, row: name[: len(ROOT) + 3] == (*ROOT, 4, 1, 2))

    assert walked(part, system) == [bound(INTEGER, last, 4, 1, 2, 10, 0, 0, last) for last in (1, 2)]
    assert part.get(name_bytes((*ROOT, 4, 1, 1, 10, 0, 0, 1)), system, 0) is None
    assert not part.knows_object(name_bytes((*ROOT, 1, 0)))


def test_an_own_table_follows_the_device_without_another_skeleton(skeleton: Skeleton, system: Any) -> None:
    system.addresses = ()

    assert skeleton.get(name_bytes((*ROOT, 4, 1, 1, 10, 0, 0, 1)), system, 0) is None
    assert skeleton.next(name_bytes((*ROOT, 4)), system, 0) == bound(INTEGER, -129, 5, 0)


def test_a_column_without_its_instance_is_a_known_object(skeleton: Skeleton) -> None:
    assert skeleton.knows_object(name_bytes((*ROOT, 3, 1, 2, 7)))
    assert not skeleton.knows_object(name_bytes((*ROOT, 3, 1, 9, 1)))
