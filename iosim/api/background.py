"""One event loop in a thread of its own, for callers who have none."""

import asyncio
import atexit
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """A running event loop; made when first used, ended with the process and all `devices` before it."""

    def __init__(self) -> None:
        self.devices: list[Callable[[], None]] = []  # what ends each open device
        self._process = os.getpid()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="iosim", daemon=True)
        self._thread.start()

    @property
    def usable(self) -> bool:
        """Whether the thread lives in this process: a fork leaves it behind."""
        return self._process == os.getpid() and not self._loop.is_closed()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """The result of `coroutine`; an interruption of the caller cancels it."""
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def stop(self) -> None:
        """End the devices and whatever else still runs on the loop, then the loop and its thread."""
        if not self.usable:
            return
        for end in list(self.devices):
            end()
        self.run(self._cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.shutdown_asyncgens()


_lock = threading.Lock()
_current: Background | None = None


def background() -> Background:
    """The loop of this process."""
    global _current
    with _lock:
        if _current is None or not _current.usable:
            _current = Background()
            atexit.register(_current.stop)
        return _current
