"""IF-MIB: ifTable and ifXTable over the ports of a running system. Counters follow its rule; nothing is stored here."""

from typing import TYPE_CHECKING, Any

from iosim.config import read
from iosim.platforms.identity import port_mac
from iosim.platforms.platform import Port
from iosim.snmp.assignment import Assignment, choice, text
from iosim.snmp.ber import COUNTER32, COUNTER64, GAUGE32, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, TIME_TICKS
from iosim.snmp.row import Group, Index, Row, Table, columns, scalar
from iosim.snmp.rows.system import MIB_2, ticks

if TYPE_CHECKING:
    from iosim.system.system import System

IF_ENTRY = (*MIB_2, 2, 2, 1)
IF_X_ENTRY = (*MIB_2, 31, 1, 1, 1)
IF_TABLE_LAST_CHANGE = (*MIB_2, 31, 1, 5)
# Packets of the simulated traffic that are neither unicast: one in so many.
_MULTICAST_SHARE = 50
_BROADCAST_SHARE = 200
UP, DOWN = 1, 2
LONGEST_ALIAS = 64
_VIRTUAL_KINDS = ("svi", "null", "loopback", "virtual")


def ports_of(system: "System") -> dict[int, Port]:
    """The ports of the system by ifIndex, shared by all systems of its personality with the same ones."""
    key = ("snmp ports", read.virtual_interfaces(system.config))
    cache = system.personality.cache
    ports: dict[int, Port] | None = cache.get(key)
    if ports is None:
        ports = cache[key] = {port.if_index: port for port in system.interfaces.ports()}
    return ports


def indices(system: "System") -> tuple[Index, ...]:
    """ifIndex of every port, ascending."""
    return tuple((number,) for number in sorted(ports_of(system)))


def admin_status(system: "System", now_ms: int, number: int) -> int:
    """ifAdminStatus."""
    port = system.snmp.ports[number]
    return DOWN if read.interface(system.config, port.name).shutdown else UP


def oper_status(system: "System", now_ms: int, number: int) -> int:
    """ifOperStatus."""
    state = system.interfaces.state_of(system.snmp.ports[number])
    return UP if state.link_up and state.protocol_up else DOWN


def _speed(system: "System", now_ms: int, number: int) -> int:
    """ifSpeed: a copper port without a link reports the lowest speed it is willing to run at."""
    port: Port = system.snmp.ports[number]
    if port.kind == "switchport" and port.media.startswith("10/100") and oper_status(system, now_ms, number) == DOWN:
        return 10_000_000
    return min(port.speed_bps, 0xFFFFFFFF)


def _high_speed(system: "System", now_ms: int, number: int) -> int:
    port: Port = system.snmp.ports[number]
    if port.speed_bps > 0xFFFFFFFF:
        return port.speed_bps // 1_000_000
    return _speed(system, now_ms, number) // 1_000_000


def _address(system: "System", now_ms: int, number: int) -> bytes:
    port = system.snmp.ports[number]
    return b"" if port.mac_offset is None else port_mac(system.box(port.member).mac, port.mac_offset)


def _mtu(system: "System", now_ms: int, number: int) -> int:
    return system.snmp.ports[number].mtu  # type: ignore[no-any-return]  # a Port's integer


def _last_change(system: "System", now_ms: int, number: int) -> int:
    return ticks(system, system.interfaces.last_change_ms(system.snmp.ports[number].name))


def _octets(inbound: bool, bits: int) -> Any:
    mask = (1 << bits) - 1

    def value(system: "System", now_ms: int, number: int) -> int:
        return system.interfaces.octets(system.snmp.ports[number], inbound, now_ms) & mask

    return value


def _packets(inbound: bool, bits: int, cast: str) -> Any:
    """Packets of one kind; unicast, multicast and broadcast add up to what the interface counted."""
    mask = (1 << bits) - 1

    def value(system: "System", now_ms: int, number: int) -> int:
        packets = system.interfaces.packets(system.snmp.ports[number], inbound, now_ms)
        multicast, broadcast = packets // _MULTICAST_SHARE, packets // _BROADCAST_SHARE
        parts = {
            "unicast": packets - multicast - broadcast,
            "multicast": multicast,
            "broadcast": broadcast,
            "other": multicast + broadcast,
        }
        return parts[cast] & mask

    return value


def _set_admin_status(assignment: Assignment, value: int, number: int) -> None:
    port = assignment.system.snmp.ports[number]
    up = choice(value, UP, DOWN) == UP
    assignment.command(f"interface {port.name}", "no shutdown" if up else "shutdown")


def _set_alias(assignment: Assignment, value: bytes, number: int) -> None:
    port = assignment.system.snmp.ports[number]
    words = text(value, LONGEST_ALIAS)
    assignment.command(f"interface {port.name}", f"description {words}" if words else "no description")


def _set_link_traps(assignment: Assignment, value: int, number: int) -> None:
    port = assignment.system.snmp.ports[number]
    wanted = choice(value, 1, 2) == 1
    assignment.command(f"interface {port.name}", f"{'' if wanted else 'no '}snmp trap link-status")


def _alias(system: "System", now_ms: int, number: int) -> str:
    """ifAlias: the description, of which the object holds no more than its first octets."""
    return read.interface(system.config, system.snmp.ports[number].name).description[:LONGEST_ALIAS]


def _zero(system: "System", now_ms: int, number: int) -> int:
    return 0


def _port(attribute: str) -> Any:
    return lambda system, now_ms, number: getattr(system.snmp.ports[number], attribute)


def _column(number: int, name: str, syntax: int, read_value: Any, assign: Any = None) -> Row:
    return Row(name, (number,), syntax, read_value, assign=assign)


GROUP = Group(
    (
        scalar("ifNumber", (*MIB_2, 2, 1), INTEGER, lambda system, now_ms: len(system.snmp.ports)),
        *columns(
            "ifTable",
            IF_ENTRY,
            (
                _column(1, "ifIndex", INTEGER, lambda system, now_ms, number: number),
                _column(2, "ifDescr", OCTET_STRING, _port("name")),
                _column(3, "ifType", INTEGER, _port("if_type")),
                _column(4, "ifMtu", INTEGER, _mtu),
                _column(5, "ifSpeed", GAUGE32, _speed),
                _column(6, "ifPhysAddress", OCTET_STRING, _address),
                _column(7, "ifAdminStatus", INTEGER, admin_status, _set_admin_status),
                _column(8, "ifOperStatus", INTEGER, oper_status),
                _column(9, "ifLastChange", TIME_TICKS, _last_change),
                _column(10, "ifInOctets", COUNTER32, _octets(True, 32)),
                _column(11, "ifInUcastPkts", COUNTER32, _packets(True, 32, "unicast")),
                _column(12, "ifInNUcastPkts", COUNTER32, _packets(True, 32, "other")),
                _column(13, "ifInDiscards", COUNTER32, _zero),
                _column(14, "ifInErrors", COUNTER32, _zero),
                _column(15, "ifInUnknownProtos", COUNTER32, _zero),
                _column(16, "ifOutOctets", COUNTER32, _octets(False, 32)),
                _column(17, "ifOutUcastPkts", COUNTER32, _packets(False, 32, "unicast")),
                _column(18, "ifOutNUcastPkts", COUNTER32, _packets(False, 32, "other")),
                _column(19, "ifOutDiscards", COUNTER32, _zero),
                _column(20, "ifOutErrors", COUNTER32, _zero),
                _column(21, "ifOutQLen", GAUGE32, _zero),
                _column(22, "ifSpecific", OBJECT_IDENTIFIER, lambda system, now_ms, number: (0, 0)),
            ),
        ),
        *columns(
            "ifTable",
            IF_X_ENTRY,
            (
                _column(1, "ifName", OCTET_STRING, _port("short")),
                _column(2, "ifInMulticastPkts", COUNTER32, _packets(True, 32, "multicast")),
                _column(3, "ifInBroadcastPkts", COUNTER32, _packets(True, 32, "broadcast")),
                _column(4, "ifOutMulticastPkts", COUNTER32, _packets(False, 32, "multicast")),
                _column(5, "ifOutBroadcastPkts", COUNTER32, _packets(False, 32, "broadcast")),
                _column(6, "ifHCInOctets", COUNTER64, _octets(True, 64)),
                _column(7, "ifHCInUcastPkts", COUNTER64, _packets(True, 64, "unicast")),
                _column(8, "ifHCInMulticastPkts", COUNTER64, _packets(True, 64, "multicast")),
                _column(9, "ifHCInBroadcastPkts", COUNTER64, _packets(True, 64, "broadcast")),
                _column(10, "ifHCOutOctets", COUNTER64, _octets(False, 64)),
                _column(11, "ifHCOutUcastPkts", COUNTER64, _packets(False, 64, "unicast")),
                _column(12, "ifHCOutMulticastPkts", COUNTER64, _packets(False, 64, "multicast")),
                _column(13, "ifHCOutBroadcastPkts", COUNTER64, _packets(False, 64, "broadcast")),
                _column(
                    14,
                    "ifLinkUpDownTrapEnable",
                    INTEGER,
                    lambda system, now_ms, number: (
                        1 if read.interface(system.config, system.snmp.ports[number].name).trap_link_status else 2
                    ),
                    _set_link_traps,
                ),
                _column(15, "ifHighSpeed", GAUGE32, _high_speed),
                _column(16, "ifPromiscuousMode", INTEGER, lambda system, now_ms, number: 2),
                _column(
                    17,
                    "ifConnectorPresent",
                    INTEGER,
                    lambda system, now_ms, number: 2 if system.snmp.ports[number].kind in _VIRTUAL_KINDS else 1,
                ),
                _column(
                    18,
                    "ifAlias",
                    OCTET_STRING,
                    _alias,
                    _set_alias,
                ),
                _column(19, "ifCounterDiscontinuityTime", TIME_TICKS, _zero),
            ),
        ),
        scalar("ifTableLastChange", IF_TABLE_LAST_CHANGE, TIME_TICKS, lambda system, now_ms: 0),
    ),
    (Table("ifTable", indices),),
)
