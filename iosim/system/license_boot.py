"""The licences of a device at the moment it boots: which level comes up, and what is said of them."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from iosim.chassis import keys
from iosim.chassis.member import Rows
from iosim.featureset.choice import Announcement, Choice, Offer, choose_level, joined
from iosim.featureset.image import Image
from iosim.license_store import Held, LicenseStore
from iosim.license_store.revocation import Revocations
from iosim.license_store.store import EXPANDED
from iosim.platforms.platform import Platform

if TYPE_CHECKING:
    from iosim.system.kit import Kit

_EXPAND = re.compile(r"^license expand nvram\s*$", re.MULTILINE)
_BOOT_LEVEL = re.compile(r"^license boot (?:level (\S+)|module \S+ level (\S+))", re.MULTILINE)


class Box(Protocol):
    """What boots: a device, or a switch of a stack."""

    @property
    def kit(self) -> "Kit":
        """Image catalog, authorities and the rest."""

    @property
    def chassis(self) -> Rows:
        """What is installed."""


def saved_level(startup: str) -> str:
    """The level of `license boot ...` in a startup-config; "" for none."""
    found = _BOOT_LEVEL.search(startup)
    return (found[1] or found[2]) if found else ""


def boot_choice(
    device: Box, platform: Platform, image: Image, configured: str, now_ms: int, *, stack_level: str = ""
) -> Choice:
    """
    The level the device boots at, and what the boot says of its licences.

    A permission ticket that a power cut interrupted is carried out first. Every stored licence is checked again here;
    one that fails is announced and not used.

    Args:
        device: the box.
        platform: its model.
        image: what boots.
        configured: the level of `license boot ...` in the startup-config; "" for none.
        now_ms: simulated time; only licences with dates depend on it, others run out by their use.
        stack_level: where a switch joins a stack, the level of its master.
    """
    if not image.licensed:
        return Choice(image.base_level, None)
    store = LicenseStore(device.chassis, platform, image, device.kit.authorities)
    if image.says("expand_nvram"):
        startup = (device.chassis.get(keys.STARTUP_CONFIG) or b"").decode("utf-8", "replace")
        device.chassis.put(EXPANDED, b"1" if _EXPAND.search(startup) else None)
    Revocations(store).finish()
    everything = store.held()
    for held in everything:
        if held.license.type.dated and held.refusal is None:
            store.put_used_ms(held, max(store.used_ms(held), device.kit.date_ms(now_ms)))
    offers = store.offers(everything)
    choice = choose_level(image, configured, offers)
    if stack_level:
        choice = joined(image, choice, offers, stack_level)
    said: list[Announcement] = [
        ("license.invalid", (*where(store, held), ("reason", str(held.refusal))))
        for held in everything
        if held.refusal is not None
    ]
    if choice.offer is None:
        feature = mandatory_feature(image)
        said.append(("license.none", ()))
        said.append(("license.not_enforced", (("feature", feature), ("version", "1.0"))))
    license_name = choice.offer.feature if choice.offer is not None else ""
    said.append(("license.level", (("module", platform.module), ("level", choice.level), ("license", license_name))))
    runs = choice.offer is None or any(
        held.license.type.dated or (held.license.type.metered and (backs(choice.offer, held) or store.expired(held)))
        for held in everything
    )
    choice = replace(choice, announcements=tuple(said), needs_attention=runs)
    return _CHOICES.setdefault(choice, choice) if not runs and len(_CHOICES) < _CHOICES_KEPT else choice


def mandatory_feature(image: Image) -> str:
    """The feature that runs unlicensed where no licence is found: that of the lowest level which needs one."""
    for level in image.levels:
        if level.features:
            return level.name if level.name in level.features else level.features[0]
    return image.base_level


def where(store: LicenseStore, held: Held) -> tuple[tuple[str, str | int], ...]:
    """Facts that tell which licence: feature, store and place in it."""
    return ("feature", held.license.feature), ("store", store.name(held.store)), ("index", held.slot)


def backs(offer: Offer | None, held: Held) -> bool:
    """Whether the offer is this licence, and not another that took its place."""
    license = held.license
    return offer is not None and (offer.store, offer.index, offer.feature, offer.type) == (
        held.store,
        held.index,
        license.feature,
        license.type.word,
    )


_CHOICES: dict[Choice, Choice] = {}  # one value for all devices that boot alike
_CHOICES_KEPT = 1024
