"""Health, and figures in the text form of Prometheus."""

import os
import resource
from collections import Counter

from iosim.boot.stages import Stage
from iosim.control.machines import Machines
from iosim.control.routes import TEXT, WHOLE, Answer, Call, Route, shape


async def health(machines: Machines, call: Call) -> Answer:
    return Answer({"status": "ok", "devices": len(machines.drivers), "process": os.getpid()})


async def metrics(machines: Machines, call: Call) -> Answer:
    """Counts of what runs here; no label is a device, since there may be thousands."""
    stages = Counter(driver.device.stage for driver in machines.drivers.values())
    levels = Counter(
        driver.device.system.personality.level.name
        for driver in machines.drivers.values()
        if driver.device.system is not None
    )
    sessions = sum(len(driver.seats) for driver in machines.drivers.values())
    usage = resource.getrusage(resource.RUSAGE_SELF)
    lines = [
        *_metric(
            "iosim_devices", "gauge", "Devices by stage.", {f'stage="{s.name.lower()}"': stages[s] for s in Stage}
        ),
        *_metric(
            "iosim_devices_at_level",
            "gauge",
            "Running devices by feature set.",
            {f'level="{k}"': n for k, n in levels.items()},
        ),
        *_metric("iosim_sessions", "gauge", "Terminal lines in use.", {"": sessions}),
        *_metric("iosim_simulated_seconds_total", "counter", "Simulated time.", {"": machines.clock.now_ms() / 1000}),
        *_metric("iosim_clock_scale", "gauge", "Simulated seconds in a real one.", {"": machines.clock.scale}),
        *_metric("process_cpu_seconds_total", "counter", "CPU time used.", {"": usage.ru_utime + usage.ru_stime}),
    ]
    return Answer(text="\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _metric(name: str, kind: str, text: str, values: dict[str, float]) -> list[str]:
    rows = [f"{name}{{{labels}}} {value}" if labels else f"{name} {value}" for labels, value in values.items()]
    return [f"# HELP {name} {text}", f"# TYPE {name} {kind}", *rows]


ROUTES = (
    Route(
        "GET", "/healthz", "health", "Whether this process answers", health, shape("status", status=TEXT, devices=WHOLE)
    ),
    Route(
        "GET", "/metrics", "metrics", "Figures for Prometheus", metrics, TEXT, answer_type="text/plain; version=0.0.4"
    ),
)
