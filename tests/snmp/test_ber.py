"""BER as SNMP uses it: what is written is read back, and nothing outside its bounds is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosim.snmp.ber import (
    COUNTER32,
    COUNTER64,
    GAUGE32,
    INTEGER,
    IP_ADDRESS,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    BadMessage,
    decode,
    encode,
    field_at,
    integer_bytes,
    name_bytes,
    name_tuple,
    tlv,
)

ARCS = st.integers(0, 0xFFFFFFFF)
NAMES = st.one_of(
    st.tuples(st.integers(0, 1), st.integers(0, 39)), st.tuples(st.just(2), st.integers(0, 0xFFFFFFFF - 80))
).flatmap(lambda top: st.lists(ARCS, max_size=20).map(lambda rest: (*top, *rest)))


@given(NAMES)
def test_a_name_is_read_back_as_it_was_written(name: tuple[int, ...]) -> None:
    assert name_tuple(name_bytes(name)) == name


@given(NAMES, NAMES)
def test_an_encoded_name_is_a_prefix_exactly_when_the_name_is(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    assert name_bytes(right).startswith(name_bytes(left)) == (right[: len(left)] == left)


@given(st.integers(-(2**31), 2**31 - 1))
def test_an_integer_takes_the_fewest_octets_and_is_read_back(value: int) -> None:
    body = integer_bytes(value)

    assert int.from_bytes(body, "big", signed=True) == value
    assert len(body) == 1 or body[0] not in (0, 0xFF) or (body[0] ^ body[1]) & 0x80


@pytest.mark.parametrize(
    ("syntax", "value"),
    [
        (INTEGER, -1),
        (COUNTER32, 2**32 - 1),
        (GAUGE32, 2**31),
        (COUNTER64, 2**64 - 1),
        (OCTET_STRING, b""),
        (OCTET_STRING, bytes(300)),
        (IP_ADDRESS, b"\x7f\0\0\1"),
        (OBJECT_IDENTIFIER, (0, 0)),
    ],
)
def test_a_value_of_each_type_is_read_back(syntax: int, value: object) -> None:
    data = encode(syntax, value)

    tag, start, stop = field_at(data, 0, len(data))

    assert (tag, stop) == (syntax, len(data))
    assert decode(tag, data[start:stop]) == value


@pytest.mark.parametrize(
    "data",
    [b"", b"\x02", b"\x02\x02\x01", b"\x02\x80", b"\x02\x82\x01", b"\x02\x85\0\0\0\0\1\1", b"\x02\x84\xff\xff\xff\xff"],
)
def test_a_field_that_leaves_its_bounds_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessage):
        field_at(data, 0, len(data))


@pytest.mark.parametrize(
    "body", [b"", b"\x2b\x86", b"\x2b\x80\x01", b"\x2b\x90\x80\x80\x80\x00", b"\x2b" + b"\1" * 127]
)
def test_a_name_that_is_no_object_identifier_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        name_tuple(body)


@pytest.mark.parametrize(
    ("tag", "body"),
    [(INTEGER, b""), (INTEGER, bytes(5)), (COUNTER32, b"\1\0\0\0\0"), (IP_ADDRESS, b"\1"), (0x1F, b""), (5, b"\0")],
)
def test_a_value_that_does_not_fit_its_type_is_refused(tag: int, body: bytes) -> None:
    with pytest.raises(BadMessage):
        decode(tag, body)


def test_a_long_field_has_the_shortest_length() -> None:
    assert tlv(4, bytes(127))[:2] == b"\x04\x7f"
    assert tlv(4, bytes(128))[:3] == b"\x04\x81\x80"
    assert tlv(4, bytes(256))[:4] == b"\x04\x82\x01\x00"
