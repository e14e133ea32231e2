"""How fast a device boots: its pieces come one after another over the boot time, which is wall time."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosim.serve.driver import Driver


class BootPace:
    """Spreads the pieces of one boot over the boot time."""

    def __init__(self, driver: "Driver", pieces: int) -> None:
        self.generation = driver.device.generation
        self._driver = driver
        self._pieces = pieces
        self._done = 0
        self._loop = asyncio.get_running_loop()
        self._began_s = self._loop.time()
        self._timer = self._loop.call_later(driver.boot_time_s / pieces, self._tick)

    def _tick(self) -> None:
        driver = self._driver
        elapsed_s = self._loop.time() - self._began_s
        due = min(self._pieces, int(elapsed_s / driver.boot_time_s * self._pieces + 1e-6))
        self._timer = self._loop.call_later(driver.boot_time_s / self._pieces, self._tick)
        while self._done < due and driver.device.boot_pieces_left and driver.device.generation == self.generation:
            self._done += 1
            driver.call(driver.device.boot_step)

    def cancel(self) -> None:
        self._timer.cancel()
