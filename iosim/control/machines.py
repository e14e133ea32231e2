"""The devices of this process as the control API and the facade hold them: drivers on one clock."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from iosim.control.problem import Problem
from iosim.device.device import Device
from iosim.serve.clock import Clock
from iosim.serve.driver import Driver


@dataclass(frozen=True, slots=True)
class Machines:
    """Everything that runs here; `drivers` is keyed by UDI."""

    clock: Clock
    drivers: Mapping[str, Driver]

    def find(self, name: str) -> Driver:
        """
        The driver of the device with this UDI or serial number.

        Raises:
            Problem: 404, there is none.
        """
        found = self.drivers.get(name)
        if found is not None:
            return found
        for driver in self.drivers.values():
            if driver.device.chassis.udi.serial == name:
                return driver
        raise Problem(404, f"No device {name!r} runs here.")


def at_rest(device: Device) -> bool:
    """Whether the device neither boots nor is about to: off, running, or at a boot loader's prompt."""
    return not device.leaving and not device.boot_pieces_left


async def until(driver: Driver, condition: Callable[[Device], Any]) -> None:
    """Return when `condition(device)` holds; at once when it does already. Takes whatever time it takes."""
    if condition(driver.device):
        return
    reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def look() -> None:
        if not reached.done() and condition(driver.device):
            reached.set_result(None)

    driver.watchers.append(look)
    try:
        await reached
    finally:
        driver.watchers.remove(look)
