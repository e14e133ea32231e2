"""IP-MIB: whether the device forwards, and its addresses. The addresses are a table of the device's own."""

from typing import TYPE_CHECKING

from iosim.config import read
from iosim.snmp.ber import INTEGER, IP_ADDRESS
from iosim.snmp.row import Group, Index, Row, Table, columns, scalar
from iosim.snmp.rows.cisco import packed
from iosim.snmp.rows.system import MIB_2

if TYPE_CHECKING:
    from iosim.system.system import System

IP = (*MIB_2, 4)
ADDRESS_ENTRY = (*IP, 20, 1)
FORWARDING, NOT_FORWARDING = 1, 2
DEFAULT_TTL = 255
LOOPBACK_MASK = "255.0.0.0"


def addresses(system: "System") -> dict[Index, tuple[int, str]]:
    """Every address: index arcs -> (ifIndex, mask). A management port that asks DHCP has the one clients dial."""
    found: dict[Index, tuple[int, str]] = {}
    management = system.personality.platform.management_port
    for number, port in system.snmp.ports.items():
        interface = read.interface(system.config, port.name)
        own = (interface.address, interface.mask)
        if interface.dhcp and port.name == management:
            own = (system.management_address, LOOPBACK_MASK)
        pairs = (own, *interface.secondary)
        found.update({tuple(packed(address)): (number, mask) for address, mask in pairs if address})
    return found


def _forwards(system: "System") -> bool:
    """Whether the device routes: a router does unless told not to, a switch only when told to."""
    return bool(system.config.one("ip routing", system.personality.platform.family == "router"))


GROUP = Group(
    (
        scalar(
            "ipForwarding",
            (*IP, 1),
            INTEGER,
            lambda system, now_ms: FORWARDING if _forwards(system) else NOT_FORWARDING,
        ),
        scalar("ipDefaultTTL", (*IP, 2), INTEGER, lambda personality: DEFAULT_TTL, fixed=True),
        *columns(
            "ipAddrTable",
            ADDRESS_ENTRY,
            (
                Row("ipAdEntAddr", (1,), IP_ADDRESS, lambda system, now_ms, *index: bytes(index)),
                Row("ipAdEntIfIndex", (2,), INTEGER, lambda system, now_ms, *index: addresses(system)[index][0]),
                Row(
                    "ipAdEntNetMask",
                    (3,),
                    IP_ADDRESS,
                    lambda system, now_ms, *index: packed(addresses(system)[index][1]),
                ),
                Row("ipAdEntBcastAddr", (4,), INTEGER, lambda system, now_ms, *index: 1),
                Row("ipAdEntReasmMaxSize", (5,), INTEGER, lambda system, now_ms, *index: 18024),
            ),
        ),
    ),
    (Table("ipAddrTable", lambda system: tuple(sorted(addresses(system))), own=True),),
)
