"""
The box without its power: who it is, and what it keeps.

Everything kept is a row `key -> bytes`. A new chassis owns no rows of its own: it reads the rows of its
factory, which all devices of one order share. What it changes is its own small overlay, and each change is
also appended to a journal that the driver makes durable before anyone hears of it.

Keys are paths (see `iosim.chassis.keys`). Every prefix of a journal is a state a power cut can leave, so
whoever writes several rows orders them so that each prefix makes sense.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Udi(NamedTuple):
    """Unique device identifier: base product id and serial number; `str()` is the CLI's `PID:SN`."""

    product_id: str
    serial: str

    def __str__(self) -> str:
        return f"{self.product_id}:{self.serial}"


@dataclass(frozen=True, slots=True)
class Change:
    """One row written (`value`) or removed (None), with what stood there before."""

    key: str
    value: bytes | None
    before: bytes | None


_NO_ROWS: dict[str, bytes | None] = {}  # shared by devices that changed nothing; never filled
_NO_CHANGES: list[Change] = []  # likewise


class Chassis:
    """Identity and rows of one device. Opens nothing; `journal` is emptied by whoever makes it durable."""

    __slots__ = ("_product_id", "_serial", "factory", "journal", "mac", "orderable_pid", "own", "seed")

    def __init__(self, udi: Udi, orderable_pid: str, mac: bytes, seed: int, factory: Mapping[str, bytes]) -> None:
        """
        Args:
            udi: who it is.
            orderable_pid: with the level suffix, as on the label: WS-C3750E-24TD-S.
            mac: base MAC address, 6 octets.
            seed: everything random of this device follows from it.
            factory: rows of a new device of this order; shared, never changed.
        """
        self._product_id, self._serial = udi  # a fleet holds no tuple for each device
        self.orderable_pid = orderable_pid
        self.mac = mac
        self.seed = seed
        self.factory = factory
        self.own: dict[str, bytes | None] = _NO_ROWS  # None removes a factory row
        self.journal: list[Change] = _NO_CHANGES

    @property
    def udi(self) -> Udi:
        """Base product id and serial number."""
        return Udi(self._product_id, self._serial)

    def get(self, key: str) -> bytes | None:
        """The row as the device sees it now, or None."""
        if key in self.own:
            return self.own[key]
        return self.factory.get(key)

    def put(self, key: str, value: bytes | None) -> None:
        """Write or (None) remove a row; writing what is already there journals nothing."""
        before = self.get(key)
        if before == value:
            return
        self._set(key, value)
        if self.journal is _NO_CHANGES:
            self.journal = []
        self.journal.append(Change(key, value, before))

    def keys(self, prefix: str) -> list[str]:
        """Keys that begin with `prefix` and hold a value, sorted."""
        found = {key for key in self.factory if key.startswith(prefix)}
        for key, value in self.own.items():
            if key.startswith(prefix):
                found.discard(key) if value is None else found.add(key)
        return sorted(found)

    def take(self) -> list[Change]:
        """The journal since the last call, oldest first."""
        journal, self.journal = self.journal, _NO_CHANGES
        return journal

    def undo(self, changes: list[Change]) -> None:
        """Take back changes that never became durable: what a power cut does to them."""
        for change in reversed(changes):
            self._set(change.key, change.before)

    def load(self, rows: Iterator[tuple[str, bytes | None]] | Mapping[str, bytes | None]) -> None:
        """Replace the overlay by rows from a store; nothing is journalled."""
        self.own = dict(rows.items() if isinstance(rows, Mapping) else rows)

    def _set(self, key: str, value: bytes | None) -> None:
        if value == self.factory.get(key):
            self.own.pop(key, None)
            return
        if self.own is _NO_ROWS:
            self.own = {}
        self.own[key] = value
