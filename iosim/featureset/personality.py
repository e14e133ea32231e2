"""What is the same for all devices of one model, image and level, and therefore made once."""

from dataclasses import dataclass, field
from typing import Any

from iosim.featureset.image import Image, Level
from iosim.platforms.platform import Platform


@dataclass(slots=True, eq=False)
class Personality:
    """Shared by every System booted alike; `cache` holds what faces derive from it (trees, skeletons)."""

    platform: Platform
    image: Image
    level: Level
    cache: dict[Any, Any] = field(default_factory=dict)

    @property
    def capabilities(self) -> frozenset[str]:
        """What the level grants; commands that need anything else do not exist."""
        return self.level.capabilities


_KNOWN: dict[tuple[str, str, str], Personality] = {}


def personality(platform: Platform, image: Image, level_name: str) -> Personality:
    """The one Personality of this model, image and level."""
    pid = " ".join(member.pid for member in platform.members) or platform.pid  # a stack is a model of its own
    key = (pid, image.name, level_name)
    found = _KNOWN.get(key)
    if found is None or found.image is not image or found.platform is not platform:
        found = _KNOWN[key] = Personality(platform, image, image.level(level_name))
    return found
