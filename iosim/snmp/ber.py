"""
The part of BER that SNMP needs: definite lengths, bounds checked, names kept encoded.

Encoded names are dictionary keys; they do not sort like object identifiers, so ordering is done on tuples.
Source: ITU-T X.690 as restricted by RFC 3417 section 8; SNMP types from RFC 2578 section 7.
"""

from typing import Any

Oid = tuple[int, ...]

INTEGER, OCTET_STRING, NULL, OBJECT_IDENTIFIER, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
IP_ADDRESS, COUNTER32, GAUGE32, TIME_TICKS, OPAQUE, COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x44, 0x46
UNSIGNED32 = GAUGE32
NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW = b"\x80\x00", b"\x81\x00", b"\x82\x00"

STRING_TAGS = frozenset((OCTET_STRING, IP_ADDRESS, OPAQUE))
UNSIGNED_BITS = {COUNTER32: 32, GAUGE32: 32, TIME_TICKS: 32, COUNTER64: 64}
MAX_SUB_IDENTIFIERS = 128  # RFC 2578 section 3.5
MAX_SUB_IDENTIFIER = 0xFFFFFFFF


class BadMessage(ValueError):
    """The octets are not what SNMP allows; the message is dropped and counted."""


def head(tag: int, size: int) -> bytes:
    """Tag and length of a field with `size` octets of contents, in the shortest form."""
    if size < 0x80:
        return bytes((tag, size))
    if size < 0x100:
        return bytes((tag, 0x81, size))
    return bytes((tag, 0x82, size >> 8, size & 0xFF))


def tlv(tag: int, body: bytes) -> bytes:
    """One field: tag, length, contents."""
    return head(tag, len(body)) + body


def field_at(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """
    Tag, start and end of the contents of the field at `at`.

    Raises:
        BadMessage: the field does not end at or before `end`, or its length is indefinite or longer than 4 octets.
    """
    if at + 2 > end:
        raise BadMessage("field cut off")
    size = data[at + 1]
    start = at + 2
    if size > 0x7F:
        octets = size & 0x7F
        if not 1 <= octets <= 4 or start + octets > end:
            raise BadMessage("bad length")
        size = int.from_bytes(data[start : start + octets], "big")
        start += octets
    stop = start + size
    if stop > end:
        raise BadMessage("field longer than what holds it")
    return data[at], start, stop


def name_bytes(name: Oid) -> bytes:
    """Contents octets of an object identifier of at least two arcs."""
    out = bytearray()
    for arc in (name[0] * 40 + name[1], *name[2:]):
        if arc < 0x80:
            out.append(arc)
            continue
        octets = [arc & 0x7F]
        while arc := arc >> 7:
            octets.append(arc & 0x7F | 0x80)
        out += bytes(reversed(octets))
    return bytes(out)


def name_tuple(body: bytes) -> Oid:
    """
    The arcs of an encoded object identifier.

    Raises:
        BadMessage: empty, cut off, padded, more than 128 arcs, or an arc beyond 32 bits.
    """
    arcs: list[int] = []
    arc = 0
    fresh = True
    for octet in body:
        if fresh and octet == 0x80:
            raise BadMessage("padded arc")
        arc = arc << 7 | octet & 0x7F
        fresh = octet < 0x80
        if fresh:
            arcs.append(arc)
            arc = 0
        elif arc > MAX_SUB_IDENTIFIER:
            raise BadMessage("arc beyond 32 bits")
    if not fresh or not arcs:
        raise BadMessage("name cut off")
    top = min(arcs[0] // 40, 2)
    name = (top, arcs[0] - 40 * top, *arcs[1:])
    if len(name) > MAX_SUB_IDENTIFIERS or max(name) > MAX_SUB_IDENTIFIER:
        raise BadMessage("name too long")
    return name


def integer_bytes(value: int) -> bytes:
    """Contents octets of an integer, shortest form; unsigned types get their leading zero by the same rule."""
    return value.to_bytes(((value if value >= 0 else ~value).bit_length() >> 3) + 1, "big", signed=True)


def encode(syntax: int, value: Any) -> bytes:
    """One value as a field; text becomes UTF-8 octets, an `Oid` an object identifier."""
    if syntax in STRING_TAGS:
        return tlv(syntax, value if type(value) is bytes else value.encode("utf-8", "replace"))
    if syntax == OBJECT_IDENTIFIER:
        return tlv(syntax, name_bytes(value))
    if syntax == NULL:
        return b"\x05\x00"
    return tlv(syntax, integer_bytes(value))


def integer_at(data: bytes, start: int, stop: int, largest_octets: int = 4) -> int:
    """
    The signed integer whose contents lie between `start` and `stop`.

    Raises:
        BadMessage: no octets, or more than `largest_octets`.
    """
    if not 1 <= stop - start <= largest_octets:
        raise BadMessage("integer of impossible size")
    return int.from_bytes(data[start:stop], "big", signed=True)


def decode(tag: int, body: bytes) -> int | bytes | Oid:
    """
    The value in a field of one of SNMP's types.

    Raises:
        BadMessage: the contents do not fit the type, or the tag is none of SNMP's.
    """
    if tag in STRING_TAGS:
        if tag == IP_ADDRESS and len(body) != 4:
            raise BadMessage("address is not four octets")
        return body
    if tag == INTEGER:
        return integer_at(body, 0, len(body))
    if tag in UNSIGNED_BITS:
        bits = UNSIGNED_BITS[tag]
        value = integer_at(body, 0, len(body), bits // 8 + 1)
        if value < 0:
            value += 1 << 8 * len(body)  # the common mistake of leaving out the leading zero
        if value >> bits:
            raise BadMessage("unsigned value too large")
        return value
    if tag == OBJECT_IDENTIFIER:
        return name_tuple(body)
    if tag == NULL and not body:
        return 0
    raise BadMessage("no SNMP type")
