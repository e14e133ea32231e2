"""The state file: what was committed is there, whole, for one process at a time."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from iosim.serve.faults import POINTS, OrderedFault
from iosim.serve.store import DeviceRecord, SqliteStore, StateFileInUse, StateFileUnusable

UDI = "WS-C3750E-24TD:SIM0000X001"
RECORD = DeviceRecord(UDI, "WS-C3750E-24TD-S", "SIM0000X001", 7, {"hostname": "sw1", "licenses": []})


def blob(data: bytes) -> str:
    return "blob/" + hashlib.sha256(data).hexdigest()


def test_a_restart_finds_device_rows_and_tombstones(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "state")
    store.register(RECORD)
    store.commit([(UDI, "license/PRIMARY/0001", b"x"), (UDI, "flash/a", None)], clock_ms=5_000)
    store.close()

    again = SqliteStore(tmp_path / "state")

    assert again.devices() == [RECORD]
    assert again.rows(UDI) == {"license/PRIMARY/0001": b"x", "flash/a": None}
    assert again.rows("other:SIM1") == {}
    assert again.clock_ms() == 5_000
    again.close()


def test_contents_are_stored_once_and_go_with_the_last_device_that_holds_them(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "state")
    image = os.urandom(100_000)
    store.commit([("a:1", blob(image), image)])
    size = store._reader.execute("select sum(length(data)) from blob").fetchone()[0]

    store.commit([("b:2", blob(image), image)])

    assert store._reader.execute("select sum(length(data)) from blob").fetchone()[0] == size
    assert store.rows("a:1")[blob(image)] is store.rows("b:2")[blob(image)]
    store.commit([("a:1", blob(image), None)])
    assert store.rows("b:2") == {blob(image): image}
    store.commit([("b:2", blob(image), None)])
    assert store._reader.execute("select count(*) from blob").fetchone()[0] == 0
    store.commit([("b:2", blob(image), image)])
    assert store.rows("b:2") == {blob(image): image}
    store.close()


def test_a_second_process_is_told_who_has_the_file(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "state")
    program = (
        "import sys\nfrom iosim.serve.store import SqliteStore, StateFileInUse\n"
        "try: SqliteStore(sys.argv[1])\nexcept StateFileInUse as refusal: print(refusal.pid)"
    )

    heard = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "state")], capture_output=True, text=True, check=True
    )

    assert heard.stdout.strip() == str(os.getpid())
    with pytest.raises(StateFileInUse) as refusal:
        SqliteStore(tmp_path / "state")
    assert refusal.value.pid == os.getpid()
    store.close()
    SqliteStore(tmp_path / "state").close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"not a database, whatever it is called" * 100),
        lambda path: path.mkdir(),
    ],
)
def test_a_file_that_is_no_state_file_is_refused_by_name(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "state"
    spoil(path)  # type: ignore[operator]

    with pytest.raises(StateFileUnusable) as refusal:
        SqliteStore(path)

    assert str(path) in str(refusal.value)
    with pytest.raises(StateFileUnusable):  # and not "in use": the lock was given back
        SqliteStore(path)


def test_a_file_of_a_later_format_is_refused(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "state").close()
    db = sqlite3.connect(tmp_path / "state")
    db.execute("update meta set value = '99' where key = 'format'")
    db.commit()
    db.close()

    with pytest.raises(StateFileUnusable) as refusal:
        SqliteStore(tmp_path / "state")

    assert "99" in refusal.value.why


@pytest.mark.parametrize("point", POINTS[:4])
def test_a_commit_that_fails_keeps_nothing_and_the_next_one_works(tmp_path: Path, point: str) -> None:
    store = SqliteStore(tmp_path / "state", fault=OrderedFault(point))

    with pytest.raises(OSError, match=point):
        store.commit([(UDI, "a", b"1"), (UDI, blob(b"data"), b"data")])

    assert store.rows(UDI) == {}
    store.commit([(UDI, "b", b"2"), (UDI, blob(b"data"), b"data")])
    assert store.rows(UDI) == {"b": b"2", blob(b"data"): b"data"}
    store.close()


def test_every_cut_of_the_log_leaves_whole_commits_and_all_that_were_announced(tmp_path: Path) -> None:
    path = tmp_path / "state"
    store = SqliteStore(path)
    store._writer.execute("pragma wal_checkpoint(truncate)")
    announced: list[tuple[int, int]] = []  # bytes of log that were durable then, number of the commit
    for n in range(12):
        store.commit([(UDI, f"license/{n}", b"x" * 1200), (UDI, f"index/{n}", b"i")])
        announced.append((os.path.getsize(f"{path}-wal"), n))
    size = announced[-1][0]
    edges = range(32, size + 1, 4096 + 24)

    for cut in sorted({c for edge in edges for c in (edge, edge + 7, edge + 2024)} | {0, 16}):
        if cut > size:
            continue
        copy = tmp_path / "copy"
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
        os.truncate(f"{copy}-wal", cut)
        Path(f"{copy}-shm").unlink(missing_ok=True)
        opened = SqliteStore(copy)
        kept = opened.rows(UDI)
        opened.close()
        assert all(f"license/{n}" in kept for end, n in announced if end <= cut), cut
        assert all((f"license/{n}" in kept) == (f"index/{n}" in kept) for n in range(12)), cut
    store.close()
