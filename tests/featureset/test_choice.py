"""Which level boots, for a switch with three levels and a router with a base level below its licences."""

import pytest

from iosim.featureset.choice import Choice, Offer, Priority, choose_level
from tests.license_store.made import IMAGE, ROUTER_IMAGE

IPBASE = Offer("ipbase", "Permanent", Priority.MEDIUM, 0, 1, 1)
IPSERVICES = Offer("ipservices", "Permanent", Priority.MEDIUM, 0, 1, 2)
TRIAL = Offer("ipservices", "Evaluation", Priority.LOW, 1, 2, 2)
HIGH_TRIAL = Offer("ipservices", "Evaluation", Priority.HIGH, 1, 2, 2)
UNACCEPTED = Offer("ipservices", "Evaluation", Priority.NONE, 1, 2, 2)
EXTENSION = Offer("ipservices", "Extension", Priority.LOW, 2, 1, 3)
ADVIP = Offer("advipservices", "Permanent", Priority.MEDIUM, 0, 1, 4)


@pytest.mark.parametrize(
    ("configured", "offers", "level", "backing"),
    [
        ("", [], "ipbase", None),
        ("", [IPBASE], "ipbase", IPBASE),
        ("", [IPBASE, IPSERVICES], "ipservices", IPSERVICES),
        ("", [IPBASE, TRIAL], "ipbase", IPBASE),
        ("", [IPBASE, HIGH_TRIAL], "ipservices", HIGH_TRIAL),
        ("", [TRIAL], "ipservices", TRIAL),
        ("", [UNACCEPTED], "ipbase", None),
        ("ipservices", [IPBASE, TRIAL], "ipservices", TRIAL),
        ("ipservices", [IPBASE, TRIAL, EXTENSION], "ipservices", EXTENSION),
        ("ipservices", [IPBASE, UNACCEPTED], "ipbase", IPBASE),
        ("ipservices", [IPBASE], "ipbase", IPBASE),
        ("ipservices", [IPBASE, ADVIP], "ipservices", ADVIP),
        ("ipservices", [TRIAL, ADVIP], "ipservices", ADVIP),
        ("ipbase", [IPBASE, IPSERVICES], "ipbase", IPBASE),
        ("ipbase", [IPBASE, HIGH_TRIAL], "ipbase", IPBASE),
        ("ipbase", [IPSERVICES], "ipbase", IPSERVICES),
        ("advipservices", [IPBASE, IPSERVICES], "ipservices", IPSERVICES),
    ],
)
def test_a_switch_boots(configured: str, offers: list[Offer], level: str, backing: Offer | None) -> None:
    assert choose_level(IMAGE, configured, offers) == Choice(level, backing)


def test_a_router_without_a_key_boots_its_base_level() -> None:
    assert choose_level(ROUTER_IMAGE, "", []) == Choice("base", None)
    assert choose_level(ROUTER_IMAGE, "advipservices", []) == Choice("base", None)


def test_a_router_can_be_told_to_boot_its_base_level() -> None:
    assert choose_level(ROUTER_IMAGE, "base", [ADVIP]) == Choice("base", None)


def test_an_image_without_licences_runs_its_only_level() -> None:
    from dataclasses import replace

    assert choose_level(replace(IMAGE, licensed=False), "ipservices", [IPSERVICES]) == Choice("ipbase", None)
