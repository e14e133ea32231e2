"""
Licences that run out: an evaluation, which everybody gets once for a device and feature, and extensions of it, which
somebody has to approve.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from iosim.portal import accounts, devices, ledger, mail
from iosim.portal.act import Act
from iosim.portal.products import product_of, read_udi
from iosim.portal.refusals import AlreadyDecided, Impossible, TrialUsed

EVALUATION_DAYS = 60
EXTENSION_DAYS = 60


def evaluate(act: Act, udi_text: str, feature: str, *, customer: str = "", email: Sequence[str] = ()) -> dict[str, Any]:
    """
    An evaluation licence of 60 days of use.

    Args:
        customer: whose device it is; may be left out where that is known.

    Raises:
        TrialUsed: the device had one for this feature.
    """
    owner = owner_of(act, udi_text, customer)
    udi = devices.licensed(act, udi_text, owner)
    had = "select 1 from ledger where udi = ? and feature = ? and reason = 'evaluation'"
    if act.one(had, str(udi), feature) is not None:
        raise TrialUsed(udi=udi, feature=feature)
    license = ledger.issue(
        act,
        udi,
        owner,
        feature,
        reason="evaluation",
        reference="",
        type="evaluation",
        days=EVALUATION_DAYS,
    )
    if email:
        mail.queue(act, owner, email, [license], f"Evaluation licence of {udi}")
    act.audit("evaluation", f"{udi} {feature}")
    return ledger.as_file([license], act.now)


def ask(
    act: Act, udi_text: str, feature: str, *, days: int = EXTENSION_DAYS, note: str = "", customer: str = ""
) -> dict[str, Any]:
    """Ask for an extension licence; an approver decides."""
    owner = owner_of(act, udi_text, customer)
    udi = devices.licensed(act, udi_text, owner)
    product_of(udi).need(feature)
    id_ = act.insert(
        "trial",
        at=act.now,
        udi=str(udi),
        customer=owner,
        feature=feature,
        days=days,
        note=note,
        user=act.visitor.user,
    )
    act.audit("extension.ask", f"{id_} {udi} {feature}")
    return described(act, id_)


def decide(act: Act, id_: int, approved: bool, *, days: int | None = None, answer: str = "") -> dict[str, Any]:
    """
    Approve or refuse a request; approval issues the licence.

    Raises:
        AlreadyDecided: somebody did.
    """
    row = find(act, id_)
    if row["state"] != "pending":
        raise AlreadyDecided(id=id_, state=row["state"], at=row["decided"])
    license_id = None
    if approved:
        udi = devices.licensed(act, row["udi"], row["customer"])
        license = ledger.issue(
            act,
            udi,
            row["customer"],
            row["feature"],
            reason="extension",
            reference=str(id_),
            type="extension",
            days=days or row["days"],
        )
        license_id = license.id
        asker = act.one("select email from user where id = ?", row["user"])
        if act.sends_mail and asker is not None and asker["email"]:
            mail.queue(act, row["customer"], [asker["email"]], [license], f"Extension licence of {udi}")
    act.db.execute(
        "update trial set state = ?, decided = ?, decided_by = ?, answer = ?, days = ?, license_id = ? where id = ?",
        (
            "approved" if approved else "refused",
            act.now,
            act.visitor.user,
            answer,
            days or row["days"],
            license_id,
            id_,
        ),
    )
    act.audit("extension.approve" if approved else "extension.refuse", str(id_))
    return described(act, id_)


def find(act: Act, id_: int) -> sqlite3.Row:
    """The request with this number, if the visitor may see it; NotFound otherwise."""
    row = act.one("select * from trial where id = ?", id_)
    act.visitor.see(row["customer"] if row else None, f"request {id_}")
    assert row is not None
    return row


def described(act: Act, id_: int) -> dict[str, Any]:
    """What there is to say of a request."""
    row = act.one(f"{_SELECT} where t.id = ?", id_)
    assert row is not None
    return _as_json(row)


def listed(act: Act, *, after: int = 0, limit: int = 100, state: str | None = None) -> list[dict[str, Any]]:
    """Requests the visitor may see, oldest first."""
    scope, arguments = act.visitor.scope("t.customer")
    query = f"{_SELECT} where {scope} and t.id > ? and (? is null or t.state = ?) order by t.id limit ?"
    return [_as_json(row) for row in act.every(query, *arguments, after, state, state, limit)]


def owner_of(act: Act, udi_text: str, customer: str) -> int:
    """
    Whose a device is: as said, as known, or the only customer that the visitor works for.

    Raises:
        Impossible: none of these.
        NotFound: another customer's.
    """
    if customer:
        return accounts.customer(act, customer)
    row = act.one("select customer from device where udi = ?", str(read_udi(udi_text)))
    if row is not None:
        act.visitor.see(row["customer"], f"device {read_udi(udi_text)}")
        return int(row["customer"])
    if len(act.visitor.customers) != 1:
        raise Impossible(what=f"{read_udi(udi_text)} is not known yet: say which customer it belongs to")
    return next(iter(act.visitor.customers))


_SELECT = (
    "select t.*, c.name as customer_name, a.name as asker, d.name as decider from trial t"
    " join customer c on c.id = t.customer join user a on a.id = t.user left join user d on d.id = t.decided_by"
)


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    same = ("id", "at", "udi", "feature", "days", "note", "state", "decided", "answer", "license_id")
    return {name: row[name] for name in same} | {
        "customer": row["customer_name"],
        "user": row["asker"],
        "decided_by": row["decider"],
    }
