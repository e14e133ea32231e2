"""A booted device and somebody who types at it, for the commands on files and on power."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.cli.run import run
from iosim.device.device import Device
from iosim.flash import FileSystems, Location
from iosim.grammar.dialogue import Fetch, Put, TransferFailure
from iosim.system.system import System


@dataclass
class Servers:
    """Other hosts: what they have and what was sent to them, by URL."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    received: dict[str, bytes] = field(default_factory=dict)
    asked: list[Fetch | Put] = field(default_factory=list)

    def __call__(self, errand: Fetch | Put) -> bytes | int | TransferFailure:
        self.asked.append(errand)
        if isinstance(errand, Put):
            self.received[errand.url] = errand.data
            return len(errand.data)
        data = self.files.get(errand.url)
        if data is None:
            return TransferFailure("No such file or directory")
        return data if len(data) <= errand.limit_bytes else TransferFailure("too large")


class Operator:
    """Types at a device at privilege 15; questions are answered with RETURN once the answers are used up."""

    def __init__(self, model: str, **order: str) -> None:
        self.device: Device = new_device(new_chassis(Order(model, **order)), default_kit())  # type: ignore[arg-type]
        self.device.power_on(0)
        self.device.finish_boot(0)
        self.now_ms = 0
        self.servers = Servers()

    @property
    def system(self) -> System:
        assert self.device.system is not None
        return self.device.system

    @property
    def files(self) -> FileSystems:
        return self.system.files

    def types(self, text: str, answers: Iterable[str] = (), privilege: int = 15) -> str:
        """One or several lines, and what the device prints."""
        return run(self.device, text, self.now_ms, answers, privilege, self.servers)

    def keep(self, name: str, data: bytes) -> None:
        """Put a file into flash."""
        self.files.write(Location("flash", name), data, self.now_ms)

    def flash(self, name: str) -> bytes:
        """What a file of flash holds."""
        return self.files.read(Location("flash", name))
