"""Licences over HTTP: what a device holds, a new one for it, and installing a file."""

from typing import Any

from iosim.control.machines import Machines
from iosim.control.problem import Problem
from iosim.control.routes import TEXT, TRUTH, WHOLE, Answer, Call, Route, several, shape
from iosim.license_store import issue
from iosim.license_store.grant import LICENSE_TYPES
from iosim.system.license_entry import Entry
from iosim.system.license_seats import NoSeat
from iosim.system.licensing import Installation
from iosim.system.system import System

LICENSE = shape(
    "feature version type store index status",
    feature=TEXT,
    version=TEXT,
    type=TEXT,
    store=TEXT,
    index=WHOLE,
    status=TEXT,
    priority=TEXT,
    eula_accepted=TRUTH,
    comment=TEXT,
    count=WHOLE,
    period_ms=WHOLE,
    used_ms=WHOLE,
    remaining_ms=WHOLE,
    switch=WHOLE,
)
INSTALLED = shape("feature installed", feature=TEXT, installed=TRUTH, supported=TRUTH, reason=TEXT)
SEATS = shape("feature in_use allowed", feature=TEXT, in_use=WHOLE, allowed={"type": ["integer", "null"]})


def running(machines: Machines, call: Call) -> System:
    """
    The System of the device that `call` names.

    Raises:
        Problem: 409, it does not run.
    """
    driver = machines.find(call.path["device"])
    system = driver.device.system
    if system is None:
        raise Problem(409, f"The device is not running, it is {driver.device.stage.name.lower()}.")
    return system


def row(entry: Entry, switch: int = 0) -> dict[str, Any]:
    """One licence as JSON; its periods only where it runs out, the number of its switch only in a stack."""
    found: dict[str, Any] = {
        "feature": entry.feature,
        "version": entry.version,
        "type": entry.type,
        "store": entry.store_name,
        "index": entry.slot,
        "status": entry.status.name.lower(),
        "priority": entry.priority.name.lower(),
        "eula_accepted": entry.eula_accepted,
        "comment": entry.comment,
        "count": entry.count,
    }
    if entry.metered:
        found |= {"period_ms": entry.period_ms, "used_ms": entry.used_ms, "remaining_ms": entry.remaining_ms}
    if switch:
        found["switch"] = switch
    return found


async def list_licenses(machines: Machines, call: Call) -> Answer:
    """What the device holds; of a stack what every switch does, the master's first."""
    system = running(machines, call)

    def look(now_ms: int) -> list[dict[str, Any]]:
        numbered = bool(system.personality.platform.members)
        return [
            row(entry, switch.number if numbered else 0)
            for switch in system.switches
            for entry in switch.licensing.entries(now_ms)
        ]

    rows = await machines.find(call.path["device"]).ask(look)
    return Answer({"level": system.personality.level.name, "licenses": rows})


async def install_licenses(machines: Machines, call: Call) -> Answer:
    """Install what the body, a licence file, holds; the answer comes when it is durable."""
    system = running(machines, call)
    accepted = call.query.get("accept_eula", "true")
    if accepted not in ("true", "false"):
        raise Problem(422, "accept_eula is true or false.")
    results: list[Installation] = await machines.find(call.path["device"]).ask(
        lambda now_ms: system.licensing.install(call.data, accepted == "true", now_ms)
    )
    if all(result.held is None for result in results):
        raise Problem(409, "; ".join(f"{result.feature}: {result.refusal}" for result in results))
    return Answer({"licenses": [told(result) for result in results]}, status=201)


def told(result: Installation) -> dict[str, Any]:
    """What became of one licence of a file, as JSON."""
    found: dict[str, Any] = {"feature": result.feature, "installed": result.held is not None}
    if result.held is not None:
        found["supported"] = result.supported
    if result.refusal is not None:
        found["reason"] = str(result.refusal)
    return found


async def issue_license(machines: Machines, call: Call) -> Answer:
    """A licence file for this device, signed by the lab authority; installs nothing."""
    driver = machines.find(call.path["device"])
    feature, kind = call.json.get("feature"), call.json.get("type", "permanent")
    days, count, additive = call.json.get("days"), call.json.get("count"), call.json.get("additive", False)
    if not isinstance(feature, str) or kind not in LICENSE_TYPES:
        raise Problem(422, f"feature is the name of one, type one of {', '.join(LICENSE_TYPES)}.")
    for value in (days, count):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise Problem(422, "days and count are whole numbers.")
    if not isinstance(additive, bool):
        raise Problem(422, "additive is true or false.")
    data = issue(driver.device.chassis.udi, feature, type=kind, days=days, count=count, additive=additive)
    return Answer(text=data.decode(), media_type="application/xml")


async def change_seats(machines: Machines, call: Call) -> Answer:
    """Users of a counted feature come or go; all of those that are named, or none."""
    system = running(machines, call)
    feature, take, give = call.json.get("feature"), call.json.get("take", 0), call.json.get("give", 0)
    numbers = [number for number in (take, give) if isinstance(number, int) and not isinstance(number, bool)]
    if not isinstance(feature, str) or len(numbers) != 2 or min(numbers) < 0 or numbers.count(0) != 1:
        raise Problem(422, "feature is the name of one; take or give is a number of users, at least 1.")

    def change(now_ms: int) -> Answer:
        seats = system.licensing.seats
        if take:
            seats.take(feature, take, now_ms)
        else:
            seats.give(feature, give, now_ms)
        return Answer({"feature": feature, "in_use": seats.taken(feature), "allowed": seats.allowed(feature)})

    try:
        return await machines.find(call.path["device"]).ask(change)
    except NoSeat as refusal:
        raise Problem(409, f"{refusal}.") from None


ROUTES = (
    Route(
        "GET",
        "/devices/{device}/licenses",
        "list_licenses",
        "The licences in the stores of a running device, and the level it runs at",
        list_licenses,
        shape("level licenses", level=TEXT, licenses=several(LICENSE)),
    ),
    Route(
        "POST",
        "/devices/{device}/licenses",
        "install_licenses",
        "Install a licence file; answers when it is durable. It takes effect at the next reload",
        install_licenses,
        shape("licenses", licenses=several(INSTALLED)),
        body=TEXT,
        body_type="application/xml",
        query={"accept_eula": TRUTH},
        status=201,
    ),
    Route(
        "POST",
        "/devices/{device}/licenses/issue",
        "issue_license",
        "A licence file for this device, by the built-in lab authority",
        issue_license,
        TEXT,
        body=shape(
            "feature",
            feature=TEXT,
            type={"type": "string", "enum": list(LICENSE_TYPES)},
            days=WHOLE,
            count=WHOLE,
            additive=TRUTH,
        ),
        answer_type="application/xml",
    ),
    Route(
        "POST",
        "/devices/{device}/seats",
        "change_seats",
        "Users of a counted feature come (`take`) or go (`give`); answers with how many there are and may be",
        change_seats,
        SEATS,
        body=shape("feature", feature=TEXT, take=WHOLE, give=WHOLE),
    ),
)
