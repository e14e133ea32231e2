"""Licences and licensable features as CLI and SNMP show them at one moment."""

from dataclasses import dataclass
from enum import IntEnum

from iosim.featureset.choice import Priority
from iosim.license_store import Held


class Status(IntEnum):
    """clmgmtLicenseStatus."""

    INACTIVE = 1  # shadowed by a permanent licence, or unusable
    NOT_IN_USE = 2
    IN_USE = 3
    EXPIRED_IN_USE = 4
    EXPIRED_NOT_IN_USE = 5
    COUNT_CONSUMED = 6

    @property
    def in_use(self) -> bool:
        """Whether the running level holds the licence."""
        return self in (Status.IN_USE, Status.EXPIRED_IN_USE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One licence."""

    held: Held
    store_name: str
    status: Status
    priority: Priority
    eula_accepted: bool
    comment: str
    used_ms: int  # 0 where the licence does not run out; of a dated one the time of the calendar
    seats: int = 0  # users that hold it
    excess: int = 0  # users beyond what the licences of its feature allow

    @property
    def store(self) -> int:
        """clmgmtLicenseStoreIndex."""
        return self.held.store

    @property
    def slot(self) -> int:
        """StoreIndex of the CLI: place in the store, from 0."""
        return self.held.slot

    @property
    def index(self) -> int:
        """clmgmtLicenseIndex."""
        return self.held.index

    @property
    def feature(self) -> str:
        """What it licenses."""
        return self.held.license.feature

    @property
    def version(self) -> str:
        """Version of the feature."""
        return self.held.license.version

    @property
    def type(self) -> str:
        """License Type of the CLI."""
        return self.held.license.type.word

    @property
    def mib_type(self) -> int:
        """clmgmtLicenseType."""
        return self.held.license.type.mib

    @property
    def metered(self) -> bool:
        """Whether it may be used for a limited time."""
        return self.held.license.type.metered

    @property
    def dated(self) -> bool:
        """Whether it is valid between two days of the calendar."""
        return self.held.license.type.dated

    @property
    def count(self) -> int:
        """Number of users it allows; 0: uncounted."""
        return self.held.license.count

    @property
    def period_ms(self) -> int:
        """How long it may be used; 0 where it does not run out."""
        return self.held.license.period_ms

    @property
    def remaining_ms(self) -> int:
        """What is left of that, or of the time until the last day."""
        return max(0, self.held.limit_ms - self.used_ms) if self.metered or self.dated else 0

    @property
    def expired_ms(self) -> int:
        """How long ago it ran out; 0 before."""
        return max(0, self.used_ms - self.held.limit_ms) if self.metered or self.dated else 0

    @property
    def free_seats(self) -> int:
        """Users that may still come."""
        return max(0, self.count - self.seats)


@dataclass(frozen=True, slots=True)
class Feature:
    """One licensable feature of the image, licensed or not."""

    index: int  # clmgmtFeatureIndex: the image's own order, from 1
    name: str
    version: str
    remaining_ms: int  # over all its usable licences that run out; 0 where one does not, or there is none
    used_ms: int
    evaluation: bool  # there is an evaluation licence of it
    in_use: bool
    counted: str = ""  # what is counted of it
    right_to_use: bool = False  # it may be used on nobody's word but the operator's
    starts: str = ""  # first day of the earliest of its dated licences
    ends: str = ""  # last one of the latest
