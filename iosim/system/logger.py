"""The syslog witness: renders an event once, with the configuration and time of that moment, for all who read it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from iosim.config import read
from iosim.config.value import Config
from iosim.events import Event
from iosim.outputs import Datagram, LineText
from iosim.syslog.log import LogBuffer, Record
from iosim.syslog.messages import CONDITIONAL, MESSAGES, OPTIONAL_MESSAGES, Message, duration
from iosim.syslog.stamp import calendar_ms, clock_text, stamp
from iosim.system.history import BootRecord

if TYPE_CHECKING:
    from iosim.system.system import System

LOCAL_PORT = 514
# Until a router has read its hardware clock its first messages are stamped from here (seen on ISR G2)
_ROUTER_FIRST_STAMP_MS = calendar_ms(2006, 1, 2)
_ROUTER_FIRST_SPAN_MS = 3_000
_BOOT_SHRUNK = 1_000  # a boot that took seconds for the stamps takes milliseconds of such a clock


@dataclass(slots=True)
class Logger:
    """Log of one System: buffer and counts. A shared boot stays unrendered until somebody reads the buffer."""

    buffer: LogBuffer = field(default_factory=LogBuffer)
    pending: tuple[BootRecord, Config] | None = None
    sequence: int = 0  # messages since boot; also the counter on the wire
    console_count: int = 0
    monitor_count: int = 0
    buffer_count: int = 0
    trap_count: int = 0
    host_counts: dict[str, int] = field(default_factory=dict)
    history: list[Record] = field(default_factory=list)  # CISCO-SYSLOG-MIB, newest last
    history_count: int = 0  # messages that ever entered it; the newest one's clogHistIndex


def records(system: "System") -> list[Record]:
    """The messages in the buffer, oldest first."""
    logger = system.logger
    if logger.pending is not None:
        (boot, config), logger.pending = logger.pending, None
        later = list(logger.buffer.records)
        logger.buffer.clear()
        settings = read.logging_settings(config)
        for event in boot.events():
            for message in messages_of(event, settings):
                if settings.buffered_level is not None and message.severity <= settings.buffered_level:
                    logger.buffer.append(_record(system, config, event, message))
        for record in later:
            logger.buffer.append(record)
    return list(logger.buffer.records)


def messages_of(event: Event, settings: read.LoggingSettings) -> list[Message]:
    """The rows that tell this event under these settings."""
    rows = MESSAGES.get(event.kind)
    if rows is None:
        condition = CONDITIONAL.get(event.kind)
        if condition is None or not getattr(settings, condition):
            return []
        rows = OPTIONAL_MESSAGES[event.kind]
    return [row for row in rows if row.when is None or row.when(event.facts)]


def syslog_witness(system: "System", event: Event) -> None:
    """Log `event`: buffer, console, monitoring lines and hosts get the same text, each by its own level."""
    config = system.config
    settings = read.logging_settings(config)
    for message in messages_of(event, settings):
        logger = system.logger
        logger.sequence += 1
        record = _record(system, config, event, message)
        if settings.buffered_level is not None and message.severity <= settings.buffered_level:
            logger.buffer.size_bytes = settings.buffer_bytes
            logger.buffer.append(record)
            logger.buffer_count += 1
        if message.severity <= settings.history_level:
            logger.history.append(record)
            logger.history_count += 1
            del logger.history[: -settings.history_size or None]
        if not settings.on:
            if settings.console_level is not None:
                system.outbox.append(LineText(0, record.line + "\n"))
            continue
        if settings.console_level is not None and message.severity <= settings.console_level:
            logger.console_count += 1
            system.outbox.append(LineText(0, record.line + "\n"))
        if settings.monitor_level is not None and message.severity <= settings.monitor_level:
            for line in system.lines.values():
                if line.monitor and line.number:
                    logger.monitor_count += 1
                    system.outbox.append(LineText(line.number, record.line + "\n"))
        if settings.trap_level is not None and message.severity <= settings.trap_level and settings.hosts:
            logger.trap_count += 1
            data = _wire(system, settings, message, logger.sequence, record)
            for host, port in settings.hosts:
                logger.host_counts[host] = logger.host_counts.get(host, 0) + 1
                system.outbox.append(Datagram(host, port, data, "syslog"))


def _record(system: "System", config: Config, event: Event, message: Message) -> Record:
    settings = read.logging_settings(config)
    body = message.text.format_map(_facts(system, config, event))
    at_ms = event.at_ms if event.stamp_ms is None else event.stamp_ms
    lead = stamp(
        settings.stamp,
        _calendar(system, event, at_ms),
        at_ms - system.boot_ms,
        authoritative=system.calendar.vouched_for and not _unread(system, at_ms),
        zone=settings.zone,
        zone_offset_ms=settings.zone_offset_ms,
    )
    if settings.sequence_numbers:
        lead = f"{system.logger.sequence:06d}: {lead}"
    return Record(at_ms, message, f"{lead}%{message.name}: {body}")


def _unread(system: "System", at_ms: int) -> bool:
    """Whether it was so early in a boot that a router had not read its battery-backed clock."""
    return system.personality.platform.family == "router" and at_ms - system.boot_ms < _ROUTER_FIRST_SPAN_MS


def _calendar(system: "System", event: Event, at_ms: int) -> int:
    """What the clock showed: a clock that runs on through a reload shows no boot before the reload was asked for."""
    if _unread(system, at_ms):
        return _ROUTER_FIRST_STAMP_MS + at_ms - system.boot_ms
    if system.calendar.runs_on:
        at_ms = event.at_ms - (event.at_ms - at_ms) // _BOOT_SHRUNK
    return system.calendar.at(at_ms)


def _facts(system: "System", config: Config, event: Event) -> dict[str, Any]:
    facts: dict[str, Any] = dict(event.facts)
    facts["udi"] = system.box(facts.get("member", 1)).udi
    facts.setdefault("hostname", read.hostname(config) or system.personality.platform.hostname)
    if event.kind == "system.restarted":
        facts["description"] = system.description.replace("\r\n", "\n")
    if "remaining_ms" in facts:
        facts["remaining"] = duration(facts["remaining_ms"])
    if "expired_ms" in facts:
        facts["expired"] = duration(facts["expired_ms"])
    if event.kind.startswith("login."):
        facts["at"] = clock_text(system.calendar.at(event.at_ms), "UTC", milliseconds=False)
    return facts


def _wire(system: "System", settings: read.LoggingSettings, message: Message, count: int, record: Record) -> bytes:
    origin = {
        "hostname": system.hostname,
        "ip": system.management_address,
        "ipv6": "::",
    }.get(settings.origin_id, settings.origin_id)
    counter = f"{count}: " if settings.message_counter else ""
    lead = f"{origin}: " if origin else ""
    text = f"<{settings.facility * 8 + message.severity}>{counter}{lead}{record.line}"
    return text.encode("utf-8", "replace")
