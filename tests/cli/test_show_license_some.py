"""`show license` for some of the licences, and who holds them."""

from itertools import pairwise

import pytest

from iosim.license_store import granted
from tests.cli.made_files import Operator

UDI = "WS-C3750E-24TD:SIM1234X0AB"


@pytest.fixture
def switch() -> Operator:
    switch = Operator("WS-C3750E-24TD", serial="SIM1234X0AB")
    licenses = [
        granted(UDI, "ipservices", type="extension", days=9),
        granted(UDI, "advipservices", type="paidSubscription", starts="1970-01-01", days=9),
    ]
    switch.system.licensing.install_each([(license, True) for license in licenses], 0)
    return switch


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("evaluation", ["advipservices Evaluation", "ipservices Evaluation"]),
        ("expiring", ["ipservices Extension", "advipservices PaidSubscription"]),
        ("in-use", ["ipbase Permanent"]),
        (
            "not-in-use",
            [
                "ipservices Extension",
                "advipservices PaidSubscription",
                "advipservices Evaluation",
                "ipservices Evaluation",
            ],
        ),
        ("permanent", ["ipbase Permanent"]),
        ("subscription", ["advipservices PaidSubscription"]),
    ],
)
def test_each_word_means_some_licences(switch: Operator, word: str, shown: list[str]) -> None:
    said = switch.types(f"show license {word}", privilege=1)

    lines = said.split("\n")
    found = [
        f"{line.split('Feature: ')[1].split()[0]} {following.removeprefix(chr(9) + 'License Type: ')}"
        for line, following in pairwise(lines)
        if "Feature: " in line
    ]
    assert found == shown
    assert said.startswith("License Store: Primary License Storage\n")


def test_handles_are_those_of_the_features_in_use(switch: Operator) -> None:
    assert switch.types("show license handle ipbase") == (
        "Feature: ipbase                           , Handle count: 1\n"
        "\tUnits: 01( 0), ID: 0x5E000003, NotifyPC: 0x6143A5BC LS-Handle (0x00000003), Units: ( 1)\n"
        "\tRegistered clients: 1\n"
        "\tContext 0x66497738, epID 0, ID 0x5E000003\n"
        "Global Registered clients: 0\n"
    )
    assert switch.types("show license handle").count("Handle count: 0\n") == 2
    assert switch.types("show license handle x") == "% Error: No license found for feature x\n"
