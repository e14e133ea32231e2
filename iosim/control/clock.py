"""Simulated time over HTTP: tell it, let it pass, change its pace."""

from datetime import UTC, datetime
from typing import Any

from iosim.control.duration import LONGEST_MS, parse_duration_ms
from iosim.control.machines import Machines
from iosim.control.problem import Problem
from iosim.control.routes import NUMBER, TEXT, TRUTH, WHOLE, Answer, Call, Route, shape
from iosim.serve.driver import advance

CLOCK = shape("now_ms scale", now_ms=WHOLE, scale=NUMBER, calendar={"type": ["string", "null"], "format": "date-time"})


def tell(machines: Machines) -> dict[str, Any]:
    """The clock, and what the calendar of the first device reads (null while that does not run)."""
    now_ms = machines.clock.now_ms()
    calendar = None
    for driver in machines.drivers.values():
        if driver.device.system is not None:
            at_ms = driver.device.system.calendar.at(now_ms)
            calendar = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
        break
    return {"now_ms": now_ms, "scale": machines.clock.scale, "calendar": calendar}


async def show_clock(machines: Machines, call: Call) -> Answer:
    return Answer(tell(machines))


async def advance_clock(machines: Machines, call: Call) -> Answer:
    """Every simulated timer on the way fires, in order; the answer comes when licence clocks are durable."""
    span_ms, text, sessions = call.json.get("milliseconds"), call.json.get("by"), call.json.get("sessions", False)
    if (span_ms is None) == (text is None):
        raise Problem(422, "Give either milliseconds (a whole number) or by (like 61d).")
    if text is not None:
        span_ms = parse_duration_ms(str(text))
    if not isinstance(span_ms, int) or isinstance(span_ms, bool) or not 0 <= span_ms <= LONGEST_MS:
        raise Problem(422, f"milliseconds is a whole number from 0 to {LONGEST_MS}; time does not go back.")
    if not isinstance(sessions, bool):
        raise Problem(422, "sessions is true or false.")
    await advance(machines.clock, machines.drivers.values(), span_ms, sessions=sessions)
    return Answer(tell(machines))


async def pace_clock(machines: Machines, call: Call) -> Answer:
    """How many simulated seconds pass in a real one from now on; 0 stops time but for `advance`."""
    scale = call.json.get("scale")
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not 0 <= scale <= 1e6:
        raise Problem(422, "scale is a number from 0 to 1000000.")
    machines.clock.rescale(float(scale))
    for driver in machines.drivers.values():
        driver.clock_changed()
    return Answer(tell(machines))


ROUTES = (
    Route("GET", "/clock", "show_clock", "Simulated time", show_clock, CLOCK),
    Route(
        "POST",
        "/clock/advance",
        "advance_clock",
        "Let a span of simulated time pass at once, e.g. 61 days; sessions also ages idle sessions",
        advance_clock,
        CLOCK,
        body=shape(milliseconds=WHOLE, by=TEXT, sessions=TRUTH),
    ),
    Route(
        "PATCH",
        "/clock",
        "pace_clock",
        "Change how fast simulated time passes",
        pace_clock,
        CLOCK,
        body=shape("scale", scale=NUMBER),
    ),
)
