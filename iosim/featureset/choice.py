"""
Which level boots: the one rule behind `show version`, the boot and SNMP.

Source: CISCO-IMAGE-LICENSE-MGMT-MIB, the descriptions of the configured and of the next boot level: a configured level
wins if a licence for it is there, also downwards; else the licence of the highest priority decides; else the
base image runs and the licence indices read 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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


Announcement = tuple[str, tuple[tuple[str, str | int], ...]]  # kind of event and its facts


@dataclass(frozen=True, slots=True)
class Choice:
    """A level and the licence behind it; without one it is the base level, or an image that needs none."""

    level: str
    offer: Offer | None
    announcements: tuple[Announcement, ...] = ()  # what a boot at this level says of its licences
    needs_attention: bool = False  # something of the licences goes on with time while this boot runs


def choose_level(image: Image, configured: str, offers: Iterable[Offer]) -> Choice:
    """
    The level `image` comes up at.

    Args:
        image: what boots.
        configured: the level of `license boot level`; "" for none.
        offers: the licences that can be used.
    """
    if not image.licensed:
        return Choice(image.base_level, None)
    usable = [offer for offer in offers if offer.priority > Priority.NONE]
    for level in image.levels:
        if level.name == configured:
            backing = best_offer(level, usable)
            if backing is not None or not level.features:
                return Choice(level.name, backing)
    best: tuple[tuple[int, int, int], Choice] | None = None
    for level in image.levels:
        offer = best_offer(level, usable)
        if offer is None:
            continue
        rank = (offer.priority, level.rank, offer.preference)
        if best is None or rank > best[0]:
            best = (rank, Choice(level.name, offer))
    return best[1] if best is not None else Choice(image.base_level, None)


def joined(image: Image, own: Choice, offers: Iterable[Offer], stack_level: str) -> Choice:
    """
    The level at which a switch joins a stack: that of the stack where its own licences reach as far, else its own.

    Args:
        own: what it would come up at alone.
        offers: its licences that can be used.
        stack_level: at which the master runs.
    """
    wanted = image.level(stack_level)
    if image.level(own.level).rank < wanted.rank or own.level == wanted.name:
        return own
    return replace(own, level=wanted.name, offer=best_offer(wanted, offers), needs_attention=True)


def best_offer(level: Level, offers: Iterable[Offer]) -> Offer | None:
    """
    The licence that backs `level`: by priority, then the one named like the level, then by preference and age.

    A high priority is among the licences of one feature: no trial of a higher level pays for a lower one.
    """

    def rank(offer: Offer) -> tuple[int, bool, int, int, int]:
        named = offer.feature == level.name
        priority = Priority.LOW if offer.priority is Priority.HIGH and not named else offer.priority
        return priority, named, offer.preference, -offer.store, -offer.index

    return max((offer for offer in offers if offer.feature in level.features), key=rank, default=None)
