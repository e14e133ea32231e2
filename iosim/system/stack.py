"""
A stack of switches that runs as one System.

The master boots and answers; its level is the level of the stack. Every other switch joins with licences of its own:
one whose licences reach the master's level is ready and runs at it, one whose licences do not joins as a mismatch, at
its own level, and its ports stay down. Which switch is the master never changes. Source: the Catalyst 3750-E's rules
for mixed levels could not be read, these are INFERRED; the states are those of CISCO-STACKWISE-MIB.
"""

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from iosim.boot.hardware import NO_LICENSE, LicenseSummary
from iosim.chassis import keys
from iosim.chassis.member import MemberChassis, Rows, members
from iosim.config.value import Config
from iosim.featureset.choice import Choice
from iosim.featureset.personality import Personality, personality
from iosim.platforms import catalog
from iosim.platforms.platform import Port
from iosim.system.calendar import Calendar
from iosim.system.interfaces import Interfaces
from iosim.system.license_boot import boot_choice, saved_level
from iosim.system.stack_licensing import MemberLicensing, StackLicensing
from iosim.system.system import Host, Origin, System

if TYPE_CHECKING:
    from iosim.system.kit import Kit

MEMBER_BOOT_MS = 3_000  # how long a switch is away that reloads alone; as long as `--boot-time` unless said otherwise


class State(IntEnum):
    """cswSwitchState, as far as a switch can be in it here."""

    READY = 4
    FEATURE_MISMATCH = 7
    PROVISIONED = 9  # not there: it reloads


class Member:
    """One switch of a stack other than the master, from its joining to its leaving: to its licences, a System."""

    __slots__ = ("_licensing", "boot_ms", "chassis", "choice", "personality", "stack")

    def __init__(self, stack: "StackSystem", chassis: MemberChassis, boot_ms: int, now_ms: int) -> None:
        self.stack = stack
        self.chassis = chassis
        self.boot_ms = boot_ms
        self._licensing: MemberLicensing | None = None
        platform, _ = catalog.find(chassis.udi.product_id)
        image = stack.personality.image
        startup = (stack.chassis.get(keys.STARTUP_CONFIG) or b"").decode("utf-8", "replace")
        level = stack.personality.level.name
        self.choice: Choice = boot_choice(self, platform, image, saved_level(startup), now_ms, stack_level=level)
        self.personality: Personality = personality(platform, image, self.choice.level)

    @property
    def number(self) -> int:
        """Number of the switch in the stack."""
        return self.chassis.number

    @property
    def state(self) -> State:
        """Whether it runs at the level of the stack."""
        same = self.choice.level == self.stack.personality.level.name
        return State.READY if same else State.FEATURE_MISMATCH

    # -- what licences ask of a System

    @property
    def device(self) -> Host:
        """The box: that of the stack."""
        return self.stack.device

    @property
    def kit(self) -> "Kit":
        """What all devices of a process share."""
        return self.stack.device.kit

    @property
    def config(self) -> Config:
        """The configuration, which the stack has one of."""
        return self.stack.config

    @property
    def calendar(self) -> Calendar:
        """The clock, likewise."""
        return self.stack.calendar

    @property
    def licensing(self) -> MemberLicensing:
        """Licences in use at this switch, and their clocks."""
        if self._licensing is None:
            self._licensing = MemberLicensing(self)
        return self._licensing

    @property
    def license_view(self) -> MemberLicensing:
        """As `licensing`, to be looked at only."""
        return MemberLicensing(self) if self._licensing is None else self._licensing

    @property
    def active(self) -> MemberLicensing | None:
        """The licences, if anything ever happened to them; asking does not make them."""
        return self._licensing

    @property
    def license_summary(self) -> LicenseSummary:
        """What `show version` says of its level."""
        view = self.license_view
        offer = view.current.offer
        return LicenseSummary(
            self.personality.level.name, offer.type if offer is not None else NO_LICENSE, view.next.level
        )

    def emit(self, kind: str, now_ms: int, **facts: Any) -> None:
        """Something happened at this switch."""
        self.stack.emit(kind, now_ms, **facts, member=self.number)


class StackSystem(System):
    """A System whose platform is a stack."""

    __slots__ = ("_boxes", "_members", "_returns")

    def __init__(self, device: Host, personality: Personality, origin: Origin, config: Config, boot_ms: int) -> None:
        super().__init__(device, personality, origin, config, boot_ms)
        self._licensing = StackLicensing(self)
        self._boxes = {box.number: box for box in members(device.chassis)}
        self._members: dict[int, Member] = {}
        self._returns: dict[int, int] = {}  # switch -> when it is back

    def form(self, now_ms: int) -> None:
        """The other switches join, at the boot of the stack."""
        self._members = {number: Member(self, box, self.boot_ms, now_ms) for number, box in self._boxes.items()}

    @property
    def members(self) -> tuple[Member, ...]:
        """Switches 2, 3, ... that are there, by number."""
        return tuple(self._members[number] for number in sorted(self._members))

    def switch(self, number: int) -> "System | Member | None":
        """The switch with this number, if it is there."""
        return self if number == 1 else self._members.get(number)

    def box(self, number: int) -> Rows:
        """The chassis of switch `number`, whether it is there or not."""
        return self.chassis if number == 1 else self._boxes[number]

    def state(self, number: int) -> State:
        """What state switch `number` is in."""
        if number == 1:
            return State.READY
        member = self._members.get(number)
        return State.PROVISIONED if member is None else member.state

    def start_clocks(self, now_ms: int) -> None:
        """The boot is over: the clocks of all switches start."""
        super().start_clocks(now_ms)
        for member in self.members:
            if member.choice.needs_attention:
                member.licensing.started(now_ms)

    def _new_interfaces(self) -> Interfaces:
        return StackInterfaces(self)

    # -- one switch reloads

    def reload_switch(self, number: int, now_ms: int) -> None:
        """A switch other than the master leaves, to be back with what its licences then allow. Source: RECALLED"""
        before = self.interfaces.states()
        member = self._members.pop(number)
        self._files = None  # its flash goes with it
        if member.active is not None:
            member.active.stop(now_ms)
        self._returns[number] = now_ms + MEMBER_BOOT_MS
        self.licensing.revision += 1
        self.emit("stack.removed", now_ms, switch=number)
        self.interfaces.announce(before, now_ms)

    def next_deadline_ms(self) -> int | None:
        """When `advance` next has work; None when nothing is pending."""
        due = (super().next_deadline_ms(), *self._returns.values())
        return min((due_ms for due_ms in due if due_ms is not None), default=None)

    def advance(self, now_ms: int) -> None:
        """Make everything due at or before `now_ms` happen, in due order; stops where a reload is due."""
        for due_ms, number in sorted((due_ms, number) for number, due_ms in self._returns.items()):
            if due_ms > now_ms:
                break
            super().advance(due_ms)
            if self.leaving is not None:
                return
            self._join(number, due_ms)
        super().advance(now_ms)

    def _join(self, number: int, now_ms: int) -> None:
        before = self.interfaces.states()
        del self._returns[number]
        self._files = None
        member = self._members[number] = Member(self, self._boxes[number], now_ms, now_ms)
        self.licensing.revision += 1
        for kind, facts in member.choice.announcements:
            member.emit(kind, now_ms, **dict(facts))
        if member.state is State.READY:
            self.emit("stack.added", now_ms, switch=number)
            self.emit("stack.ready", now_ms, switch=number)
        else:
            self.emit("stack.mismatch", now_ms, switch=number)
        self.interfaces.announce(before, now_ms)
        if member.choice.needs_attention:
            member.licensing.started(now_ms)
        member.licensing.follow(now_ms)


def state_of(system: System, number: int) -> State:
    """What state switch `number` is in; one that is alone is ready."""
    return system.state(number) if isinstance(system, StackSystem) else State.READY


class StackInterfaces(Interfaces):
    """Interfaces of a stack: nothing passes the ports of a switch that is not ready."""

    __slots__ = ("_stack",)

    def __init__(self, stack: StackSystem) -> None:
        super().__init__(stack)
        self._stack = stack

    def connected(self, port: Port) -> bool:
        """Whether a cable with a live partner is in the port, and the switch takes part."""
        return super().connected(port) and self._stack.state(port.member) is State.READY
