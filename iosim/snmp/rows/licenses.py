"""
CISCO-LICENSE-MGMT-MIB: the stores, licences and licensable features of the device, and its notification switches.

The agent carries the revision of the MIB that its release had: subscription dates came in 2008, the period used in
2011. Its action tables are not part of it.
"""

from typing import TYPE_CHECKING, Any

from iosim.config import read
from iosim.license_store import BUILT_IN, LicenseStore
from iosim.license_store.license import COMMENT, COMMENT_LENGTH
from iosim.license_store.store import PRIMARY
from iosim.snmp.assignment import Assignment, Refused, text, truth
from iosim.snmp.ber import INTEGER, OCTET_STRING, UNSIGNED32
from iosim.snmp.message import INCONSISTENT_NAME, WRONG_VALUE
from iosim.snmp.row import Group, Index, Row, Table, columns, scalar
from iosim.snmp.rows.cisco import CISCO
from iosim.snmp.rows.entity import switch_at, switches

if TYPE_CHECKING:
    from iosim.featureset.personality import Personality
    from iosim.system.system import System

LICENSE_MIB = (*CISCO, 9, 543)
CONFIGURATION = (*LICENSE_MIB, 1, 1)
INFORMATION = (*LICENSE_MIB, 1, 2)
DEVICE_INFORMATION = (*LICENSE_MIB, 1, 3)
SWITCHES = (*LICENSE_MIB, 1, 4)
LICENSE_ENTRY = (*INFORMATION, 3, 1)
FEATURE_ENTRY = (*INFORMATION, 4, 1)
UNCOUNTED = 0xFFFFFFFF  # what a real agent answers for the counts of an uncounted licence

# Which revision of the MIB each generation of the licence engine carries. INFERRED from the revision dates.
REVISIONS = {"12.2": 2006, "15.0": 2008, "15.1": 2011}


def licensed(personality: "Personality") -> bool:
    """Whether the image has licences at all."""
    return personality.image.licensed


def _since(year: int) -> Any:
    def present(personality: "Personality") -> bool:
        return licensed(personality) and REVISIONS.get(personality.image.module_version, 2011) >= year

    return present


def entries(system: "System", now_ms: int) -> dict[Index, Any]:
    """Every licence by its index tuple, as it is now."""

    def made() -> dict[Index, Any]:
        return {
            (device, entry.store, entry.index): entry
            for device, switch in switches(system).items()
            for entry in switch.license_view.entries(now_ms)
        }

    return system.snmp.once("licenses", made)  # type: ignore[no-any-return]  # what `made` returns


def features(system: "System", now_ms: int) -> dict[Index, Any]:
    """Every licensable feature by its index tuple, as it is now."""

    def made() -> dict[Index, Any]:
        return {
            (device, feature.index): feature
            for device, switch in switches(system).items()
            for feature in switch.license_view.features(now_ms)
        }

    return system.snmp.once("features", made)  # type: ignore[no-any-return]  # what `made` returns


def store_of(system: "System", device: int) -> LicenseStore:
    """The stores of the switch at this entPhysicalIndex."""
    return switch_at(system, device).license_view.store


def _licenses(system: "System") -> tuple[Index, ...]:
    return tuple(
        sorted(
            (device, held.store, held.index)
            for device, switch in switches(system).items()
            for held in switch.license_view.store.held()
        )
    )


def _stores(system: "System") -> tuple[Index, ...]:
    numbers = (PRIMARY, BUILT_IN) if system.personality.image.built_in else (PRIMARY,)
    return tuple((device, number) for device in switches(system) for number in numbers)


def _features(system: "System") -> tuple[Index, ...]:
    numbers = range(1, len(system.personality.image.features) + 1)
    return tuple((device, number) for device in switches(system) for number in numbers)


def _license(value: Any) -> Any:
    return lambda system, now_ms, *index: value(entries(system, now_ms)[index])


def _feature(value: Any) -> Any:
    return lambda system, now_ms, *index: value(features(system, now_ms)[index])


def _store_bytes(system: "System", now_ms: int, device: int, number: int) -> int:
    """Size of a store; that of the image holds what it holds."""
    store = store_of(system, device)
    if number == PRIMARY:
        return store.size_bytes
    return sum(len(held.license.line) for held in store.held() if held.store == BUILT_IN)


def _free_bytes(system: "System", now_ms: int, device: int, number: int) -> int:
    store = store_of(system, device)
    return store.size_bytes - store.used_bytes() if number == PRIMARY else 0


def _set_comment(assignment: Assignment, value: bytes, *index: int) -> None:
    comment = text(value, COMMENT_LENGTH)
    if not COMMENT.fullmatch(comment):
        raise Refused(WRONG_VALUE)
    entry = entries(assignment.system, assignment.now_ms).get(index)
    if entry is None:
        raise Refused(INCONSISTENT_NAME)
    licensing = switch_at(assignment.system, index[0]).licensing
    assignment.acts.append(lambda: licensing.set_comment(entry.held, comment))


def trap_switch(name: str, oid: tuple[int, ...], part: str) -> Row:
    """A TruthValue that is one part of `snmp-server enable traps license`."""

    def value(system: "System", now_ms: int) -> int:
        return 1 if read.trap_enabled(system.config, "license", part) else 2

    def assign(assignment: Assignment, wanted: int) -> None:
        assignment.command(f"{'' if truth(wanted) else 'no '}snmp-server enable traps license {part}")

    return scalar(name, oid, INTEGER, value, assign=assign)


def _count(entry: Any) -> int:
    return entry.count or UNCOUNTED


def _count_left(entry: Any) -> int:
    return entry.free_seats if entry.count else UNCOUNTED


def date_and_time(day: str) -> bytes:
    """Midnight of `2029-12-31` as DateAndTime (RFC 2579) without a zone; no octets for no day."""
    if not day:
        return b""
    year, month, of_month = map(int, day.split("-"))
    return bytes((*divmod(year, 256), month, of_month, 0, 0, 0, 0))


def _metered(entry: Any, value_ms: int) -> int:
    """Seconds; 0 where it is not use that ends the licence."""
    return value_ms // 1000 if entry.metered else 0


def _period_used(entry: Any) -> int:
    """Seconds of use; of a right to use those before it became one."""
    return 0 if entry.dated else min(entry.used_ms, entry.period_ms or entry.used_ms) // 1000


def _true(flag: bool) -> int:
    return 1 if flag else 2


_LICENSE_ROWS = (
    Row("clmgmtLicenseFeatureName", (3,), OCTET_STRING, _license(lambda entry: entry.feature)),
    Row("clmgmtLicenseFeatureVersion", (4,), OCTET_STRING, _license(lambda entry: entry.version)),
    Row("clmgmtLicenseType", (5,), INTEGER, _license(lambda entry: entry.mib_type)),
    Row("clmgmtLicenseCounted", (6,), INTEGER, _license(lambda entry: _true(entry.count > 0))),
    Row("clmgmtLicenseValidityPeriod", (7,), UNSIGNED32, _license(lambda entry: entry.period_ms // 1000)),
    Row(
        "clmgmtLicenseValidityPeriodRemaining",
        (8,),
        UNSIGNED32,
        _license(lambda entry: _metered(entry, entry.remaining_ms)),
    ),
    Row("clmgmtLicenseExpiredPeriod", (9,), UNSIGNED32, _license(lambda entry: _metered(entry, entry.expired_ms))),
    Row("clmgmtLicenseMaxUsageCount", (10,), UNSIGNED32, _license(_count)),
    Row("clmgmtLicenseUsageCountRemaining", (11,), UNSIGNED32, _license(_count_left)),
    Row("clmgmtLicenseEULAStatus", (12,), INTEGER, _license(lambda entry: _true(entry.eula_accepted))),
    Row("clmgmtLicenseComments", (13,), OCTET_STRING, _license(lambda entry: entry.comment), assign=_set_comment),
    Row("clmgmtLicenseStatus", (14,), INTEGER, _license(lambda entry: int(entry.status))),
)

GROUP = Group(
    (
        # The next free row of the action tables; there are none yet to take it.
        scalar(
            "clmgmtNextFreeLicenseActionIndex",
            (*CONFIGURATION, 1),
            UNSIGNED32,
            lambda personality: 1,
            fixed=True,
        ),
        *columns(
            "clmgmtLicenseStoreInfoTable",
            (*INFORMATION, 1, 1),
            (
                Row(
                    "clmgmtLicenseStoreName",
                    (2,),
                    OCTET_STRING,
                    # INFERRED: the name that the CLI and syslog use.
                    lambda system, now_ms, device, number: store_of(system, device).name(number),
                ),
                Row("clmgmtLicenseStoreTotalSize", (3,), UNSIGNED32, _store_bytes),
                Row("clmgmtLicenseStoreSizeRemaining", (4,), UNSIGNED32, _free_bytes),
            ),
        ),
        *columns(
            "clmgmtLicenseDeviceInfoTable",
            (*INFORMATION, 2, 1),
            (Row("clmgmtDefaultLicenseStore", (1,), UNSIGNED32, lambda personality, device: PRIMARY, fixed=True),),
        ),
        *columns("clmgmtLicenseInfoTable", LICENSE_ENTRY, _LICENSE_ROWS),
        *columns(
            "clmgmtLicensableFeatureTable",
            FEATURE_ENTRY,
            (
                Row("clmgmtFeatureName", (2,), OCTET_STRING, _feature(lambda feature: feature.name)),
                Row("clmgmtFeatureVersion", (3,), OCTET_STRING, _feature(lambda feature: feature.version)),
                Row(
                    "clmgmtFeatureValidityPeriodRemaining",
                    (4,),
                    UNSIGNED32,
                    _feature(lambda feature: feature.remaining_ms // 1000),
                ),
                Row("clmgmtFeatureWhatIsCounted", (5,), OCTET_STRING, _feature(lambda feature: feature.counted)),
            ),
        ),
        scalar(
            "clmgmtNextFreeDevCredExportActionIndex",
            (*DEVICE_INFORMATION, 1),
            UNSIGNED32,
            lambda personality: 1,
            fixed=True,
        ),
        trap_switch("clmgmtLicenseUsageNotifEnable", (*SWITCHES, 1), "usage"),
        trap_switch("clmgmtLicenseDeploymentNotifEnable", (*SWITCHES, 2), "deploy"),
        trap_switch("clmgmtLicenseErrorNotifEnable", (*SWITCHES, 3), "error"),
    ),
    (
        Table("clmgmtLicenseStoreInfoTable", _stores),
        Table("clmgmtLicenseDeviceInfoTable", lambda system: tuple((device,) for device in switches(system))),
        Table("clmgmtLicenseInfoTable", _licenses),
        Table("clmgmtLicensableFeatureTable", _features),
    ),
    present=licensed,
)

# A licence without dates answers no octets, as a real agent does.
SINCE_2008 = Group(
    (
        *columns(
            "clmgmtLicenseInfoTable",
            LICENSE_ENTRY,
            (
                Row(
                    "clmgmtLicenseStartDate",
                    (15,),
                    OCTET_STRING,
                    _license(lambda entry: date_and_time(entry.held.license.starts)),
                ),
                Row(
                    "clmgmtLicenseEndDate",
                    (16,),
                    OCTET_STRING,
                    _license(lambda entry: date_and_time(entry.held.license.ends)),
                ),
            ),
        ),
        *columns(
            "clmgmtLicensableFeatureTable",
            FEATURE_ENTRY,
            (
                Row(
                    "clmgmtFeatureStartDate",
                    (6,),
                    OCTET_STRING,
                    _feature(lambda feature: date_and_time(feature.starts)),
                ),
                Row("clmgmtFeatureEndDate", (7,), OCTET_STRING, _feature(lambda feature: date_and_time(feature.ends))),
            ),
        ),
    ),
    present=_since(2008),
)

SINCE_2011 = Group(
    (
        *columns(
            "clmgmtLicenseInfoTable",
            LICENSE_ENTRY,
            (
                Row(
                    "clmgmtLicensePeriodUsed",
                    (17,),
                    UNSIGNED32,
                    _license(_period_used),
                ),
            ),
        ),
        *columns(
            "clmgmtLicensableFeatureTable",
            FEATURE_ENTRY,
            (Row("clmgmtFeaturePeriodUsed", (8,), UNSIGNED32, _feature(lambda feature: feature.used_ms // 1000)),),
        ),
    ),
    present=_since(2011),
)
