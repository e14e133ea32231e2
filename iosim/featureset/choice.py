"""
Which level boots: the one rule behind `show version`, the boot and SNMP.

Source: CISCO-IMAGE-LICENSE-MGMT-MIB, the descriptions of the configured and of the next boot level: a configured level
wins if a licence for it is there, also downwards; else the licence of the highest priority decides; else the
base image runs and the licence indices read 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from iosim.featureset.image import Image, Level


class Priority(IntEnum):
    """License Priority of the CLI; the greater one is used first."""

    NONE = 0  # terms not accepted, shadowed, or not usable at all
    LOW = 1  # evaluation and extension
    MEDIUM = 2  # permanent
    HIGH = 3  # evaluation or extension after `license modify priority FEATURE high`


@dataclass(frozen=True, slots=True)
class Offer:
    """A licence that could back a level at the next boot."""

    feature: str
    type: str  # "Permanent" and so on, as the CLI says it
    priority: Priority
    preference: int  # between offers of equal priority for one feature the greater one is used
    store: int  # clmgmtLicenseStoreIndex
    index: int  # clmgmtLicenseIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """A level and the licence behind it; without one it is the base level, or an image that needs none."""

    level: str
    offer: Offer | None


def choose_level(image: Image, configured: str | None, offers: Iterable[Offer]) -> Choice:
    """The level `image` comes up at when `license boot level` says `configured` and these licences can be used."""
    usable = [offer for offer in offers if offer.priority > Priority.NONE]
    if not image.licensed:
        return Choice(image.base_level, None)
    for level in image.levels:
        if level.name == configured:
            backing = _best(level, usable)
            if backing is not None:
                return Choice(level.name, backing)
    best: tuple[tuple[int, int, int, bool], Choice] | None = None
    for level in image.levels:
        offer = _best(level, usable)
        if offer is None:
            continue
        rank = (offer.priority, level.rank, offer.preference, offer.feature == level.name)
        if best is None or rank > best[0]:
            best = (rank, Choice(level.name, offer))
    return best[1] if best is not None else Choice(image.base_level, None)


def _best(level: Level, offers: list[Offer]) -> Offer | None:
    """The offer that would back `level`: by priority, then one named like the level, then by preference and age."""
    backing = [offer for offer in offers if offer.feature in level.features]
    if not backing:
        return None
    return max(
        backing,
        key=lambda offer: (offer.priority, offer.feature == level.name, offer.preference, -offer.store, -offer.index),
    )
