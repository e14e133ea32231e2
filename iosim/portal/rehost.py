"""
Moving licences between two working devices.

Credentials of the first device get a permission ticket; the first device revokes and answers with a rehost ticket;
that becomes licences of the second. A ticket names the licences it is about and is answered once, within its days.
"""

import secrets
import sqlite3
from base64 import b32encode
from collections.abc import Sequence
from typing import Any

from iosim.chassis import Udi
from iosim.license_store import Authorities, License
from iosim.license_store.credential import read_credentials
from iosim.license_store.document import DocumentRefusal
from iosim.license_store.ticket import (
    PermissionTicket,
    issue_permission_ticket,
    read_permission_ticket,
    read_rehost_ticket,
)
from iosim.portal import devices, ledger, mail
from iosim.portal.act import Act
from iosim.portal.refusals import (
    DeviceReplaced,
    DocumentRefused,
    MovePending,
    NothingToMove,
    NotMovable,
    SameDevice,
    TicketReplayed,
    TicketTooLate,
)

TICKET_DAYS = 30
GRACE_DAYS = 60
GRACE_TYPE = "gracePeriod"


def permit(act: Act, credentials: str, ids: Sequence[str] = (), *, grace: bool = True) -> dict[str, Any]:
    """
    A permission ticket for the device that made `credentials`.

    Args:
        ids: which of its licences are to go; all that can be moved when there are none.
        grace: whether licences for a grace period go with it.

    Raises:
        Refusal: no ticket was made; the type says why.
    """
    udi = read_device(credentials)
    _, device = devices.known(act, str(udi))
    act.visitor.need_own(str(udi))
    if device["failed"]:
        raise DeviceReplaced(udi=udi)
    moving = _chosen(act, udi, ids)
    for row in moving:
        _need_free(act, row["license_id"])
    ticket_id = b32encode(secrets.token_bytes(10)).decode()
    expires = act.later(days=TICKET_DAYS)
    document = issue_permission_ticket(
        udi,
        ledger.licenses(moving),
        id=ticket_id,
        created=act.now,
        expires=expires,
        authority=act.authority,
        superseded=ledger.licenses(_superseded(act, udi, moving)),
        grace=_grace(act, udi, moving, ticket_id) if grace else (),
    )
    act.insert(
        "permission",
        ticket=ticket_id,
        at=act.now,
        expires=expires,
        udi=str(udi),
        customer=device["customer"],
        document=document,
        user=act.visitor.user,
    )
    for row in moving:
        act.insert("permission_license", ticket=ticket_id, license_id=row["license_id"])
    act.audit("rehost.permit", f"{ticket_id} {udi}")
    return {
        "permission": described(act, ticket_id),
        "file_name": f"{udi.serial}_permission.tic",
        "file": document.decode(),
    }


def complete(
    act: Act, rehost_ticket: str, *, to: str = "", credentials: str = "", email: Sequence[str] = ()
) -> dict[str, Any]:
    """
    The licences of an answered permission ticket, for another device.

    Args:
        rehost_ticket: what the first device made when it revoked them.
        to: UDI of the second device; or else `credentials` of it.

    Raises:
        Refusal: nothing was moved; the type says why.
    """
    try:
        ticket = read_rehost_ticket(rehost_ticket.encode())
    except DocumentRefusal as refusal:
        raise DocumentRefused(why=refusal) from None
    row = find(act, ticket.id)
    act.visitor.need_own(row["udi"])
    permission = _permission(act, row)
    try:
        ticket.check(permission)
    except DocumentRefusal as refusal:
        raise DocumentRefused(why=refusal) from None
    if row["answered"]:
        raise TicketReplayed(ticket=ticket.id, at=row["answered"], udi=row["target"])
    if act.now >= row["expires"]:
        raise TicketTooLate(ticket=ticket.id, expires=row["expires"])
    target = devices.licensed(act, str(read_device(credentials)) if credentials else to, row["customer"])
    if target == permission.udi:
        raise SameDevice(udi=target)
    moving = [_still_active(act, permission.udi, license_id) for license_id in _ids(act, ticket.id)]
    licenses = move(act, moving, target, row["customer"], reason="rehost", reference=ticket.id)
    act.db.execute("update permission set answered = ?, target = ? where ticket = ?", (act.now, str(target), ticket.id))
    if email:
        mail.queue(act, row["customer"], email, licenses, f"Licences moved from {permission.udi}")
    act.audit("rehost.complete", f"{ticket.id} {permission.udi} {target}")
    return {"permission": described(act, ticket.id)} | ledger.as_file(licenses, act.now)


def reopen(act: Act, ticket: str) -> dict[str, Any]:
    """Let a permission ticket that expired be answered after all; TicketReplayed when it was."""
    row = find(act, ticket)
    if row["answered"]:
        raise TicketReplayed(ticket=ticket, at=row["answered"], udi=row["target"])
    act.db.execute("update permission set expires = ? where ticket = ?", (act.later(days=TICKET_DAYS), ticket))
    act.audit("rehost.reopen", ticket)
    return described(act, ticket)


def move(
    act: Act, rows: Sequence[sqlite3.Row], target: Udi, customer: int, *, reason: str, reference: str
) -> list[License]:
    """End these licences and issue the same for another device."""
    for row in rows:
        ledger.end(act, row, "revoked", reason=reason, reference=reference)
    return [
        ledger.issue(act, target, customer, row["feature"], reason=reason, reference=reference, seats=row["count"])
        for row in rows
    ]


def movable(act: Act, udi: Udi) -> list[sqlite3.Row]:
    """Licences of a device that can go to another: those that do not run out."""
    return [row for row in ledger.active(act, udi) if not row["hours"]]


def read_device(credentials: str) -> Udi:
    """Whose credentials these are; DocumentRefused when they prove nothing."""
    try:
        return read_credentials(credentials.encode()).udi
    except DocumentRefusal as refusal:
        raise DocumentRefused(why=refusal) from None


def find(act: Act, ticket: str) -> sqlite3.Row:
    """The permission ticket with this id, if the visitor may see it; NotFound otherwise."""
    row = act.one("select * from permission where ticket = ?", ticket)
    act.visitor.see(row["customer"] if row else None, f"permission ticket {ticket}")
    assert row is not None
    return row


def document(act: Act, ticket: str) -> dict[str, Any]:
    """A permission ticket once more."""
    row = find(act, ticket)
    serial = row["udi"].partition(":")[2]
    return {
        "permission": described(act, ticket),
        "file_name": f"{serial}_permission.tic",
        "file": bytes(row["document"]).decode(),
    }


def described(act: Act, ticket: str) -> dict[str, Any]:
    """What there is to say of a permission ticket."""
    row = act.one(
        "select p.*, c.name as customer_name from permission p join customer c on c.id = p.customer where ticket = ?",
        ticket,
    )
    assert row is not None
    return {
        "ticket": row["ticket"],
        "at": row["at"],
        "expires": row["expires"],
        "udi": row["udi"],
        "customer": row["customer_name"],
        "licenses": _ids(act, ticket),
        "answered": row["answered"],
        "target": row["target"],
    }


def listed(act: Act, *, after: str = "", limit: int = 100) -> list[dict[str, Any]]:
    """Permission tickets the visitor may see, by id."""
    scope, arguments = act.visitor.scope("customer")
    rows = act.every(
        f"select ticket from permission where {scope} and ticket > ? order by ticket limit ?", *arguments, after, limit
    )
    return [described(act, row["ticket"]) for row in rows]


def _chosen(act: Act, udi: Udi, ids: Sequence[str]) -> list[sqlite3.Row]:
    everything = {row["license_id"]: row for row in ledger.active(act, udi)}
    if not ids:
        found = movable(act, udi)
        if not found:
            raise NothingToMove(udi=udi)
        return found
    for id_ in ids:
        if id_ not in everything:
            raise NotMovable(license_id=id_, udi=udi, why="the device has no such licence now")
        if everything[id_]["hours"]:
            raise NotMovable(license_id=id_, udi=udi, why="it runs out, and how much of it was used is not known here")
    return [everything[id_] for id_ in dict.fromkeys(ids)]


def _superseded(act: Act, udi: Udi, moving: Sequence[sqlite3.Row]) -> list[sqlite3.Row]:
    """Counted licences that those which go replaced: the device may have them still, and has to lose them as well."""
    features = {row["feature"] for row in moving if row["count"]}
    rows = act.every(
        "select i.* from ledger i join ledger e on e.license_id = i.license_id and e.kind = 'replaced'"
        " where i.kind = 'issued' and i.udi = ? order by i.seq",
        str(udi),
    )
    return [row for row in rows if row["feature"] in features]


def _need_free(act: Act, license_id: str) -> None:
    row = act.one(
        "select p.* from permission p join permission_license l on l.ticket = p.ticket"
        " where l.license_id = ? and p.answered is null and p.expires > ?",
        license_id,
        act.now,
    )
    if row is not None:
        raise MovePending(license_id=license_id, ticket=row["ticket"], expires=row["expires"])


def _grace(act: Act, udi: Udi, moving: Sequence[sqlite3.Row], ticket: str) -> list[License]:
    """
    A grace-period licence for each feature that goes.

    A device gets one of a feature once in its life: the same again while no ticket that brought it was answered, none
    afterwards.
    """
    found = []
    for row in moving:
        feature = row["feature"]
        earlier = act.every(
            "select block from ledger where kind = 'issued' and udi = ? and feature = ? and type = ?",
            str(udi),
            feature,
            GRACE_TYPE,
        )
        if not earlier:
            facts: dict[str, Any] = {"reason": "grace", "reference": ticket, "type": GRACE_TYPE, "days": GRACE_DAYS}
            found.append(ledger.issue(act, udi, row["customer"], feature, seats=row["count"], **facts))
        elif not _went_before(act, udi, feature):
            found += ledger.licenses(earlier)
    return found


def _went_before(act: Act, udi: Udi, feature: str) -> bool:
    """Whether a licence of this feature left this device by a ticket that was answered."""
    row = act.one(
        "select 1 from permission p join permission_license n on n.ticket = p.ticket"
        " join ledger l on l.license_id = n.license_id and l.kind = 'issued'"
        " where p.udi = ? and p.answered is not null and l.feature = ?",
        str(udi),
        feature,
    )
    return row is not None


def _still_active(act: Act, udi: Udi, license_id: str) -> sqlite3.Row:
    row = act.one("select * from active where license_id = ?", license_id)
    if row is None:
        raise NotMovable(license_id=license_id, udi=udi, why="it went elsewhere since")
    return row


def _ids(act: Act, ticket: str) -> list[str]:
    """The licences that a ticket names, the one issued first in front."""
    rows = act.every(
        "select n.license_id from permission_license n"
        " join ledger l on l.license_id = n.license_id and l.kind = 'issued' where n.ticket = ? order by l.seq",
        ticket,
    )
    return [row["license_id"] for row in rows]


def _permission(act: Act, row: sqlite3.Row) -> PermissionTicket:
    return read_permission_ticket(row["document"], Authorities((act.authority.key,)))
