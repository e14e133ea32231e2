"""Chassis to boot, and an operator at a boot loader prompt."""

from dataclasses import dataclass, field
from hashlib import sha256

from iosim.boot.monitor import Monitor
from iosim.chassis import Chassis, Udi, keys
from iosim.featureset.catalog import Catalog
from iosim.flash import PackagedFile, factory_rows
from iosim.flash.entry import Entry
from iosim.grammar.dialogue import Effect
from iosim.platforms import catalog
from iosim.platforms.platform import Platform

SWITCH = "WS-C3750E-24TD"
ROUTER = "CISCO881-K9"
MAC = bytes.fromhex("023456789a80")


@dataclass(slots=True)
class Bench:
    """A chassis on the bench, with what boots it."""

    chassis: Chassis
    platform: Platform
    images: Catalog

    @property
    def image_path(self) -> str:
        """Where the factory's image lies in flash."""
        return self.images.default(self.platform.image_family).flash_path

    def store(self, path: str, data: bytes, index: int = 50) -> None:
        """A file in flash that did not come with the installation."""
        digest = sha256(data).hexdigest()
        self.chassis.put(keys.BLOB + digest, data)
        self.chassis.put(keys.FLASH + path, Entry(index, 730_944_000, len(data), digest).encode())

    def erase(self, path: str) -> None:
        """Remove a file from flash."""
        self.chassis.put(keys.FLASH + path, None)


def bench(pid: str, images: Catalog | None = None) -> Bench:
    """A new device of that model, its factory image and a startup-config in flash."""
    images = images if images is not None else Catalog.packaged()
    platform, orderable = catalog.find(pid)
    image = images.default(platform.image_family)
    packaged = PackagedFile(image.name, image.flash_path, image.size_bytes)
    factory = factory_rows(platform, [packaged], b"hostname Day0\n", None)
    return Bench(Chassis(Udi(pid, "SIM1234X0AB"), orderable.pid, MAC, 1, factory), platform, images)


@dataclass(slots=True)
class Operator:
    """Types at a monitor and keeps what the screen shows."""

    monitor: Monitor
    screen: str = ""
    others: list[Effect] = field(default_factory=list)  # effects that are no text

    def __post_init__(self) -> None:
        self._see(self.monitor.start(0))

    def type(self, *lines: str) -> str:
        """Type lines, each ended by RETURN; what they brought to the screen."""
        before = len(self.screen)
        for line in lines:
            self._see(self.monitor.receive(line.encode() + b"\r", 0))
        return self.screen[before:]

    def press(self, key: str) -> str:
        """Type without RETURN."""
        before = len(self.screen)
        self._see(self.monitor.receive(key.encode("latin-1"), 0))
        return self.screen[before:]

    def deliver(self, result: object) -> str:
        """The result of the transfer that the monitor asked for."""
        before = len(self.screen)
        self._see(self.monitor.resume(result, 0))
        return self.screen[before:]

    def _see(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, bytes):
                assert b"\n" not in effect.replace(b"\r\n", b"")
                self.screen += effect.decode("latin-1").replace("\r\n", "\n")
            else:
                self.others.append(effect)
