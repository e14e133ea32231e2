"""Small parts: which device a state file holds, passwords that are known, faults that are ordered, warming up."""

import asyncio
from pathlib import Path

import pytest

from iosim.aaa import Verdict
from iosim.assembly import Order
from iosim.errors import UsageError
from iosim.grammar.dialogue import Job
from iosim.serve.faults import DiskFailure, OrderedFault, no_fault, ordered
from iosim.serve.passwords import Passwords
from iosim.serve.state import single_chassis
from iosim.serve.store import DeviceRecord, SqliteStore
from iosim.serve.warm_up import warm_up
from tests.serve.served import played, served


def test_a_device_is_found_again_with_what_the_factory_left_in_it(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "state")
    made, existed = single_chassis(store, Order("CISCO881-K9", hostname="edge"))
    assert not existed
    made.put("confreg", b"0x2142")
    store.commit([(str(made.udi), change.key, change.value) for change in made.take()])
    store.close()

    store = SqliteStore(tmp_path / "state")
    found, existed = single_chassis(store, Order())

    assert existed
    assert found.udi == made.udi
    assert found.mac == made.mac
    assert found.get("confreg") == b"0x2142"
    assert {key: found.get(key) for key in made.factory if not key.startswith("confreg")} == {
        key: made.get(key) for key in made.factory if not key.startswith("confreg")
    }
    store.close()


@pytest.mark.parametrize("other", [Order("CISCO881-K9"), Order(serial="SIM0000X0AB")])
def test_another_device_than_the_file_holds_is_refused_by_name(tmp_path: Path, other: Order) -> None:
    store = SqliteStore(tmp_path / "state")
    made, _ = single_chassis(store, Order("WS-C3560E-24TD"))

    with pytest.raises(UsageError, match=str(made.udi)):
        single_chassis(store, other)
    store.close()


def test_a_file_of_a_fleet_is_not_served_as_one_device(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "state")
    for serial in ("SIM0000X001", "SIM0000X002"):
        store.register(DeviceRecord(f"CISCO881-K9:{serial}", "CISCO881-K9", serial, 0, {}))

    with pytest.raises(UsageError, match="2 devices"):
        single_chassis(store, None)
    store.close()


def test_a_right_password_is_computed_once_and_a_wrong_one_every_time() -> None:
    computed: list[str] = []

    def job(password: str) -> Job:
        def run() -> Verdict:
            computed.append(password)
            return Verdict(password == "right")

        return Job(run)

    async def story() -> None:
        passwords = Passwords()
        for password in ("right", "wrong", "right", "wrong"):
            verdict = await passwords.judged("$1$secret", password, job(password))
            assert verdict.accepted == (password == "right")
        await passwords.judged("$1$another", "right", job("right"))

    asyncio.run(story())

    assert computed == ["right", "wrong", "wrong", "right"]


def test_a_fault_happens_once_at_its_time() -> None:
    fault = ordered("after-rows:2:error")

    fault("after-rows")
    fault("before-commit")
    with pytest.raises(DiskFailure):
        fault("after-rows")
    fault("after-rows")
    assert ordered("") is no_fault
    assert ordered("before-begin") == OrderedFault("before-begin", 1, kill=True)


@pytest.mark.parametrize("text", ["nowhere", "after-rows:x", "after-rows:0", "after-rows:1:2", "after-commit:1:error"])
def test_a_fault_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="IOSIM_FAULT"):
        ordered(text)


def test_warming_up_loads_the_command_line_and_makes_the_host_key() -> None:
    async def story() -> None:
        async with served() as single:
            await warm_up(single, quiet_s=0.0)
            assert single._ssh.keys[b"ssh-rsa"].public_data

    played(story)
