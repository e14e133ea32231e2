"""
The portal's state file: SQLite, WAL, synchronous FULL.

All changes pass through one thread, one transaction each: what `change` returned from is durable, and nothing of what
raised was kept, also when the process is killed in between. Looking is done by other threads and never waits for it.
A second process on the same file is refused by a lock beside it, which the kernel drops with the process.
"""

import asyncio
import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from iosim.errors import IosimError
from iosim.portal.refusals import Busy
from iosim.portal.tables import FORMAT, TABLES

Value = TypeVar("Value")

READERS = 2
PATIENCE_S = 20


class StateUnusable(IosimError):
    """The state file cannot be opened, is another process's, or is something else."""


class Database:
    """
    An open state file.

    Args:
        patience_s: a change that had to wait longer than this for its turn is not begun any more.

    Raises:
        StateUnusable: it cannot be used; the message says why and what to do.
    """

    def __init__(self, path: Path, *, patience_s: float = PATIENCE_S) -> None:
        self.path = path
        self._patience_s = patience_s
        self._lock_file = _lock(path)
        self._readers = threading.local()
        self._reading = ThreadPoolExecutor(READERS, "portal-read")
        self._writing = ThreadPoolExecutor(1, "portal-write")
        self._connections: list[sqlite3.Connection] = []
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # it holds what passwords are checked against
            self._writer = self._connect()
            self._writer.executescript(TABLES)
            self._check_format()
        except (sqlite3.Error, OSError, ValueError) as why:
            self.close()
            raise StateUnusable(f"{path} cannot be used as the portal's state file: {why}") from None
        except StateUnusable:
            self.close()
            raise

    def change_now(self, act: Callable[[sqlite3.Connection], Value]) -> Value:
        """Run `act` in a transaction of its own, from the thread that has to wait for it anyway."""
        return self._writing.submit(self._transact, act).result()

    async def change(self, act: Callable[[sqlite3.Connection], Value]) -> Value:
        """
        Run `act` in a transaction; when this returns, what it did is durable.

        Raises:
            Busy: it waited too long for its turn; nothing was done.
            Refusal: `act` raised it; nothing was kept.
        """
        job = self._writing.submit(self._transact, act)
        finished = asyncio.wrap_future(job)
        done, _ = await asyncio.wait({finished}, timeout=self._patience_s)
        if not done and job.cancel():  # it has not begun, and never will
            raise Busy()
        return await finished

    async def look(self, act: Callable[[sqlite3.Connection], Value]) -> Value:
        """Run `act`, which changes nothing, on what is durable now."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._read, act)

    def close(self) -> None:
        """Finish what was begun, fold the log into the file, and let another process have it."""
        if self._lock_file < 0:
            return
        self._writing.shutdown()
        self._reading.shutdown()
        for connection in reversed(self._connections):  # the writer last: it folds the log
            connection.close()
        os.close(self._lock_file)
        self._lock_file = -1

    def _transact(self, act: Callable[[sqlite3.Connection], Value]) -> Value:
        db = self._writer
        db.execute("begin immediate")
        try:
            value = act(db)
            db.execute("commit")
        except BaseException:
            if db.in_transaction:
                db.execute("rollback")
            raise
        return value

    def _read(self, act: Callable[[sqlite3.Connection], Value]) -> Value:
        db: sqlite3.Connection | None = getattr(self._readers, "connection", None)
        if db is None:
            db = self._readers.connection = self._connect()
            db.execute("pragma query_only = on")
        db.execute("begin")
        try:
            return act(db)
        finally:
            db.execute("rollback")

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=10)
        db.row_factory = sqlite3.Row
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on", "trusted_schema = off"):
            db.execute(f"pragma {pragma}")
        self._connections.append(db)
        return db

    def _check_format(self) -> None:
        found = one(self._writer, "select value from meta where key = 'format'")
        if found is None:
            self._writer.execute("insert into meta values ('format', ?)", (str(FORMAT),))
        elif int(found["value"]) > FORMAT:
            raise StateUnusable(f"{self.path} was written by a later iosim; use that one, or give --state another file")


def one(db: sqlite3.Connection, query: str, *arguments: Any) -> sqlite3.Row | None:
    """The first row of an answer, or None."""
    row: sqlite3.Row | None = db.execute(query, arguments).fetchone()
    return row


def every(db: sqlite3.Connection, query: str, *arguments: Any) -> list[sqlite3.Row]:
    """All rows of an answer."""
    return db.execute(query, arguments).fetchall()


def _lock(path: Path) -> int:
    """Hold `path` for this process; the lock lies in a file beside it, since SQLite uses those of its own."""
    try:
        descriptor = os.open(f"{path}-lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as why:
        raise StateUnusable(f"{path} cannot be used as the portal's state file: {why.strerror}") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(descriptor, 32, 0).strip().decode("ascii", "replace")
        os.close(descriptor)
        who = f"process {holder}" if holder.isdigit() else "another process"
        raise StateUnusable(f"{path} is in use by {who}: stop that one first, or give --state another file") from None
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor
