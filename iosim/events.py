"""
Everything that can happen to a device, one row each.

An event is stated once by the state that it happened to (`System.emit`), and every witness (syslog, traps,
the event stream, tests) derives its own wording from the same facts through a table keyed by `kind`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at `at_ms` of simulated time; `facts` has the keys of its row in `KINDS`."""

    kind: str
    at_ms: int
    facts: Mapping[str, Any]
    # Time on the log stamp where it is another: the messages of a boot are stamped as of a boot that took its time
    stamp_ms: int | None = None


# kind -> names of its facts. `by` is who did it: a `Source` as text, "console" or "admin on vty0 (10.1.1.1)".
KINDS: dict[str, tuple[str, ...]] = {
    # power and boot
    "power.on": (),
    "power.off": (),
    "boot.image_loaded": ("image",),
    "boot.failed": ("reason",),
    "system.restarted": ("reason",),  # reason: "power-on" or "reload"
    "system.reload": ("by", "reason"),
    "system.reload_scheduled": ("by", "at_text", "reason"),
    "system.reload_cancelled": ("by",),
    "spantree.ready": (),
    "stack.added": ("switch",),
    "stack.ready": ("switch",),
    "stack.removed": ("switch",),
    "stack.mismatch": ("switch",),  # it joined, but its licences do not reach the level of the stack
    "stack.link": ("switch", "port", "up"),
    "stack.master": ("switch",),
    "config.restored": (),  # startup-config applied at boot
    "config.changed": ("by",),  # leaving configuration mode
    "config.copied": ("by", "url"),  # running-config written from a file
    "nvram.erased": (),
    # interfaces: `interface` is the full name
    "interface.link": ("interface", "up"),
    "interface.admin": ("interface", "up"),
    "interface.protocol": ("interface", "up"),
    # licences: index counts inside the store from 0 and names the store as the CLI does; what happens to those of a
    # switch of a stack other than the master has its number as a further fact, `member`
    "license.installed": ("feature", "version", "index", "store", "type", "comment", "key"),
    "license.removed": ("feature", "version", "index", "store", "type", "comment", "key"),
    "license.revoked": ("feature", "version", "index", "store", "type", "comment", "key"),
    "license.eula_accepted": ("feature", "version", "index", "store", "key"),
    "license.eula_accept_all": (),
    "license.expiring": ("feature", "version", "remaining_ms"),
    "license.expired": ("feature", "version", "expired_ms"),  # 0 at the moment, then how long ago
    "license.turning": ("feature", "version", "remaining_ms"),  # an EvalRightToUse will become RightToUse
    "license.turned": ("feature", "version"),  # it did
    "license.subscription_ending": ("feature", "version", "ends", "remaining_ms"),  # ends: 2029-12-31
    "license.subscription_extended": ("feature", "version", "ends"),  # it ended, but an extension goes on
    "license.subscription_ended": ("feature", "version", "ends"),
    "license.count_warning": ("feature", "version", "count", "remaining", "counted", "comment", "key"),
    "license.count_exceeded": ("feature", "version", "count", "counted", "comment", "key"),
    "license.overage": ("feature", "version", "excess"),  # more users than the licences that are left allow
    "license.agent": ("on",),  # it listens, or no longer
    "license.debug": ("text",),
    "license.not_enforced": ("feature", "version"),
    "license.invalid": ("feature", "reason", "store", "index"),  # a stored licence that failed its check at boot
    "license.level": ("module", "level", "license"),  # next reboot level; license "" when none is valid
    "license.level_changed": ("module", "level"),  # the next boot level is another than before
    "license.none": (),  # booted without a usable licence
    # management
    "snmp.cold_start": ("hostname",),
    "snmp.auth_failure": ("peer", "community"),
    "login.success": ("user", "source", "port"),
    "login.failed": ("user", "source", "port", "reason"),
    "login.logout": ("user", "line", "source"),
    "privilege.changed": ("level", "by"),
    "ssh.session": ("source", "line", "cipher", "mac"),
    "ssh.userauth": ("source", "line", "cipher", "mac", "user", "accepted"),
    "ssh.closed": ("source", "line", "cipher", "mac", "user"),
    "logging.host": ("host", "port", "started"),
    "clock.set": ("before", "after", "by"),
}
