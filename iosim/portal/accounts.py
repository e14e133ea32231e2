"""Customers, the users who work for them, and the tokens and sessions that users come with."""

import re
import secrets
import sqlite3
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from iosim.portal.act import Act
from iosim.portal.mail import ADDRESS
from iosim.portal.passwords import LENGTH
from iosim.portal.refusals import AdministratorStays, AlreadyThere, Impossible, InvalidInput, NotFound
from iosim.portal.visitor import ADMIN, CUSTOMER, PARTNER, ROLES, Visitor

ADMIN_NAME = "admin"
SYSTEM_NAME = "portal"  # who does what nobody asked for; never signs in
START_TOKEN = "start"  # name of the token that `iosim portal` prints
SESSION_HOURS = 12
SESSION_IDLE_HOURS = 1
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@&'()/+-]{0,63}")
_TOKEN_PREFIX = "iosim_"


def digest(secret: str) -> str:
    """What is kept of a token or cookie."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


# ---- customers


def customer(act: Act, name: str) -> int:
    """The customer called `name`, if the visitor may see it; NotFound otherwise."""
    row = act.one("select id from customer where name = ?", name.strip())
    act.visitor.see(row["id"] if row else None, f"customer {name.strip()[:64]}")
    assert row is not None
    return int(row["id"])


def create_customer(act: Act, name: str) -> int:
    """
    A new customer's id.

    Raises:
        AlreadyThere: there is one of that name.
    """
    name = _named(name, "customer")
    if act.one("select 1 from customer where name = ?", name):
        raise AlreadyThere(what=f"Customer {name}")
    found = act.insert("customer", name=name, created=act.now)
    act.audit("customer.create", name)
    return found


def customers(act: Act) -> list[dict[str, Any]]:
    """Customers the visitor may see, by name."""
    scope, arguments = act.visitor.scope("id")
    rows = act.every(f"select * from customer where {scope} order by name", *arguments)
    return [{"name": row["name"], "created": row["created"]} for row in rows]


# ---- users


def create_user(
    act: Act, name: str, role: str, *, password: str | None = None, email: str = "", customers: Sequence[str] = ()
) -> dict[str, Any]:
    """
    A new user.

    Args:
        password: as `passwords.hashed` made it; None lets the user sign in by token only.
        customers: the access list, of roles partner and customer.

    Raises:
        InvalidInput, AlreadyThere, NotFound: nothing was made.
    """
    name = _named(name, "user")
    if act.one("select 1 from user where name = ?", name):
        raise AlreadyThere(what=f"User {name}")
    id_ = act.insert("user", name=name, role=_role(role), password=password, email=_email(email), created=act.now)
    _give_access(act, id_, role, customers)
    act.audit("user.create", name)
    return user(act, name)


def change_user(
    act: Act,
    name: str,
    *,
    role: str | None = None,
    email: str | None = None,
    active: bool | None = None,
    customers: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Change what is said of a user (None: leave it); ends the sessions and tokens of one that is no longer active."""
    row = _user(act, name)
    new_role = _role(role) if role is not None else row["role"]
    now_active = row["active"] if active is None else int(active)
    if row["name"] == ADMIN_NAME and (new_role != ADMIN or not now_active):
        raise AdministratorStays(user=row["name"])
    act.db.execute(
        "update user set role = ?, email = ?, active = ? where id = ?",
        (new_role, row["email"] if email is None else _email(email), now_active, row["id"]),
    )
    if customers is not None or new_role != row["role"]:
        names = [each["name"] for each in _access(act, row["id"])] if customers is None else customers
        act.db.execute("delete from access where user = ?", (row["id"],))
        _give_access(act, row["id"], new_role, names)
    if not now_active:
        act.db.execute("delete from session where user = ?", (row["id"],))
        act.db.execute("delete from token where user = ?", (row["id"],))
    act.audit("user.change", row["name"])
    return user(act, row["name"])


def set_password(act: Act, name: str, password: str) -> None:
    """Keep another password (as `passwords.hashed` made it) and end the user's sessions."""
    row = _user(act, name)
    act.db.execute("update user set password = ? where id = ?", (password, row["id"]))
    act.db.execute("delete from session where user = ?", (row["id"],))
    act.audit("user.password", row["name"])


def user(act: Act, name: str) -> dict[str, Any]:
    """What there is to say of a user."""
    return _user_json(act, _user(act, name))


def users(act: Act) -> list[dict[str, Any]]:
    """Every user, by name."""
    return [_user_json(act, row) for row in act.every("select * from user where name <> ? order by name", SYSTEM_NAME)]


def visitor(db: sqlite3.Connection, row: sqlite3.Row) -> Visitor:
    """The visitor that this row of `user` is."""
    access = db.execute("select customer from access where user = ?", (row["id"],)).fetchall()
    return Visitor(row["id"], row["name"], row["role"], row["email"], frozenset(each["customer"] for each in access))


# ---- tokens and sessions


def create_token(act: Act, name: str, purpose: str) -> str:
    """A new token of a user; it is told here and nowhere else."""
    row = _user(act, name)
    token = _TOKEN_PREFIX + secrets.token_urlsafe(32)
    act.insert("token", user=row["id"], digest=digest(token), name=purpose[:64], created=act.now)
    act.audit("token.create", f"{row['name']} {purpose[:64]}")
    return token


def tokens(act: Act, name: str) -> list[dict[str, Any]]:
    """A user's tokens, without the tokens themselves."""
    rows = act.every("select * from token where user = ? order by id", _user(act, name)["id"])
    return [{"id": row["id"], "name": row["name"], "created": row["created"]} for row in rows]


def revoke_token(act: Act, name: str, id_: int) -> None:
    """Make a token worthless; NotFound when the user has none with this id."""
    row = _user(act, name)
    if not act.db.execute("delete from token where id = ? and user = ?", (id_, row["id"])).rowcount:
        raise NotFound(what=f"token {id_}")
    act.audit("token.revoke", f"{row['name']} {id_}")


def by_token(db: sqlite3.Connection, token: str) -> Visitor | None:
    """Whose token this is; None when it is nobody's."""
    row = db.execute(
        "select user.* from token join user on user.id = token.user where token.digest = ? and user.active",
        (digest(token),),
    ).fetchone()
    return None if row is None else visitor(db, row)


def by_name(db: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    """The row of an active user."""
    row: sqlite3.Row | None = db.execute(
        "select * from user where name = ? and active and name <> ?", (name.strip(), SYSTEM_NAME)
    ).fetchone()
    return row


def open_session(act: Act, user_id: int) -> str:
    """A session of a user; returns the cookie."""
    cookie = secrets.token_urlsafe(32)
    act.db.execute("delete from session where created < ?", (act.later(hours=-SESSION_HOURS),))
    act.insert(
        "session",
        digest=digest(cookie),
        user=user_id,
        secret=secrets.token_urlsafe(24),
        created=act.now,
        seen=act.now,
    )
    act.audit("session.open", act.visitor.name)
    return cookie


def close_session(act: Act, cookie: str) -> None:
    """End a session; one that is over stays so."""
    act.db.execute("delete from session where digest = ?", (digest(cookie),))


def by_session(act: Act, cookie: str) -> tuple[Visitor, sqlite3.Row] | None:
    """Whose session this is, and its row; None when it is over."""
    row = act.one("select * from session where digest = ?", digest(cookie))
    if row is None or row["created"] < act.later(hours=-SESSION_HOURS):
        return None
    if row["seen"] < act.later(hours=-SESSION_IDLE_HOURS):
        return None
    owner = act.one("select * from user where id = ? and active", row["user"])
    return None if owner is None else (visitor(act.db, owner), row)


def touch_session(act: Act, cookie: str) -> None:
    """Note that a session is in use."""
    act.db.execute("update session set seen = ? where digest = ?", (act.now, digest(cookie)))


# ---- what is checked


def check_password(password: str) -> str:
    """A password that is long enough; InvalidInput otherwise."""
    shortest, longest = LENGTH
    if not shortest <= len(password) <= longest:
        raise InvalidInput(what=f"A password has {shortest} to {longest} characters")
    return password


def _named(name: str, what: str) -> str:
    name = " ".join(name.split())
    if not NAME.fullmatch(name):
        raise InvalidInput(what=f"A {what}'s name has 1 to 64 letters, digits, blanks and . _ @ & ' ( ) / + -")
    return name


def _role(role: str) -> str:
    if role not in ROLES:
        raise InvalidInput(what=f"There is no role {role[:40]}; there are {', '.join(ROLES)}")
    return role


def _email(email: str) -> str:
    if email and not ADDRESS.fullmatch(email):
        raise InvalidInput(what=f"{email[:80]!r} is no mail address")
    return email


def _user(act: Act, name: str) -> sqlite3.Row:
    """The user called `name`, if the visitor may know: staff know everybody, others themselves."""
    row = act.one("select * from user where name = ? and name <> ?", name.strip(), SYSTEM_NAME)
    if row is None or (act.visitor.role != ADMIN and row["id"] != act.visitor.user):
        raise NotFound(what=f"user {name.strip()[:64]}")
    return row


def _access(act: Act, user_id: int) -> list[sqlite3.Row]:
    return act.every(
        "select customer.* from access join customer on customer.id = access.customer where user = ? order by name",
        user_id,
    )


def _give_access(act: Act, user_id: int, role: str, names: Sequence[str]) -> None:
    if names and role not in (PARTNER, CUSTOMER):
        raise Impossible(what=f"A user of role {role} sees every customer and takes no list")
    if role == CUSTOMER and len(names) != 1:
        raise Impossible(what="A user of role customer belongs to exactly one customer")
    for id_ in sorted({customer(act, name) for name in names}):
        act.insert("access", user=user_id, customer=id_)


def _user_json(act: Act, row: sqlite3.Row) -> dict[str, Any]:
    return {
        "name": row["name"],
        "role": row["role"],
        "email": row["email"],
        "active": bool(row["active"]),
        "password": row["password"] is not None,
        "customers": [each["name"] for each in _access(act, row["id"])],
        "created": row["created"],
    }
