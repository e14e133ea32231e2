"""Licences that survive a power cut: one device alone, a thousand at once, and what everybody else waits meanwhile."""

import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.license_store import issue
from iosim.serve.clock import Clock
from iosim.serve.driver import Driver
from iosim.serve.store import SqliteStore
from iosim.serve.turn import Turn
from iosim.serve.writer import Writer

ALONE = 200
AT_ONCE = 1_000
HEARTBEAT_S = 0.001


def tell(what: str, value: float, unit: str, limit: float | None = None) -> None:
    """Print one figure."""
    figure = {"what": what, "value": value, "unit": unit}
    print(json.dumps(figure if limit is None else {**figure, "limit": limit}), flush=True)


def drivers_of(
    count: int, first: int, files: Sequence[bytes], clock: Clock, writer: Writer, turn: Turn
) -> list[tuple[Driver, bytes]]:
    """Running switches, each with a licence file of its own."""
    kit, made = default_kit(), []
    for number in range(first, first + count):
        chassis = new_chassis(Order(seed=number))
        device = new_device(chassis, kit)
        driver = Driver(device, clock, writer, turn, send=lambda datagram: None)
        driver.power_on()
        made.append((driver, files[number]))
    return made


def issued(count: int) -> list[bytes]:
    """Licence files of `count` devices; made in another process, since this one would trust its own signatures."""
    return [issue(new_chassis(Order(seed=number)).udi, "ipservices") for number in range(count)]


async def install(driver: Driver, data: bytes) -> float:
    """Install a licence; seconds until the device may say so."""
    device: Any = driver.device
    began = time.perf_counter()
    await driver.ask(lambda now_ms: device.system.licensing.install(data, True, now_ms))
    return time.perf_counter() - began


async def beat(waits: list[float]) -> None:
    """What anybody else on the loop waits."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(HEARTBEAT_S)
        waits.append(time.perf_counter() - began - HEARTBEAT_S)


async def measure(folder: str, files: Sequence[bytes]) -> None:
    """Print the figures of a state file in `folder`."""
    clock, turn = Clock(), Turn(asyncio.get_running_loop())
    store = SqliteStore(Path(folder) / "state")
    writer = Writer(store, turn, clock_ceiling=clock.ceiling)
    alone = drivers_of(ALONE, 0, files, clock, writer, turn)
    together = drivers_of(AT_ONCE, ALONE, files, clock, writer, turn)
    await writer.drain()
    gc.freeze()  # as a process does once it is ready

    took = [await install(driver, data) for driver, data in alone]
    tell("a licence installed durably, alone", statistics.median(took) * 1000, "ms", 1.0)

    waits: list[float] = []
    heart = asyncio.create_task(beat(waits))
    began = time.perf_counter()
    await at_once(together)
    each_s = (time.perf_counter() - began) / AT_ONCE
    heart.cancel()
    tell(f"the same, {AT_ONCE:,} devices at once, each", each_s * 1000, "ms", 0.2)
    tell("what anything else on the loop waits meanwhile, at most", max(waits) * 1000, "ms", 50.0)
    tell("transactions for them", writer.commits - ALONE, "")

    for driver, _ in (*alone, *together):
        driver.close()
    await writer.close()
    store.close()


async def at_once(installers: Sequence[tuple[Driver, bytes]]) -> None:
    """Every device installs at the same time, from conversations of its own."""
    await asyncio.gather(*(install(driver, data) for driver, data in installers))


def main() -> None:
    """Print the figures. The folder is the working one: /tmp may lie in memory, where nothing is durable."""
    with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
        files = elsewhere.submit(issued, ALONE + AT_ONCE).result()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        asyncio.run(measure(folder, files))


if __name__ == "__main__":
    main()
