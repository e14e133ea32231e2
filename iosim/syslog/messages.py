"""
The log messages: one row per event kind that the device logs.

Texts and severities: system message guide rows collected in the message reference of the device; where a text
was only recalled or inferred the row says so. `text` is a `str.format` template over the facts of the event
and the identity (`udi`, `hostname`, `description`) of the device.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """`%FACILITY-SEVERITY-MNEMONIC: text`; `when` leaves out events that are not logged."""

    facility: str
    severity: int  # 0 emergencies .. 7 debugging
    mnemonic: str
    text: str
    when: Callable[[Mapping[str, Any]], bool] | None = None

    @property
    def name(self) -> str:
        """FACILITY-SEVERITY-MNEMONIC."""
        return f"{self.facility}-{self.severity}-{self.mnemonic}"


def _up(facts: Mapping[str, Any]) -> bool:
    return bool(facts["up"])


def _down(facts: Mapping[str, Any]) -> bool:
    return not facts["up"]


_LICENSE_WHERE = "UDI={udi}; StoreIndex={index}:{store}"

MESSAGES: dict[str, tuple[Message, ...]] = {
    "config.changed": (Message("SYS", 5, "CONFIG_I", "Configured from console by {by}"),),
    "config.restored": (Message("SYS", 5, "CONFIG_I", "Configured from memory by console"),),
    "config.copied": (Message("SYS", 5, "CONFIG_I", "Configured from {url} by {by}"),),
    "system.restarted": (Message("SYS", 5, "RESTART", "System restarted --\n{description}"),),
    "system.reload": (Message("SYS", 5, "RELOAD", "Reload requested by {by}. Reload Reason: {reason}."),),
    # RECALLED
    "system.reload_scheduled": (
        Message("SYS", 5, "SCHEDULED_RELOAD", "Reload requested for {at_text} by {by}. Reload Reason: {reason}."),
    ),
    # RECALLED
    "system.reload_cancelled": (Message("SYS", 5, "SCHEDULED_RELOAD_CANCELLED", "Scheduled reload cancelled by {by}"),),
    "nvram.erased": (Message("SYS", 7, "NV_BLOCK_INIT", "Initialized the geometry of nvram"),),
    "interface.link": (
        Message("LINK", 3, "UPDOWN", "Interface {interface}, changed state to up", _up),
        Message("LINK", 3, "UPDOWN", "Interface {interface}, changed state to down", _down),
    ),
    "interface.admin": (
        Message("LINK", 5, "CHANGED", "Interface {interface}, changed state to administratively down", _down),
    ),
    "interface.protocol": (
        Message("LINEPROTO", 5, "UPDOWN", "Line protocol on Interface {interface}, changed state to up", _up),
        Message("LINEPROTO", 5, "UPDOWN", "Line protocol on Interface {interface}, changed state to down", _down),
    ),
    "spantree.ready": (Message("SPANTREE", 5, "EXTENDED_SYSID", "Extended SysId enabled for type vlan"),),
    "stack.added": (Message("STACKMGR", 4, "SWITCH_ADDED", "Switch {switch} has been ADDED to the stack"),),
    # RECALLED
    "stack.removed": (Message("STACKMGR", 4, "SWITCH_REMOVED", "Switch {switch} has been REMOVED from the stack"),),
    # INFERRED from SWITCH_ADDED_VM, which says VERSION_MISMATCH
    "stack.mismatch": (
        Message("STACKMGR", 4, "SWITCH_ADDED_FM", "Switch {switch} has been ADDED to the stack (FEATURE_MISMATCH)"),
    ),
    "stack.ready": (Message("STACKMGR", 5, "SWITCH_READY", "Switch {switch} is READY"),),
    "stack.link": (
        Message("STACKMGR", 4, "STACK_LINK_CHANGE", "Stack Port {port} Switch {switch} has changed to state UP", _up),
        Message(
            "STACKMGR", 4, "STACK_LINK_CHANGE", "Stack Port {port} Switch {switch} has changed to state DOWN", _down
        ),
    ),
    "stack.master": (Message("STACKMGR", 5, "MASTER_READY", "Master Switch {switch} is READY"),),
    "license.installed": (
        Message("LICENSE", 6, "INSTALL", "Feature {feature} {version} was installed in this device. " + _LICENSE_WHERE),
    ),
    # RECALLED, as are REVOKE, EXPIRING and the severity of EXPIRED
    "license.removed": (
        Message("LICENSE", 6, "REMOVE", "Feature {feature} {version} was removed from this device. " + _LICENSE_WHERE),
    ),
    "license.revoked": (
        Message("LICENSE", 6, "REVOKE", "Feature {feature} {version} was revoked in this device. " + _LICENSE_WHERE),
    ),
    "license.eula_accepted": (
        Message(
            "LICENSE", 6, "EULA_ACCEPTED", "EULA for feature {feature} {version} has been accepted. " + _LICENSE_WHERE
        ),
    ),
    "license.eula_accept_all": (
        Message("LICENSE", 6, "EULA_ACCEPT_ALL", "The Right to Use End User License Agreement is accepted"),
    ),
    "license.expiring": (
        Message(
            "LICENSE",
            1,
            "EXPIRING",
            "License for feature {feature} {version} will expire in {remaining}. UDI={udi}",
        ),
    ),
    "license.expired": (
        Message(
            "LICENSE",
            1,
            "EXPIRED",
            "License for feature {feature} {version} has expired now. UDI={udi}",
            lambda facts: facts["expired_ms"] <= 0,
        ),
        Message(
            "LICENSE",
            1,
            "EXPIRED",
            "License for feature {feature} {version} has expired {expired} ago. UDI={udi}",
            lambda facts: facts["expired_ms"] > 0,
        ),
    ),
    # INFERRED, as are the two after it, but for the mnemonics VIOLATION (seen) and IN_OVERAGE (RECALLED)
    "license.turning": (
        Message(
            "LICENSE",
            1,
            "EXPIRING",
            "License for feature {feature} {version} will become a right to use in {remaining}. UDI={udi}",
        ),
    ),
    "license.turned": (
        Message("LICENSE", 6, "RTU_TRANSITION", "License for feature {feature} {version} is a right to use. UDI={udi}"),
    ),
    "license.subscription_ending": (
        Message(
            "LICENSE",
            1,
            "EXPIRING",
            "Subscription for feature {feature} {version} will expire in {remaining}. UDI={udi}",
        ),
    ),
    "license.subscription_extended": (
        Message(
            "LICENSE",
            1,
            "EXPIRED",
            "Subscription for feature {feature} {version} has expired on {ends}, an extension goes on. UDI={udi}",
        ),
    ),
    "license.subscription_ended": (
        Message(
            "LICENSE", 1, "EXPIRED", "Subscription for feature {feature} {version} has expired on {ends}. UDI={udi}"
        ),
    ),
    "license.count_exceeded": (
        Message(
            "LICENSE", 6, "VIOLATION", "All {count} licenses for feature {feature} {version} are in use. UDI={udi}"
        ),
    ),
    "license.overage": (
        Message(
            "LICENSE",
            4,
            "IN_OVERAGE",
            "In overage for feature {feature} {version} by a count of {excess} in this device. UDI={udi}",
        ),
    ),
    # RECALLED
    "license.agent": (
        Message("LICENSE", 4, "LIC_AGENT_ON", "License Agent is turned on. UDI={udi}", lambda facts: bool(facts["on"])),
        Message("LICENSE", 4, "LIC_AGENT_OFF", "License Agent is turned off. UDI={udi}", lambda facts: not facts["on"]),
    ),
    # A real device prints debugging text without a message name; what it says was not found. INFERRED
    "license.debug": (Message("LICENSE", 7, "DEBUG", "{text}"),),
    # RECALLED text; the reason stands for the failed call of the licence core
    "license.invalid": (
        Message("LICENSE", 2, "VLS_ERROR", "'verify license {feature}' failed with an error - rc = 1 - '{reason}'"),
    ),
    "license.level": (
        Message(
            "IOS_LICENSE_IMAGE_APPLICATION",
            6,
            "LICENSE_LEVEL",
            "Module name = {module} Next reboot level = {level} and License = {license}",
            lambda facts: bool(facts["license"]),
        ),
        Message(
            "IOS_LICENSE_IMAGE_APPLICATION",
            6,
            "LICENSE_LEVEL",
            "Module name = {module} Next reboot level = {level} and License = No valid license found",
            lambda facts: not facts["license"],
        ),
    ),
    # RECALLED text of a confirmed pattern
    "license.none": (
        Message(
            "IOS_LICENSE_IMAGE_APPLICATION",
            6,
            "NO_LICENSE",
            "No valid license available to use. IOS will run with limited functionality. udi = {udi}",
        ),
    ),
    "snmp.cold_start": (Message("SNMP", 5, "COLDSTART", "SNMP agent on host {hostname} is undergoing a cold start"),),
    "snmp.auth_failure": (Message("SNMP", 3, "AUTHFAIL", "Authentication failure for SNMP req from host {peer}"),),
    "login.logout": (Message("SYS", 6, "LOGOUT", "User {user} has exited tty session {line}({source})"),),
    "privilege.changed": (Message("SYS", 5, "PRIV_I", "Privilege level set to {level} by {by}"),),
    "logging.host": (
        Message(
            "SYS",
            6,
            "LOGGINGHOST_STARTSTOP",
            "Logging to host {host} port {port} started - CLI initiated",
            lambda facts: bool(facts["started"]),
        ),
        Message(
            "SYS",
            6,
            "LOGGINGHOST_STARTSTOP",
            "Logging to host {host} port {port} stopped - CLI initiated",
            lambda facts: not facts["started"],
        ),
    ),
    # RECALLED
    "clock.set": (
        Message(
            "SYS",
            6,
            "CLOCKUPDATE",
            "System clock has been updated from {before} to {after}, configured from console by {by}.",
        ),
    ),
}

# Events that are logged only where the configuration asks for it: kind -> predicate name in the log settings
CONDITIONAL = {
    "login.success": "login_success",
    "login.failed": "login_failure",
    "ssh.session": "ssh_events",
    "ssh.userauth": "ssh_events",
    "ssh.closed": "ssh_events",
}

OPTIONAL_MESSAGES: dict[str, tuple[Message, ...]] = {
    "login.success": (
        Message(
            "SEC_LOGIN",
            5,
            "LOGIN_SUCCESS",
            "Login Success [user: {user}] [Source: {source}] [localport: {port}] at {at}",
        ),
    ),
    "login.failed": (
        Message(
            "SEC_LOGIN",
            4,
            "LOGIN_FAILED",
            "Login failed [user: {user}] [Source: {source}] [localport: {port}] [Reason: {reason}] at {at}",
        ),
    ),
    "ssh.session": (
        Message(
            "SSH",
            5,
            "SSH2_SESSION",
            "SSH2 Session request from {source} (tty = {line}) using crypto cipher '{cipher}', hmac '{mac}' Succeeded",
        ),
    ),
    "ssh.userauth": tuple(
        Message(
            "SSH",
            5,
            "SSH2_USERAUTH",
            "User '{user}' authentication for SSH2 Session from {source} (tty = {line}) "
            f"using crypto cipher '{{cipher}}', hmac '{{mac}}' {outcome}",
            when,
        )
        for outcome, when in (
            ("Succeeded", lambda facts: facts["accepted"]),
            ("Failed", lambda facts: not facts["accepted"]),
        )
    ),
    "ssh.closed": (
        Message(
            "SSH",
            5,
            "SSH2_CLOSE",
            "SSH2 Session from {source} (tty = {line}) for user '{user}' "
            "using crypto cipher '{cipher}', hmac '{mac}' closed",
        ),
    ),
}

SEVERITIES = (
    "emergencies",
    "alerts",
    "critical",
    "errors",
    "warnings",
    "notifications",
    "informational",
    "debugging",
)


def duration(period_ms: int) -> str:
    """Whole units from weeks down, as the licence messages count: `8 weeks 4 days`. RECALLED form."""
    minutes = max(0, period_ms) // 60_000
    parts = []
    for name, size in (("week", 10_080), ("day", 1_440), ("hour", 60), ("minute", 1)):
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(f"{count} {name}{'s' if count != 1 else ''}")
        if len(parts) == 2:
            break
    return " ".join(parts) or "0 minutes"
