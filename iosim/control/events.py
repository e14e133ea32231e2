"""Everything that happens to devices, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import ExitStack
from functools import partial

from iosim.control.machines import Machines
from iosim.control.problem import Problem
from iosim.control.routes import TEXT, TRUTH, Answer, Call, Route
from iosim.events import KINDS, Event
from iosim.serve.driver import Driver

KEEP_ALIVE_S = 15.0  # a comment in a quiet stream, so that whoever left is noticed
BACKLOG = 10_000  # events a reader may lag behind before it is dropped; it can come back and ask for the past

Told = tuple[str, Event]  # UDI, what happened


def line(udi: str, event: Event) -> str:
    """One event in the form of the event stream."""
    facts = {name: value for name, value in event.facts.items() if _plain(value)}
    body = {"device": udi, "kind": event.kind, "at_ms": event.at_ms, "facts": facts}
    return f"event: {event.kind}\ndata: {json.dumps(body)}\n\n"


def _plain(value: object) -> bool:
    """Whether a fact means anything outside the device: keys into its store do not."""
    return isinstance(value, str | int | float | bool | None)


async def stream_events(machines: Machines, call: Call) -> Answer:
    """Events from now on, after those of the past where `past` asks for them."""
    drivers = [machines.find(call.path["device"])] if "device" in call.path else list(machines.drivers.values())
    kinds = [kind for kind in call.query.get("kind", "").split(",") if kind]
    for kind in kinds:
        if not any(known == kind or known.startswith(f"{kind}.") for known in KINDS):
            raise Problem(422, f"There is no kind of event {kind!r}.")
    past = call.query.get("past", "false")
    if past not in ("true", "false"):
        raise Problem(422, "past is true or false.")
    return Answer(stream=_stream(drivers, kinds, past=past == "true"), media_type="text/event-stream")


async def _stream(drivers: Iterable[Driver], kinds: list[str], *, past: bool) -> AsyncIterator[str]:
    queue: asyncio.Queue[Told] = asyncio.Queue(BACKLOG)
    lagging = asyncio.Event()

    def tell(udi: str, event: Event) -> None:
        try:
            queue.put_nowait((udi, event))
        except asyncio.QueueFull:
            lagging.set()

    with ExitStack() as subscriptions:
        yield ": events of iosim\n\n"
        for driver in drivers:
            udi = str(driver.device.chassis.udi)
            subscriptions.callback(driver.device.subscribe(partial(tell, udi)))
            for event in driver.device.events if past else ():
                if _wanted(event, kinds):
                    yield line(udi, event)
        while not lagging.is_set():
            try:
                udi, event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if _wanted(event, kinds):
                yield line(udi, event)


def _wanted(event: Event, kinds: list[str]) -> bool:
    return not kinds or any(event.kind == kind or event.kind.startswith(f"{kind}.") for kind in kinds)


_QUERY = {"past": TRUTH, "kind": TEXT}

ROUTES = (
    Route(
        "GET",
        "/events",
        "stream_events",
        "Everything that happens, as it happens; past=true begins with what is remembered, kind=license,power filters",
        stream_events,
        TEXT,
        query=_QUERY,
        answer_type="text/event-stream",
    ),
    Route(
        "GET",
        "/devices/{device}/events",
        "stream_device_events",
        "The same of one device",
        stream_events,
        TEXT,
        query=_QUERY,
        answer_type="text/event-stream",
    ),
)
