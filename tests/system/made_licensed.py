"""
A box around `Licensing` alone: what a System, a Device and a driver do for it, in a few lines.

It boots, reloads, cuts the power at any write and lets time pass; the configuration has the one line that matters.
"""

from typing import Any

from iosim.chassis import Chassis
from iosim.config.value import Config
from iosim.events import KINDS, Event
from iosim.featureset.choice import Choice
from iosim.featureset.image import Image
from iosim.featureset.personality import Personality
from iosim.license_store import LAB_ONLY, Authorities
from iosim.platforms import catalog
from iosim.syslog.stamp import EPOCH_1993_MS
from iosim.system.calendar import Calendar
from iosim.system.license_boot import boot_choice
from iosim.system.license_entry import Entry
from iosim.system.licensing import Licensing
from tests.license_store.made import IMAGE, make_chassis


class Kit:
    strict_clock = False
    started_ms = 0  # the day at simulated time 0

    def __init__(self, authorities: Authorities) -> None:
        self.authorities = authorities

    def date_ms(self, now_ms: int) -> int:
        return self.started_ms + now_ms


class Box:
    """Stands for Device and System at once."""

    def __init__(self, chassis: Chassis | None = None, image: Image = IMAGE, boot_level: str = "") -> None:
        self.chassis = chassis or make_chassis()
        self.platform = catalog.find(self.chassis.udi.product_id)[0]
        self.image = image
        self.kit = Kit(LAB_ONLY)
        self.now_ms = 0
        self.saved_level = boot_level
        self.events: list[Event] = []
        self.device = self
        self.calendar = Calendar(EPOCH_1993_MS, False)
        self.boot()

    # what Licensing asks of a System

    choice: Choice
    config: Config
    licensing: Licensing
    personality: Personality

    def emit(self, kind: str, now_ms: int, **facts: Any) -> None:
        assert set(facts) == set(KINDS[kind]), kind
        self.events.append(Event(kind, now_ms, facts))

    # what a tester does

    def boot(self) -> None:
        self.choice = boot_choice(self, self.platform, self.image, self.saved_level, self.now_ms)  # type: ignore[arg-type]  # stands in
        self.personality = Personality(self.platform, self.image, self.image.level(self.choice.level))
        self.config = Config()
        if self.saved_level:
            self.config = self.config.put((), ("license boot level",), self.saved_level)
        for kind, facts in self.choice.announcements:
            self.emit(kind, self.now_ms, **dict(facts))
        self.licensing = Licensing(self)  # type: ignore[arg-type]  # stands in
        if self.choice.needs_attention:
            self.licensing.started(self.now_ms)

    def configure(self, level: str) -> None:
        """`license boot level`, saved; "" is `no`."""
        self.saved_level = level
        self.config = Config() if not level else Config().put((), ("license boot level",), level)
        self.licensing.recompute(self.now_ms)

    def reload(self) -> None:
        self.licensing.stop(self.now_ms)
        self.boot()

    def settle(self) -> None:
        """What was written is durable."""
        self.chassis.take()

    def cut(self, kept: int = 0) -> None:
        """The power fails after `kept` of the writes that are not durable yet, and comes back."""
        journal = self.chassis.take()
        self.chassis.undo(journal[kept:])
        self.boot()

    def advance(self, step_ms: int) -> None:
        self.now_ms += step_ms
        self.licensing.advance(self.now_ms)

    def entry(self, feature: str, type_: str) -> Entry:
        return next(
            entry
            for entry in self.licensing.entries(self.now_ms)
            if (entry.feature, entry.held.license.type.name) == (feature, type_)
        )

    def accept(self, level: str) -> None:
        """The dialogue of `license boot level`."""
        held = self.licensing.eula_wanted(level)
        if held is not None:
            self.licensing.accept_eula(held, self.now_ms)
        self.configure(level)

    def told(self, *kinds: str) -> list[tuple[Any, ...]]:
        """The events of these kinds: time in days, then the facts that tell them apart."""
        found: list[tuple[Any, ...]] = []
        for event in self.events:
            if event.kind in kinds:
                facts = {k: v for k, v in event.facts.items() if k not in ("feature", "version", "module")}
                found.append((event.at_ms / 86_400_000, *facts.values()))
        return found
