"""One thing a visitor does: the transaction it happens in, the time, and who signs."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from iosim.license_store import Authority
from iosim.portal.database import every, one
from iosim.portal.visitor import Visitor

TIME = "%Y-%m-%dT%H:%M:%S"  # as in licence files; always UTC


@dataclass(frozen=True, slots=True)
class Act:
    """What every question and every change is handed."""

    db: sqlite3.Connection
    visitor: Visitor
    now: str
    authority: Authority
    address: str = ""  # of the client
    sends_mail: bool = False

    def one(self, query: str, *arguments: Any) -> sqlite3.Row | None:
        """The first row of an answer, or None."""
        return one(self.db, query, *arguments)

    def every(self, query: str, *arguments: Any) -> list[sqlite3.Row]:
        """All rows of an answer."""
        return every(self.db, query, *arguments)

    def insert(self, table: str, **values: Any) -> int:
        """Add a row; its id where the table counts them."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        return self.db.execute(f"insert into {table} ({names}) values ({marks})", tuple(values.values())).lastrowid or 0

    def audit(self, action: str, subject: str, outcome: str = "done") -> None:
        """Put what is done on record."""
        self.insert(
            "audit",
            at=self.now,
            user=self.visitor.name,
            address=self.address,
            action=action,
            subject=subject,
            outcome=outcome,
        )

    @property
    def moment(self) -> datetime:
        """Now, to the second."""
        return datetime.strptime(self.now, TIME).replace(tzinfo=UTC)

    def later(self, **span: float) -> str:
        """The time so many `days`, `hours`, ... from now."""
        return (self.moment + timedelta(**span)).strftime(TIME)
