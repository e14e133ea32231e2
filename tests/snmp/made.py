"""Requests as managers write them, replies taken apart, and a small system of a few objects to ask."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from iosim.config.value import EMPTY, Config
from iosim.snmp.assignment import Assignment, Refused, text
from iosim.snmp.ber import (
    COUNTER32,
    COUNTER64,
    INTEGER,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    Oid,
    decode,
    encode,
    field_at,
    name_bytes,
    name_tuple,
    tlv,
)
from iosim.snmp.message import INCONSISTENT_VALUE, V2C
from iosim.snmp.row import Group, Row, Table, columns, scalar
from iosim.snmp.state import Objects

NULL = (5, None)
ROOT = (1, 3, 6, 1, 4, 1, 99)
EXCEPTIONS = {0x80: "noSuchObject", 0x81: "noSuchInstance", 0x82: "endOfMibView"}


def request(
    pdu: int,
    *names: Oid,
    version: int = V2C,
    community: bytes = b"public",
    request_id: int = 7,
    first: int = 0,
    second: int = 0,
    values: tuple[tuple[int, Any], ...] = (),
) -> bytes:
    """A message; each name is bound to NULL or to the value at its place."""
    bound = b"".join(
        tlv(SEQUENCE, tlv(OBJECT_IDENTIFIER, name_bytes(name)) + encode(*(values[i] if values else NULL)))
        for i, name in enumerate(names)
    )
    body = encode(INTEGER, request_id) + encode(INTEGER, first) + encode(INTEGER, second) + tlv(SEQUENCE, bound)
    return tlv(SEQUENCE, encode(INTEGER, version) + tlv(OCTET_STRING, community) + tlv(pdu, body))


def fields(data: bytes) -> list[tuple[int, bytes]]:
    """The fields that fill `data`."""
    found = []
    at = 0
    while at < len(data):
        tag, start, at = field_at(data, at, len(data))
        found.append((tag, data[start:at]))
    return found


@dataclass(frozen=True)
class Reply:
    """A message taken apart."""

    version: int
    community: bytes
    pdu: int
    request_id: int
    status: int
    index: int
    varbinds: list[tuple[Oid, Any]]  # an exception is its name
    tags: list[int] = field(default_factory=list)

    @property
    def values(self) -> list[Any]:
        """What was answered, without the names."""
        return [value for _, value in self.varbinds]


def reply(data: bytes | None) -> Reply:
    """`data` taken apart; it must be a message."""
    assert data is not None
    ((outer, body),) = fields(data)
    assert outer == SEQUENCE
    (_, version), (_, community), (pdu, content) = fields(body)
    (_, request_id), (_, status), (_, index), (_, listed) = fields(content)
    varbinds: list[tuple[Oid, Any]] = []
    tags = []
    for _, varbind in fields(listed):
        (_, name), (tag, value) = fields(varbind)
        varbinds.append((name_tuple(name), EXCEPTIONS.get(tag) or (None if tag == 5 else decode(tag, value))))
        tags.append(tag)
    number = int.from_bytes
    return Reply(
        number(version, "big"),
        community,
        pdu,
        number(request_id, "big", signed=True),
        number(status, "big"),
        number(index, "big"),
        varbinds,
        tags,
    )


def configured(*, views: dict[str, dict[str, str]] | None = None) -> Config:
    """Communities public (RO), private (RW), guarded (RO, access list 10) and narrow (RW, view narrow)."""
    config = EMPTY
    for name, value in {
        "public": {"access": "ro"},
        "private": {"access": "rw"},
        "guarded": {"access": "ro", "acl": "10"},
        "narrow": {"access": "rw", "view": "narrow"},
    }.items():
        config = config.put((), ("snmp-server community", name), value)
    for name, subtrees in (views or {}).items():
        for subtree, kind in subtrees.items():
            config = config.put((), ("snmp-server view", name, subtree), kind)
    return config


def _set_note(assignment: Assignment, value: bytes) -> None:
    assignment.config = assignment.config.put((), ("note",), text(value, 20))


def _set_level(assignment: Assignment, value: int) -> None:
    if not assignment.eula_accepted:
        raise Refused(INCONSISTENT_VALUE)
    assignment.config = assignment.config.put((), ("level",), value)


def _set_accepted(assignment: Assignment, value: int) -> None:
    assignment.eula_accepted = value == 1


GROUP = Group(
    (
        scalar("fixedText", (*ROOT, 1), OCTET_STRING, lambda personality: "shared", fixed=True),
        scalar(
            "note", (*ROOT, 2), OCTET_STRING, lambda system, now_ms: system.config.one("note", ""), assign=_set_note
        ),
        *columns(
            "ports",
            (*ROOT, 3, 1),
            (
                Row("portIndex", (1,), INTEGER, lambda system, now_ms, port: port),
                Row("portOctets", (2,), COUNTER32, lambda system, now_ms, port: now_ms * port),
                Row("portAllOctets", (3,), COUNTER64, lambda system, now_ms, port: now_ms << 32),
                Row("portText", (4,), OCTET_STRING, lambda system, now_ms, port: b"x" * 100),
            ),
        ),
        scalar(
            "level",
            (*ROOT, 5),
            INTEGER,
            lambda system, now_ms: system.config.one("level", 0),
            assign=_set_level,
            late=True,
        ),
        scalar(
            "accepted",
            (*ROOT, 6),
            INTEGER,
            lambda system, now_ms: 1 if system.snmp.notes.eula_accepted else 2,
            assign=_set_accepted,
        ),
    ),
    (Table("ports", lambda system: tuple((port,) for port in range(1, 21))),),
)


class Asked:
    """A system with the objects of `GROUP`, for the agent alone."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.snmp: Any = None
        self.license_revision = 0
        self.interfaces = SimpleNamespace(ports=list)
        self.personality = SimpleNamespace(cache={})
        self.personality.cache["snmp"] = Objects(self.personality, (GROUP,))
        self.events: list[tuple[str, dict[str, Any]]] = []

    def change(self, config: Config, now_ms: int, by: str) -> None:
        self.config = config
        self.events.append(("changed", {"by": by}))

    def emit(self, kind: str, now_ms: int, **facts: Any) -> None:
        self.events.append((kind, facts))
