"""Group commit: called back in order, after the rows are durable, or with the error that lost them."""

import asyncio
from pathlib import Path

import pytest

from iosim.chassis import Change
from iosim.serve.faults import OrderedFault
from iosim.serve.store import SqliteStore
from iosim.serve.turn import Turn
from iosim.serve.writer import GROUP_LIMIT, Writer

UDI = "WS-C3750E-24TD:SIM0000X001"


def change(key: str) -> Change:
    return Change(key, b"x", None)


async def started(store: SqliteStore) -> Writer:
    return Writer(store, Turn(asyncio.get_running_loop()))


def test_callbacks_come_in_order_after_the_rows_are_durable(tmp_path: Path) -> None:
    async def story() -> None:
        store = SqliteStore(tmp_path / "state")
        writer = await started(store)
        heard: list[tuple[int, bool]] = []

        for n in range(200):
            writer.submit(n, UDI, [change(f"k/{n}")], lambda error, n=n: heard.append((n, f"k/{n}" in store.rows(UDI))))
        await writer.drain()

        assert heard == [(n, True) for n in range(200)]
        assert writer.commits == -(-200 // GROUP_LIMIT)
        await writer.close()
        store.close()

    asyncio.run(story())


def test_a_failed_commit_takes_with_it_what_its_devices_built_on_it(tmp_path: Path) -> None:
    async def story() -> None:
        store = SqliteStore(tmp_path / "state", fault=OrderedFault("before-commit"))
        writer = await started(store)
        heard: list[tuple[str, bool]] = []

        def then(name: str):  # type: ignore[no-untyped-def]
            return lambda error: heard.append((name, error is None))

        writer.submit("a", UDI, [change("a/1")], then("a1"))
        await asyncio.sleep(0)  # the first group is on its way
        await asyncio.sleep(0)
        writer.submit("a", UDI, [change("a/2")], then("a2"))
        writer.submit("b", UDI, [change("b/1")], then("b1"))
        await writer.drain()

        assert heard == [("a1", False), ("a2", False), ("b1", True)]
        assert set(store.rows(UDI)) == {"b/1"}
        await writer.close()
        store.close()

    asyncio.run(story())


def test_what_was_withdrawn_is_neither_kept_nor_called_back(tmp_path: Path) -> None:
    async def story() -> None:
        store = SqliteStore(tmp_path / "state")
        writer = await started(store)
        heard: list[str] = []
        writer.submit("a", UDI, [change("a/1")], lambda error: heard.append("a"))
        writer.submit("b", UDI, [change("b/1")], lambda error: heard.append("b"))

        taken = writer.withdraw("a")
        await writer.drain()

        assert [submission.changes[0].key for submission in taken] == ["a/1"]
        assert heard == ["b"]
        assert set(store.rows(UDI)) == {"b/1"}
        await writer.close()
        store.close()

    asyncio.run(story())


def test_a_commit_keeps_a_time_that_was_not_reached_yet(tmp_path: Path) -> None:
    async def story() -> None:
        store = SqliteStore(tmp_path / "state")
        writer = Writer(store, Turn(asyncio.get_running_loop()), clock_ceiling=lambda: 77)

        writer.submit("a", UDI, [], lambda error: None)
        await writer.close()

        assert store.clock_ms() == 77
        store.close()

    asyncio.run(story())


@pytest.mark.parametrize("budget_s", [0.0, 0.002])
def test_a_turn_does_its_work_in_order_whatever_its_budget(budget_s: float) -> None:
    async def story() -> None:
        turn = Turn(asyncio.get_running_loop(), budget_s)
        done: list[int] = []
        finished = asyncio.Event()
        for n in range(50):
            turn.add(lambda n=n: done.append(n))  # type: ignore[misc]
        turn.add(finished.set)

        await finished.wait()

        assert done == list(range(50))

    asyncio.run(story())


def test_a_turn_without_budget_left_lets_others_run_between_its_pieces() -> None:
    async def story() -> None:
        turn = Turn(asyncio.get_running_loop(), 0.0)
        order: list[str] = []
        finished = asyncio.Event()
        turn.add(lambda: order.append("first"))
        turn.add(lambda: order.append("second"))
        turn.add(finished.set)
        asyncio.get_running_loop().call_soon(order.append, "other")

        await finished.wait()

        assert order == ["first", "other", "second"]

    asyncio.run(story())
