"""
The state file: one SQLite database for all devices of a machine.

Rows are what each chassis owns (`udi, key, value`; a NULL value hides a row of the factory). Contents of
flash files lie in a table of their own by SHA-256, once however many devices hold them. WAL with
synchronous FULL: what `commit` returned from survives a `kill -9` and a power cut, and a cut at any other
moment leaves the rows of an earlier commit, whole.

A second process on the same file is refused by a lock beside it (`FILE-lock`), which the kernel drops with
the process that held it.
"""

import fcntl
import json
import os
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from iosim.chassis import keys
from iosim.errors import IosimError
from iosim.serve.faults import Fault, no_fault

FORMAT = 1  # of the tables below; a file of a later one is refused

_TABLES = """
create table if not exists meta (key text primary key, value text not null) without rowid;
create table if not exists device (udi text primary key, record text not null) without rowid;
create table if not exists row (udi text, key text, value blob, primary key (udi, key)) without rowid;
create table if not exists blob (digest text primary key, data blob not null);
create index if not exists row_blob on row (key) where key glob 'blob/*' and value is not null;
"""
_WAL_PAGES = 4_000  # about 16 MB of log before it is folded into the file


class StateFileInUse(IosimError):
    """Another process has the state file open."""

    def __init__(self, path: str, pid: int | None) -> None:
        holder = "another process" if pid is None else f"process {pid}"
        super().__init__(f"{path} is in use by {holder}: stop that one first, or give --state another file")
        self.path = path
        self.pid = pid


class StateFileUnusable(IosimError):
    """The state file cannot be opened, or is not one."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} cannot be used as a state file: {why}")
        self.path = path
        self.why = why


Row = tuple[str, str, bytes | None]  # udi, key and value of a row to keep; None hides the factory's


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """What is needed beside its rows to build a chassis again."""

    udi: str  # PID:SN
    model: str  # orderable product id
    serial: str
    seed: int
    order: dict[str, Any]  # what the factory was asked for, field by field


class SqliteStore:
    """
    An open state file. `commit` may run in another thread than the rest.

    Raises:
        StateFileInUse: another process holds the lock.
        StateFileUnusable: it cannot be opened, or its contents are something else.
    """

    def __init__(self, path: str | os.PathLike[str], *, fault: Fault = no_fault) -> None:
        self.path = os.path.realpath(path)
        self._fault = fault
        self._reading = threading.Lock()
        self._lock_file = _lock(self.path)
        try:
            self._writer = self._connect()
            self._writer.executescript(_TABLES)
            self._check_format()
            self._reader = self._connect()
        except (sqlite3.Error, OSError) as why:
            os.close(self._lock_file)
            raise StateFileUnusable(self.path, str(why)) from why
        except StateFileUnusable:
            os.close(self._lock_file)
            raise
        self._known_blobs: set[str] = set()
        self._shared: dict[str, bytes] = {}

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=full")
        connection.execute(f"pragma wal_autocheckpoint={_WAL_PAGES}")
        return connection

    def _check_format(self) -> None:
        found = self._writer.execute("select value from meta where key='format'").fetchone()
        if found is None:
            self._writer.execute("insert into meta values ('format', ?)", (str(FORMAT),))
        elif int(found[0]) > FORMAT:
            raise StateFileUnusable(self.path, f"written by a later iosim (format {found[0]}, this one knows {FORMAT})")

    def commit(self, rows: Sequence[Row], clock_ms: int | None = None) -> None:
        """
        Keep `rows`, in their order and all or none, and return when they are durable.

        Args:
            clock_ms: simulated time that a restart must not begin before.

        Raises:
            sqlite3.Error, OSError: nothing of it was kept.
        """
        fault, db = self._fault, self._writer
        fault("before-begin")
        db.execute("begin immediate")
        try:
            fault("after-begin")
            self._write(rows)
            if clock_ms is not None:
                db.execute("insert or replace into meta values ('clock_ms', ?)", (str(clock_ms),))
            fault("after-rows")
            fault("before-commit")
            db.execute("commit")
        except BaseException:
            self._known_blobs.clear()
            if db.in_transaction:
                db.execute("rollback")
            raise
        fault("after-commit")

    def _write(self, rows: Sequence[Row]) -> None:
        db = self._writer
        plain = []
        for row in rows:
            if row[1].startswith(keys.BLOB):
                self._write_blob(*row)
            else:
                plain.append(row)
        db.executemany("insert or replace into row values (?, ?, ?)", plain)

    def _write_blob(self, udi: str, key: str, value: bytes | None) -> None:
        digest = key[len(keys.BLOB) :]
        db = self._writer
        if value is not None:
            if digest not in self._known_blobs:
                db.execute("insert or ignore into blob values (?, ?)", (digest, value))
                self._known_blobs.add(digest)
            db.execute("insert or replace into row values (?, ?, x'')", (udi, key))
            return
        db.execute("insert or replace into row values (?, ?, null)", (udi, key))
        held = db.execute("select 1 from row where key = ? and key glob 'blob/*' and value is not null", (key,))
        if held.fetchone() is None:
            db.execute("delete from blob where digest = ?", (digest,))
            self._known_blobs.discard(digest)

    def register(self, record: DeviceRecord) -> None:
        """Remember a device, so that a restart finds it; durable on return."""
        self._writer.execute(
            "insert or replace into device values (?, ?)", (record.udi, json.dumps(asdict(record), sort_keys=True))
        )

    def devices(self) -> list[DeviceRecord]:
        """Every device the file holds, by UDI."""
        return [DeviceRecord(**json.loads(text)) for (text,) in self._read("select record from device order by udi")]

    def rows(self, udi: str) -> dict[str, bytes | None]:
        """What the chassis `udi` owns; equal contents of two devices are one object."""
        found: dict[str, bytes | None] = {}
        for key, value in self._read("select key, value from row where udi = ?", udi):
            if key.startswith(keys.BLOB) and value is not None:
                value = self._contents(key[len(keys.BLOB) :])
            found[key] = value
        return found

    def _contents(self, digest: str) -> bytes | None:
        if digest not in self._shared:
            for (data,) in self._read("select data from blob where digest = ?", digest):
                self._shared[digest] = data
        return self._shared.get(digest)

    def clock_ms(self) -> int:
        """Simulated time at which this file's devices go on; 0 in a new one."""
        return next((int(value) for (value,) in self._read("select value from meta where key='clock_ms'")), 0)

    def _read(self, query: str, *arguments: str) -> list[tuple[Any, ...]]:
        with self._reading:
            return self._reader.execute(query, arguments).fetchall()

    def close(self) -> None:
        """Fold the log into the file and let another process have it; harmless when already closed."""
        if self._lock_file < 0:
            return
        self._reader.close()
        self._writer.close()
        os.close(self._lock_file)
        self._lock_file = -1


def _lock(path: str) -> int:
    """Hold `path` for this process; the lock lies in a file beside it, since SQLite uses those of its own."""
    name = Path(path + "-lock")
    try:
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as why:
        raise StateFileUnusable(path, why.strerror or str(why)) from why
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        text = os.pread(descriptor, 32, 0).strip()
        os.close(descriptor)
        raise StateFileInUse(path, int(text) if text.isdigit() else None) from None
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor
