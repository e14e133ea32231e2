"""
The sorted instances of one shape, shared by every device that has it.

A shape is a personality and the index tuples of its shared tables, so a changed host name or counter never
makes a new skeleton. Nothing that a device says is kept in one but the bytes last made for a value.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from iosim.snmp.ber import (
    COUNTER64,
    OBJECT_IDENTIFIER,
    SEQUENCE,
    STRING_TAGS,
    Oid,
    encode,
    name_bytes,
    name_tuple,
    tlv,
)
from iosim.snmp.row import Index, Row, Table

if TYPE_CHECKING:
    from iosim.featureset.personality import Personality
    from iosim.system.system import System

Permits = Callable[[Oid, Row], bool]
_REMEMBERED = STRING_TAGS | {OBJECT_IDENTIFIER}


def everything(name: Oid, row: Row) -> bool:
    """The view that hides nothing."""
    return True


class OwnTable:
    """A table whose index tuples are the device's own; stands in a skeleton as one entry that answers "next" itself."""

    __slots__ = ("columns", "permits", "root", "table")

    def __init__(self, table: Table, rows: Sequence[Row], permits: Permits = everything) -> None:
        self.table = table
        self.columns = sorted(rows, key=lambda row: row.oid)
        self.root = self.columns[0].oid[:-1]
        self.permits = permits

    def find(self, system: "System", name: Oid) -> tuple[Row, Index] | None:
        """The instance called `name`."""
        for row in self.columns:
            depth = len(row.oid)
            if name[:depth] == row.oid:
                index = name[depth:]
                indices = self.table.indices(system)
                at = bisect_left(indices, index)
                if at < len(indices) and indices[at] == index and self.permits(name, row):
                    return row, index
        return None

    def after(self, system: "System", name: Oid) -> tuple[Oid, Row, Index] | None:
        """The first instance behind `name`."""
        indices = self.table.indices(system)
        for row in self.columns:
            depth = len(row.oid)
            head = name[:depth]
            if head > row.oid:
                continue
            start = bisect_right(indices, name[depth:]) if head == row.oid else 0
            for index in indices[start:]:
                found = (*row.oid, *index)
                if self.permits(found, row):
                    return found, row, index
        return None

    def varbind(self, system: "System", now_ms: int, name: Oid, row: Row, index: Index) -> bytes:
        """The variable binding of an instance."""
        return tlv(SEQUENCE, encode(OBJECT_IDENTIFIER, name) + encode(row.syntax, row.read(system, now_ms, *index)))


class Skeleton:
    """
    Instances in order, ready to be asked by encoded name.

    Args:
        personality: whose `fixed` rows are read once, here.
        rows: every object of the personality.
        shape: index tuples of each shared table.
        own: tables that keep their own index tuples.
    """

    __slots__ = (
        "__weakref__",
        "at",
        "column_lengths",
        "columns",
        "encoded",
        "entries",
        "heads",
        "last",
        "live",
        "names",
        "parts",
        "personality",
        "repeats",
    )

    def __init__(
        self,
        personality: "Personality",
        rows: Sequence[Row],
        shape: Mapping[str, tuple[Index, ...]],
        own: Mapping[str, Table],
    ) -> None:
        found: list[tuple[Oid, Any, Index]] = []
        owned: dict[str, list[Row]] = {}
        for row in rows:
            if not row.table:
                found.append(((*row.oid, 0), row, ()))
            elif row.table in own:
                owned.setdefault(row.table, []).append(row)
            else:
                found += [((*row.oid, *index), row, index) for index in shape[row.table]]
        for name, group in owned.items():
            table = OwnTable(own[name], group)
            found.append((table.root, table, ()))
        found.sort(key=itemgetter(0))
        self.personality = personality
        self.names = [name for name, _, _ in found]
        self.heads = [tlv(OBJECT_IDENTIFIER, name_bytes(name)) for name in self.names]
        self.entries = [(row, index) for _, row, index in found]
        self.encoded = [
            tlv(SEQUENCE, head + encode(row.syntax, row.read(personality, *index)))
            if isinstance(row, Row) and row.fixed
            else None
            for head, (row, index) in zip(self.heads, self.entries, strict=True)
        ]
        self.columns = {name_bytes(row.oid): row for row in rows}
        self._finish()

    def _finish(self) -> None:
        self.at = {
            head[2 if head[1] < 0x80 else 3 :]: i
            for i, (head, (row, _)) in enumerate(zip(self.heads, self.entries, strict=True))
            if isinstance(row, Row)
        }
        self.column_lengths = sorted({len(column) for column in self.columns})
        self.live: list[Any] = [
            (row.read, index, row.syntax, row.syntax in _REMEMBERED) if isinstance(row, Row) else None
            for row, index in self.entries
        ]
        self.last: list[Any] = [None] * len(self.heads)
        self.parts: dict[Any, Skeleton] = {}
        self.repeats: dict[bytes, tuple[int, tuple[int, ...]]] = {}  # of `iosim.snmp.repeats`

    def part(self, key: Any, permits: Permits) -> "Skeleton":
        """What `permits` lets through, made once for each `key`: a view, or a version without 64-bit counters."""
        part = self.parts.get(key)
        if part is None:
            keep = [
                i for i, (row, _) in enumerate(self.entries) if isinstance(row, OwnTable) or permits(self.names[i], row)
            ]
            part = object.__new__(Skeleton)
            part.personality = self.personality
            part.names = [self.names[i] for i in keep]
            part.heads = [self.heads[i] for i in keep]
            part.encoded = [self.encoded[i] for i in keep]
            part.entries = [
                (_narrowed(row, permits), index) if isinstance(row, OwnTable) else (row, index)
                for row, index in (self.entries[i] for i in keep)
            ]
            kept = {id(row) for row, _ in part.entries}
            part.columns = {
                column: row for column, row in self.columns.items() if id(row) in kept or permits(row.oid, row)
            }
            part._finish()
            self.parts[key] = part
        return part

    def without_counter64(self) -> "Skeleton":
        """What version 1 can see (RFC 3584 section 4.2.2.1)."""
        return self.part("v1", lambda name, row: row.syntax != COUNTER64)

    def get(self, name: bytes, system: "System", now_ms: int) -> bytes | None:
        """
        The variable binding of exactly `name`, or None when there is no such instance.

        Raises:
            BadMessage: `name` is no object identifier.
        """
        i = self.at.get(name)
        if i is not None:
            return self.encoded[i] or self.varbind(i, system, now_ms)
        arcs = name_tuple(name)
        i = bisect_right(self.names, arcs) - 1
        if i >= 0:
            row = self.entries[i][0]
            if isinstance(row, OwnTable):
                found = row.find(system, arcs)
                if found is not None:
                    return row.varbind(system, now_ms, arcs, *found)
        return None

    def varbind(self, i: int, system: "System", now_ms: int) -> bytes:
        """Read the live instance `i`; a value equal to the one read last, by any device, reuses its bytes."""
        read, index, syntax, remembered = self.live[i]
        value = read(system, now_ms, *index)
        if remembered:
            known = self.last[i]
            if known is None or known[0] != value:
                self.last[i] = known = (value, tlv(SEQUENCE, self.heads[i] + encode(syntax, value)))
            return known[1]  # type: ignore[no-any-return]  # a pair made two lines above
        starts = self.last[i]
        if starts is None:
            head = self.heads[i]
            self.last[i] = starts = tuple(
                tlv(SEQUENCE, head + bytes((syntax, octets)) + bytes(octets))[: -octets or None] for octets in range(10)
            )
        octets = ((value if value >= 0 else ~value).bit_length() >> 3) + 1
        return starts[octets] + value.to_bytes(octets, "big", signed=value < 0)  # type: ignore[no-any-return]

    def walk(self, name: bytes, system: "System", now_ms: int) -> Iterator[bytes]:
        """
        The variable bindings behind `name`, in order.

        Raises:
            BadMessage: `name` is no object identifier.
        """
        first = self.at.get(name, -1) + 1
        if not first:
            arcs = name_tuple(name)
            first = bisect_right(self.names, arcs)
            if first and isinstance(self.entries[first - 1][0], OwnTable):
                yield from self._own(self.entries[first - 1][0], arcs, system, now_ms)
        encoded, entries = self.encoded, self.entries
        for i in range(first, len(encoded)):
            known = encoded[i]
            if known is not None:
                yield known
            elif isinstance(entries[i][0], OwnTable):
                yield from self._own(entries[i][0], self.names[i], system, now_ms)
            else:
                yield self.varbind(i, system, now_ms)

    def next(self, name: bytes, system: "System", now_ms: int) -> bytes | None:
        """The variable binding behind `name`; None at the end."""
        i = self.at.get(name)
        if i is not None and i + 1 < len(self.encoded):
            known = self.encoded[i + 1]
            if known is not None:
                return known
            if not isinstance(self.entries[i + 1][0], OwnTable):
                return self.varbind(i + 1, system, now_ms)
        return next(self.walk(name, system, now_ms), None)

    def _own(self, table: OwnTable, name: Oid, system: "System", now_ms: int) -> Iterator[bytes]:
        while (found := table.after(system, name)) is not None:
            name, row, index = found
            yield table.varbind(system, now_ms, name, row, index)

    def row_at(self, name: bytes, system: "System") -> tuple[Row, Index, bool] | None:
        """
        The object that `name` is or would be an instance of, its index arcs, and whether that instance exists.

        Raises:
            BadMessage: `name` is no object identifier.
        """
        arcs = name_tuple(name)
        for length in self.column_lengths:
            row = self.columns.get(name[:length])
            if row is not None:
                index = arcs[len(row.oid) :]
                exists = name in self.at or self.get(name, system, 0) is not None
                return row, index if row.table else (), exists
        return None

    def knows_object(self, name: bytes) -> bool:
        """Whether `name` lies under an object of this agent: no such instance rather than no such object."""
        return any(name[:length] in self.columns for length in self.column_lengths)


def _narrowed(table: OwnTable, permits: Permits) -> OwnTable:
    before = table.permits
    return OwnTable(table.table, table.columns, lambda name, row: before(name, row) and permits(name, row))
