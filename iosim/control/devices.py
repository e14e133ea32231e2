"""Devices and their power."""

from typing import Any

from iosim.boot.stages import Stage
from iosim.control.machines import Machines, at_rest, until
from iosim.control.problem import Problem
from iosim.control.routes import TEXT, TRUTH, WHOLE, Answer, Call, Route, several, shape
from iosim.serve.driver import Driver

ACTIONS = ("on", "off", "cycle")

DEVICE = shape(
    "udi product_id orderable_pid serial stage",
    udi=TEXT,
    product_id=TEXT,
    orderable_pid=TEXT,
    serial=TEXT,
    stage={"type": "string", "enum": [stage.name.lower() for stage in Stage]},
    hostname=TEXT,
    level=TEXT,
    image=TEXT,
    uptime_ms=WHOLE,
)
POWER = shape("action", action={"type": "string", "enum": list(ACTIONS)}, hold_mode=TRUTH, wait=TRUTH)


def describe(driver: Driver) -> dict[str, Any]:
    """What is known of a device without asking it; the last four members only while it runs."""
    device = driver.device
    chassis, system = device.chassis, device.system
    row: dict[str, Any] = {
        "udi": str(chassis.udi),
        "product_id": chassis.udi.product_id,
        "orderable_pid": chassis.orderable_pid,
        "serial": chassis.udi.serial,
        "stage": device.stage.name.lower(),
    }
    if system is not None:
        row |= {
            "hostname": system.hostname,
            "level": system.personality.level.name,
            "image": system.personality.image.name,
            "uptime_ms": system.uptime_ms(driver.clock.now_ms()),
        }
    return row


async def list_devices(machines: Machines, call: Call) -> Answer:
    return Answer({"devices": [describe(driver) for driver in machines.drivers.values()]})


async def show_device(machines: Machines, call: Call) -> Answer:
    return Answer(describe(machines.find(call.path["device"])))


async def switch_power(machines: Machines, call: Call) -> Answer:
    """Off, on, or off and on again; with `wait` the answer comes when the device is up or at a prompt."""
    driver = machines.find(call.path["device"])
    action, hold_mode, wait = call.json.get("action"), call.json.get("hold_mode", False), call.json.get("wait", False)
    if action not in ACTIONS:
        raise Problem(422, f"action has to be one of {', '.join(ACTIONS)}.")
    if not isinstance(hold_mode, bool) or not isinstance(wait, bool):
        raise Problem(422, "hold_mode and wait are true or false.")
    if hold_mode and action == "off":
        raise Problem(422, "hold_mode goes with on and cycle.")
    if action != "on":
        driver.power_off()
    if action != "off":
        driver.power_on(hold_mode=hold_mode)
    if wait:
        await until(driver, at_rest)
    return Answer(describe(driver))


ROUTES = (
    Route(
        "GET",
        "/devices",
        "list_devices",
        "The devices of this process",
        list_devices,
        shape("devices", devices=several(DEVICE)),
    ),
    Route("GET", "/devices/{device}", "show_device", "One device, by UDI or serial number", show_device, DEVICE),
    Route(
        "POST",
        "/devices/{device}/power",
        "switch_power",
        "Cut the power, restore it, or both; wait answers when the boot is over",
        switch_power,
        DEVICE,
        body=POWER,
    ),
)
