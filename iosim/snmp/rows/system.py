"""SNMPv2-MIB: the system group, the snmp group and what SNMP-FRAMEWORK-MIB says of the engine."""

from typing import TYPE_CHECKING, Any

from iosim.boot.hardware import system_description
from iosim.chassis import keys
from iosim.config import read
from iosim.snmp.assignment import Assignment, choice, text
from iosim.snmp.ber import COUNTER32, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, TIME_TICKS
from iosim.snmp.counters import (
    BAD_COMMUNITY_NAMES,
    BAD_COMMUNITY_USES,
    BAD_VERSIONS,
    GET_NEXTS,
    GETS,
    IN_PACKETS,
    OUT_BAD_VALUES,
    OUT_GEN_ERRS,
    OUT_NO_SUCH_NAMES,
    OUT_PACKETS,
    OUT_RESPONSES,
    OUT_TOO_BIGS,
    OUT_TRAPS,
    PARSE_ERRORS,
    REQUESTED_VARIABLES,
    SET_VARIABLES,
    SETS,
    SILENT_DROPS,
)
from iosim.snmp.row import Group, Row, scalar

if TYPE_CHECKING:
    from iosim.system.system import System

MIB_2 = (1, 3, 6, 1, 2, 1)
SYSTEM = (*MIB_2, 1)
SNMP = (*MIB_2, 11)
SNMP_ENGINE = (1, 3, 6, 1, 6, 3, 10, 2, 1)
LONGEST_TEXT = 255
# RECALLED: sysServices of a Catalyst and of an ISR.
SERVICES = {"switch": 6, "router": 78}
MAX_MESSAGE_BYTES = 1500


def up_time(system: "System", now_ms: int) -> int:
    """sysUpTime: hundredths of a second since the system came up, wrapping after 497 days."""
    return (now_ms - system.boot_ms) // 10 & 0xFFFFFFFF


def ticks(system: "System", at_ms: int) -> int:
    """The sysUpTime of the instant `at_ms`; 0 for what was before the boot."""
    return max(0, at_ms - system.boot_ms) // 10 & 0xFFFFFFFF


def _full_name(system: "System", now_ms: int) -> str:
    domain = read.domain_name(system.config)
    return (f"{system.hostname}.{domain}" if domain else system.hostname)[:LONGEST_TEXT]


def _set_name(assignment: Assignment, value: bytes) -> None:
    name = text(value, LONGEST_TEXT)
    domain = read.domain_name(assignment.config)
    if domain and name.endswith(f".{domain}"):
        name = name[: -len(domain) - 1]
    assignment.command(f"hostname {name}" if name else "no hostname")


def _set_text(command: str) -> Any:
    def assign(assignment: Assignment, value: bytes) -> None:
        words = text(value, LONGEST_TEXT)
        assignment.command(f"{command} {words}" if words else f"no {command}")

    return assign


def _authentication_traps(system: "System", now_ms: int) -> int:
    return 1 if read.trap_enabled(system.config, "snmp", "authentication") else 2


def _set_authentication_traps(assignment: Assignment, value: int) -> None:
    wanted = choice(value, 1, 2) == 1
    assignment.command(f"{'' if wanted else 'no '}snmp-server enable traps snmp authentication")


def _engine_boots(system: "System", now_ms: int) -> int:
    return int(system.chassis.get(keys.ENGINE_BOOTS) or b"1")


def _counter(name: str, number: int, counter: int | None) -> Row:
    if counter is None:  # an agent never receives or sends what it counts
        return scalar(name, (*SNMP, number), COUNTER32, lambda personality: 0, fixed=True)
    return scalar(name, (*SNMP, number), COUNTER32, lambda system, now_ms: system.snmp.counted(counter))


GROUP = Group(
    (
        scalar(
            "sysDescr",
            (*SYSTEM, 1),
            OCTET_STRING,
            lambda personality: system_description(personality.platform, personality.image)[:LONGEST_TEXT],
            fixed=True,
        ),
        scalar(
            "sysObjectID",
            (*SYSTEM, 2),
            OBJECT_IDENTIFIER,
            lambda personality: personality.platform.object_id,
            fixed=True,
        ),
        scalar("sysUpTime", (*SYSTEM, 3), TIME_TICKS, up_time),
        scalar(
            "sysContact",
            (*SYSTEM, 4),
            OCTET_STRING,
            lambda system, now_ms: read.snmp_contact(system.config)[:LONGEST_TEXT],
            assign=_set_text("snmp-server contact"),
        ),
        scalar("sysName", (*SYSTEM, 5), OCTET_STRING, _full_name, assign=_set_name),
        scalar(
            "sysLocation",
            (*SYSTEM, 6),
            OCTET_STRING,
            lambda system, now_ms: read.snmp_location(system.config)[:LONGEST_TEXT],
            assign=_set_text("snmp-server location"),
        ),
        scalar(
            "sysServices",
            (*SYSTEM, 7),
            INTEGER,
            lambda personality: SERVICES[personality.platform.family],
            fixed=True,
        ),
        scalar("sysORLastChange", (*SYSTEM, 8), TIME_TICKS, lambda personality: 0, fixed=True),
        _counter("snmpInPkts", 1, IN_PACKETS),
        _counter("snmpOutPkts", 2, OUT_PACKETS),
        _counter("snmpInBadVersions", 3, BAD_VERSIONS),
        _counter("snmpInBadCommunityNames", 4, BAD_COMMUNITY_NAMES),
        _counter("snmpInBadCommunityUses", 5, BAD_COMMUNITY_USES),
        _counter("snmpInASNParseErrs", 6, PARSE_ERRORS),
        _counter("snmpInTooBigs", 8, None),
        _counter("snmpInNoSuchNames", 9, None),
        _counter("snmpInBadValues", 10, None),
        _counter("snmpInReadOnlys", 11, None),
        _counter("snmpInGenErrs", 12, None),
        _counter("snmpInTotalReqVars", 13, REQUESTED_VARIABLES),
        _counter("snmpInTotalSetVars", 14, SET_VARIABLES),
        _counter("snmpInGetRequests", 15, GETS),
        _counter("snmpInGetNexts", 16, GET_NEXTS),
        _counter("snmpInSetRequests", 17, SETS),
        _counter("snmpInGetResponses", 18, None),
        _counter("snmpInTraps", 19, None),
        _counter("snmpOutTooBigs", 20, OUT_TOO_BIGS),
        _counter("snmpOutNoSuchNames", 21, OUT_NO_SUCH_NAMES),
        _counter("snmpOutBadValues", 22, OUT_BAD_VALUES),
        _counter("snmpOutGenErrs", 24, OUT_GEN_ERRS),
        _counter("snmpOutGetRequests", 25, None),
        _counter("snmpOutGetNexts", 26, None),
        _counter("snmpOutSetRequests", 27, None),
        _counter("snmpOutGetResponses", 28, OUT_RESPONSES),
        _counter("snmpOutTraps", 29, OUT_TRAPS),
        scalar(
            "snmpEnableAuthenTraps",
            (*SNMP, 30),
            INTEGER,
            _authentication_traps,
            assign=_set_authentication_traps,
        ),
        _counter("snmpSilentDrops", 31, SILENT_DROPS),
        _counter("snmpProxyDrops", 32, None),
        scalar(
            "snmpEngineID",
            (*SNMP_ENGINE, 1),
            OCTET_STRING,
            # Enterprise 9 with the high bit, format 3 and a pad octet, then the base MAC address.
            lambda system, now_ms: b"\x80\x00\x00\x09\x03\x00" + system.chassis.mac,
        ),
        scalar("snmpEngineBoots", (*SNMP_ENGINE, 2), INTEGER, _engine_boots),
        scalar("snmpEngineTime", (*SNMP_ENGINE, 3), INTEGER, lambda system, now_ms: (now_ms - system.boot_ms) // 1000),
        scalar(
            "snmpEngineMaxMessageSize",
            (*SNMP_ENGINE, 4),
            INTEGER,
            lambda system, now_ms: system.snmp.access.max_bytes,
        ),
    )
)
