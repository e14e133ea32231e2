"""Moving licences to another device: credentials, permission tickets and rehost tickets of a running System."""

from typing import TYPE_CHECKING

from iosim.license_store.credential import make_credentials
from iosim.license_store.revocation import Revocations
from iosim.license_store.ticket import PermissionTicket
from iosim.syslog.stamp import iso_text

if TYPE_CHECKING:
    from iosim.system.licensing import Licensing


class Rehost:
    """What is asked of a device whose licences are to go elsewhere. Source: CISCO-LICENSE-MGMT-MIB, actions 4 and 5."""

    __slots__ = ("_licensing",)

    def __init__(self, licensing: "Licensing") -> None:
        self._licensing = licensing

    @property
    def _revocations(self) -> Revocations:
        return Revocations(self._licensing.store)

    def credentials(self, challenge: str = "") -> bytes:
        """
        The document that says and proves which device this is.

        Args:
            challenge: what a portal handed out to have an answer that is not older.
        """
        chassis = self._licensing.system.chassis
        self._licensing.statistics.credentials_saved += 1
        return make_credentials(chassis.udi, chassis.seed, challenge=challenge)

    def read(self, data: bytes, now_ms: int) -> PermissionTicket:
        """
        A permission ticket that could be carried out now; its expiry counts only by a calendar that is relied on.

        Raises:
            DocumentRefusal: it could not; the type says why.
        """
        return self._revocations.read(data, now=self._calendar(now_ms))

    def rehost_ticket_bytes(self, ticket: PermissionTicket) -> int:
        """The size of the answer to `ticket`."""
        return self._revocations.size(ticket)

    def process(self, data: bytes, now_ms: int) -> bytes:
        """
        Revoke what a permission ticket names and install the grace-period licences it brings, their terms accepted.

        Returns:
            The rehost ticket.

        Raises:
            DocumentRefusal: as `read`; nothing was changed.
        """
        licensing = self._licensing
        comments = {held.license.id: licensing.store.comment(held) for held in licensing.store.held()}
        revoked, installed = self._revocations.process(data, now=self._calendar(now_ms))
        for held in revoked:
            comment = comments[held.license.id]
            licensing.say("license.revoked", held, now_ms, type=held.license.type.word, comment=comment)
        for held in installed:
            licensing.say("license.eula_accepted", held, now_ms)
            license = held.license
            licensing.say("license.installed", held, now_ms, type=license.type.word, comment=license.comment)
        licensing.changed(now_ms)
        return self.again(data)

    def again(self, data: bytes) -> bytes:
        """
        The rehost ticket for the permission ticket that was processed last: `license revoke last`.

        Raises:
            DocumentRefusal: `data` is not that ticket.
        """
        return self._revocations.rehost_ticket(data)

    def _calendar(self, now_ms: int) -> str | None:
        system = self._licensing.system
        return iso_text(system.calendar.at(now_ms)) if system.device.kit.strict_clock else None
