"""What left a device for its syslog and trap hosts, read back."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from iosim.outputs import Datagram
from iosim.snmp.ber import Oid, decode, field_at
from iosim.snmp.message import V1_TRAP
from iosim.snmp.notifications import NOTIFICATIONS, SNMP_TRAP_OID, SNMP_TRAPS

ENTERPRISE_SPECIFIC = 6
_FIRST_OF_V2C = 2  # sysUpTime and snmpTrapOID come before what the notification says


@dataclass(frozen=True, slots=True)
class Trap:
    """One notification as a trap host receives it."""

    host: str  # where it was sent
    port: int
    version: str  # "1" or "2c"
    community: str
    oid: Oid  # snmpTrapOID, also of a version 1 trap (RFC 3584 section 3)
    name: str  # clmgmtLicenseInstalled; the dotted oid of a notification iosim does not name
    variables: dict[Oid, Any]  # int, bytes or Oid


@dataclass(slots=True)
class Witness:
    """Collects what a device sends; `keep` is called with each datagram as it leaves."""

    syslog: list[str] = field(default_factory=list)  # whole messages, priority included
    traps: list[Trap] = field(default_factory=list)

    def keep(self, datagram: Datagram) -> None:
        """Read `datagram`, which may leave the machine or not."""
        if datagram.service == "syslog":
            self.syslog.append(datagram.data.decode("utf-8", "replace"))
        elif datagram.service == "trap":
            self.traps.append(read_trap(datagram))


def read_trap(datagram: Datagram) -> Trap:
    """A trap or inform of version 1 or 2c, taken apart."""
    data = datagram.data
    _, start, _ = field_at(data, 0, len(data))
    _, _, after_version = field_at(data, start, len(data))
    _, community_at, pdu_at = field_at(data, after_version, len(data))
    pdu, body_at, _ = field_at(data, pdu_at, len(data))
    fields, at = [], body_at
    while at < len(data):
        tag, value_at, end = field_at(data, at, len(data))
        fields.append((tag, data[value_at:end]))
        at = end
    said = _variables(fields[-1][1])
    if pdu == V1_TRAP:
        enterprise, generic, specific = (decode(tag, body) for tag, body in (fields[0], fields[2], fields[3]))
        assert isinstance(enterprise, tuple)
        assert isinstance(generic, int)
        assert isinstance(specific, int)
        oid = (*enterprise, 0, specific) if generic == ENTERPRISE_SPECIFIC else (*SNMP_TRAPS, generic + 1)
        version = "1"
    else:
        oid, version = said[SNMP_TRAP_OID], "2c"
        said = dict(list(said.items())[_FIRST_OF_V2C:])
    name = _names().get(oid, ".".join(map(str, oid)))
    return Trap(datagram.host, datagram.port, version, data[community_at:pdu_at].decode(), oid, name, said)


def _variables(bindings: bytes) -> dict[Oid, Any]:
    found: dict[Oid, Any] = {}
    at = 0
    while at < len(bindings):
        _, name_at, end = field_at(bindings, at, len(bindings))
        name_tag, name_from, name_to = field_at(bindings, name_at, end)
        tag, value_at, value_to = field_at(bindings, name_to, end)
        name = decode(name_tag, bindings[name_from:name_to])
        assert isinstance(name, tuple)
        found[name] = decode(tag, bindings[value_at:value_to])
        at = end
    return found


@cache
def _names() -> dict[Oid, str]:
    return {row.oid: row.name for rows in NOTIFICATIONS.values() for row in rows}
