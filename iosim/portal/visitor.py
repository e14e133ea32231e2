"""Who asks: a user with a role, and the customers whose PAKs and devices he may see."""

from collections.abc import Collection
from dataclasses import dataclass, field

from iosim.portal.refusals import CredentialsOfOther, NotFound, RoleMissing

ADMIN, APPROVER, PARTNER, CUSTOMER = "admin", "approver", "partner", "customer"
ROLES = (ADMIN, APPROVER, PARTNER, CUSTOMER)
EVERYONE = ROLES
LICENSEES = (ADMIN, PARTNER, CUSTOMER)  # who redeems, moves and asks
STAFF = (ADMIN, APPROVER)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in user. Staff see every customer, the others those of their access list."""

    user: int
    name: str
    role: str
    email: str = ""
    customers: frozenset[int] = field(default_factory=frozenset)
    device: str = ""  # UDI, where a device itself calls with its credentials: it then acts for itself only

    @property
    def is_staff(self) -> bool:
        """Whether the access list does not matter."""
        return self.role in STAFF

    def sees(self, customer: int) -> bool:
        """Whether objects of this customer exist for the visitor."""
        return self.is_staff or customer in self.customers

    def need(self, roles: Collection[str]) -> None:
        """RoleMissing unless the visitor has one of `roles`."""
        if self.role not in roles:
            raise RoleMissing(roles=" or ".join(roles))

    def see(self, customer: int | None, what: str) -> None:
        """NotFound unless there is such a thing (None: there is none) and the visitor may know of it."""
        if customer is None or not self.sees(customer):
            raise NotFound(what=what)

    def need_own(self, udi: str) -> None:
        """CredentialsOfOther when a device that calls for itself speaks of another one."""
        if self.device not in ("", udi):
            raise CredentialsOfOther(udi=self.device)

    def scope(self, column: str) -> tuple[str, tuple[int, ...]]:
        """A condition for SQL that keeps to what the visitor may see, and its arguments."""
        if self.is_staff:
            return "1", ()
        known = tuple(sorted(self.customers))
        return f"{column} in ({','.join('?' * len(known))})", known
