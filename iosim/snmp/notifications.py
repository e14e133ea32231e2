"""
Traps: what an event is told as, to which hosts, and the octets of it.

One row per notification; the witness renders it with the configuration and the time of that moment, once per
version and community, and leaves the datagrams in the outbox.
Source: RFC 3416 section 4.2.6, RFC 1157 section 4.1.6, RFC 3584 section 3.2 (one form from the other).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iosim.config import read
from iosim.config.read import TrapHost
from iosim.events import Event
from iosim.outputs import Datagram
from iosim.snmp import license_notifications
from iosim.snmp.ber import (
    INTEGER,
    IP_ADDRESS,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    TIME_TICKS,
    Oid,
    encode,
    tlv,
)
from iosim.snmp.counters import OUT_PACKETS, OUT_TRAPS
from iosim.snmp.message import INFORM, V1, V1_TRAP, V2_TRAP, V2C
from iosim.snmp.notification import Notification, Variable
from iosim.snmp.rows.cisco import CISCO, CONFIG_HISTORY, LOCAL_SYSTEM, packed, why_reload
from iosim.snmp.rows.interfaces import IF_ENTRY, admin_status, oper_status
from iosim.snmp.rows.system import SYSTEM, ticks
from iosim.snmp.state import AgentState, state_of

if TYPE_CHECKING:
    from iosim.system.system import System

SNMP_TRAPS = (1, 3, 6, 1, 6, 3, 1, 1, 5)
SNMP_TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
UP_TIME = (*SYSTEM, 3, 0)
WHY_RELOAD = (*LOCAL_SYSTEM, 2, 0)
LOCAL_INTERFACE_REASON = (*CISCO, 2, 2, 1, 1, 20)
ENTERPRISE_SPECIFIC = 6
# The agent starts with the other processes of IOS; what happened on the way up before is told to nobody. INFERRED
AGENT_START_MS = 32_000
COMMAND_LINE = 1  # ccmHistoryEventCommandSource
COMMAND_SOURCE, RUNNING = 2, 3  # HistoryEventMedium


def _restart(system: "System", event: Event) -> list[Variable]:
    return [(WHY_RELOAD, OCTET_STRING, why_reload(system, event.at_ms))]


def _reload(system: "System", event: Event) -> list[Variable]:
    return [(WHY_RELOAD, OCTET_STRING, event.facts["reason"])]


def _authentication(system: "System", event: Event) -> list[Variable]:
    return [((*LOCAL_SYSTEM, 5, 0), IP_ADDRESS, packed(event.facts["peer"]))]


def _link(system: "System", event: Event) -> list[Variable]:
    name = event.facts["interface"]
    number, port = next((number, port) for number, port in system.snmp.ports.items() if port.name == name)
    if system.config.one("snmp-server trap link", False):
        return [
            ((*IF_ENTRY, 1, number), INTEGER, number),
            ((*IF_ENTRY, 7, number), INTEGER, admin_status(system, event.at_ms, number)),
            ((*IF_ENTRY, 8, number), INTEGER, oper_status(system, event.at_ms, number)),
        ]
    shut = read.interface(system.config, name).shutdown
    reason = "up" if event.facts["up"] else "administratively down" if shut else "down"
    return [
        ((*IF_ENTRY, 1, number), INTEGER, number),
        ((*IF_ENTRY, 2, number), OCTET_STRING, name),
        ((*IF_ENTRY, 3, number), INTEGER, port.if_type),
        ((*LOCAL_INTERFACE_REASON, number), OCTET_STRING, reason),
    ]


def _link_is(up: bool) -> Callable[["System", Event], bool]:
    def told(system: "System", event: Event) -> bool:
        if event.facts["up"] is not up or event.at_ms - system.boot_ms < AGENT_START_MS:
            return False
        return read.interface(system.config, event.facts["interface"]).trap_link_status

    return told


def _config(system: "System", event: Event) -> list[Variable]:
    notes = system.snmp.note()
    notes.config_events += 1
    entry = (*CONFIG_HISTORY, 6, 1)
    return [
        ((*entry, 3, notes.config_events), INTEGER, COMMAND_LINE),
        ((*entry, 4, notes.config_events), INTEGER, COMMAND_SOURCE),
        ((*entry, 5, notes.config_events), INTEGER, RUNNING),
    ]


# Event kind -> how it is told. ifOperStatus is up where link and protocol are, so a link trap follows the protocol.
NOTIFICATIONS: dict[str, tuple[Notification, ...]] = {
    "snmp.cold_start": (Notification("coldStart", (*SNMP_TRAPS, 1), "snmp", "coldstart", _restart),),
    "interface.protocol": (
        Notification("linkDown", (*SNMP_TRAPS, 3), "snmp", "linkdown", _link, _link_is(False)),
        Notification("linkUp", (*SNMP_TRAPS, 4), "snmp", "linkup", _link, _link_is(True)),
    ),
    "snmp.auth_failure": (
        Notification("authenticationFailure", (*SNMP_TRAPS, 5), "snmp", "authentication", _authentication),
    ),
    # No switch of its own. RECALLED
    "system.reload": (Notification("reload", (*CISCO, 0, 0), "", "", _reload),),
    "config.changed": (Notification("ciscoConfigManEvent", (*CISCO, 9, 43, 2, 0, 1), "config", "", _config),),
    **license_notifications.NOTIFICATIONS,
}


def trap_witness(system: "System", event: Event) -> None:
    """Tell `event` to every `snmp-server host` that wants it."""
    rows = NOTIFICATIONS.get(event.kind)
    if rows is None:
        return
    config = system.config
    hosts = read.trap_hosts(config)
    if not hosts:
        return
    for row in rows:
        if row.kind and not read.trap_enabled(config, row.kind, row.part):
            continue
        wanting = [host for host in hosts if host.version != "3" and (not host.types or row.kind in host.types)]
        if not wanting:
            continue
        state = state_of(system)
        if row.when is None or row.when(system, event):
            _send(system, state, event, row, wanting)


def _send(system: "System", state: AgentState, event: Event, row: Notification, hosts: list[TrapHost]) -> None:
    variables = row.variables(system, event)
    notes = state.note()
    for host in hosts:
        notes.request_id += 1
        community = host.community.encode("utf-8")
        if host.version == "1":
            data = version_1(system, event.at_ms, row.oid, variables, community)
        else:
            pdu = INFORM if host.inform else V2_TRAP
            data = version_2(pdu, notes.request_id, ticks(system, event.at_ms), row.oid, variables, community)
        state.count(OUT_TRAPS)
        state.count(OUT_PACKETS)
        system.outbox.append(Datagram(host.host, host.port, data, "trap"))


def version_2(pdu: int, request_id: int, up_time: int, oid: Oid, variables: list[Variable], community: bytes) -> bytes:
    """A v2c message with a trap or inform: the time and the notification's name come first."""
    first: list[Variable] = [(UP_TIME, TIME_TICKS, up_time), (SNMP_TRAP_OID, OBJECT_IDENTIFIER, oid)]
    body = encode(INTEGER, request_id) + b"\x02\x01\x00\x02\x01\x00" + _bindings([*first, *variables])
    return _message(V2C, community, tlv(pdu, body))


def version_1(system: "System", at_ms: int, oid: Oid, variables: list[Variable], community: bytes) -> bytes:
    """A version 1 trap; of the device's own traps each one repeats the time where the device does."""
    enterprise, generic, specific = split(oid, system.personality.platform.object_id)
    up_time = ticks(system, at_ms)
    if any(name == WHY_RELOAD for name, _, _ in variables):
        variables = [(UP_TIME, TIME_TICKS, up_time), *variables]
    body = (
        encode(OBJECT_IDENTIFIER, enterprise)
        + encode(IP_ADDRESS, packed(source_address(system)))
        + encode(INTEGER, generic)
        + encode(INTEGER, specific)
        + encode(TIME_TICKS, up_time)
        + _bindings(variables)
    )
    return _message(V1, community, tlv(V1_TRAP, body))


def split(oid: Oid, object_id: Oid) -> tuple[Oid, int, int]:
    """Enterprise, generic and specific trap of a notification (RFC 3584 section 3.2)."""
    if oid[:-1] == SNMP_TRAPS:
        return object_id, oid[-1] - 1, 0
    if oid[-2] == 0:
        return oid[:-2], ENTERPRISE_SPECIFIC, oid[-1]
    return oid[:-1], ENTERPRISE_SPECIFIC, oid[-1]


def source_address(system: "System") -> str:
    """What a version 1 trap calls the agent: the trap-source's address, else the management one."""
    name = read.trap_source(system.config)
    address = read.interface(system.config, name).address if name else ""
    return address or system.management_address


def _bindings(variables: list[Variable]) -> bytes:
    return tlv(SEQUENCE, b"".join(_binding(*variable) for variable in variables))


def _binding(name: Oid, syntax: int, value: Any) -> bytes:
    return tlv(SEQUENCE, encode(OBJECT_IDENTIFIER, name) + encode(syntax, value))


def _message(version: int, community: bytes, pdu: bytes) -> bytes:
    return tlv(SEQUENCE, encode(INTEGER, version) + tlv(OCTET_STRING, community) + pdu)
