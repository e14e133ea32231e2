"""What happened to a device, for tests and the event stream; the uneventful boot of a pristine device is shared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from iosim.events import Event

Step = tuple[int, str, tuple[tuple[str, Any], ...]]  # milliseconds after boot, kind, facts


@dataclass(frozen=True, slots=True)
class BootRecord:
    """The events of one boot, told when somebody asks: `steps` is shared, the instants are the device's own."""

    at_ms: int  # when the device became reachable
    boot_ms: int  # when IOS started
    steps: tuple[Step, ...]

    def events(self) -> Iterator[Event]:
        """The events, oldest first."""
        for offset_ms, kind, facts in self.steps:
            yield Event(kind, self.at_ms, dict(facts), self.boot_ms + offset_ms)


class History:
    """The last `limit` entries; an entry is an event or a whole boot."""

    __slots__ = ("_entries", "limit")

    def __init__(self, limit: int = 1_000) -> None:
        self.limit = limit
        self._entries: list[Event | BootRecord] = []

    def append(self, entry: Event | BootRecord) -> None:
        """Keep `entry`; the oldest leave past the limit."""
        self._entries.append(entry)
        if len(self._entries) > self.limit:
            del self._entries[: len(self._entries) - self.limit]

    def __iter__(self) -> Iterator[Event]:
        for entry in list(self._entries):
            if isinstance(entry, BootRecord):
                yield from entry.events()
            else:
                yield entry

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
