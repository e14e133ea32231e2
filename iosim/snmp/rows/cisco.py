"""Cisco's own objects that pollers ask old and new devices for: chassis, boot, image, configuration and log history."""

from typing import TYPE_CHECKING, Any

from iosim.boot.hardware import system_description
from iosim.chassis import keys
from iosim.config import read
from iosim.snmp.assignment import Assignment, text, truth
from iosim.snmp.ber import COUNTER32, INTEGER, IP_ADDRESS, OCTET_STRING, TIME_TICKS
from iosim.snmp.row import Group, Index, Row, Table, columns, scalar
from iosim.snmp.rows.system import ticks

if TYPE_CHECKING:
    from iosim.featureset.personality import Personality
    from iosim.system.system import System

CISCO = (1, 3, 6, 1, 4, 1, 9)
CHASSIS = (*CISCO, 3, 6)
LOCAL_SYSTEM = (*CISCO, 2, 1)
IMAGE_ENTRY = (*CISCO, 9, 25, 1, 1, 1)
CONFIG_HISTORY = (*CISCO, 9, 43, 1, 1)
SYSLOG_BASIC = (*CISCO, 9, 41, 1, 1)
SYSLOG_HISTORY = (*CISCO, 9, 41, 1, 2)
UNKNOWN_CHASSIS = 1
_LONGEST_IMAGE_STRING = 255


def packed(address: str) -> bytes:
    """Four octets of a dotted address."""
    return bytes(int(part) for part in address.split("."))


def chassis_id(system: "System", now_ms: int) -> str:
    """What `snmp-server chassis-id` says, else the serial number."""
    return read.snmp_chassis_id(system.config) or system.chassis.udi.serial


def why_reload(system: "System", now_ms: int) -> str:
    """Why the system started: `power-on`, or how the reload was asked for."""
    return system.origin.reload_text or system.origin.restart_reason


def _set_syslog_traps(assignment: Assignment, value: int) -> None:
    assignment.command(f"{'' if truth(value) else 'no '}snmp-server enable traps syslog")


def _set_chassis_id(assignment: Assignment, value: bytes) -> None:
    words = text(value, 255)
    assignment.command(f"snmp-server chassis-id {words}" if words else "no snmp-server chassis-id")


def _nvram_used(system: "System", now_ms: int) -> int:
    return len(system.chassis.get(keys.STARTUP_CONFIG) or b"")


def _register(system: "System", now_ms: int) -> int:
    row = system.chassis.get(keys.CONFIG_REGISTER)
    return int(row.decode() if row else system.personality.platform.words.get("config_register", "0xF"), 16)


def _busy(salt: int) -> Any:
    """The load of a device that forwards nothing: a few per cent, by rule of seed and time."""

    def value(system: "System", now_ms: int) -> int:
        period = now_ms // 5_000 // salt
        return 4 + (system.chassis.seed * 2_654_435_761 + period * 40_503 >> 7) % 5

    return value


def _image_strings(personality: "Personality") -> tuple[str, ...]:
    """The rows of CISCO-IMAGE-MIB. INFERRED for these families from the layout of later ones."""
    image = personality.image
    family, _, features = image.image_id.partition("-")
    begin = f"-{features.removesuffix('-M').lower()}-m"
    description = system_description(personality.platform, image)
    rows = (
        ("CW_BEGIN", begin),
        ("CW_IMAGE", image.image_id),
        ("CW_FAMILY", family),
        ("CW_FEATURE", "IP|LAYER_3|PLUS|SSH|3DES|MIN_DRAM_MEG=128" if image.crypto else "IP|LAYER_3|PLUS"),
        ("CW_VERSION", f"{image.version}," if image.version.startswith("12.") else image.version),  # RECALLED
        ("CW_MEDIA", "RAM"),
        ("CW_SYSDESCR", description),
        ("CW_END", begin),
    )
    return tuple(_cut(f"{key}${value}$") for key, value in rows)


def _cut(string: str) -> str:
    if len(string) <= _LONGEST_IMAGE_STRING:
        return string
    return string[: _LONGEST_IMAGE_STRING - 2] + "+$"


def _history(system: "System") -> tuple[Index, ...]:
    logger = system.logged
    if logger is None:
        return ()
    newest = logger.history_count
    return tuple((number,) for number in range(newest - len(logger.history) + 1, newest + 1))


def _flushed(system: "System", now_ms: int) -> int:
    logger = system.logged
    return 0 if logger is None else logger.history_count - len(logger.history)


def _record(system: "System", number: int) -> Any:
    logger = system.logger
    return logger.history[number - logger.history_count - 1]


def _logged(value: Any) -> Any:
    return lambda system, now_ms, number: value(_record(system, number), system)


GROUP = Group(
    (
        scalar(
            "chassisType",
            (*CHASSIS, 1),
            INTEGER,
            lambda personality: personality.platform.chassis_type or UNKNOWN_CHASSIS,
            fixed=True,
        ),
        scalar(
            "chassisVersion", (*CHASSIS, 2), OCTET_STRING, lambda personality: personality.platform.revision, fixed=True
        ),
        scalar("chassisId", (*CHASSIS, 3), OCTET_STRING, chassis_id, assign=_set_chassis_id),
        scalar(
            "romVersion",
            (*CHASSIS, 4),
            OCTET_STRING,
            lambda personality: personality.platform.words["rom"],
            fixed=True,
        ),
        scalar("romSysVersion", (*CHASSIS, 5), OCTET_STRING, lambda personality: "", fixed=True),
        scalar(
            "processorRam", (*CHASSIS, 6), INTEGER, lambda personality: personality.platform.memory_bytes, fixed=True
        ),
        scalar("nvRAMSize", (*CHASSIS, 7), INTEGER, lambda personality: personality.platform.nvram_bytes, fixed=True),
        scalar("nvRAMUsed", (*CHASSIS, 8), INTEGER, _nvram_used),
        scalar("configRegister", (*CHASSIS, 9), INTEGER, _register),
        scalar("configRegNext", (*CHASSIS, 10), INTEGER, _register),
        scalar(
            "romId", (*LOCAL_SYSTEM, 1), OCTET_STRING, lambda personality: personality.platform.words["rom"], fixed=True
        ),
        scalar("whyReload", (*LOCAL_SYSTEM, 2), OCTET_STRING, why_reload),
        scalar("hostName", (*LOCAL_SYSTEM, 3), OCTET_STRING, lambda system, now_ms: system.hostname),
        scalar("domainName", (*LOCAL_SYSTEM, 4), OCTET_STRING, lambda system, now_ms: read.domain_name(system.config)),
        scalar(
            "authAddr", (*LOCAL_SYSTEM, 5), IP_ADDRESS, lambda system, now_ms: packed(system.snmp.notes.auth_address)
        ),
        scalar("busyPer", (*LOCAL_SYSTEM, 56), INTEGER, _busy(1)),
        scalar("avgBusy1", (*LOCAL_SYSTEM, 57), INTEGER, _busy(12)),
        scalar("avgBusy5", (*LOCAL_SYSTEM, 58), INTEGER, _busy(60)),
        scalar("sysConfigName", (*LOCAL_SYSTEM, 73), OCTET_STRING, lambda system, now_ms: system.origin.image_path),
        *columns(
            "ciscoImageTable",
            IMAGE_ENTRY,
            (
                Row(
                    "ciscoImageString",
                    (2,),
                    OCTET_STRING,
                    lambda personality, number: _image_strings(personality)[number - 1],
                    fixed=True,
                ),
            ),
        ),
        scalar("clogNotificationsSent", (*SYSLOG_BASIC, 1), COUNTER32, lambda personality: 0, fixed=True),
        scalar(
            "clogNotificationsEnabled",
            (*SYSLOG_BASIC, 2),
            INTEGER,
            lambda system, now_ms: 1 if read.trap_enabled(system.config, "syslog") else 2,
            assign=_set_syslog_traps,
        ),
        scalar(
            "clogMaxSeverity",
            (*SYSLOG_BASIC, 3),
            INTEGER,
            lambda system, now_ms: read.logging_settings(system.config).history_level + 1,
        ),
        scalar("clogMsgIgnores", (*SYSLOG_BASIC, 4), COUNTER32, lambda personality: 0, fixed=True),
        scalar("clogMsgDrops", (*SYSLOG_BASIC, 5), COUNTER32, lambda personality: 0, fixed=True),
        scalar(
            "clogHistTableMaxLength",
            (*SYSLOG_HISTORY, 1),
            INTEGER,
            lambda system, now_ms: read.logging_settings(system.config).history_size,
        ),
        scalar(
            "clogHistMsgsFlushed",
            (*SYSLOG_HISTORY, 2),
            COUNTER32,
            _flushed,
        ),
        *columns(
            "clogHistoryTable",
            (*SYSLOG_HISTORY, 3, 1),
            (
                Row("clogHistFacility", (2,), OCTET_STRING, _logged(lambda record, system: record.name.split("-")[0])),
                Row("clogHistSeverity", (3,), INTEGER, _logged(lambda record, system: record.severity + 1)),
                Row("clogHistMsgName", (4,), OCTET_STRING, _logged(lambda record, system: record.name.split("-")[-1])),
                Row("clogHistMsgText", (5,), OCTET_STRING, _logged(lambda record, system: record.body[:255])),
                Row("clogHistTimestamp", (6,), TIME_TICKS, _logged(lambda record, system: ticks(system, record.at_ms))),
            ),
        ),
        scalar(
            "ccmHistoryRunningLastChanged",
            (*CONFIG_HISTORY, 1),
            TIME_TICKS,
            lambda system, now_ms: ticks(system, system.running_changed_ms),
        ),
        scalar(
            "ccmHistoryRunningLastSaved",
            (*CONFIG_HISTORY, 2),
            TIME_TICKS,
            lambda system, now_ms: ticks(system, system.running_saved_ms),
        ),
        scalar(
            "ccmHistoryStartupLastChanged",
            (*CONFIG_HISTORY, 3),
            TIME_TICKS,
            lambda system, now_ms: ticks(system, system.startup_changed_ms),
        ),
    ),
    (
        Table("ciscoImageTable", lambda system: tuple((number,) for number in range(1, 9))),
        Table("clogHistoryTable", _history, own=True),
    ),
)
