"""
The two tickets of a rehost: the portal permits one device to revoke named licences, the device proves that it did.

A *permission ticket* is signed by the licence authority of a portal and is for one UDI. It names the licences to be
revoked by their ids and may bring grace-period licences that keep the device at work meanwhile. A *rehost ticket* is
signed by the device and names the permission ticket it answers, by id and by digest. It has no date and nothing random
in it, so regenerating it gives the same bytes.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from iosim.chassis import Udi
from iosim.license_store import file
from iosim.license_store.authority import Authorities, Authority, PublicKey, verify
from iosim.license_store.credential import (
    IDENTITY_PATTERN,
    MANUFACTURERS,
    device_identity,
    identity_elements,
    verified_identity,
)
from iosim.license_store.document import (
    AUTHORITY_PATTERN,
    KEY_PATTERN,
    UDI_PATTERN,
    WORD_PATTERN,
    DocumentAltered,
    DocumentForged,
    DocumentRefusal,
    Layout,
)
from iosim.license_store.license import CREATED, License, udi_element
from iosim.license_store.refusals import LicenseRefusal

TICKET_ID = re.compile(r"[A-Z2-7]{16}")
_LICENSE_ID = r"[A-Z2-7]{16}"
_ONE = rf"<LICENSE_ID>{_LICENSE_ID}</LICENSE_ID><FEATURE_NAME>{WORD_PATTERN}</FEATURE_NAME>"
_EACH = re.compile(rf"<LICENSE_ID>({_LICENSE_ID})</LICENSE_ID><FEATURE_NAME>({WORD_PATTERN})</FEATURE_NAME>")
_FIRST_BLOCK, _LAST_BLOCK = '<CISCO_WT_LICENSE version="1.0">', "</CISCO_WT_LICENSE>"

PERMISSION = Layout(
    "Permission ticket",
    "IOSIM_PERMISSION_TICKET",
    512 * 1024,
    re.compile(
        rf"<TICKET_ID>(?P<id>{TICKET_ID.pattern})</TICKET_ID>{UDI_PATTERN}"
        rf"<CREATE_DATE>(?P<created>{CREATED.pattern})</CREATE_DATE>"
        rf"<EXPIRY_DATE>(?P<expires>{CREATED.pattern})</EXPIRY_DATE>"
        rf"(?P<revoke>(?:<REVOKE>{_ONE}</REVOKE>)+)"
        rf"(?P<superseded>(?:<SUPERSEDED>{_ONE}</SUPERSEDED>)*)"
        rf"<GRACE>(?P<grace>(?:{_FIRST_BLOCK}.*{_LAST_BLOCK})?)</GRACE>"
        rf"<AUTHORITY>(?P<authority>{AUTHORITY_PATTERN})</AUTHORITY>"
    ),
    17,
)
REHOST = Layout(
    "Rehost ticket",
    "IOSIM_REHOST_TICKET",
    64 * 1024,  # some 500 licences, far more than any device holds
    re.compile(
        rf"<TICKET_ID>(?P<id>{TICKET_ID.pattern})</TICKET_ID>"
        rf'<TICKET_HASH hashAlgo="SHA256">(?P<digest>{KEY_PATTERN})</TICKET_HASH>{UDI_PATTERN}'
        rf"(?P<revoked>(?:<REVOKED>{_ONE}</REVOKED>)*){IDENTITY_PATTERN}"
    ),
    19,
)


class TicketForOther(DocumentRefusal):
    text = "{document} is not valid for this device"


class TicketExpired(DocumentRefusal):
    text = "{document} expired at {expires}"


class TicketUnknownAuthority(DocumentRefusal):
    text = "{document} authority is not trusted by this device"


class TicketNotProcessed(DocumentRefusal):
    text = "Permission ticket was not processed: {document} does not revoke all of its licenses"


class TicketMismatch(DocumentRefusal):
    text = "{document} does not answer this permission ticket"


@dataclass(frozen=True, slots=True)
class Revocation:
    """One licence that goes away: its id (`License.id`) and its feature."""

    license_id: str
    feature: str


@dataclass(frozen=True, slots=True)
class PermissionTicket:
    """What a portal permits one device."""

    id: str
    udi: Udi
    created: str  # 2009-05-28T16:35:10, of the portal's calendar (UTC)
    expires: str
    revoke: tuple[Revocation, ...]
    superseded: tuple[Revocation, ...]  # go as well where they are still there, and may not come back
    grace: tuple[License, ...]  # each signed by itself
    authority: str  # key id of whoever signed
    digest: bytes  # SHA-256 of what was signed; names exactly this ticket


@dataclass(frozen=True, slots=True)
class RehostTicket:
    """What a device proved to have revoked."""

    id: str  # of the permission ticket
    digest: bytes  # of the permission ticket
    udi: Udi
    revoked: tuple[Revocation, ...]

    def check(self, permission: PermissionTicket) -> None:
        """
        Whether this is the answer to `permission`, and a full one.

        Raises:
            TicketForOther: another device made it.
            TicketMismatch: it answers another ticket, or revokes what was not permitted.
            TicketNotProcessed: something that was to be revoked was not.
        """
        if self.udi != permission.udi:
            raise REHOST.refusal(TicketForOther)
        if (self.id, self.digest) != (permission.id, permission.digest):
            raise REHOST.refusal(TicketMismatch)
        if set(permission.revoke) - set(self.revoked):
            raise REHOST.refusal(TicketNotProcessed)
        if self.revoked != permission.revoke:
            raise REHOST.refusal(TicketMismatch)


def issue_permission_ticket(
    udi: Udi,
    revoke: Iterable[License],
    *,
    id: str,  # noqa: A002 - it is the id of the ticket
    created: str,
    expires: str,
    authority: Authority,
    superseded: Iterable[License] = (),
    grace: Iterable[License] = (),
) -> bytes:
    """
    A permission ticket; the same arguments give the same bytes.

    Args:
        udi: the device that may process it.
        revoke: its licences that are to go, at least one.
        superseded: counted licences that those to go replaced; the device may have kept them.
        id: 16 letters A to Z and digits 2 to 7 that no other ticket of this portal has.
        created: of the portal's calendar, like the date of a licence.
        expires: from when on it is refused.
        grace: signed licences that the device installs when it processes the ticket.
    """
    assert TICKET_ID.fullmatch(id)
    elements = [
        f"<TICKET_ID>{id}</TICKET_ID>",
        udi_element(udi),
        f"<CREATE_DATE>{created}</CREATE_DATE>",
        f"<EXPIRY_DATE>{expires}</EXPIRY_DATE>",
        *(_entry("REVOKE", Revocation(license.id, license.feature)) for license in revoke),
        *(_entry("SUPERSEDED", Revocation(license.id, license.feature)) for license in superseded),
        f"<GRACE>{''.join(file.block(license).decode() for license in grace)}</GRACE>",
        f"<AUTHORITY>{authority.id}</AUTHORITY>",
    ]
    return PERMISSION.write(elements, authority.sign(PERMISSION.message(elements)))


def read_permission_ticket(
    data: bytes, authorities: Authorities, *, udi: Udi | None = None, now: str | None = None
) -> PermissionTicket:
    """
    What a permission ticket says, its signature and those of its grace-period licences verified.

    Args:
        authorities: whom the reader trusts.
        udi: the device that asks, None to leave the device out of it.
        now: the time on the reader's calendar (2009-05-28T16:35:10), None where it has no calendar to rely on.

    Raises:
        DocumentRefusal: it is none, was altered, is for another device, or expired; the type tells which.
    """
    signed = PERMISSION.read(data, others=(REHOST,))
    match = signed.match
    key = authorities.get(match["authority"])
    if key is None:
        raise PERMISSION.refusal(TicketUnknownAuthority)
    if not verify(key, signed.signature, signed.message):
        raise PERMISSION.refusal(DocumentForged)
    ticket = PermissionTicket(
        match["id"],
        Udi(match["pid"], match["sn"]),
        match["created"],
        match["expires"],
        _entries(match["revoke"]),
        _entries(match["superseded"]),
        tuple(_grace(match["grace"])),
        match["authority"],
        sha256(signed.message).digest(),
    )
    if any(not verify(key, license.signature, license.message) for license in ticket.grace):
        raise PERMISSION.refusal(DocumentForged)
    if udi is not None and ticket.udi != udi:
        raise PERMISSION.refusal(TicketForOther, issued_for=ticket.udi)
    if now is not None and now >= ticket.expires:
        raise PERMISSION.refusal(TicketExpired, expires=ticket.expires)
    return ticket


def make_rehost_ticket(ticket: PermissionTicket, seed: int, *, revoked: Sequence[Revocation] | None = None) -> bytes:
    """
    The proof that the device of `ticket` revoked licences; the same arguments give the same bytes.

    Args:
        seed: of the device's chassis; with the UDI it gives the device's key.
        revoked: what was really revoked, None for all that the ticket names.
    """
    elements = [
        f"<TICKET_ID>{ticket.id}</TICKET_ID>",
        f'<TICKET_HASH hashAlgo="SHA256">{b64encode(ticket.digest).decode()}</TICKET_HASH>',
        udi_element(ticket.udi),
        *(_entry("REVOKED", each) for each in (ticket.revoke if revoked is None else revoked)),
        *identity_elements(ticket.udi, seed),
    ]
    return REHOST.write(elements, device_identity(ticket.udi, seed).sign(REHOST.message(elements)))


def read_rehost_ticket(data: bytes, manufacturers: tuple[PublicKey, ...] = MANUFACTURERS) -> RehostTicket:
    """
    What a rehost ticket says, the device's certificate and signature verified; `RehostTicket.check` is the next step.

    Raises:
        TicketNotProcessed: it is the permission ticket itself, which no device has processed.
        DocumentRefusal: it is no rehost ticket, was altered or forged; the type tells which.
    """
    try:
        signed = REHOST.read(data, others=(PERMISSION,))
    except DocumentRefusal as refusal:
        if refusal.facts.get("found") == PERMISSION.name:
            raise REHOST.refusal(TicketNotProcessed) from None
        raise
    match = signed.match
    udi = Udi(match["pid"], match["sn"])
    key = verified_identity(REHOST, match, udi, manufacturers)
    if not verify(PublicKey("device", key), signed.signature, signed.message):
        raise REHOST.refusal(DocumentForged)
    return RehostTicket(match["id"], REHOST.decoded(match["digest"]), udi, _entries(match["revoked"]))


def _entry(name: str, one: Revocation) -> str:
    return f"<{name}><LICENSE_ID>{one.license_id}</LICENSE_ID><FEATURE_NAME>{one.feature}</FEATURE_NAME></{name}>"


def _entries(text: str) -> tuple[Revocation, ...]:
    return tuple(Revocation(*found) for found in _EACH.findall(text))


def _grace(text: str) -> Iterable[License]:
    """The licences inside a ticket, each right in itself."""
    try:
        for block in text.split(_LAST_BLOCK)[:-1]:
            yield file.read_block(f"{block}{_LAST_BLOCK}".encode())
    except LicenseRefusal:
        raise PERMISSION.refusal(DocumentAltered) from None
