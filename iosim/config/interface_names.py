"""Kinds of interfaces in the order in which running-config lists them."""

import re

_KINDS = (
    "Loopback",
    "Tunnel",
    "Port-channel",
    "ATM",
    "FastEthernet",
    "GigabitEthernet",
    "TenGigabitEthernet",
    "Virtual-Template",
    "Vlan",
    "Dialer",
    "BVI",
)
_LETTERS = re.compile(r"[A-Za-z-]*")
_OF_A_STACK = 3  # numbers in the name of a port of a stackable switch: switch, module, port
_NUMBERS = re.compile(r"\d+")


def sort_key(name: str) -> tuple[int, tuple[int, ...], str]:
    """Where an interface stands in running-config: by kind, then by number."""
    found = _LETTERS.match(name)
    kind = found[0] if found else ""
    rank = _KINDS.index(kind) if kind in _KINDS else len(_KINDS)
    numbers = tuple(int(number) for number in _NUMBERS.findall(name, len(kind)))
    if len(numbers) == _OF_A_STACK:  # all ports of one switch stand before those of the next
        return _KINDS.index("GigabitEthernet"), (numbers[0], rank, *numbers[1:]), name
    return rank, numbers, name


def is_virtual(name: str) -> bool:
    """Whether configuration makes and removes the interface: everything but hardware ports."""
    found = _LETTERS.match(name)
    return found is not None and found[0] not in ("FastEthernet", "GigabitEthernet", "TenGigabitEthernet", "ATM")
