"""
SNMPv1 and v2c messages: taken apart without copying what is only echoed, and put together again.

Source: RFC 1157 section 4, RFC 1901 section 3, RFC 3416 sections 3 and 4.
"""

from typing import NamedTuple

from iosim.snmp.ber import (
    INTEGER,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    BadMessage,
    Oid,
    decode,
    field_at,
    integer_at,
    tlv,
)

V1, V2C, V3 = 0, 1, 3
GET, GET_NEXT, RESPONSE, SET, V1_TRAP, GET_BULK, INFORM, V2_TRAP, REPORT = range(0xA0, 0xA9)

NO_ERROR, TOO_BIG, NO_SUCH_NAME, BAD_VALUE, READ_ONLY, GEN_ERR = range(6)
NO_ACCESS, WRONG_TYPE, WRONG_LENGTH, WRONG_ENCODING, WRONG_VALUE, NO_CREATION = range(6, 12)
INCONSISTENT_VALUE, RESOURCE_UNAVAILABLE, COMMIT_FAILED, UNDO_FAILED = range(12, 16)
AUTHORIZATION_ERROR, NOT_WRITABLE, INCONSISTENT_NAME = range(16, 19)

# RFC 3584 section 4.4: what a version 1 manager is told instead.
V1_STATUS = {
    WRONG_VALUE: BAD_VALUE,
    WRONG_ENCODING: BAD_VALUE,
    WRONG_TYPE: BAD_VALUE,
    WRONG_LENGTH: BAD_VALUE,
    INCONSISTENT_VALUE: BAD_VALUE,
    NO_ACCESS: NO_SUCH_NAME,
    NOT_WRITABLE: NO_SUCH_NAME,
    NO_CREATION: NO_SUCH_NAME,
    INCONSISTENT_NAME: NO_SUCH_NAME,
    AUTHORIZATION_ERROR: NO_SUCH_NAME,
    RESOURCE_UNAVAILABLE: GEN_ERR,
    COMMIT_FAILED: GEN_ERR,
    UNDO_FAILED: GEN_ERR,
}

MAX_NAME_BYTES = 640  # 128 arcs of five octets


class BadVersion(BadMessage):
    """A version this agent does not speak."""


class Request(NamedTuple):
    """One message as it came; offsets and encoded parts rather than values, for what is only echoed."""

    version: int
    community: bytes
    pdu: int
    head: bytes  # version and community, encoded
    request_id: bytes  # encoded
    first: int  # error-status, or non-repeaters of a GETBULK
    second: int  # error-index, or max-repetitions
    names: list[bytes]  # contents octets, not yet checked as names
    varbinds: bytes  # contents of the variable-bindings as sent


def parse(data: bytes) -> Request:
    """
    Take a v1 or v2c message apart.

    Raises:
        BadVersion: another version of SNMP.
        BadMessage: not a message; nothing of it may be acted on.
    """
    size = len(data)
    tag, start, end = field_at(data, 0, size)
    if tag != SEQUENCE or end != size:
        raise BadMessage("no message")
    tag, at, stop = field_at(data, start, end)
    if tag != INTEGER:
        raise BadMessage("no version")
    version = integer_at(data, at, stop)
    if version != V1 and version != V2C:
        raise BadVersion(version)
    tag, at, pdu_at = field_at(data, stop, end)
    if tag != OCTET_STRING:
        raise BadMessage("no community")
    community = data[at:pdu_at]
    pdu, id_at, pdu_end = field_at(data, pdu_at, end)
    if pdu_end != end:
        raise BadMessage("octets after the PDU")
    tag, at, id_end = field_at(data, id_at, end)
    tag_1, at_1, stop_1 = field_at(data, id_end, end)
    tag_2, at_2, stop_2 = field_at(data, stop_1, end)
    list_tag, list_at, list_end = field_at(data, stop_2, end)
    if tag != INTEGER or tag_1 != INTEGER or tag_2 != INTEGER or list_tag != SEQUENCE or list_end != end:
        raise BadMessage("no PDU")
    integer_at(data, at, id_end)
    names = []
    at = list_at
    while at < end:
        tag, name_at, at = field_at(data, at, end)
        name_tag, name_at, name_end = field_at(data, name_at, at)
        value_end = field_at(data, name_end, at)[2]
        if tag != SEQUENCE or name_tag != OBJECT_IDENTIFIER or value_end != at or name_end - name_at > MAX_NAME_BYTES:
            raise BadMessage("no variable binding")
        names.append(data[name_at:name_end])
    return Request(
        version,
        community,
        pdu,
        data[start:pdu_at],
        data[id_at:id_end],
        integer_at(data, at_1, stop_1),
        integer_at(data, at_2, stop_2),
        names,
        data[list_at:end],
    )


def values(varbinds: bytes) -> list[tuple[int, int | bytes | Oid]]:
    """
    Tags and values of parsed variable-bindings, as a SET carries them.

    Raises:
        BadMessage: a value that is none of SNMP's types.
    """
    found = []
    at, end = 0, len(varbinds)
    while at < end:
        _, name_at, at = field_at(varbinds, at, end)
        name_end = field_at(varbinds, name_at, at)[2]
        tag, start, stop = field_at(varbinds, name_end, at)
        found.append((tag, decode(tag, varbinds[start:stop])))
    return found


NO_ERROR_FIELDS = b"\x02\x01\x00\x02\x01\x00"


def response(request: Request, varbinds: bytes) -> bytes:
    """The Response to a request that went well."""
    return tlv(SEQUENCE, request.head + tlv(RESPONSE, request.request_id + NO_ERROR_FIELDS + tlv(SEQUENCE, varbinds)))


def refusal(request: Request, status: int, index: int) -> bytes:
    """The Response that says why not; `index` counts from 1, 0 names no variable."""
    varbinds = request.varbinds
    if request.version == V1:
        status = V1_STATUS.get(status, status)
    elif status == TOO_BIG:
        varbinds = b""  # RFC 3416 section 4.2.1; version 1 echoes the request
    fields = b"\x02\x01" + bytes((status,)) + tlv(INTEGER, index.to_bytes(index.bit_length() // 8 + 1, "big"))
    return tlv(SEQUENCE, request.head + tlv(RESPONSE, request.request_id + fields + tlv(SEQUENCE, varbinds)))
