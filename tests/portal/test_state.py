"""The state file and the keys beside it."""

import asyncio
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from iosim.license_store import LAB, Authority
from iosim.portal.database import Database, StateUnusable, one
from iosim.portal.keys import KeysUnusable, prepare
from iosim.portal.refusals import Busy
from iosim.portal.tables import FORMAT
from tests.portal.made import SWITCH, Office


@pytest.mark.parametrize("table", ["ledger", "audit"])
@pytest.mark.parametrize(
    "change", ["update {} set at = 'never'", "delete from {}", "insert or replace into {0} select * from {0}"]
)
def test_what_happened_can_only_be_appended_to(office: Office, table: str, change: str) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)
    before = office.admin.ok("GET", f"/api/{table}")

    with pytest.raises(sqlite3.DatabaseError):
        office.portal.database.change_now(lambda db: db.execute(change.format(table)))

    assert office.admin.ok("GET", f"/api/{table}") == before


def test_a_pak_cannot_be_filled_up_again(office: Office) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)

    for change in ("update pak_item set redeemed = 0", "update pak_item set redeemed = 11"):
        with pytest.raises(sqlite3.IntegrityError):
            office.portal.database.change_now(lambda db, change=change: db.execute(change))


def test_a_change_that_raises_leaves_nothing(office: Office) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("insert into customer (name, created) values ('Half', '')")
        raise ValueError("cut")

    with pytest.raises(ValueError, match="cut"):
        office.portal.database.change_now(half)

    assert office.admin.ok("GET", "/api/customers") == {"customers": []}


def test_a_change_that_waited_too_long_is_never_done(tmp_path: Path) -> None:
    database = Database(tmp_path / "portal.db", patience_s=0.05)
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    async def crowd() -> None:
        first = asyncio.create_task(database.change(lambda db: (begun.set(), go_on.wait(), done.append("first"))))
        await asyncio.to_thread(begun.wait)
        with pytest.raises(Busy):
            await database.change(lambda db: done.append("second"))
        go_on.set()
        await first

    asyncio.run(crowd())
    database.change_now(lambda db: done.append("third"))
    database.close()

    assert done == ["first", "third"]


def test_what_was_answered_is_there_after_a_restart(tmp_path: Path) -> None:
    first = Office(tmp_path)
    pak = first.admin.pak()
    answer = first.admin.redeem(pak, SWITCH, key="k")
    first.close()
    second = Office(tmp_path)

    try:
        assert second.admin.remaining(pak) == 9
        assert second.admin.redeem(pak, SWITCH, key="k") == answer
        assert second.admin.ok("GET", "/api/users")["users"][0]["name"] == "admin"
        assert len(second.admin.ok("GET", "/api/users/admin/tokens")["tokens"]) == 1
    finally:
        second.close()


def test_a_second_process_is_refused_and_told_of_the_first(office: Office) -> None:
    with pytest.raises(StateUnusable, match=r"in use by process \d+"):
        Database(office.portal.database.path)


def test_only_the_owner_reads_the_state_file(office: Office) -> None:
    for file in office.portal.database.path.parent.glob("portal.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_no_state_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "portal.db"
    file.write_bytes(b"not a database at all" * 100)

    with pytest.raises(StateUnusable, match="cannot be used"):
        Database(file)
    with pytest.raises(StateUnusable, match="cannot be used"):
        Database(tmp_path / "nowhere" / "portal.db")


def test_a_state_file_of_a_later_iosim_is_refused(tmp_path: Path) -> None:
    database = Database(tmp_path / "portal.db")
    database.change_now(lambda db: db.execute("update meta set value = ? where key = 'format'", (str(FORMAT + 1),)))
    database.close()

    with pytest.raises(StateUnusable, match="later iosim"):
        Database(tmp_path / "portal.db")


def test_a_state_file_is_durable(office: Office) -> None:
    pragmas = office.portal.database.change_now(
        lambda db: [dict(one(db, f"pragma {name}") or {}) for name in ("journal_mode", "synchronous")]
    )

    assert pragmas == [{"journal_mode": "wal"}, {"synchronous": 2}]


def test_the_authority_and_the_ca_are_made_once(tmp_path: Path) -> None:
    first = prepare(tmp_path / "keys", None, "127.0.0.1")
    ca = first.ca.read_bytes()

    second = prepare(tmp_path / "keys", None, "127.0.0.2")

    assert second.authority == first.authority
    assert second.ca.read_bytes() == ca
    assert second.authority.id != LAB.id
    second.context()


def test_private_keys_are_for_their_owner(tmp_path: Path) -> None:
    prepare(tmp_path / "keys", None, "127.0.0.1")

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "keys").iterdir()}

    assert {name: mode for name, mode in modes.items() if name.endswith(".key")} == {
        "authority.key": 0o600,
        "ca.key": 0o600,
        "server.key": 0o600,
    }
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_an_authority_of_one_s_own_is_taken_from_its_folder(tmp_path: Path) -> None:
    mine = Authority.create("mine", bytes(range(32)))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "authority.key").write_text(mine.text())

    keys = prepare(tmp_path / "keys", tmp_path / "mine", "127.0.0.1")

    assert keys.authority == mine
    assert keys.trust.read_text() == mine.key.text()


@pytest.mark.parametrize("text", [LAB.text(), "no key", ""])
def test_the_lab_key_and_what_is_no_key_sign_nothing_here(tmp_path: Path, text: str) -> None:
    (tmp_path / "authority.key").write_text(text)

    with pytest.raises(KeysUnusable):
        prepare(tmp_path / "keys", tmp_path, "127.0.0.1")
