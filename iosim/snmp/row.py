"""
What a MIB object is here: a row that says its name, its syntax and how it is read and set.

A row is *fixed* when it reads the personality alone; its bytes are then made once for all devices of that
personality. Any other row is *live*: read at each request, so that nothing can go stale.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from iosim.snmp.ber import Oid

if TYPE_CHECKING:
    from iosim.featureset.personality import Personality
    from iosim.system.system import System


Index = Oid


@dataclass(frozen=True, slots=True)
class Row:
    """One scalar (no `table`) or one column of a table."""

    name: str  # as in its MIB module
    oid: Oid
    syntax: int
    read: Callable[..., Any]  # fixed: (personality, *index); live: (system, now_ms, *index)
    fixed: bool = False
    table: str = ""
    # Notes what a SET wants, or raises `Refused`: (assignment, value, *index).
    assign: "Callable[..., None] | None" = None
    late: bool = False  # assigned after the other variables of the same SET


@dataclass(frozen=True, slots=True)
class Table:
    """Where the instances of a table's columns come from."""

    name: str
    indices: Callable[["System"], tuple[Index, ...]]  # ascending
    # The index tuples are a device's own (addresses, log entries) rather than shared by many: the table then
    # answers "next" itself and takes no part in the shape.
    own: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows and tables that belong together, and which devices have them."""

    rows: tuple[Row, ...]
    tables: tuple[Table, ...] = ()
    present: Callable[["Personality"], bool] = field(default=lambda personality: True)


def scalar(name: str, oid: Oid, syntax: int, read: Callable[..., Any], **more: Any) -> Row:
    """A row without index; its instance is `oid`.0."""
    return Row(name, oid, syntax, read, **more)


def columns(table: str, entry: Oid, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows whose `oid` is only a column number, placed under the table's entry."""
    return tuple(replace(row, oid=(*entry, *row.oid), table=table) for row in rows)
