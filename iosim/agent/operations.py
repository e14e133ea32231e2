"""
What the licence agent can do for a program, one function each.

Whatever the command line can cause too is done by the same methods of the System, and told by the same events.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from iosim.agent.message import BadMessage, Operation, element, packed
from iosim.config.language import language
from iosim.config.outcome import TOP, Done
from iosim.config.statement import ConfigRefusal
from iosim.errors import DeviceRefusal
from iosim.license_store import BUILT_IN, PRIMARY, Held, LicenseRefusal
from iosim.license_store.credential import CHALLENGE
from iosim.license_store.refusals import EulaNotAccepted, NoSuchLicense
from iosim.system.license_entry import Entry
from iosim.system.licensing import Installation
from iosim.system.stack import Member
from iosim.system.system import System

SUCCESSFUL, PARTIAL, FAILED = "successful", "partial", "failed"
STORES = {PRIMARY: "primary", BUILT_IN: "built-in"}


@dataclass(frozen=True, slots=True)
class Act:
    """One operation, for one device, by somebody, at a time."""

    system: System
    operation: Operation
    by: str
    now_ms: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    status: str
    children: tuple[str, ...] = ()
    reason: str = ""
    cause: int = 0  # ClmgmtLicenseActionFailCause


def perform(act: Act) -> Result:
    """Carry an operation out; what cannot be is a failed one."""
    known = OPERATIONS.get(act.operation.name)
    if known is None:
        return Result(FAILED, reason=f"There is no operation {act.operation.name[:40]}", cause=2)
    try:
        return known(act)
    except LicenseRefusal as refusal:
        return Result(FAILED, reason=str(refusal), cause=refusal.fail_cause)
    except (BadMessage, DeviceRefusal) as problem:
        return Result(FAILED, reason=str(problem), cause=2)


def query(act: Act) -> Result:
    """Who the device is, what it runs, and every licence it has; of a stack, switch by switch."""
    homes: list[System | Member] = [act.system, *act.system.members]
    several = len(homes) > 1
    found: list[str] = []
    for home in homes:
        found += _queried(act, home, home.number if isinstance(home, Member) else 1 if several else None)
    return Result(SUCCESSFUL, tuple(found))


def _queried(act: Act, home: System | Member, switch: int | None) -> list[str]:
    system = act.system
    summary, licensing = home.license_summary, home.licensing
    udi, image = home.chassis.udi, system.personality.image
    device = element(
        "device",
        {
            "switch": switch,
            "udi": udi,
            "product-id": udi.product_id,
            "serial": udi.serial,
            "hostname": system.hostname,
            "image": image.name,
            "version": image.version,
            "level": summary.level,
            "license-type": summary.type,
            "next-level": summary.next_level,
            "uptime-s": (act.now_ms - home.boot_ms) // 1000,
        },
    )
    store = licensing.store
    primary = {
        "switch": switch,
        "name": store.name(PRIMARY),
        "total-bytes": store.size_bytes,
        "free-bytes": store.free_bytes,
    }
    features = [
        element(
            "feature",
            {
                "switch": switch,
                "name": feature.name,
                "version": feature.version,
                "in-use": feature.in_use,
                "counted": feature.counted or None,
            },
        )
        for feature in licensing.features(act.now_ms)
    ]
    licenses = [element("license", {"switch": switch, **_described(entry)}) for entry in licensing.entries(act.now_ms)]
    return [device, element("store", primary), *features, *licenses]


def install(act: Act) -> Result:
    """Install what a licence file holds."""
    results = act.system.licensing.install(act.operation.data(), act.operation.flag("accept-eula"), act.now_ms)
    done = [result.held is not None or result.existing for result in results]
    status = SUCCESSFUL if all(done) else PARTIAL if any(done) else FAILED
    return Result(status, tuple(element("license", _outcome(result)) for result in results))


def clear(act: Act) -> Result:
    """Remove a licence."""
    home = _home(act)
    home.licensing.clear(_meant(act, home), act.now_ms)
    return Result(SUCCESSFUL)


def comment(act: Act) -> Result:
    """Replace the comment of a licence."""
    home = _home(act)
    home.licensing.set_comment(_meant(act, home), act.operation.content)
    return Result(SUCCESSFUL)


def credential(act: Act) -> Result:
    """The device's credentials."""
    challenge = act.operation.attributes.get("challenge", "")
    if not CHALLENGE.fullmatch(challenge):
        raise BadMessage("a challenge has up to 64 letters, digits, - and _")
    data = _home(act).licensing.rehost.credentials(challenge)
    return Result(SUCCESSFUL, (element("file", {}, text=packed(data)),))


def revoke(act: Act) -> Result:
    """Carry a permission ticket out, or answer the last one again."""
    rehost, data = _home(act).licensing.rehost, act.operation.data()
    if act.operation.flag("last"):
        answer = rehost.again(data)
    else:
        ticket = rehost.read(data, act.now_ms)
        if ticket.grace and not act.operation.flag("accept-eula"):
            raise EulaNotAccepted()
        answer = rehost.process(data, act.now_ms)
    return Result(SUCCESSFUL, (element("ticket", {}, text=packed(answer)),))


def notify(act: Act) -> Result:
    """Tell a URL of what happens to licences from now on, or no longer: a line of the configuration."""
    given = act.operation.attributes
    words = [given.get("url", ""), given.get("user", "-"), given.get("password", "-")]
    if any(not word or not word.isascii() or not word.isprintable() or " " in word for word in words):
        raise BadMessage("url, user and password are words of ASCII characters")
    remove = act.operation.flag("remove")
    line = f"no license agent notify {words[0]}" if remove else f"license agent notify {' '.join(words)}"
    system = act.system
    try:
        done = language(system.personality).execute(system.config, TOP, line)
    except ConfigRefusal as refusal:
        raise BadMessage(str(refusal)) from None
    if not isinstance(done, Done):
        raise BadMessage("url, user and password are words")
    system.change(done.config, act.now_ms, act.by)
    return Result(SUCCESSFUL)


OPERATIONS: Mapping[str, Callable[[Act], Result]] = {
    function.__name__: function for function in (query, install, clear, comment, credential, revoke, notify)
}


def _home(act: Act) -> System | Member:
    """The switch of a stack that an operation is about; the master where it says nothing."""
    text = act.operation.attributes.get("switch", "1")
    found = act.system.switch(int(text)) if text.isdecimal() and len(text) < 3 else None
    if found is None:
        raise BadMessage("there is no such switch")
    return found


def _meant(act: Act, home: System | Member) -> Held:
    """The licence that an operation names by its id."""
    wanted = act.operation.attributes.get("license", "")
    for held in home.licensing.store.held():
        if held.key == wanted:
            return held
    raise NoSuchLicense(feature=wanted[:60] or "(none named)")


def _described(entry: Entry) -> dict[str, object]:
    license = entry.held.license
    return {
        "id": entry.held.key,
        "feature": entry.feature,
        "version": entry.version,
        "type": license.type.name,
        "store": STORES[entry.store],
        "index": entry.slot,
        "status": entry.status.name.lower().replace("_", "-"),
        "priority": entry.priority.name.lower(),
        "eula-accepted": entry.eula_accepted,
        "comment": entry.comment,
        "invalid": None if entry.held.refusal is None else str(entry.held.refusal),
        "count": entry.count or None,
        "seats": entry.seats if entry.count else None,
        "excess": entry.excess if entry.count else None,
        "period-s": entry.period_ms // 1000 if entry.metered else None,
        "remaining-s": entry.remaining_ms // 1000 if entry.metered or entry.dated else None,
        "starts": license.starts or None,
        "ends": license.ends or None,
    }


def _outcome(result: Installation) -> dict[str, object]:
    license = result.held.license if result.held is not None else None
    return {
        "id": license.id if license is not None else None,
        "feature": result.feature,
        "outcome": "existing" if result.existing else "failed" if license is None else "installed",
        "supported": result.supported if license is not None else None,
        "reason": str(result.refusal) if result.refusal is not None else None,
        "cause": result.refusal.fail_cause if result.refusal is not None else None,
    }
