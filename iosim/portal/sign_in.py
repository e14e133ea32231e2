"""
Finding out who a visitor is: by token, or by name and password.

Passwords are checked in a thread, at most two at a time, since each takes some 50 ms of a processor. A right one is
remembered for a while, so that a device that calls several times in one dialogue pays once; wrong ones are counted, and
after too many in a row a user name has to wait.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from iosim.portal import accounts, passwords
from iosim.portal.refusals import Busy, NotSignedIn, TooManyAttempts, WrongPassword
from iosim.portal.visitor import Visitor

if TYPE_CHECKING:
    from iosim.portal.portal import Portal

Value = TypeVar("Value")

ATTEMPTS = 10  # wrong passwords in a row
WAIT_S = 60
REMEMBERED_S = 300
WAITING_S = 20  # who waited longer for his turn is sent away
_MOST = 4096  # names and passwords kept in mind


class SignIn:
    """Keeps nothing but what it can forget."""

    def __init__(self, portal: "Portal") -> None:
        self._portal = portal
        self._secret = secrets.token_bytes(32)
        self._good: dict[bytes, float] = {}  # until when
        self._failed: dict[str, tuple[int, float]] = {}  # how often, and when last
        self._turns = asyncio.Semaphore(2)

    async def by_token(self, token: str) -> Visitor:
        """Whose token this is; NotSignedIn when it is nobody's."""
        found = await self._portal.database.look(lambda db: accounts.by_token(db, token)) if token else None
        if found is None:
            raise NotSignedIn()
        return found

    async def by_password(self, name: str, password: str, *, address: str = "") -> Visitor:
        """
        The user of this name.

        Raises:
            WrongPassword: there is none, or this is not the password.
            TooManyAttempts: it was wrong too often; even the right one has to wait.
        """
        key = name.strip().lower()
        count, last = self._failed.get(key, (0, 0.0))
        wait = last + WAIT_S - time.monotonic()
        if count >= ATTEMPTS and wait > 0:
            raise TooManyAttempts(seconds=int(wait) + 1)
        row = await self._portal.database.look(lambda db: accounts.by_name(db, name))
        kept = row["password"] if row is not None else None
        if not await self._accepts(kept, password):
            self._failed.pop(key, None)
            if len(self._failed) >= _MOST:
                self._failed.pop(next(iter(self._failed)))
            self._failed[key] = (count + 1, time.monotonic())
            system = self._portal.system
            await self._portal.change(
                system, lambda act: act.audit("sign-in", name.strip()[:64], WrongPassword.code), address
            )
            raise WrongPassword()
        self._failed.pop(key, None)
        assert row is not None
        return await self._portal.database.look(lambda db: accounts.visitor(db, row))

    async def hashed(self, password: str) -> str:
        """What is kept of a new password."""
        checked = accounts.check_password(password)
        return await self._in_turn(lambda: passwords.hashed(checked))

    async def _accepts(self, kept: str | None, password: str) -> bool:
        mark = hmac.new(self._secret, f"{kept}\0{password}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        if self._good.get(mark, 0.0) > time.monotonic():
            return True
        good = await self._in_turn(lambda: passwords.accepts(kept, password))
        if good:
            if len(self._good) >= _MOST:
                self._good.clear()
            self._good[mark] = time.monotonic() + REMEMBERED_S
        return good

    async def _in_turn(self, work: Callable[[], Value]) -> Value:
        """Run slow work in a thread, not too much of it at a time; Busy when the turn does not come."""
        try:
            async with asyncio.timeout(WAITING_S):
                await self._turns.acquire()
        except TimeoutError:
            raise Busy() from None
        try:
            return await asyncio.to_thread(work)
        finally:
            self._turns.release()
