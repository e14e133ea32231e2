"""
Names of interfaces as they are typed: `GigabitEthernet1/0/1`, `gi1/0/1`, `gi 1/0/1`, `Vlan 10`.

The ports of the platform are accepted by number; what configuration creates (VLAN interfaces, loopbacks, port
channels, tunnels) by a range. The value is always the full name, `GigabitEthernet1/0/1`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from iosim.grammar.parameters import NeedsMore, Parameter, Refused, Unclear
from iosim.platforms.platform import Platform

_WORD = re.compile(r"\S+")
_TYPE = re.compile(r"[A-Za-z][A-Za-z-]*")
_RANGE_MEMBER = re.compile(r"\s*([A-Za-z][A-Za-z-]*\s*[\d/.]+)\s*(?:-\s*(\d+))?\s*(,|$)")


@dataclass(frozen=True, slots=True)
class InterfaceKind:
    """A type of interface: which numbers it has."""

    name: str  # GigabitEthernet
    numbers: frozenset[str]  # of the ports that exist; empty for what configuration creates
    low: int = 0  # of a created interface
    high: int = -1
    subinterfaces: bool = False  # a number may be followed by `.100`
    help: str = ""

    @property
    def shown(self) -> str:
        """What `?` lists for the number."""
        if not self.numbers:
            return f"<{self.low}-{self.high}>"
        firsts = sorted(int(number.partition("/")[0]) for number in self.numbers)
        return f"<{firsts[0]}-{firsts[-1]}>"

    def accepts(self, number: str) -> bool:
        """Whether an interface of this kind can have the number."""
        port, dot, sub = number.partition(".")
        if dot and not (self.subinterfaces and sub.isdigit()):
            return False
        if self.numbers:
            return port in self.numbers
        return port.isdigit() and not dot and len(port) < 12 and self.low <= int(port) <= self.high


# What configuration creates, by platform family.
_CREATED: Mapping[str, tuple[InterfaceKind, ...]] = {
    "switch": (
        InterfaceKind("Loopback", frozenset(), 0, 2147483647, help="Loopback interface"),
        InterfaceKind("Null", frozenset(), 0, 0, help="Null interface"),
        InterfaceKind("Port-channel", frozenset(), 1, 48, help="Ethernet channel of interfaces"),
        InterfaceKind("Tunnel", frozenset(), 0, 2147483647, help="Tunnel interface"),
        InterfaceKind("Vlan", frozenset(), 1, 4094, help="Interface of a VLAN"),
    ),
    "router": (
        InterfaceKind("BVI", frozenset(), 1, 255, help="Bridge-group virtual interface"),
        InterfaceKind("Dialer", frozenset(), 0, 255, help="Dialer interface"),
        InterfaceKind("Loopback", frozenset(), 0, 2147483647, help="Loopback interface"),
        InterfaceKind("Null", frozenset(), 0, 0, help="Null interface"),
        InterfaceKind("Tunnel", frozenset(), 0, 2147483647, help="Tunnel interface"),
        InterfaceKind("Virtual-Template", frozenset(), 1, 200, help="Virtual template interface"),
        InterfaceKind("Vlan", frozenset(), 1, 4094, help="Interface of a VLAN"),
    ),
}
_HELP = {
    "GigabitEthernet": "Gigabit Ethernet port",
    "TenGigabitEthernet": "Ten gigabit Ethernet port",
    "FastEthernet": "Fast Ethernet port",
    "ATM": "ATM interface",
}


def interface_kinds(platform: Platform) -> tuple[InterfaceKind, ...]:
    """The types of interface a device of this model can have, sorted by name."""
    created = _CREATED[platform.family]
    numbers: dict[str, set[str]] = {}
    for port in platform.ports:
        if found := re.fullmatch(r"([A-Za-z-]+)([\d/]+)", port.name):
            numbers.setdefault(found[1], set()).add(found[2])
    for kind in created:
        numbers.pop(kind.name, None)
    physical = [
        InterfaceKind(name, frozenset(ports), subinterfaces=platform.family == "router", help=_HELP.get(name, name))
        for name, ports in numbers.items()
    ]
    return tuple(sorted((*physical, *created), key=lambda kind: kind.name))


def interface(kinds: Sequence[InterfaceKind]) -> Parameter:
    """`<interface>`: one interface of these kinds, type and number glued or with a blank between."""

    def take(text: str, start: int, end: int) -> tuple[str, int]:
        kind, after = _kind(kinds, text, start)
        found = _WORD.match(text, after) or _WORD.search(text, after)
        if found is None:
            raise NeedsMore
        number = found[0]
        if not kind.accepts(number):
            raise Refused(found.start())
        return kind.name + number, found.end()

    def offers(typed: str) -> list[tuple[str, str]]:
        found = _TYPE.match(typed)
        if found is None or found.end() == len(typed):
            return [(kind.name, kind.help) for kind in kinds if kind.name.lower().startswith(typed.lower())]
        try:
            kind, after = _kind(kinds, typed, 0)
        except (Refused, Unclear):
            return []
        return [] if typed[after:].strip() else [(kind.shown, f"{kind.name} interface number")]

    return Parameter("WORD", take, 0, "Name of an interface", offers)


def interfaces(kinds: Sequence[InterfaceKind]) -> Parameter:
    """`<interfaces>`: the members of `interface range gi1/0/1 - 4 , te1/0/1`, as a tuple of full names."""
    one = interface(kinds)

    def take(text: str, start: int, end: int) -> tuple[tuple[str, ...], int]:
        members: list[str] = []
        position = start
        while position < len(text.rstrip()):
            found = _RANGE_MEMBER.match(text, position)
            if found is None:
                _kind(kinds, text, position)
                raise Refused(position)
            begin = found.start(1)
            first, _ = one.take(text[: found.end(1)], begin, found.end(1))
            members.append(first)
            if found[2]:
                head, last = re.fullmatch(r"(.*?)(\d+)", first).groups()  # type: ignore[union-attr]  # ends in digits
                for number in range(int(last) + 1, int(found[2]) + 1):
                    kind, _ = _kind(kinds, head, 0)
                    name = f"{head}{number}"
                    if not kind.accepts(name[len(kind.name) :]):
                        raise Refused(found.start(2))
                    members.append(name)
            position = found.end()
        if not members:
            raise NeedsMore
        return tuple(dict.fromkeys(members)), len(text)

    return Parameter("WORD", take, 0, "Interfaces: first - last , ...", one.offers)


def interface_parameters(platform: Platform) -> dict[str, Parameter]:
    """The kinds `interface` and `interfaces` of a syntax, for one model."""
    kinds = interface_kinds(platform)
    return {"interface": interface(kinds), "interfaces": interfaces(kinds)}


def _kind(kinds: Iterable[InterfaceKind], text: str, start: int) -> tuple[InterfaceKind, int]:
    """The type that begins at `start`, and where its letters end."""
    found = _TYPE.match(text, start)
    if found is None:
        raise Refused(start)
    typed = found[0].lower()
    fits = [kind for kind in kinds if kind.name.lower().startswith(typed)]
    exact = [kind for kind in fits if kind.name.lower() == typed]
    if len(exact or fits) > 1:
        raise Unclear
    if not fits:
        raise Refused(start + _longest(kinds, typed))
    return (exact or fits)[0], found.end()


def _longest(kinds: Iterable[InterfaceKind], typed: str) -> int:
    """How many characters of `typed` some type begins with."""
    return next(
        (n for n in range(len(typed), 0, -1) if any(kind.name.lower().startswith(typed[:n]) for kind in kinds)), 0
    )
