"""A stack as a tester has it: switched on, asked by its console, licensed by a file."""

from typing import Any

from iosim.assembly import Order, default_kit, new_chassis, new_device, run
from iosim.chassis import Chassis
from iosim.device.device import Device
from iosim.license_store import granted, write
from iosim.system.licensing import Installation
from iosim.system.stack import Member, StackSystem

DAY_MS = 86_400_000
MODEL = "WS-C3750E-24TD"


class Stack:
    """A stack of three, unless said otherwise, and the time by which it is asked."""

    def __init__(self, *further: str, chassis: Chassis | None = None, **order: Any) -> None:
        members = further or (MODEL, MODEL)
        self.chassis = chassis or new_chassis(Order(members=members, **order))
        self.device: Device = new_device(self.chassis, default_kit())
        self.now_ms = 0
        self.device.power_on(0)
        self.device.finish_boot(0)

    @property
    def system(self) -> StackSystem:
        system = self.device.system
        assert isinstance(system, StackSystem)
        return system

    def member(self, number: int) -> Member:
        found = self.system.switch(number)
        assert isinstance(found, Member)
        return found

    def udi(self, number: int) -> str:
        return str(self.system.box(number).udi)

    def states(self) -> list[str]:
        return [self.system.state(number).name for number in range(1, 1 + len(self.device.platform.members))]

    def cli(self, text: str, **more: Any) -> str:
        return run(self.device, text, self.now_ms, **more)

    def install(self, *wanted: tuple[int, str], **more: Any) -> list[Installation]:
        """One file with a licence each for these switches and features."""
        file = write([granted(self.udi(number), feature, **more) for number, feature in wanted])
        return self.system.licensing.install(file, True, self.now_ms)

    def reload(self) -> None:
        self.system.reload(self.now_ms, "console", "Reload command")
        self.device.restart(self.now_ms)
        self.device.finish_boot(self.now_ms)

    def advance(self, span_ms: int) -> None:
        self.now_ms += span_ms
        self.device.advance(self.now_ms)

    def messages(self) -> list[str]:
        """What the log holds, without stamps."""
        from iosim.system.logger import records

        return [record.line.partition("%")[2] for record in records(self.system)]
