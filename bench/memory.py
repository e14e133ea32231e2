"""What 10,000 devices of one personality weigh in one process: once polled, and once each has something of its own."""

import gc
import json
from pathlib import Path

from bench.snmp import SYS_DESCR, SYS_UP_TIME, request
from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.config.language import language
from iosim.device.device import Device
from iosim.snmp.agent import respond
from iosim.snmp.message import GET

DEVICES = 10_000
POLLED_LIMIT_KIB, CHANGED_LIMIT_KIB = 1.0, 8.0
MODEL = "WS-C3750E-24TD"
NOW_MS = 60_000


def resident_kib() -> int:
    """Memory of this process that is in use and its own."""
    gc.collect()
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1])
    raise SystemExit("the kernel does not tell what this process weighs")


def tell(what: str, value: float, limit: float) -> None:
    """Print one figure."""
    print(json.dumps({"what": what, "value": value, "unit": "KiB", "limit": limit}), flush=True)


def poll(device: Device) -> None:
    """Ask it two things."""
    for name in (SYS_DESCR, SYS_UP_TIME):
        assert respond(device.system, request(GET, name, 1), "127.0.0.1", NOW_MS)  # type: ignore[arg-type]  # it runs


def change(device: Device, number: int) -> None:
    """Give it a name and one interface of its own."""
    system = device.system
    assert system is not None
    lines = f"hostname edge-{number}\ninterface GigabitEthernet1/0/2\n description desk {number}\n"
    config = language(system.personality).merge(system.config, lines).config
    system.change(config, NOW_MS, "console")
    device.take()


def main() -> None:
    """Print the figures."""
    kit = default_kit()
    devices: list[Device] = []

    def add(count: int) -> None:
        for number in range(len(devices), len(devices) + count):
            device = new_device(new_chassis(Order(MODEL, seed=number)), kit)
            device.power_on(NOW_MS)
            device.finish_boot(NOW_MS)
            device.take()
            poll(device)
            devices.append(device)

    add(100)  # what is shared, and the allocator's first steps
    change(devices[0], 0)
    before = resident_kib()
    add(DEVICES)
    polled = resident_kib()
    tell(f"a device among {DEVICES}, once polled", (polled - before) / DEVICES, POLLED_LIMIT_KIB)
    for number in range(100, 100 + DEVICES):
        change(devices[number], number)
    changed = resident_kib()
    tell(
        f"a device among {DEVICES}, with its own host name and one changed interface",
        (changed - before) / DEVICES,
        CHANGED_LIMIT_KIB,
    )


if __name__ == "__main__":
    main()
