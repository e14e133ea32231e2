"""
Group commit: what many devices changed becomes durable together, off the event loop.

Everything submitted while one transaction runs goes into the next, up to 64 submissions; a longer group
would release its outputs in one long piece. Whoever submits is called back on the loop, in the order of
submission, when the rows are durable or with the error that kept them from it.
"""

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from iosim.chassis import Change
from iosim.serve.faults import Fault, no_fault
from iosim.serve.turn import Turn

if TYPE_CHECKING:
    from iosim.serve.store import SqliteStore

GROUP_LIMIT = 64

Done = Callable[[BaseException | None], None]


class Submission(NamedTuple):
    """The changes of one device that wait for a commit."""

    owner: object  # whose later submissions build on this one
    udi: str
    changes: Sequence[Change]
    done: Done


class Commits(Protocol):
    """Where a driver takes the journal of its device."""

    def submit(self, owner: object, udi: str, changes: Sequence[Change], done: Done) -> None:
        """Keep `changes`; `done(None)` once they are durable, `done(error)` when they never will be."""

    def withdraw(self, owner: object) -> list[Submission]:
        """Take back what `owner` submitted and no transaction has begun to write, oldest first."""

    async def drain(self) -> None:
        """Return when nothing waits."""

    async def close(self) -> None:
        """Write what waits, then stop."""


class MemoryWriter:
    """Nothing outlives the process: changes count as kept the moment they are submitted."""

    def __init__(self, *, fault: Fault = no_fault) -> None:
        self._fault = fault

    def submit(self, owner: object, udi: str, changes: Sequence[Change], done: Done) -> None:
        try:
            self._fault("before-commit")
        except OSError as error:
            done(error)
        else:
            done(None)

    def withdraw(self, owner: object) -> list[Submission]:
        return []

    async def drain(self) -> None:
        return None

    async def close(self) -> None:
        return None


class Writer:
    """Commits to a `SqliteStore` in one thread of its own; used from the event loop only."""

    def __init__(
        self,
        store: "SqliteStore",
        turn: Turn,
        *,
        clock_ceiling: Callable[[], int | None] = lambda: None,
        fault: Fault = no_fault,
    ) -> None:
        self._store = store
        self._turn = turn
        self._loop = asyncio.get_running_loop()
        self._clock_ceiling = clock_ceiling
        self._fault = fault
        self._waiting: deque[Submission] = deque()
        self._busy = False
        self._ended = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._todo: queue.SimpleQueue[tuple[list[Submission], int | None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="iosim-writer", daemon=True)
        self._thread.start()
        self.commits = 0

    def submit(self, owner: object, udi: str, changes: Sequence[Change], done: Done) -> None:
        self._waiting.append(Submission(owner, udi, changes, done))
        if not self._busy:
            self._busy = True
            self._idle.clear()
            self._loop.call_soon(self._flush)  # devices settled in the same turn share the transaction

    def withdraw(self, owner: object) -> list[Submission]:
        taken = [submission for submission in self._waiting if submission.owner is owner]
        if taken:
            self._waiting = deque(submission for submission in self._waiting if submission.owner is not owner)
        return taken

    async def drain(self) -> None:
        while self._busy:
            await self._idle.wait()

    async def close(self) -> None:
        await self.drain()
        self._todo.put(None)
        await self._ended.wait()  # and not `join` in another thread: at exit of the process none can be started
        self._thread.join()

    def _flush(self) -> None:
        group = [self._waiting.popleft() for _ in range(min(GROUP_LIMIT, len(self._waiting)))]
        if group:
            self._todo.put((group, self._clock_ceiling()))
        else:
            self._rest()

    def _rest(self) -> None:
        self._busy = False
        self._idle.set()

    def _run(self) -> None:
        while (work := self._todo.get()) is not None:
            group, clock_ms = work
            error: BaseException | None = None
            try:
                rows = [
                    (submission.udi, change.key, change.value) for submission in group for change in submission.changes
                ]
                self._store.commit(rows, clock_ms)
                self._fault("before-release")
            except Exception as caught:  # a full disk, a lost file: whoever waits learns of it
                error = caught
            self.commits += 1
            self._loop.call_soon_threadsafe(self._committed, group, error)
        self._loop.call_soon_threadsafe(self._ended.set)

    def _committed(self, group: list[Submission], error: BaseException | None) -> None:
        if error is not None:
            # What these devices submitted since was made from rows that are not kept: it fails with them.
            for owner in {id(submission.owner): submission.owner for submission in group}.values():
                group += self.withdraw(owner)
        for submission in group:
            self._turn.add(lambda done=submission.done: done(error))  # type: ignore[misc]
        self._turn.add(self._next)

    def _next(self) -> None:
        if self._waiting:
            self._flush()
        else:
            self._rest()
