"""
`show logging` and its relatives.

Source: `show logging` captures of 3750 and ISR G2 (blank lines and indents are the device's own).
"""

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.file_questions import confirmed
from iosim.config import read
from iosim.config.read import LoggingSettings
from iosim.grammar.dialogue import Dialogue
from iosim.syslog.log import Record
from iosim.syslog.messages import SEVERITIES
from iosim.system.logger import Logger, records
from iosim.system.system import System

commands = Commands()
_COUNTS = "0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, filtering disabled"
_DISCRIMINATORS = "\nNo Active Message Discriminator.\n\n\n\nNo Inactive Message Discriminator.\n\n"
_EXCEPTION_BYTES = {"switch": 4096, "router": 8192}
_NOT_LOGGING = "disabled"


_HELP = {
    "show": "Show running system information",
    "clear": "Reset functions",
    "logging": "Show the contents of logging buffers",
    "history": "Show the contents of syslog history table",
}


@commands.add("show logging", help=_HELP)
def show_logging(cx: Context) -> str:
    """Where messages go, how many went there, and the buffer."""
    return logging_text(cx.system)


@commands.add("show logging history", help=_HELP)
def show_history(cx: Context) -> str:
    """The table of CISCO-SYSLOG-MIB."""
    return history_text(cx.system)


@commands.add("clear logging", privilege=15, help={**_HELP, "logging": "Clear logging buffer"})
def clear_logging(cx: Context) -> Dialogue:
    """Empty the buffer, after asking."""
    if (yield from confirmed("Clear logging buffer [confirm]")):
        records(cx.system)
        cx.system.logger.buffer.clear()


def logging_text(system: System) -> str:
    """The whole of `show logging`."""
    settings = read.logging_settings(system.config)
    kept = records(system)
    logger = system.logger
    image, platform = system.personality.image, system.personality.platform
    lines = [f"Syslog logging: {'enabled' if settings.on else 'disabled'} ({_COUNTS})"]
    if image.says("log_discriminators"):
        lines.append(_DISCRIMINATORS)
    lines += _target("    Console logging: ", settings.console_level, logger.console_count)
    lines += _target("    Monitor logging: ", settings.monitor_level, logger.monitor_count)
    lines += _target("    Buffer logging:  ", settings.buffered_level, logger.buffer_count)
    lines.append(f"    Exception Logging: size ({_EXCEPTION_BYTES[platform.family]} bytes)")
    lines.append("    Count and timestamp logging messages: disabled")
    if platform.family == "switch":
        lines.append("    File logging: disabled")
    lines.append("    Persistent logging: disabled")
    lines += ["", "No active filter modules.", ""]
    lines += _trap(settings, logger)
    lines += ["", f"Log Buffer ({settings.buffer_bytes} bytes):", ""]
    lines += [record.line for record in kept]
    return "\n".join(lines) + "\n"


def _target(label: str, level: int | None, count: int) -> list[str]:
    if level is None:
        return [label + _NOT_LOGGING]
    # The second line stands under the first one's text for console and monitor, one further left for the buffer.
    indent = 20 if label.endswith("  ") else 21
    return [
        f"{label}level {SEVERITIES[level]}, {count} messages logged, xml disabled,",
        f"{'':{indent}}filtering disabled",
    ]


def _trap(settings: LoggingSettings, logger: Logger) -> list[str]:
    if settings.trap_level is None:
        return ["    Trap logging: disabled"]
    lines = [f"    Trap logging: level {SEVERITIES[settings.trap_level]}, {logger.trap_count} message lines logged"]
    for host, port in settings.hosts:
        lines += [
            f"        Logging to {host}  (udp port {port}, audit disabled,",
            "              link up),",
            f"              {logger.host_counts.get(host, 0)} message lines logged,",
            "              0 message lines rate-limited,",
            "              0 message lines dropped-by-MD,",
            "              xml disabled, sequence number disabled",
            "              filtering disabled",
        ]
    if settings.source_interface:
        lines += ["        Logging Source-Interface:       VRF Name:", f"        {settings.source_interface}"]
    return lines


def history_text(system: System) -> str:
    """`show logging history`: what CISCO-SYSLOG-MIB's table holds. RECALLED form."""
    settings = read.logging_settings(system.config)
    records(system)
    logger = system.logger
    lines = [
        f"Syslog History Table:{settings.history_size} maximum table entries,",
        f"saving level {SEVERITIES[settings.history_level]} or higher",
        f" {logger.sequence - logger.history_count} messages ignored, 0 dropped, 0 recursion drops",
        f" {logger.history_count - len(logger.history)} table entries flushed",
        " SNMP notifications not enabled"
        if not read.trap_enabled(system.config, "syslog")
        else " SNMP notifications enabled, 0 notifications sent",
    ]
    for number, record in enumerate(logger.history, start=logger.history_count - len(logger.history) + 1):
        lines += _entry(number, record, system.boot_ms)
    return "\n".join(lines) + "\n"


def _entry(number: int, record: Record, boot_ms: int) -> list[str]:
    return [
        f"   entry number {number} : {record.name}",
        f"    {record.body}",
        f"    timestamp: {(record.at_ms - boot_ms) // 10}",
    ]
