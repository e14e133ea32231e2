"""Right passwords of this process, so that a slow hash is computed once for each and not at every login."""

import asyncio
import hashlib
import os

from iosim.aaa import Verdict
from iosim.grammar.dialogue import Job

REMEMBERED = 4_096


class Passwords:
    """Remembers which password opened which secret; a wrong one costs its hash every time."""

    def __init__(self) -> None:
        self._key = os.urandom(32)  # what is remembered is of no use outside this process
        self._right: dict[bytes, Verdict] = {}

    async def judged(self, secret: str, password: str, job: Job) -> Verdict:
        """The verdict of `job`, which compares `password` with `secret` in a thread unless the answer is known."""
        digest = hashlib.blake2b(f"{secret}\0{password}".encode(), key=self._key).digest()
        known = self._right.get(digest)
        if known is not None:
            return known
        verdict: Verdict = await asyncio.get_running_loop().run_in_executor(None, job.run)
        if verdict.accepted:
            if len(self._right) >= REMEMBERED:
                self._right.clear()
            self._right[digest] = verdict
        return verdict
