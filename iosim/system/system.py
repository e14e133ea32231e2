"""
One booted IOS: what a reload or a power cut throws away.

Faces (CLI, SNMP) call its methods; whatever both can cause is one method here, and that method states the event.
It opens nothing, waits for nothing and asks nobody the time. What it wants kept it writes into the chassis; what
should leave the device it appends to `outbox`.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from iosim.boot import variables
from iosim.boot.hardware import NO_LICENSE, LicenseSummary, system_description
from iosim.chassis import Chassis, keys
from iosim.chassis.member import Rows
from iosim.config import read
from iosim.config.language import language
from iosim.config.license_agent import listeners
from iosim.config.outcome import Refused
from iosim.config.value import Config, changed
from iosim.events import Event
from iosim.featureset.choice import Choice
from iosim.featureset.personality import Personality
from iosim.flash import FileSystems
from iosim.outputs import Output
from iosim.syslog.stamp import EPOCH_1993_MS
from iosim.system.calendar import Calendar
from iosim.system.history import BootRecord
from iosim.system.interfaces import Interfaces
from iosim.system.kit import Kit
from iosim.system.licensing import Licensing
from iosim.system.lines import Line, first_vty
from iosim.system.logger import Logger, messages_of
from iosim.system.reload_schedule import ReloadSchedule

if TYPE_CHECKING:
    from iosim.system.stack import Member


class Host(Protocol):
    """What a System asks of the Device that holds it."""

    kit: Kit
    chassis: Chassis
    management_address: str

    @property
    def outbox(self) -> list[Output]:
        """What wants to leave the device."""

    @property
    def watched(self) -> bool:
        """Whether anybody hears of an event at once: a console client, a subscriber."""

    def record(self, entry: Event | BootRecord) -> None:
        """Keep an event in the device's history and tell its subscribers."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How a boot came about; one value for all devices that booted alike."""

    choice: Choice  # the level and the licence behind it
    image_path: str  # flash:/...
    register: int  # the configuration register this boot came up with
    restart_reason: str  # "power-on" or "reload"
    reload_text: str  # "Reload command"
    restored: bool  # a startup-config was read
    refused: tuple[Refused, ...]  # its lines that were not taken


class System:
    """State of one running device. Everything it seldom needs is made when first asked for."""

    __slots__ = (
        "__weakref__",
        "_calendar",
        "_files",
        "_interfaces",
        "_licensing",
        "_logger",
        "_schedule",
        "boot_config",
        "boot_ms",
        "boot_record",
        "config",
        "device",
        "leaving",
        "lines",
        "origin",
        "personality",
        "running_changed_ms",
        "running_saved_ms",
        "snmp",
        "startup_changed_ms",
    )

    def __init__(self, device: Host, personality: Personality, origin: Origin, config: Config, boot_ms: int) -> None:
        """
        Args:
            device: the box.
            personality: model, image and level.
            origin: how this boot came about.
            config: the startup-config as it was understood.
            boot_ms: when IOS started, in simulated time: uptime counts from here.
        """
        self.device = device
        self.personality = personality
        self.origin = origin
        self.config = config
        self.boot_config: Config | None = None
        self.boot_record: BootRecord | None = None
        self.boot_ms = boot_ms
        self.lines: dict[int, Line] = _NO_LINES
        self.leaving: int | None = None  # simulated time of the reload that was asked for
        self.running_changed_ms = boot_ms
        self.running_saved_ms = boot_ms
        self.startup_changed_ms = boot_ms
        self.snmp: Any = None  # counters of the SNMP agent; made by it
        self._calendar: Calendar | None = None
        self._files: FileSystems | None = None
        self._interfaces: Interfaces | None = None
        self._licensing: Licensing | None = None
        self._logger: Logger | None = None
        self._schedule: ReloadSchedule | None = None

    # -- switches of a stack, of which this is the first; `StackSystem` has more

    @property
    def number(self) -> int:
        """Number of the switch in its stack."""
        return 1

    @property
    def members(self) -> "tuple[Member, ...]":
        """Switches 2, 3, ... that are there, by number."""
        return ()

    @property
    def switches(self) -> "tuple[System | Member, ...]":
        """Every switch that is there, the master first."""
        return (self, *self.members)

    def switch(self, number: int) -> "System | Member | None":
        """The switch with this number, if it is there."""
        return self if number == 1 else None

    def box(self, number: int) -> Rows:
        """The chassis of switch `number`, whose serial number and addresses count."""
        return self.chassis

    # -- parts

    @property
    def choice(self) -> Choice:
        """The level this boot came up at and the licence behind it."""
        return self.origin.choice

    @property
    def chassis(self) -> Chassis:
        """What outlives this System."""
        return self.device.chassis

    @property
    def outbox(self) -> list[Output]:
        """What wants to leave the device, oldest first."""
        return self.device.outbox

    @property
    def hostname(self) -> str:
        """The configured host name or the platform's."""
        return read.hostname(self.config) or self.personality.platform.hostname

    @property
    def description(self) -> str:
        """sysDescr: the first lines of `show version` joined by CR LF."""
        return system_description(self.personality.platform, self.personality.image)

    @property
    def management_address(self) -> str:
        """The address clients dial, which is the management interface's."""
        return self.device.management_address

    @property
    def calendar(self) -> Calendar:
        """The software clock."""
        if self._calendar is None:
            self._calendar = self._fresh_calendar()
        return self._calendar

    @property
    def interfaces(self) -> Interfaces:
        """Link state and counters."""
        if self._interfaces is None:
            self._interfaces = self._new_interfaces()
        return self._interfaces

    @property
    def interfaces_view(self) -> Interfaces:
        """As `interfaces`, to be looked at only; asking does not make them."""
        return self._new_interfaces() if self._interfaces is None else self._interfaces

    def _new_interfaces(self) -> Interfaces:
        return Interfaces(self)

    @property
    def licensing(self) -> Licensing:
        """Licences in use, their clocks, and which level comes next."""
        if self._licensing is None:
            self._licensing = Licensing(self)
        return self._licensing

    @property
    def logger(self) -> Logger:
        """The message log."""
        if self._logger is None:
            self._logger = Logger()
            if self.boot_record is not None and self.boot_config is not None:
                self._logger.pending = (self.boot_record, self.boot_config)
                count = self._boot_messages(self.boot_record, read.logging_settings(self.boot_config))
                self._logger.sequence = self._logger.console_count = self._logger.buffer_count = count
        return self._logger

    @property
    def logged(self) -> Logger | None:
        """The message log, if anything was logged since a boot that nobody watched; asking does not make it."""
        return self._logger

    @property
    def license_view(self) -> Licensing:
        """As `licensing`, to be looked at only: a device that needed none yet keeps none for it."""
        return Licensing(self) if self._licensing is None else self._licensing

    def _boot_messages(self, record: BootRecord, settings: read.LoggingSettings) -> int:
        """How many messages a boot logged that nobody watched; counted once for all that booted alike."""
        cache = self.personality.cache
        key = ("boot messages", record.steps, settings)
        count: int | None = cache.get(key)
        if count is None:
            count = sum(len(messages_of(event, settings)) for event in record.events())
            if len(cache) < _CACHED:
                cache[key] = count
        return count

    @property
    def license_revision(self) -> int:
        """Grows when a licence comes or goes; asking does not make `licensing`."""
        return 0 if self._licensing is None else self._licensing.revision

    @property
    def files(self) -> FileSystems:
        """flash:, nvram: and system: as this device has them."""
        if self._files is None:
            self._files = FileSystems(
                self.chassis,
                self.personality.platform,
                self.device.kit.catalog.contents,
                calendar=self._calendar_at,
                running_config=self._running_config,
                further={f"flash{member.number}": member.chassis for member in self.members},
            )
        return self._files

    def _calendar_at(self, now_ms: int) -> int:
        return self.calendar.at(now_ms)

    def _running_config(self) -> str:
        return language(self.personality).write(self.config, udi=self.chassis.udi)

    @property
    def reload_schedule(self) -> ReloadSchedule:
        """`reload in`, `reload at`."""
        if self._schedule is None:
            self._schedule = ReloadSchedule()
        return self._schedule

    @property
    def license_summary(self) -> LicenseSummary:
        """What `show version` and the boot say of the level and of what it runs on."""
        offer = self.licensing.current.offer
        return LicenseSummary(
            self.personality.level.name,
            offer.type if offer is not None else NO_LICENSE,
            self.licensing.next.level,
        )

    def uptime_ms(self, now_ms: int) -> int:
        """How long this System has been up."""
        return now_ms - self.boot_ms

    # -- events

    def emit(self, kind: str, now_ms: int, **facts: Any) -> None:
        """Something happened: every witness tells it in its own words, now."""
        event = Event(kind, now_ms, facts)
        self.device.record(event)
        for witness in self.device.kit.witnesses:
            witness(self, event)

    def start_clocks(self, now_ms: int) -> None:
        """The boot is over: clocks of licences start."""
        if self.choice.needs_attention:
            self.licensing.started(now_ms)

    def announce_boot(self, record: BootRecord) -> None:
        """State the events of the boot; where nobody listens they are kept as the rule they follow."""
        if self.device.watched or read.logging_settings(self.config).hosts or read.trap_hosts(self.config):
            for event in record.events():
                self.device.record(event)
                for witness in self.device.kit.witnesses:
                    witness(self, event)
            return
        self.device.record(record)
        self.boot_record, self.boot_config = record, self.config

    # -- configuration

    def change(self, config: Config, now_ms: int, by: str) -> None:
        """
        The one way configuration changes; what differs says what happened.

        Args:
            config: the new configuration.
            now_ms: simulated time.
            by: who did it, as messages name them ("console", "admin on vty0 (10.1.1.1)", "snmp").
        """
        if config is self.config:
            return
        before = self.config
        paths = changed(before, config)
        if not paths:
            return
        ports = self.interfaces.states() if any(path[0] == "interface" for path in paths) else None
        self.config = config
        self.running_changed_ms = now_ms
        variables.follow(self.chassis, before, config)
        if ports is not None:
            self.interfaces.announce(ports, now_ms)
        self._logging_hosts(before, now_ms)
        if read.boot_level(before) != read.boot_level(config):
            self.licensing.recompute(now_ms)
        if read.eula_accepted(config) and not read.eula_accepted(before):
            self.licensing.accept_all(now_ms)
        listened, listens = bool(listeners(before)), bool(listeners(config))
        if listened != listens:
            self.emit("license.agent", now_ms, on=listens)

    def _logging_hosts(self, before: Config, now_ms: int) -> None:
        was, now = read.logging_settings(before).hosts, read.logging_settings(self.config).hosts
        if was == now:
            return
        for host, port in now:
            if (host, port) not in was:
                self.emit("logging.host", now_ms, host=host, port=port, started=True)
        for host, port in was:
            if (host, port) not in now:
                self.emit("logging.host", now_ms, host=host, port=port, started=False)

    # -- lines

    def open_line(self, transport: str, source: str, now_ms: int) -> Line | None:
        """
        The first free vty that takes this transport from this source; None when there is none.

        Source: `transport input` and `access-class` of `line vty`.
        """
        platform = self.personality.platform
        first = first_vty(platform.family)
        for index in range(platform.vty_lines):
            if first + index in self.lines:
                continue
            line = read.line(self.config, "vty", index)
            if line is None or transport not in line.transport_input:
                continue
            if line.access_class and not read.permits(self.config, line.access_class, source):
                return None
            return self._seat(Line(first + index, "vty", index, transport, source, now_ms, input_at_ms=now_ms))
        return None

    def open_console(self, now_ms: int) -> Line:
        """The console line, taken by whoever sits there."""
        return self._seat(Line(0, "console", 0, "console", "", now_ms, input_at_ms=now_ms))

    def _seat(self, line: Line) -> Line:
        if self.lines is _NO_LINES:
            self.lines = {}
        self.lines[line.number] = line
        return line

    def close_line(self, number: int, now_ms: int) -> None:
        """Whoever sat at tty `number` has left."""
        line = self.lines.pop(number, None)
        if line is not None and line.user:
            self.emit("login.logout", now_ms, user=line.user, line=number, source=line.source)

    # -- reload

    def reload(self, now_ms: int, by: str, reason: str) -> None:
        """
        Ask for a reload; the Device acts on it once the caller has returned.

        Args:
            now_ms: simulated time.
            by: who asked.
            reason: "Reload command" or what the operator gave.
        """
        self.emit("system.reload", now_ms, by=by, reason=reason)
        if self._licensing is not None:
            self._licensing.stop(now_ms)
        when = self.calendar.at(now_ms)
        row = {"reason": reason, "calendar_ms": when, "authoritative": self.calendar.authoritative}
        self.chassis.put(keys.RELOAD_REASON, json.dumps(row, sort_keys=True).encode())
        self.chassis.put(keys.ENGINE_BOOTS, str(int(self.chassis.get(keys.ENGINE_BOOTS) or 1) + 1).encode())
        self.leaving = now_ms

    # -- time

    def next_deadline_ms(self) -> int | None:
        """When `advance` next has work; None when nothing is pending."""
        due = [
            at
            for part in (self._licensing, self._schedule)
            if part is not None and (at := part.next_deadline_ms()) is not None
        ]
        return min(due, default=None)

    def advance(self, now_ms: int) -> None:
        """Make everything due at or before `now_ms` happen, in due order; stops where a reload is due."""
        while self.leaving is None:
            other = self._schedule.next_deadline_ms() if self._schedule is not None else None
            until = now_ms if other is None else min(now_ms, other)
            if self._licensing is not None:
                self._licensing.advance(until)
            if self._schedule is None or other is None or other > now_ms:
                return
            self._schedule.advance(self, other)

    def checkpoint(self, now_ms: int) -> None:
        """Make the licence clocks durable as of `now_ms`."""
        if self._licensing is not None:
            self._licensing.checkpoint(now_ms)

    def recorded(self, now_ms: int) -> bool:
        """Whether what may be told at `now_ms` is on record: a power cut takes no told use of a licence back."""
        return self._licensing is None or self._licensing.recorded(now_ms)

    def _fresh_calendar(self) -> Calendar:
        kit = self.device.kit
        if kit.calendar_ms is not None:
            return Calendar(kit.calendar_ms, True, "user configuration")
        if self.personality.platform.family == "router":
            row = self.chassis.get(keys.CALENDAR)
            shift = int(row) if row else 0
            return Calendar(kit.host_calendar_ms + shift, True, "hardware calendar")
        return Calendar(EPOCH_1993_MS - self.boot_ms, False)


_CACHED = 1_000  # entries of a personality's cache beyond which nothing is added for one boot alone
_NO_LINES: dict[int, Line] = {}  # shared by devices nobody is logged in to; never filled
