"""The portal without its network: state, authority, clock, and what is done for a visitor."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from iosim.license_store import Authority
from iosim.portal import accounts
from iosim.portal.accounts import ADMIN_NAME, START_TOKEN, SYSTEM_NAME
from iosim.portal.act import TIME, Act
from iosim.portal.call_home import Challenges
from iosim.portal.database import Database, one
from iosim.portal.idempotency import once
from iosim.portal.operation import Input, Operation
from iosim.portal.refusals import Refusal
from iosim.portal.sign_in import SignIn
from iosim.portal.visitor import ADMIN, Visitor

Value = TypeVar("Value")
Clock = Callable[[], datetime]

_WHO = ("user", "password", "credentials")  # of a body: says who asks, not what for
SYSTEM = Visitor(0, SYSTEM_NAME, ADMIN)


def utc() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class Portal:
    """
    One portal on one state file.

    Args:
        clock: tells the time; licences, tickets and sessions are dated by it.
        sends_mail: whether somebody sends what is queued.
    """

    def __init__(
        self, database: Database, authority: Authority, *, clock: Clock = utc, sends_mail: bool = False
    ) -> None:
        self.database = database
        self.authority = authority
        self.sends_mail = sends_mail
        self.sign_in = SignIn(self)
        self.challenges = Challenges()
        self.mail_queued = asyncio.Event()
        self._clock = clock
        self.system = database.change_now(lambda db: _system(self.act(db, SYSTEM)))

    def now(self) -> str:
        """The time as it is written into licences."""
        return self._clock().astimezone(UTC).strftime(TIME)

    def now_s(self) -> float:
        """The time in seconds since 1970."""
        return self._clock().timestamp()

    def act(self, db: Any, visitor: Visitor, address: str = "") -> Act:
        """What `visitor` does now."""
        return Act(db, visitor, self.now(), self.authority, address, self.sends_mail)

    def start_token(self) -> str:
        """A new token of the administrator; the one of the previous start is worth nothing any more."""

        def make(act: Act) -> str:
            act.db.execute("delete from token where name = ?", (START_TOKEN,))
            return accounts.create_token(act, ADMIN_NAME, START_TOKEN)

        return self.database.change_now(lambda db: make(self.act(db, self.system)))

    async def change(self, visitor: Visitor, do: Callable[[Act], Value], address: str = "") -> Value:
        """Do something in one transaction; durable on return."""
        value = await self.database.change(lambda db: do(self.act(db, visitor, address)))
        self.mail_queued.set()
        return value

    async def look(self, visitor: Visitor, do: Callable[[Act], Value]) -> Value:
        """Look something up."""
        return await self.database.look(lambda db: do(self.act(db, visitor)))

    async def perform(
        self, operation: Operation, visitor: Visitor, given: Input, *, key: str = "", address: str = ""
    ) -> Any:
        """
        One operation of the API, for whichever face asks.

        A change that is refused is put on record too.

        Args:
            given: has the shape that the operation asks for.
            key: idempotency key, "" for none.
        """
        visitor.need(operation.roles)
        if not operation.changes:
            return await self.look(visitor, lambda act: operation.act(act, given))
        wanted = [dict(given.path), {name: value for name, value in given.body.items() if name not in _WHO}]
        if operation.prepare is not None:
            given = await operation.prepare(self, given)
        try:
            return await self.change(
                visitor,
                lambda act: once(
                    act, key and visitor.device + key, operation.name, wanted, lambda: operation.act(act, given)
                ),
                address,
            )
        except Refusal as refusal:
            code = refusal.code
            await self.change(visitor, lambda act: act.audit(operation.name, _subject(given), code), address)
            raise

    async def close(self) -> None:
        """Let the state file go."""
        await asyncio.to_thread(self.database.close)


def _subject(given: Input) -> str:
    """What a refused request was about."""
    words = [
        *given.path.values(),
        *(str(given.body[name]) for name in ("pak", "udi", "failed", "replacement", "to") if name in given.body),
    ]
    return " ".join(words)[:200]


def _system(act: Act) -> Visitor:
    """Make the first administrator and the portal's own user where they are not there yet."""
    for name in (SYSTEM_NAME, ADMIN_NAME):
        if one(act.db, "select 1 from user where name = ?", name) is None:
            act.insert("user", name=name, role=ADMIN, created=act.now)
    row = one(act.db, "select * from user where name = ?", SYSTEM_NAME)
    assert row is not None
    return accounts.visitor(act.db, row)
