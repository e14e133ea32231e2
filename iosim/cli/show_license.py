"""
`show license`, `show license detail` and `show license all`.

Source: `show license` of IOS 15.x, `show license detail` of IOS XE 16.9 (tabs kept), `show license all` of IOS 15.0.
"""

from collections.abc import Callable, Iterator

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.license_words import (
    GENERATION_VERSIONS,
    PRIORITIES,
    LicenseError,
    addition_text,
    count_text,
    period_text,
    state_text,
    total_count_text,
)
from iosim.cli.stack_member import SWITCH, SWITCH_HELP, chosen
from iosim.featureset.image import Image
from iosim.license_store import BUILT_IN, PRIMARY, LicenseStore
from iosim.license_store.refusals import NoSuchLicense
from iosim.system.license_entry import Entry, Status
from iosim.system.license_list import RIGHT_TO_USE
from iosim.system.licensing import Licensing

commands = Commands()
SHOW_HELP = {
    "show": "Show running system information",
    "license": "Show license information",
    "all": "Show license all information",
    "detail": "Show license detail information",
    "feature": "Show license feature information",
    "file": "Show license file information",
    "statistics": "Show license statistics information",
    "status": "Show license status information",
    "udi": "Show license udi information",
    "<feature>": "License feature name",
    **SWITCH_HELP,
}


@commands.add("show license", help=SHOW_HELP)
@commands.add(f"show license {SWITCH}", needs="stackable", help=SHOW_HELP)
def show_license(cx: Context, switch: int = 0) -> str:
    image = cx.personality.image
    entries = usable(cx, switch)
    text = ""
    for index, feature in enumerate(image.features, 1):
        text += f"Index {index} Feature: {feature:<31}\n"
        own = [entry for entry in entries if entry.feature == feature]
        if own:
            best = max(own, key=_importance)
            text += f"\tPeriod left: {_left(best, image)}\n"
            text += f"\tLicense Type: {best.type}\n\tLicense State: {state_text(best, image)}\n"
            text += f"\tLicense Count: {total_count_text(own)}\n\tLicense Priority: {PRIORITIES[best.priority]}\n"
    return text


@commands.add("show license all", help=SHOW_HELP)
@commands.add(f"show license all {SWITCH}", needs="stackable", help=SHOW_HELP)
def show_license_all(cx: Context, switch: int = 0) -> str:
    return stores_text(cx, chosen(cx, switch).licensing, lambda entry: True)


def stores_text(cx: Context, licensing: Licensing, shown: Callable[[Entry], bool]) -> str:
    """The licences of each store that are to be shown."""
    image, store = cx.personality.image, licensing.store
    entries = [entry for entry in licensing.entries(cx.now_ms) if shown(entry)]
    text = ""
    for number in (PRIMARY, BUILT_IN):
        text += f"License Store: {store.name(number)}\n"
        for entry in entries:
            if entry.store != number:
                continue
            text += f"StoreIndex: {entry.slot}\tFeature: {entry.feature:<27}Version: {entry.version}\n"
            text += f"\tLicense Type: {entry.type}\n\tLicense State: {state_text(entry, image)}\n"
            text += "".join(_periods(entry, image, used=False))
            text += f"\tLicense Count: {count_text(entry)}\n\tLicense Priority: {PRIORITIES[entry.priority]}\n"
    return text


@commands.add("show license detail [<feature:word>]", help=SHOW_HELP)
@commands.add(f"show license detail [<feature:word>] {SWITCH}", needs="stackable", help=SHOW_HELP)
def show_license_detail(cx: Context, feature: str = "", switch: int = 0) -> str:
    image = cx.personality.image
    store = chosen(cx, switch).licensing.store
    entries = sorted(usable(cx, switch), key=lambda entry: _position(entry, image))
    shown = [entry for entry in entries if not feature or entry.feature.lower() == feature.lower()]
    if feature and not shown:
        raise LicenseError(NoSuchLicense(feature=feature))
    text = ""
    if feature and not image.module_version.startswith("12"):
        best = max(shown, key=_importance)
        text = f"Feature: {best.feature:<32}Period left: {_left(best, image)}\n"
    for index, entry in enumerate(entries, 1):
        if entry in shown:
            text += _detail(index, entry, image, store)
    return text


def usable(cx: Context, switch: int = 0) -> list[Entry]:
    """What there is to show: a stored licence that failed its check stands only in `show license all` and `file`."""
    return [entry for entry in chosen(cx, switch).licensing.entries(cx.now_ms) if entry.held.refusal is None]


def _detail(index: int, entry: Entry, image: Image, store: LicenseStore) -> str:
    license = entry.held.license
    built_in = entry.store == BUILT_IN
    right = "<T>RTU</T>" if license.type.mib in RIGHT_TO_USE else ""
    udi = f"<PID>{license.udi.product_id}</PID><SN>{license.udi.serial}</SN>"
    lines = [
        f"Index: {index} \tFeature: {entry.feature:<34}Version: {entry.version}\n",
        f"\tLicense Type: {entry.type}\n",
        f"\tLicense State: {state_text(entry, image)}\n",
        *_periods(entry, image, used=True),
        f"\tLock type: {'Non Node locked' if built_in else 'Node locked'}\n",
        f"\tVendor info: {f'<UDI>{udi}</UDI>{right}' if built_in else udi}\n",
        f"\tLicense Addition: {addition_text(entry)}\n",
        f"\tLicense Generation version: {GENERATION_VERSIONS[bool(right)]}\n",
        f"\tLicense Count: {count_text(entry)}\n",
        f"\tLicense Priority: {PRIORITIES[entry.priority]}\n",
        f"\tStore Index: {entry.slot}\n",
        f"\tStore Name: {store.name(entry.store)}\n",
    ]
    return "".join(lines)


def _periods(entry: Entry, image: Image, *, used: bool) -> Iterator[str]:
    """The lines of a licence that runs out, under its state."""
    if entry.dated:
        license = entry.held.license
        yield f"\t    Subscription start date: {license.starts}\n"  # INFERRED, as is the next
        yield f"\t    Subscription end date: {license.ends}\n"
    if not entry.metered:
        return
    yield f"\t    Evaluation total period: {period_text(entry.period_ms, image)}\n"
    yield f"\t    Evaluation period left: {period_text(entry.remaining_ms, image)}\n"
    if used:
        yield f"\t    Period used: {period_text(min(entry.used_ms, entry.period_ms), image)}\n"


def _left(entry: Entry, image: Image) -> str:
    return period_text(entry.remaining_ms, image) if entry.metered or entry.dated else "Life time"


def _importance(entry: Entry) -> tuple[bool, int, bool, int]:
    """Which of several licences speaks for a feature: the one in use, else the one that would be."""
    return entry.status.in_use, entry.priority, entry.status is not Status.EXPIRED_NOT_IN_USE, -entry.store


def _position(entry: Entry, image: Image) -> tuple[int, int, int]:
    names = image.features
    return (names.index(entry.feature) if entry.feature in names else len(names)), entry.store, entry.slot
