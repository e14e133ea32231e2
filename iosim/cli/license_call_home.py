"""
`license call-home install pak`, `resend`, `revoke` and `show license call-home pak`.

Source: names and purposes are those of the IOS Software Activation Command Reference. The layout of what a PAK holds is
RECALLED from it, the questions are INFERRED.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from iosim.cli.call_home import INVALID_INDEX, NONSENSE, Call, CallHomeError, call, rows_of, text_of
from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.file_questions import file_of, text_answer
from iosim.cli.license_files import DESTINATION, completed, named, written
from iosim.cli.license_installing import installed
from iosim.cli.license_rehost import FEATURE, REHOST_SAVED
from iosim.cli.license_words import LicenseError, accepted, answered_yes
from iosim.config import read
from iosim.errors import UsageError
from iosim.flash import Location, Remote
from iosim.grammar.dialogue import Ask, Dialogue, Step
from iosim.license_store.document import DocumentRefusal
from iosim.license_store.grant import device
from iosim.license_store.refusals import EulaNotAccepted

commands = Commands()
# INFERRED, all of them
SURE = "Are you sure you want to {verb}? (yes/[no]): "
CHOOSE = "Select index to {verb} [1-{count}, all] : "
HOW_MANY = "Quantity to install"
WHERE_TO = "UDI of the destination device : "
TICKET_SAVED = "Permission ticket saved ..... to {url}\n"
FILE_SAVED = "license lines saved ..... to {url}\n"
NO_DEVICE = "UDI is not PID:SN"
NOT_FITTING = "PAK has no license for this device"
USED_UP = "No licenses are left in the PAK"
INVALID_PAK = "PAK is not valid"
MOVABLE = "Following licenses can be moved :\n"

_HELP = {
    "license": "License specific commands",
    "call-home": "Licenses by a call to the license server",
    "install": "Obtain the licenses of a PAK and install them",
    "pak": "Product authorization key",
    "resend": "Obtain the licenses of this device again and install them",
    "revoke": "Move licenses to another device",
    "onetime": "Revoke, and obtain the licenses of the other device",
    "permission": "Revoke, and keep the rehost ticket",
    "show": "Show running system information",
    "<pak>": "The key",
}
_NEEDS = "licensed k9"


@commands.add("license call-home install pak <pak:word>", privilege=15, needs=_NEEDS, help=_HELP)
def call_home_install(cx: Context, pak: str) -> Dialogue:
    portal = yield from call(cx)
    answer = yield from _pak(portal, pak)
    yield _shown(answer, portal)
    features, quantity = yield from _chosen(answer)
    if not (yield from answered_yes(SURE.format(verb="install"))):
        return
    body: dict[str, Any] = {"pak": pak, "udi": portal.udi, "features": features}
    found = yield from portal.take("install", body | ({"quantity": quantity} if quantity != 1 else {}))
    yield from installed(cx, text_of(found, "file").encode())


@commands.add("license call-home resend", privilege=15, needs=_NEEDS, help=_HELP)
def call_home_resend(cx: Context) -> Dialogue:
    portal = yield from call(cx)
    try:
        found = yield from portal.ask("resend", {"udi": portal.udi})
    except CallHomeError as refused:
        if refused.code == "not-found":
            raise CallHomeError("No license was issued for this device", code=refused.code) from None
        raise
    yield from installed(cx, text_of(found, "file").encode())


@commands.add("license call-home revoke permission", privilege=15, needs=_NEEDS, help=_HELP)
def call_home_revoke_permission(cx: Context) -> Dialogue:
    portal = yield from call(cx)
    moving = yield from _moving(portal)
    target = yield from _target(cx, f"flash:{portal.home.chassis.udi.serial}_rehost.tic")
    answer, _ = yield from _given_up(portal, moving)
    yield from written(cx, target.place, answer)
    yield REHOST_SAVED.format(url=target.shown)


@commands.add("license call-home revoke onetime", privilege=15, needs=_NEEDS, help=_HELP)
def call_home_revoke_onetime(cx: Context) -> Dialogue:
    portal = yield from call(cx)
    moving = yield from _moving(portal)
    try:
        udi = device(str((yield Ask(WHERE_TO))).strip())
    except UsageError:
        raise CallHomeError(NO_DEVICE) from None
    target = yield from _target(cx, f"flash:{udi.serial}.lic")
    answer, ticket = yield from _given_up(portal, moving)
    try:
        key = sha256(f"{ticket} {udi}".encode()).hexdigest()[:32]
        found = yield from portal.ask("rehost", {"rehost_ticket": answer.decode(), "to": str(udi)}, key=key)
    except CallHomeError:
        kept = Location("flash", f"{portal.home.chassis.udi.serial}_rehost.tic")
        cx.system.files.write(kept, answer, cx.now_ms)
        yield REHOST_SAVED.format(url=f"flash:{kept.path}")
        raise
    yield from written(cx, target.place, text_of(found, "file").encode())
    yield FILE_SAVED.format(url=target.shown)


@commands.add("show license call-home pak <pak:word>", privilege=15, needs=_NEEDS, help=_HELP, pipes=False)
def show_call_home_pak(cx: Context, pak: str) -> Dialogue:
    portal = yield from call(cx)
    yield _shown((yield from _pak(portal, pak)), portal)


@dataclass(frozen=True, slots=True)
class _Target:
    """A file to be written, and what the operator calls it."""

    place: Location | Remote
    shown: str


def _target(cx: Context, default: str) -> Generator[Step, Any, _Target]:
    typed = yield from text_answer(DESTINATION, default)
    place = yield from completed(cx, file_of(cx, typed), DESTINATION)
    return _Target(place, named(place, typed))


def _pak(portal: Call, pak: str) -> Generator[Step, Any, dict[str, Any]]:
    """What the portal says of a PAK."""
    if not (len(pak) == 11 and pak.isalnum() and pak.isascii()):
        raise CallHomeError(INVALID_PAK)
    try:
        return (yield from portal.ask("pak", {"pak": pak, "udi": portal.udi}))
    except CallHomeError as refused:
        if refused.code == "not-found":
            raise CallHomeError(INVALID_PAK, code=refused.code) from None
        raise


def _shown(answer: Mapping[str, Any], portal: Call) -> str:
    """What a PAK holds. RECALLED"""
    items = rows_of(answer, "items")
    several = len(items) > 1 or any(_number(item, "quantity") > 1 for item in items)
    text = f"\tPak Number   : {text_of(answer, 'pak')}\n"
    text += f"\tPak Fulfillment type: {'PARTIAL' if several else 'SINGLE'}\n"
    for item in items:
        feature, seats = text_of(item, "feature"), _number(item, "seats")
        text += f"\tSKU Name               : {feature}\n\tSKU Type               : Node Locked\n"
        text += f"\tOrdered Qty            : {_number(item, 'quantity')}, "
        text += f"Available Qty: {_number(item, 'remaining')}\n"
        text += f"\tFeature List           :\n\t\tFeature name: {feature:<20}Count: {seats or 'Uncounted'}\n"
        if item.get("fits"):
            text += f"\tPlatform Supported     :\n\t\t{portal.home.chassis.udi.product_id}\n"
    return text


def _chosen(answer: Mapping[str, Any]) -> Generator[Step, Any, tuple[list[str], int]]:
    """The features to be installed, and how many units of each."""
    items = {text_of(item, "feature"): item for item in rows_of(answer, "items") if item.get("fits")}
    if not items:
        raise CallHomeError(NOT_FITTING)
    left = [feature for feature, item in items.items() if _number(item, "remaining") > 0]
    if not left:
        raise CallHomeError(USED_UP)
    features = yield from _selected(left, "install")
    remaining = min(_number(items[feature], "remaining") for feature in features)
    if remaining == 1 or not all(_number(items[feature], "seats") for feature in features):
        return features, 1
    typed = yield from text_answer(HOW_MANY, "1")
    if not (typed.isdecimal() and len(typed) < 6 and 1 <= int(typed) <= remaining):
        raise CallHomeError(f"Quantity is not 1 to {remaining}")
    return features, int(typed)


def _selected(names: list[str], verb: str) -> Generator[Step, Any, list[str]]:
    """One of several, or all of them; there is no question where there is only one."""
    if len(names) == 1:
        return names
    for number, name in enumerate(names, 1):
        yield f"    {number} {name}\n"
    typed = str((yield Ask(CHOOSE.format(verb=verb, count=len(names))))).strip().lower()
    if typed == "all":
        return names
    chosen = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    if not 1 <= chosen <= len(names):
        raise CallHomeError(INVALID_INDEX)
    return [names[chosen - 1]]


def _moving(portal: Call) -> Generator[Step, Any, list[str]]:
    """Ids of the licences that are to go."""
    found = rows_of((yield from portal.ask("licenses", {"udi": portal.udi})), "licenses")
    if not found:
        raise CallHomeError("Device has no license that can be moved")
    ids = {f"{text_of(row, 'feature')} ({text_of(row, 'id')})": text_of(row, "id") for row in found}
    yield MOVABLE
    if len(ids) == 1:
        yield f"    1 {next(iter(ids))}\n"
    names = yield from _selected(list(ids), "revoke")
    if not (yield from answered_yes(SURE.format(verb="revoke"))):
        raise CallHomeError("License was not revoked")
    return [ids[name] for name in names]


def _given_up(portal: Call, ids: list[str]) -> Generator[Step, Any, tuple[bytes, str]]:
    """Get a permission ticket and carry it out; the rehost ticket, and the id of both."""
    cx = portal.cx
    body = {"licenses": ids} | ({"credentials": portal.own_credentials()} if portal.caller else {})
    found = yield from portal.take("permission", body)
    data = text_of(found, "file").encode()
    # Whatever happens from here on, the ticket is at hand for `license revoke` and `license revoke last`.
    kept = Location("flash", f"{portal.home.chassis.udi.serial}_permission.tic")
    cx.system.files.write(kept, data, cx.now_ms)
    yield TICKET_SAVED.format(url=f"flash:{kept.path}")
    operations = portal.home.licensing.rehost
    try:
        ticket = operations.read(data, cx.now_ms)
        for each in ticket.revoke:
            yield FEATURE.format(feature=each.feature)
        for license in ticket.grace:
            if not read.eula_accepted(cx.system.config) and not (
                yield from accepted(license.feature, cx.personality.image)
            ):
                raise LicenseError(EulaNotAccepted())
        return operations.process(data, cx.now_ms), ticket.id
    except DocumentRefusal as refusal:
        raise LicenseError(refusal) from None


def _number(row: Mapping[str, Any], name: str) -> int:
    """A number in an answer; 0 for none."""
    found = row.get(name)
    if found is None:
        return 0
    if isinstance(found, bool) or not isinstance(found, int):
        raise CallHomeError(NONSENSE)
    return found
