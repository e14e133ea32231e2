"""
Notices of a device's licence agent on their way: each is posted once, and what became of it is counted by the agent.

A device that is cut off or reloads meanwhile hears nothing of it.
"""

import asyncio
from base64 import b64encode
from typing import TYPE_CHECKING

from iosim.agent.message import MEDIA_TYPE
from iosim.grammar.dialogue import Post, Posted
from iosim.outputs import Notice

if TYPE_CHECKING:
    from iosim.serve.driver import Driver
    from iosim.serve.seat import Transfers

ANSWER_BYTES = 65_536
AT_ONCE = 4
WAITING = 256  # more than that are not sent


class Notices:
    """Posts the notices of one device."""

    def __init__(self, driver: "Driver", transfers: "Transfers") -> None:
        self._driver = driver
        self._transfers = transfers
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Semaphore(AT_ONCE)

    def send(self, notice: Notice) -> None:
        """Post it as soon as its turn comes."""
        if len(self._tasks) >= WAITING:
            self._told(None, self._driver.device.generation)
            return
        task = asyncio.get_running_loop().create_task(self._post(notice))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Send nothing more."""
        for task in self._tasks:
            task.cancel()

    async def _post(self, notice: Notice) -> None:
        device = self._driver.device
        generation = device.generation
        credentials = b64encode(f"{notice.user}:{notice.password}".encode()).decode()
        order = Post(
            notice.url,
            ANSWER_BYTES,
            "",
            notice.data,
            (("Content-Type", MEDIA_TYPE), ("Authorization", f"Basic {credentials}")),
            device.kit.certificates,
        )
        async with self._turn:
            result = await self._transfers.fetch(order, device.management_address)
        self._told(result.status if isinstance(result, Posted) else None, generation)

    def _told(self, status: int | None, generation: int) -> None:
        def act(now_ms: int) -> None:
            system = self._driver.device.system
            if system is not None and self._driver.device.generation == generation:
                system.licensing.agent.told(status)

        self._driver.call(act)
