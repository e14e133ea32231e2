"""
The licence stores of one device: Primary License Storage, which lives in the chassis, and the image's built-in one.

A store never remembers what it can derive. A factory licence is a rule (the order says which ones manufacturing
installed) until it is cleared, which leaves a tombstone. An installed licence is one row with its element of the
licence file; it is checked again whenever it is read, so rows brought from another chassis, or altered at rest,
are there but cannot be used. What an operator and the clock add (terms accepted, comment, priority, use) are marks
of their own, keyed by the licence and not by its place: clearing and installing again brings nothing back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from iosim.chassis import Udi, keys
from iosim.chassis.member import Rows
from iosim.featureset.choice import Offer, Priority
from iosim.featureset.image import Image
from iosim.license_store import file
from iosim.license_store.authority import LAB, Authorities, verify
from iosim.license_store.grant import signed
from iosim.license_store.license import COMMENT, NOT_LOCKED, License, built_in_license
from iosim.license_store.license_type import PERMANENT, TYPES
from iosim.license_store.refusals import (
    BadSignature,
    BuiltInKept,
    Duplicate,
    EulaNotAccepted,
    InvalidComment,
    LicenseRefusal,
    LicenseRevoked,
    PriorityFixed,
    StoreFull,
    TicketNeeded,
    UnknownAuthority,
    UnknownFeature,
    WrongDevice,
)
from iosim.platforms.platform import Platform

PRIMARY, BUILT_IN = 1, 2  # clmgmtLicenseStoreIndex
ACTIVATED = "permanentRightToUse"  # type of a licence that `license right-to-use activate` makes
# What can be licensed on a product line at all: such a licence is kept even where the running image does not know the
# feature, since another image may. Anything else is refused.
FEATURES: dict[str, tuple[str, ...]] = {
    "switch": ("ipbase", "ipservices", "advipservices"),
    "router": ("advsecurity", "advipservices", "SSL_VPN"),
}

_ROW = keys.LICENSE + "PRIMARY/"
_EULA, _PRIORITY = keys.LICENSE_MARK + "eula/", keys.LICENSE_MARK + "priority/"
_COMMENT, _NOTIFIED = keys.LICENSE_MARK + "comment/", keys.LICENSE_MARK + "notified/"
_RIGHT = keys.LICENSE_MARK + "right/"  # features whose right to use was claimed by command
EXPANDED = keys.LICENSE_MARK + "expanded"  # the boot found `license expand nvram` in the startup-config
EXPANSION = 2  # times the store of a router that was expanded. INFERRED
_CLEARED = keys.LICENSE_MARK + "cleared/"
REVOKED = keys.LICENSE_MARK + "revoked/"  # grants that were given up for ever, each with the ticket that said so
GRACE = keys.LICENSE_MARK + "grace/"  # grace-period licences that a permission ticket brought, likewise
_FACTORY_DATE = "2008-01-01T00:00:00"  # when manufacturing installed its licences
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Held:
    """A licence in a store, where it lies, and whether it can be used."""

    store: int
    slot: int  # StoreIndex of the CLI and of syslog: counts inside the store from 0
    license: License
    factory: bool  # by rule, not by row
    refusal: LicenseRefusal | None  # why it cannot be used

    @property
    def index(self) -> int:
        """Licence index of SNMP: stays with the licence while it is in the store."""
        return self.slot + 1

    @property
    def limit_ms(self) -> int:
        """The use at which a metered licence ends, the time of the calendar at which a dated one does."""
        return self.license.ends_ms if self.license.type.dated else self.license.period_ms

    @property
    def key(self) -> str:
        """What marks and use are kept under: the grant, wherever it is stored."""
        return f"built-in/{self.license.feature}" if self.store == BUILT_IN else self.license.id


@dataclass(slots=True)
class LicenseStore:
    """The licences of one chassis as seen by one image; holds no state but the chassis's rows."""

    chassis: Rows
    platform: Platform
    image: Image
    authorities: Authorities

    def held(self) -> list[Held]:
        """Every licence: the primary store by slot, then the built-in one."""
        return [*self._primary(), *self._built_in()]

    @property
    def size_bytes(self) -> int:
        """Capacity of the primary store; that of a router can be expanded."""
        expanded = self.chassis.get(EXPANDED) is not None
        return self.platform.license_store_bytes * (EXPANSION if expanded else 1)

    def used_bytes(self) -> int:
        """What its licences take."""
        rows = sum(len(self.chassis.get(key) or b"") for key in self.chassis.keys(_ROW))
        return rows + sum(_factory_bytes(held.license) for held in self._factory())

    @property
    def free_bytes(self) -> int:
        """What it has left; nothing where it holds more than it should."""
        return max(0, self.size_bytes - self.used_bytes())

    def bytes_of(self, held: Held) -> int:
        """What one licence of the primary store takes."""
        return _factory_bytes(held.license) if held.factory else len(file.block(held.license))

    def name(self, store: int) -> str:
        """The store as the CLI and syslog of this release call it."""
        if store == PRIMARY:
            return self.image.words.get("primary_store", "Primary License Storage")
        return self.image.words.get("built_in_store", "Built-In License Storage")

    def admit(self, license: License, *, ticket: bool = False) -> None:
        """
        Whether `license` would be installed once its terms are accepted.

        Args:
            ticket: it comes with a permission ticket.

        Raises:
            LicenseRefusal: it would not; the type says why.
        """
        check(license, self.chassis.udi, self.authorities)
        if self.chassis.get(REVOKED + license.id) is not None:
            raise LicenseRevoked()
        if license.type.eula == "rehost" and not ticket and self.chassis.get(GRACE + license.id) is None:
            raise TicketNeeded()
        wanted = license.id
        if any(held.license.id == wanted and held.refusal is None for held in self._primary()):
            raise Duplicate()
        if license.feature not in (*FEATURES[self.platform.family], *self.image.features):
            raise UnknownFeature(feature=license.feature)
        if self.used_bytes() + len(file.block(license)) > self.size_bytes:
            raise StoreFull()

    def install(self, license: License, *, eula_accepted: bool = False) -> Held:
        """
        Keep one licence of a file.

        Terms that are accepted with the installation are marked before the licence itself is written, which is
        the last row: cut off anywhere, it is there as a whole or not at all.

        Raises:
            LicenseRefusal: nothing was kept; the type says why.
        """
        self.admit(license)
        if license.type.eula == "install" and not eula_accepted:
            raise EulaNotAccepted()
        held = Held(PRIMARY, self._free_slot(), license, False, None)
        for mark in (_COMMENT, _PRIORITY):  # what an earlier stay may have left
            self.chassis.put(mark + held.key, None)
        self.chassis.put(_EULA + held.key, b"1" if eula_accepted and license.type.eula != "never" else None)
        row = file.block(license)
        _seen(row, self.chassis.udi, self.authorities, (license, None))
        self.chassis.put(f"{_ROW}{held.slot:04d}", row)
        return held

    def clear(self, held: Held) -> None:
        """
        Remove a licence; its use stays on record.

        Raises:
            BuiltInKept: it belongs to the image.
        """
        if held.store == BUILT_IN:
            raise BuiltInKept(feature=held.license.feature)
        if held.factory:
            self.chassis.put(_CLEARED + held.license.feature, b"1")
        else:
            self.chassis.put(f"{_ROW}{held.slot:04d}", None)
        for mark in (_COMMENT, _PRIORITY, _EULA):
            self.chassis.put(mark + held.key, None)

    def export(self, held: Held) -> License:
        """The licence as it goes into a file: signed, with the comment it has now."""
        license = replace(held.license, comment=self.comment(held))
        return signed(license, LAB) if held.factory else license

    def eula_accepted(self, held: Held) -> bool:
        """Whether the terms were accepted on this device; True where there are none."""
        return held.license.type.eula == "never" or self.chassis.get(_EULA + held.key) is not None

    def accept_eula(self, held: Held) -> None:
        """Note that the operator accepted the terms."""
        self.chassis.put(_EULA + held.key, b"1")

    def comment(self, held: Held) -> str:
        """The user's comment: that of the file until the operator changes it."""
        text = self.chassis.get(_COMMENT + held.key)
        return held.license.comment if text is None else text.decode()

    def set_comment(self, held: Held, text: str) -> None:
        """
        Replace the comment; "" deletes it.

        Raises:
            InvalidComment: more than 99 characters, or others than printable ASCII.
        """
        if not COMMENT.fullmatch(text):
            raise InvalidComment()
        self.chassis.put(_COMMENT + held.key, None if text == held.license.comment else text.encode())

    def set_high_priority(self, held: Held, high: bool) -> None:
        """
        Prefer a licence that runs out to a permanent one, or no longer.

        Raises:
            PriorityFixed: the licence does not run out.
        """
        if not (held.license.type.metered or held.license.type.dated):
            raise PriorityFixed()
        self.chassis.put(_PRIORITY + held.key, b"high" if high else None)

    @property
    def right_to_use(self) -> bool:
        """Whether the image knows `license right-to-use`."""
        return self.image.says("right_to_use")

    def activated(self, feature: str) -> bool:
        """Whether the right to use a feature was claimed on this device."""
        return self.chassis.get(_RIGHT + feature) is not None

    def activate(self, feature: str, active: bool) -> None:
        """Claim the right to use a feature, its terms accepted, or give it back."""
        if active:
            self.chassis.put(f"{_EULA}built-in/{feature}", b"1")
        self.chassis.put(_RIGHT + feature, b"1" if active else None)

    def used_ms(self, held: Held) -> int:
        """
        Use of a metered licence on record; never less than what was really used when a cut comes.

        Of a dated licence it is the latest time of the calendar that it was seen at.
        """
        row = self.chassis.get(keys.LICENSE_USAGE + held.key) or b"0"
        return int(row) if row.isdigit() else held.limit_ms  # a damaged record gives no time back

    def put_used_ms(self, held: Held, used_ms: int) -> None:
        """Put its use on record."""
        self.chassis.put(keys.LICENSE_USAGE + held.key, str(used_ms).encode())

    def notified_ms(self, held: Held) -> int:
        """The use at which something was last announced of its period; 0 for nothing yet."""
        row = self.chassis.get(_NOTIFIED + held.key) or b"0"
        return int(row) if row.isdigit() else 0

    def put_notified_ms(self, held: Held, used_ms: int) -> None:
        """Note what was announced."""
        self.chassis.put(_NOTIFIED + held.key, str(used_ms).encode())

    def priority(self, held: Held, *, shadowed: bool) -> Priority:
        """License Priority; `shadowed` is whether a permanent licence of the feature can be used."""
        if held.refusal is not None or not self.eula_accepted(held):
            return Priority.NONE
        kind = held.license.type
        if kind.shadows:
            return kind.priority
        if (kind.metered or kind.dated) and self.chassis.get(_PRIORITY + held.key) == b"high":
            return Priority.HIGH
        return Priority.NONE if shadowed else kind.priority

    def offers(self, everything: list[Held] | None = None) -> list[Offer]:
        """
        What a boot can choose from: valid, terms accepted, period left, not shadowed by a permanent licence.

        Args:
            everything: what `held` said, where the caller has it already.
        """
        everything = self.held() if everything is None else everything
        permanent = permanent_features(everything)
        found = []
        for held in everything:
            priority = self.priority(held, shadowed=held.license.feature in permanent)
            if priority > Priority.NONE and self.current(held):
                license = held.license
                found.append(
                    Offer(license.feature, license.type.word, priority, license.type.preference, held.store, held.index)
                )
        return found

    def expired(self, held: Held) -> bool:
        """Whether the period on record is used up, or the last day has gone by."""
        return held.license.type.ends and self.used_ms(held) >= held.limit_ms

    def current(self, held: Held) -> bool:
        """Whether it began and has not ended."""
        license = held.license
        return not self.expired(held) and (not license.type.dated or self.used_ms(held) >= license.starts_ms)

    def _primary(self) -> list[Held]:
        return sorted((*self._factory(), *self._installed()), key=lambda held: held.slot)

    def _factory(self) -> Iterator[Held]:
        for slot, license in enumerate(self._factory_licenses()):
            if self.chassis.get(_CLEARED + license.feature) is None:
                yield Held(PRIMARY, slot, license, True, None)

    def _factory_licenses(self) -> tuple[License, ...]:
        """What manufacturing put into a device of this order."""
        for orderable in self.platform.orderables:
            if orderable.pid == self.chassis.orderable_pid:
                return _manufactured(self.chassis.udi, orderable.factory_licenses)
        return ()

    def _installed(self) -> Iterator[Held]:
        for key in self.chassis.keys(_ROW):
            license, refusal = _checked(self.chassis.get(key) or b"", self.chassis.udi, self.authorities)
            slot = key.removeprefix(_ROW)
            if slot.isdecimal():
                yield Held(PRIMARY, int(slot), license, False, refusal)

    def _built_in(self) -> Iterator[Held]:
        rows = self.image.built_in
        for slot, row in enumerate(rows):
            held = Held(
                BUILT_IN, slot, built_in_license(row.feature, row.version, row.type, row.period_ms), False, None
            )
            yield self._as_it_is_now(held)
        if self.right_to_use:
            known = {row.feature for row in rows}
            more = [feature for feature in self.image.features if feature not in known and self.activated(feature)]
            for slot, feature in enumerate(more, len(rows)):
                license = built_in_license(feature, "1.0", ACTIVATED, 0)
                yield Held(BUILT_IN, slot, license, False, None)

    def _as_it_is_now(self, held: Held) -> Held:
        """A licence that comes with the image, after what has become of it on this device."""
        license = held.license
        kind = license.type
        if self.right_to_use and self.activated(license.feature):
            kind = TYPES[ACTIVATED]
        elif kind.becomes and self.notified_ms(held) >= license.period_ms:
            kind = TYPES[kind.becomes]
        if kind is license.type:
            return held
        return replace(held, license=built_in_license(license.feature, license.version, kind.name, 0))

    def _free_slot(self) -> int:
        slots = (key.removeprefix(_ROW) for key in self.chassis.keys(_ROW))
        taken = {held.slot for held in self._factory()} | {int(slot) for slot in slots if slot.isdecimal()}
        return next(slot for slot in range(len(taken) + 1) if slot not in taken)


def check(license: License, udi: Udi, authorities: Authorities) -> None:
    """
    Whether a licence that agrees with itself may be used on this device.

    Raises:
        WrongDevice: product id or serial number is another's; both are compared as they are written.
        UnknownAuthority: signed by nobody the device trusts.
        BadSignature: not what that authority signed.
    """
    if license.udi != udi:
        raise WrongDevice(issued_for=license.udi, this_device=udi)
    key = authorities.get(license.authority)
    if key is None:
        raise UnknownAuthority(authority=license.authority)
    if not verify(key, license.signature, license.message):
        raise BadSignature()


def permanent_features(everything: list[Held]) -> frozenset[str]:
    """Features with a usable licence that never runs out; it shadows the others."""
    return frozenset(held.license.feature for held in everything if held.refusal is None and held.license.type.shadows)


Checked = tuple[License, LicenseRefusal | None]
_CHECKED: dict[tuple[bytes, Udi, Authorities], Checked] = {}  # rows that were looked at lately; a memory, not a state
_CHECKED_KEPT = 1024


def _checked(row: bytes, udi: Udi, authorities: Authorities) -> Checked:
    """The licence in a row, and why it cannot be used; a row that cannot be read is a licence for nothing."""
    found = _CHECKED.get((row, udi, authorities))
    if found is None:
        license = License(NOT_LOCKED, "unknown", "0.0", PERMANENT, 0, 0, "", "")
        reason: LicenseRefusal | None = None
        try:
            license = file.read_block(row)
            check(license, udi, authorities)
        except LicenseRefusal as refusal:
            reason = refusal.with_traceback(None)
        found = _seen(row, udi, authorities, (license, reason))
    return found


def _seen(row: bytes, udi: Udi, authorities: Authorities, checked: Checked) -> Checked:
    if len(_CHECKED) >= _CHECKED_KEPT:
        _CHECKED.clear()
    _CHECKED[row, udi, authorities] = checked
    return checked


@lru_cache(maxsize=256)
def _manufactured(udi: Udi, features: tuple[str, ...]) -> tuple[License, ...]:
    """The licences that manufacturing installs for these features."""
    return tuple(License(udi, feature, "1.0", PERMANENT, 0, 0, _FACTORY_DATE, LAB.id) for feature in features)


def _factory_bytes(license: License) -> int:
    """Size of a factory licence's element; its signature is made only when it is exported."""
    return _element_bytes(license.udi.product_id, len(license.udi.serial), license.feature)


@lru_cache(maxsize=256)
def _element_bytes(product_id: str, serial_characters: int, feature: str) -> int:
    """The same for every device of a model whose serial number is as long."""
    (license,) = _manufactured(Udi(product_id, "0" * serial_characters), (feature,))
    return len(file.block(replace(license, signature=bytes(_SIGNATURE_BYTES))))
