"""
Interfaces of a running system: link state and counters.

Configuration says what is shut; the tester's cabling says what is connected; this says what follows. Counters
are a rule of seed, port and time, so that a port costs nothing until its state changes. They stand still while
a port is down.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iosim.config import read
from iosim.platforms.platform import Port

if TYPE_CHECKING:
    from iosim.system.system import System

IF_TYPE_VIRTUAL = 53  # propVirtual
IF_TYPE_LOOPBACK = 24  # softwareLoopback
# Highest share of a port's speed that its simulated traffic uses, and the size of its packets
_BUSIEST = 1_000_000  # bits per second
_PACKET_OCTETS = 312


@dataclass(frozen=True, slots=True)
class InterfaceState:
    """What is true of a port now."""

    admin_up: bool
    link_up: bool  # ifOperStatus, and the first word pair of `show interfaces`
    protocol_up: bool

    @property
    def status(self) -> str:
        """`up`, `down` or `administratively down`."""
        if not self.admin_up:
            return "administratively down"
        return "up" if self.link_up else "down"


_STATES = {
    (admin_up, link_up, protocol_up): InterfaceState(admin_up, link_up, protocol_up)
    for admin_up in (False, True)
    for link_up in (False, True)
    for protocol_up in (False, True)
}


@dataclass(slots=True)
class _Moved:
    """A port whose link changed since boot: counters up to then, and when."""

    since_ms: int
    counted_ms: int  # milliseconds it was up before `since_ms`


_NOTHING_CABLED: dict[str, bool] = {}  # shared by systems whose ports are as they were; never filled
_NOTHING_MOVED: dict[str, _Moved] = {}  # likewise


class Interfaces:
    """State of all ports of one System."""

    __slots__ = ("_cabled", "_moved", "_system")

    def __init__(self, system: "System") -> None:
        self._system = system
        self._cabled: dict[str, bool] = _NOTHING_CABLED
        self._moved: dict[str, _Moved] = _NOTHING_MOVED

    def ports(self) -> list[Port]:
        """Built-in ports and those configuration created, in the order of `show interfaces`."""
        return ports_of(self._system)

    def port(self, name: str) -> Port | None:
        """The port with this full name, or None."""
        for port in self.ports():
            if port.name == name:
                return port
        return None

    def cable(self, name: str, connected: bool, now_ms: int) -> None:
        """The tester plugs or unplugs the cable of a port."""
        before = self.states()
        self._cabled = {**self._cabled, name: connected}
        self.announce(before, now_ms)

    def connected(self, port: Port) -> bool:
        """Whether a cable with a live partner is in the port."""
        return self._cabled.get(port.name, port.uplink)

    def states(self) -> dict[str, InterfaceState]:
        """The state of every port by name."""
        return {port.name: self.state_of(port) for port in self.ports()}

    def state(self, name: str) -> InterfaceState:
        """The state of the port with this full name; KeyError where there is none."""
        port = self.port(name)
        if port is None:
            raise KeyError(name)
        return self.state_of(port)

    def state_of(self, port: Port) -> InterfaceState:
        """The state of one port."""
        up = not read.interface(self._system.config, port.name).shutdown
        if port.kind == "svi":
            return _STATES[up, up, up and self._any_switchport_up()]
        if port.kind in ("loopback", "null"):
            return _STATES[up, up, up]
        link = up and self.connected(port)
        return _STATES[up, link, link]

    def _any_switchport_up(self) -> bool:
        config = self._system.config
        return any(
            self.connected(port) and not read.interface(config, port.name).shutdown
            for port in self._system.personality.platform.ports
            if port.kind == "switchport"
        )

    def last_change_ms(self, name: str) -> int:
        """When the link state changed last, in simulated time; the boot for a port that never did."""
        moved = self._moved.get(name)
        return moved.since_ms if moved else self._system.boot_ms

    def announce(self, before: dict[str, InterfaceState], now_ms: int) -> None:
        """Compare with `before` and say what happened, in the order the device says it."""
        after = self.states()
        emit = self._system.emit
        for name, now in after.items():
            was = before.get(name)
            if was is None or was == now:
                continue
            if was.link_up != now.link_up or was.protocol_up != now.protocol_up:
                self._note(name, was.link_up and was.protocol_up, now_ms)
            if was.admin_up != now.admin_up:
                emit("interface.admin", now_ms, interface=name, up=now.admin_up)
            if was.link_up != now.link_up and now.admin_up:
                emit("interface.link", now_ms, interface=name, up=now.link_up)
            if was.protocol_up != now.protocol_up:
                emit("interface.protocol", now_ms, interface=name, up=now.protocol_up)

    def _note(self, name: str, was_up: bool, now_ms: int) -> None:
        up_ms = self._up_ms(name, now_ms, was_up)
        self._moved = {**self._moved, name: _Moved(now_ms, up_ms)}

    def _up_ms(self, name: str, now_ms: int, up: bool) -> int:
        moved = self._moved.get(name)
        since, counted = (moved.since_ms, moved.counted_ms) if moved else (self._system.boot_ms, 0)
        return counted + (max(0, now_ms - since) if up else 0)

    def octets(self, port: Port, inbound: bool, now_ms: int) -> int:
        """Octets counted since boot: monotonic, never above line rate, still while the port is down."""
        if port.kind in ("null", "loopback"):
            return 0
        state = self.state_of(port)
        up_ms = self._up_ms(port.name, now_ms, state.link_up and state.protocol_up)
        rate = self._rate(port, inbound)
        return up_ms * rate // 8_000

    def packets(self, port: Port, inbound: bool, now_ms: int) -> int:
        """Packets counted since boot."""
        return self.octets(port, inbound, now_ms) // _PACKET_OCTETS

    def rate_bps(self, port: Port, inbound: bool) -> int:
        """The current load of the port, bits per second."""
        state = self.state_of(port)
        return self._rate(port, inbound) if state.link_up and state.protocol_up else 0

    def _rate(self, port: Port, inbound: bool) -> int:
        mixed = (self._system.chassis.seed * 2_654_435_761 + port.if_index * 40_503 + inbound * 97) & 0xFFFFFFFF
        return 2_000 + mixed % min(_BUSIEST, port.speed_bps // 100 or 1)


def ports_of(system: "System") -> list[Port]:
    """The platform's ports and the virtual ones of the configuration, by ifIndex where IOS sorts so."""
    platform = system.personality.platform
    names = read.virtual_interfaces(system.config)
    cache = system.personality.cache
    key = ("ports", names)
    found: list[Port] | None = cache.get(key)
    if found is None:
        built_in = {port.name for port in platform.ports}
        made = [_virtual(name) for name in names if name not in built_in]
        virtual = [p for p in made if p.kind == "svi"]
        first = [p for p in platform.ports if p.kind == "svi"]
        rest = [p for p in platform.ports if p.kind != "svi"]
        if platform.family == "switch":
            found = [*first, *virtual, *rest, *(p for p in made if p.kind != "svi")]
        else:
            found = [*rest, *(p for p in made if p.kind != "svi"), *first, *virtual]
        cache[key] = found
    return found


def _virtual(name: str) -> Port:
    if name.startswith("Vlan"):
        number = int(name[4:])
        return Port(
            name, f"Vl{number}", number, IF_TYPE_VIRTUAL, 1_000_000_000, "svi", 0x40 + number % 64, hardware="EtherSVI"
        )
    if name.startswith("Loopback"):
        number = int(name[8:])
        # INFERRED index: above every physical block
        return Port(
            name,
            f"Lo{number}",
            20_000 + number,
            IF_TYPE_LOOPBACK,
            8_000_000_000,
            "loopback",
            None,
            1514,
            hardware="Loopback",
        )
    digits = name.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")
    number = int(digits.split(".")[0].replace("/", "") or 0)
    short = name[:2] + digits
    return Port(name, short, 5_000 + number, IF_TYPE_VIRTUAL, 1_000_000_000, "virtual", None, hardware="EtherChannel")
