"""
Permission tickets on the device: what one is checked for, and how it is carried out so that a power cut cannot matter.

The first row written is the ticket itself; from then on its licences are given up. Whatever else is to be written
follows from it, and a boot that finds the ticket still there writes the rest. So a cut leaves a device that is still
licensed, or one that has revoked and can write its rehost ticket again.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from iosim.chassis import keys
from iosim.license_store import file
from iosim.license_store.document import DocumentRefusal
from iosim.license_store.license import License
from iosim.license_store.refusals import LicenseRefusal, StoreFull
from iosim.license_store.store import BUILT_IN, GRACE, REVOKED, Held, LicenseStore
from iosim.license_store.ticket import PERMISSION, PermissionTicket, make_rehost_ticket, read_permission_ticket

_PENDING = keys.LICENSE_MARK + "ticket/pending"  # the ticket that is being carried out
_LAST = keys.LICENSE_MARK + "ticket/last"  # id of the last one carried out
_USED = keys.LICENSE_MARK + "ticket/used/"  # id -> digest, for ever


class TicketUsed(DocumentRefusal):
    text = "{document} was processed before on this device"


class TicketNotUsed(DocumentRefusal):
    text = "{document} was not processed on this device"


class TicketNotLast(DocumentRefusal):
    text = "{document} is not the last one processed on this device"


class NotHeld(DocumentRefusal):
    text = "{document} names license {license_id} of feature {feature}, which is not on this device"


class OtherIssuer(DocumentRefusal):
    text = "{document} is not of the authority that issued license {license_id} of feature {feature}"


class GraceUnusable(DocumentRefusal):
    text = "{document} brings a license of feature {feature} that cannot be used: {reason}"


@dataclass(frozen=True, slots=True)
class Revocations:
    """The permission tickets of one device; holds no state but the chassis's rows."""

    store: LicenseStore

    def read(self, data: bytes, *, now: str | None = None) -> PermissionTicket:
        """
        A permission ticket that this device could carry out now.

        Args:
            data: the document.
            now: the time on a calendar that the device relies on (2009-05-28T16:35:10); None: it has none.

        Raises:
            DocumentRefusal: it is none, is for another device, was used, or its licences are not here.
        """
        store = self.store
        ticket = read_permission_ticket(data, store.authorities, udi=store.chassis.udi, now=now)
        if store.chassis.get(_USED + ticket.id) is not None:
            raise PERMISSION.refusal(TicketUsed)
        self._meant(ticket)
        for license in ticket.grace:
            try:
                store.admit(license, ticket=True)
            except StoreFull:
                pass  # what is revoked makes room
            except LicenseRefusal as refusal:
                raise PERMISSION.refusal(GraceUnusable, feature=license.feature, reason=refusal) from None
        freed = sum(store.bytes_of(held) for held in self._meant(ticket))
        needed = sum(len(file.block(license)) for license in ticket.grace)
        if store.used_bytes() - freed + needed > store.size_bytes:
            feature = ticket.grace[0].feature
            raise PERMISSION.refusal(GraceUnusable, feature=feature, reason=StoreFull())
        return ticket

    def process(self, data: bytes, *, now: str | None = None) -> tuple[list[Held], list[Held]]:
        """
        Give up the licences of a ticket and install its grace-period licences, whose terms were accepted.

        Returns:
            What was revoked, with the places it had, and what was installed.

        Raises:
            DocumentRefusal: as `read`; nothing was changed.
        """
        ticket = self.read(data, now=now)
        revoked = [*self._meant(ticket), *self._superseded(ticket)]
        self.store.chassis.put(_PENDING, data)
        self._carry_out(ticket)
        ids = {license.id for license in ticket.grace}
        return revoked, [held for held in self.store.held() if held.license.id in ids and held.store != BUILT_IN]

    def finish(self) -> None:
        """Carry out the rest of a ticket that a power cut interrupted."""
        data = self.store.chassis.get(_PENDING)
        if data is None:
            return
        try:
            ticket = read_permission_ticket(data, self.store.authorities, udi=self.store.chassis.udi)
        except DocumentRefusal:
            return  # rows of another device, or an authority that is not trusted now: so are its licences
        self._carry_out(ticket)

    def rehost_ticket(self, data: bytes) -> bytes:
        """
        The rehost ticket that answers the last permission ticket, which `data` is; the same bytes every time.

        Raises:
            DocumentRefusal: it is none, was never used here, or others were used since.
        """
        chassis = self.store.chassis
        ticket = read_permission_ticket(data, self.store.authorities, udi=chassis.udi)
        if chassis.get(_USED + ticket.id) != ticket.digest:
            raise PERMISSION.refusal(TicketNotUsed)
        if chassis.get(_LAST) != ticket.id.encode():
            raise PERMISSION.refusal(TicketNotLast)
        return make_rehost_ticket(ticket, chassis.seed)

    def size(self, ticket: PermissionTicket) -> int:
        """Bytes of the rehost ticket that `ticket` will be answered with."""
        return len(make_rehost_ticket(ticket, self.store.chassis.seed))

    def _meant(self, ticket: PermissionTicket) -> list[Held]:
        """The licences a ticket names, each of them here and of the ticket's own authority."""
        there = {held.license.id: held for held in self.store.held() if held.store != BUILT_IN and held.refusal is None}
        found = []
        for each in ticket.revoke:
            held = there.get(each.license_id)
            if held is None or held.license.feature != each.feature:
                raise PERMISSION.refusal(NotHeld, license_id=each.license_id, feature=each.feature)
            if held.license.authority != ticket.authority:
                raise PERMISSION.refusal(OtherIssuer, license_id=each.license_id, feature=each.feature)
            found.append(held)
        return found

    def _superseded(self, ticket: PermissionTicket) -> list[Held]:
        """Licences that go as well, as far as they are here and the ticket's authority may say so."""
        ids = {each.license_id for each in ticket.superseded}
        return [
            held
            for held in self.store.held()
            if held.store != BUILT_IN and held.license.id in ids and held.license.authority == ticket.authority
        ]

    def _carry_out(self, ticket: PermissionTicket) -> None:
        """Write what follows from the ticket; what is written already stays as it is."""
        store, chassis = self.store, self.store.chassis
        chassis.put(_USED + ticket.id, ticket.digest)
        given_up = {each.license_id for each in (*ticket.revoke, *ticket.superseded)}
        for license_id in sorted(given_up):
            chassis.put(REVOKED + license_id, ticket.id.encode())
        for held in store.held():
            if held.store != BUILT_IN and held.license.id in given_up and held.license.authority == ticket.authority:
                store.clear(held)
        for license in ticket.grace:
            chassis.put(GRACE + license.id, ticket.id.encode())
        self._install(ticket.grace)
        chassis.put(_LAST, ticket.id.encode())
        chassis.put(_PENDING, None)

    def _install(self, licenses: Iterable[License]) -> None:
        there = {held.license.id for held in self.store.held() if held.refusal is None}
        for license in licenses:
            if license.id not in there:
                self.store.install(license, eula_accepted=True)
