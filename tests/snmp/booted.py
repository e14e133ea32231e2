"""Whole devices for the tests: out of the factory, switched on, asked without a network."""

from typing import Any

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.device.device import Device
from iosim.outputs import Datagram
from iosim.snmp.agent import respond
from iosim.snmp.ber import Oid
from iosim.snmp.message import GET, GET_BULK, GET_NEXT, SET
from tests.snmp.made import Reply, reply, request

PEER = "127.0.0.1"
BOOTED_MS = 60_000


class Booted:
    """One running device and the clock it is asked by."""

    def __init__(self, model: str, **order: Any) -> None:
        self.now_ms = BOOTED_MS
        self.device: Device = new_device(new_chassis(Order(model, seed=7, **order)), default_kit())
        self.device.power_on(self.now_ms)
        self.device.finish_boot(self.now_ms)
        self.boot_outputs = self.device.take()[1]

    @property
    def system(self) -> Any:
        return self.device.system

    def ask(self, pdu: int, *names: Oid, **more: Any) -> Reply:
        """Ask as `public`, or as `private` where something is set."""
        more.setdefault("community", b"private" if pdu == SET else b"public")
        return reply(respond(self.system, request(pdu, *names, **more), PEER, self.now_ms))

    def get(self, *name: int) -> Any:
        """One value."""
        (value,) = self.ask(GET, name).values
        return value

    def set(self, name: Oid, syntax: int, value: Any) -> Reply:
        """Set one variable."""
        return self.ask(SET, name, values=((syntax, value),))

    def walk(self, root: Oid = (0, 0), **more: Any) -> list[tuple[Oid, int, Any]]:
        """Names, tags and values under `root`, one GETNEXT after the other."""
        found = []
        name = root
        while True:
            got = self.ask(GET_NEXT, name, **more)
            if got.status or got.values == ["endOfMibView"]:
                return found
            name = got.varbinds[0][0]
            if len(root) > 2 and name[: len(root)] != root:
                return found
            found.append((name, got.tags[0], got.values[0]))

    def bulk_walk(self, repetitions: int) -> list[tuple[Oid, int, Any]]:
        """The same of everything, by GETBULK."""
        found: list[tuple[Oid, int, Any]] = []
        name: Oid = (0, 0)
        while True:
            got = self.ask(GET_BULK, name, second=repetitions)
            for (name, value), tag in zip(got.varbinds, got.tags, strict=True):
                if value == "endOfMibView":
                    return found
                found.append((name, tag, value))

    def traps(self) -> list[Datagram]:
        """The traps since the last call."""
        return [output for output in self.device.take()[1] if isinstance(output, Datagram) and output.service == "trap"]

    def configure(self, *lines: str) -> None:
        """Type configuration lines."""
        from iosim.config.language import language

        config = language(self.system.personality).merge(self.system.config, "\n".join(lines) + "\n").config
        self.system.change(config, self.now_ms, "console")
