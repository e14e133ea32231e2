"""
A process with a device that installs, clears, copies and spends, and is killed while it does.

    victim.py STATE BEGIN

Every line it prints is something the device reported: it left through a driver, after its commit. The faults
of IOSIM_FAULT apply.
"""

import asyncio
import os
import sys
from typing import Any

from iosim.assembly import Order, default_kit, new_device
from iosim.license_store import issue
from iosim.serve.clock import Clock
from iosim.serve.driver import Driver
from iosim.serve.faults import ordered
from iosim.serve.state import single_chassis
from iosim.serve.store import SqliteStore
from iosim.serve.turn import Turn
from iosim.serve.writer import Writer

CONFIG = "license boot level ipservices\nend\n"  # runs on the evaluation licence
TIME_SCALE = 100_000.0  # a minute and a half of use in a millisecond
KEPT = 3  # licences in the store at a time


def license_file(udi: object, number: int) -> bytes:
    """The `number`-th licence: each is another one."""
    return issue(
        str(udi),
        "advipservices",
        comment=str(number),
        created=f"2009-05-28T{number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}",
    )


def contents(number: int) -> bytes:
    """The `number`-th file of flash: large enough to take several pages."""
    return b"%d " % number * 5_000


def evaluation_used_ms(device: Any, now_ms: int) -> int:
    """What the evaluation licence of the level in force has spent."""
    return max(entry.used_ms for entry in device.system.licensing.entries(now_ms))


def tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def main(path: str, begin: int) -> None:
    fault = ordered(os.environ.get("IOSIM_FAULT", ""))
    store = SqliteStore(path, fault=fault)
    chassis, _ = single_chassis(store, Order(config=CONFIG))
    clock = Clock(scale=TIME_SCALE, start_ms=store.clock_ms())
    turn = Turn(asyncio.get_running_loop())
    writer = Writer(store, turn, clock_ceiling=clock.ceiling, fault=fault)
    device = new_device(chassis, default_kit())
    driver = Driver(device, clock, writer, turn, send=lambda datagram: None)
    driver.power_on()
    if device.system.choice.level != "ipservices":  # the evaluation licence wants its terms accepted and a reload
        await driver.ask(device.system.licensing.accept_all)
        await driver.ask(lambda now_ms: device.system.reload(now_ms, "console", "Reload command"))
        driver.boot_now()
    await driver.durable()
    tell("up", begin)
    for number in range(begin, begin + 500):
        await one_round(driver, device, chassis, number)


async def one_round(driver: Driver, device: Any, chassis: Any, number: int) -> None:
    def install(now_ms: int) -> int:
        (done,) = device.system.licensing.install(license_file(chassis.udi, number), True, now_ms)
        assert done.refusal is None, done.refusal
        return number

    def clear(now_ms: int) -> list[str]:
        licensing, gone = device.system.licensing, []
        found = [held for held in licensing.find("advipservices") if licensing.store.comment(held)]
        for held in sorted(found, key=lambda held: int(licensing.store.comment(held)))[:-KEPT]:
            gone.append(licensing.store.comment(held))
            licensing.clear(held, now_ms)
        return gone

    def copy(now_ms: int) -> int:
        files = device.system.files
        files.write(files.parse_url("flash:data"), contents(number), now_ms)
        return number

    def spend(now_ms: int) -> int:
        device.checkpoint(now_ms)
        return evaluation_used_ms(device, now_ms)

    tell("installed", await driver.ask(install))
    for gone in await driver.ask(clear):
        tell("cleared", gone)
    tell("copied", await driver.ask(copy))
    tell("used", await driver.ask(spend))
    tell("time", await driver.ask(lambda now_ms: now_ms))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
