"""
The switches of a stack other than its master, as chassis of their own.

A stack is one device with one journal. What belongs to switch N lies in the rows of the device under `member/N/`, and
its identity follows from the master's: model, serial number and seed, and the number. So a stack is stored, undone and
copied like any other device, and rows that come from another stack belong to another serial number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from iosim.chassis import keys
from iosim.chassis.chassis import Chassis, Udi
from iosim.platforms import catalog, identity
from iosim.platforms.platform import Platform
from iosim.platforms.stack import stacked


class Rows(Protocol):
    """What a licence store or a flash asks of the box it is in: a chassis, or a switch of a stack."""

    @property
    def udi(self) -> Udi:
        """Unique device identifier."""

    @property
    def orderable_pid(self) -> str:
        """With the level suffix, as on the label."""

    @property
    def mac(self) -> bytes:
        """Base MAC address."""

    @property
    def seed(self) -> int:
        """Of everything random."""

    def get(self, key: str) -> bytes | None:
        """The row, or None."""

    def put(self, key: str, value: bytes | None) -> None:
        """Write or (None) remove a row."""

    def keys(self, prefix: str) -> list[str]:
        """Keys that begin with `prefix` and hold a value, sorted."""


@dataclass(frozen=True, slots=True)
class MemberChassis:
    """One switch of a stack: an identity of its own, and the rows under its prefix."""

    stack: Chassis
    number: int  # from 2
    udi: Udi
    orderable_pid: str
    mac: bytes

    @property
    def seed(self) -> int:
        """That of the stack; with the serial number it is the switch's own."""
        return self.stack.seed

    @property
    def prefix(self) -> str:
        """Where its rows lie."""
        return f"{keys.MEMBER}{self.number}/"

    def get(self, key: str) -> bytes | None:
        """The row as this switch sees it now, or None."""
        return self.stack.get(self.prefix + key)

    def put(self, key: str, value: bytes | None) -> None:
        """Write or (None) remove a row; part of the stack's journal."""
        self.stack.put(self.prefix + key, value)

    def keys(self, prefix: str) -> list[str]:
        """Keys that begin with `prefix` and hold a value, sorted."""
        own = self.prefix
        return [key.removeprefix(own) for key in self.stack.keys(own + prefix)]


def members(chassis: Chassis) -> tuple[MemberChassis, ...]:
    """Switches 2, 3, ... of the stack; none where the chassis is no stack."""
    return tuple(member(chassis, number, pid) for number, pid in enumerate(_orderables(chassis), start=2))


def member(chassis: Chassis, number: int, orderable_pid: str) -> MemberChassis:
    """Switch `number`, as ordered, of the stack whose master is `chassis`."""
    pid = catalog.base_pid(orderable_pid)
    serial = identity.member_serial(pid, chassis.udi.serial, chassis.seed, number)
    mac = identity.base_mac(pid, serial, chassis.seed)
    return MemberChassis(chassis, number, Udi(pid, serial), orderable_pid, mac)


def platform_of(chassis: Chassis) -> Platform:
    """The model of the device: that of the stack where it is one."""
    return stacked((chassis.udi.product_id, *_orderables(chassis)))


def prefixed(number: int, rows: Mapping[str, bytes]) -> dict[str, bytes]:
    """Rows of a chassis as those of switch `number`."""
    return {f"{keys.MEMBER}{number}/{key}": value for key, value in rows.items()}


def _orderables(chassis: Chassis) -> list[str]:
    row = chassis.get(keys.STACK)
    return [] if row is None else row.decode().split()
