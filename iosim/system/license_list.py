"""Everything that is licensed, or could be, as it is at one moment."""

from dataclasses import replace
from typing import TYPE_CHECKING

from iosim.featureset.choice import Priority
from iosim.license_store import Held, LicenseStore
from iosim.license_store.store import permanent_features
from iosim.system.license_boot import backs
from iosim.system.license_entry import Entry, Feature, Status
from iosim.system.license_seats import outnumbered

if TYPE_CHECKING:
    from iosim.system.licensing import Licensing

EVALUATION = (1, 8)  # clmgmtLicenseType demo and evalRightToUse
RIGHT_TO_USE = (8, 9, 10)  # evalRightToUse, rightToUse, permanentRightToUse


def entries(licensing: "Licensing", now_ms: int) -> list[Entry]:
    """Every licence of the device at `now_ms`: the primary store by place, then the built-in one."""
    store, seats = licensing.store, licensing.seats_in_use
    everything = store.held()
    permanent = permanent_features(everything)
    shares = {} if seats is None else seats.shares(everything)
    excesses = {} if seats is None else seats.excesses()
    idle = outnumbered(store, licensing.system.personality.image.counted, everything)
    found = []
    for held in everything:
        share = shares.get((held.store, held.slot))
        entry = _entry(licensing, store, held, held.license.feature in permanent, share, now_ms)
        if (held.store, held.slot) in idle:
            entry = replace(entry, status=Status.INACTIVE)
        if held.license.count and held.refusal is None and (excess := excesses.pop(entry.feature, 0)):
            entry = replace(entry, excess=excess)  # said of the first licence of the feature
        found.append(entry)
    return found


def features(licensing: "Licensing", now_ms: int) -> list[Feature]:
    """Every licensable feature of the image, in its order."""
    image = licensing.system.personality.image
    everything = entries(licensing, now_ms)
    found = []
    for index, name in enumerate(image.features, 1):
        own = [entry for entry in everything if entry.feature == name and entry.held.refusal is None]
        usable = [entry for entry in own if entry.metered and entry.priority > Priority.NONE]
        forever = any(not entry.metered and not entry.dated for entry in own)
        dated = [entry.held.license for entry in own if entry.dated]
        found.append(
            Feature(
                index,
                name,
                own[0].version if own else "1.0",
                0 if forever else sum(entry.remaining_ms for entry in usable),
                sum(min(entry.used_ms, entry.period_ms) for entry in own if entry.metered),
                any(entry.mib_type in EVALUATION for entry in own),
                any(entry.status.in_use for entry in own),
                image.counted.get(name, ""),
                any(entry.mib_type in RIGHT_TO_USE for entry in own),
                min((license.starts for license in dated), default=""),
                max((license.ends for license in dated), default=""),
            )
        )
    return found


def _entry(
    licensing: "Licensing", store: LicenseStore, held: Held, shadowed: bool, share: int | None, now_ms: int
) -> Entry:
    kind = held.license.type
    used_ms = licensing.used_ms(held, now_ms) if kind.metered or kind.dated or kind.mib in RIGHT_TO_USE else 0
    priority = store.priority(held, shadowed=shadowed)
    backing = backs(licensing.current.offer, held)
    seats = int(backing) if share is None else share
    status = _status(held, priority, shadowed, backing or bool(share), used_ms)
    if status is Status.IN_USE and held.license.count and not backing and seats >= held.license.count:
        status = Status.COUNT_CONSUMED
    name = store.name(held.store)
    return Entry(held, name, status, priority, store.eula_accepted(held), store.comment(held), used_ms, seats)


def _status(held: Held, priority: Priority, shadowed: bool, in_use: bool, used_ms: int) -> Status:
    kind = held.license.type
    expired = kind.ends and used_ms >= held.limit_ms
    if in_use:
        return Status.EXPIRED_IN_USE if expired else Status.IN_USE
    if held.refusal is not None:
        return Status.INACTIVE
    if expired:
        return Status.EXPIRED_NOT_IN_USE
    if shadowed and not kind.shadows and priority is not Priority.HIGH:
        return Status.INACTIVE
    if kind.dated and used_ms < held.license.starts_ms:
        return Status.INACTIVE
    return Status.NOT_IN_USE
