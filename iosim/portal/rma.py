"""A device failed and another takes its place: the failed one need not, and cannot, help."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from iosim.portal import devices, ledger, mail, rehost
from iosim.portal.act import Act
from iosim.portal.products import read_udi
from iosim.portal.refusals import DeviceReplaced, NothingToMove, SameDevice


def replace(act: Act, failed: str, replacement: str, number: str = "", email: Sequence[str] = ()) -> dict[str, Any]:
    """
    Issue the licences of a failed device for its replacement.

    From then on nothing is issued for the failed one any more, and its licences count as revoked.

    Args:
        number: of the return, where there is one.

    Raises:
        Refusal: nothing changed; the type says why.
    """
    old, row = devices.known(act, failed)
    if read_udi(replacement) == old:
        raise SameDevice(udi=old)
    if row["failed"]:
        raise DeviceReplaced(udi=old)
    new = devices.licensed(act, replacement, row["customer"])
    moving = rehost.movable(act, old)
    if not moving:
        raise NothingToMove(udi=old)
    id_ = act.insert(
        "rma",
        at=act.now,
        failed=str(old),
        replacement=str(new),
        number=number,
        customer=row["customer"],
        user=act.visitor.user,
    )
    for other in ledger.active(act, old):
        if other["hours"]:
            ledger.end(act, other, "revoked", reason="rma", reference=str(id_))
    licenses = rehost.move(act, moving, new, row["customer"], reason="rma", reference=str(id_))
    act.db.execute("update device set failed = ?, replaced_by = ? where udi = ?", (act.now, str(new), str(old)))
    if email:
        mail.queue(act, row["customer"], email, licenses, f"Licences for the replacement of {old}")
    act.audit("rma", f"{id_} {old} {new} {number}".rstrip())
    return {"rma": _described(act, id_)} | ledger.as_file(licenses, act.now)


def listed(act: Act, *, after: int = 0, limit: int = 100) -> list[dict[str, Any]]:
    """RMAs the visitor may see, oldest first."""
    scope, arguments = act.visitor.scope("r.customer")
    query = f"{_SELECT} where {scope} and r.id > ? order by r.id limit ?"
    return [_as_json(row) for row in act.every(query, *arguments, after, limit)]


_SELECT = "select r.*, c.name as customer_name from rma r join customer c on c.id = r.customer"


def _described(act: Act, id_: int) -> dict[str, Any]:
    row = act.one(f"{_SELECT} where r.id = ?", id_)
    assert row is not None
    return _as_json(row)


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    same = ("id", "at", "failed", "replacement", "number")
    return {name: row[name] for name in same} | {"customer": row["customer_name"]}
