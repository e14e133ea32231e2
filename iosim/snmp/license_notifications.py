"""Traps of CISCO-LICENSE-MGMT-MIB and CISCO-IMAGE-LICENSE-MGMT-MIB, with the variables of the MIB in its order."""

from typing import TYPE_CHECKING

from iosim.config import read
from iosim.events import Event
from iosim.license_store.license_type import TYPES
from iosim.snmp.ber import INTEGER, OCTET_STRING, UNSIGNED32
from iosim.snmp.notification import Notification, Variable
from iosim.snmp.rows.entity import switch_index
from iosim.snmp.rows.image_levels import LEVEL_ENTRY, LEVEL_MIB, module_index
from iosim.snmp.rows.licenses import FEATURE_ENTRY, LICENSE_ENTRY, LICENSE_MIB, date_and_time

if TYPE_CHECKING:
    from iosim.system.system import System

_TYPE_NUMBERS = {row.word: row.mib for row in TYPES.values()}


def _device(system: "System", event: Event) -> int:
    """The entPhysicalIndex of the switch that it happened to."""
    return switch_index(system.personality, event.facts.get("member", 1))


def _feature(system: "System", event: Event) -> list[Variable]:
    """clmgmtFeatureName and clmgmtFeatureVersion."""
    feature = event.facts["feature"]
    known = system.personality.image.features
    number = known.index(feature) + 1 if feature in known else len(known) + 1
    index = (_device(system, event), number)
    return [
        ((*FEATURE_ENTRY, 2, *index), OCTET_STRING, feature),
        ((*FEATURE_ENTRY, 3, *index), OCTET_STRING, event.facts["version"]),
    ]


def _expiring(system: "System", event: Event) -> list[Variable]:
    named = _feature(system, event)
    index = named[0][0][-2:]
    remaining = ((*FEATURE_ENTRY, 4, *index), UNSIGNED32, event.facts["remaining_ms"] // 1000)
    return [*named, remaining]


def _license(system: "System", event: Event) -> list[Variable]:
    """clmgmtLicenseFeatureName, -FeatureVersion, -Type and -Comments of one licence."""
    facts = event.facts
    store, number = facts["key"]
    index = (_device(system, event), store, number)
    return [
        ((*LICENSE_ENTRY, 3, *index), OCTET_STRING, facts["feature"]),
        ((*LICENSE_ENTRY, 4, *index), OCTET_STRING, facts["version"]),
        ((*LICENSE_ENTRY, 5, *index), INTEGER, _TYPE_NUMBERS[facts["type"]]),
        ((*LICENSE_ENTRY, 13, *index), OCTET_STRING, facts["comment"]),
    ]


def _dated(system: "System", event: Event) -> list[Variable]:
    """clmgmtFeatureName, -Version and -EndDate."""
    named = _feature(system, event)
    index = named[0][0][-2:]
    return [*named, ((*FEATURE_ENTRY, 7, *index), OCTET_STRING, date_and_time(event.facts["ends"]))]


def _counted(system: "System", event: Event) -> list[Variable]:
    """What clmgmtLicenseUsageCountExceeded tells; with what remains where the event says it."""
    facts = event.facts
    index = (_device(system, event), *facts["key"])
    feature_index = _feature(system, event)[0][0][-2:]
    remaining = [((*LICENSE_ENTRY, 11, *index), UNSIGNED32, facts["remaining"])] if "remaining" in facts else []
    return [
        ((*LICENSE_ENTRY, 3, *index), OCTET_STRING, facts["feature"]),
        ((*LICENSE_ENTRY, 4, *index), OCTET_STRING, facts["version"]),
        ((*LICENSE_ENTRY, 10, *index), UNSIGNED32, facts["count"]),
        *remaining,
        ((*FEATURE_ENTRY, 5, *feature_index), OCTET_STRING, facts["counted"]),
        ((*LICENSE_ENTRY, 13, *index), OCTET_STRING, facts["comment"]),
    ]


def _levels(system: "System", event: Event) -> list[Variable]:
    number = event.facts.get("member", 1)
    index = module_index(system.personality, number)
    switch = system.switch(number) or system
    return [
        ((*LEVEL_ENTRY, 2, *index), OCTET_STRING, switch.personality.level.name),
        ((*LEVEL_ENTRY, 3, *index), OCTET_STRING, read.boot_level(system.config)),
    ]


NOTIFICATIONS: dict[str, tuple[Notification, ...]] = {
    kind: (Notification(name, oid, "license", part, variables),)
    for kind, name, oid, part, variables in (
        ("license.expired", "clmgmtLicenseExpired", (*LICENSE_MIB, 0, 1), "usage", _feature),
        ("license.expiring", "clmgmtLicenseExpiryWarning", (*LICENSE_MIB, 0, 2), "usage", _expiring),
        ("license.count_exceeded", "clmgmtLicenseUsageCountExceeded", (*LICENSE_MIB, 0, 3), "usage", _counted),
        ("license.count_warning", "clmgmtLicenseUsageCountAboutToExceed", (*LICENSE_MIB, 0, 4), "usage", _counted),
        ("license.installed", "clmgmtLicenseInstalled", (*LICENSE_MIB, 0, 5), "deploy", _license),
        ("license.removed", "clmgmtLicenseCleared", (*LICENSE_MIB, 0, 6), "deploy", _license),
        ("license.revoked", "clmgmtLicenseRevoked", (*LICENSE_MIB, 0, 7), "deploy", _license),
        ("license.eula_accepted", "clmgmtLicenseEULAAccepted", (*LICENSE_MIB, 0, 8), "deploy", _feature),
        ("license.not_enforced", "clmgmtLicenseNotEnforced", (*LICENSE_MIB, 0, 9), "error", _feature),
        (
            "license.subscription_ending",
            "clmgmtLicenseSubscriptionExpiryWarning",
            (*LICENSE_MIB, 0, 10),
            "usage",
            _dated,
        ),
        (
            "license.subscription_extended",
            "clmgmtLicenseSubscriptionExtExpiryWarning",
            (*LICENSE_MIB, 0, 11),
            "usage",
            _dated,
        ),
        ("license.subscription_ended", "clmgmtLicenseSubscriptionExpired", (*LICENSE_MIB, 0, 12), "usage", _dated),
        ("license.turning", "clmgmtLicenseEvalRTUTransitionWarning", (*LICENSE_MIB, 0, 13), "usage", _expiring),
        ("license.turned", "clmgmtLicenseEvalRTUTransition", (*LICENSE_MIB, 0, 14), "usage", _feature),
        ("license.level_changed", "cilmBootImageLevelChanged", (*LEVEL_MIB, 0, 1), "imagelevel", _levels),
    )
}
