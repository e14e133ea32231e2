"""Names of interfaces as typed."""

import pytest

from iosim.grammar import PARAMETERS, Ambiguous, Incomplete, Invalid, Matched, Node, Rule, grow, match
from iosim.grammar.interfaces import interface_parameters
from iosim.platforms.switches import SWITCHES


@pytest.fixture
def root() -> Node:
    rules = [Rule("interface <name:interface>", "one"), Rule("interface range <names:interfaces>", "range")]
    rules.append(Rule("show interfaces <name:interface> status", "show"))
    return grow(rules, parameters={**PARAMETERS, **interface_parameters(SWITCHES[0])})


@pytest.mark.parametrize("typed", ["gi1/0/1", "Gi 1/0/1", "GigabitEthernet1/0/1", "GIGABITETHERNET 1/0/1", "g1/0/1"])
def test_type_and_number_may_be_short_and_apart(root: Node, typed: str) -> None:
    found = match(root, f"interface {typed}")

    assert isinstance(found, Matched)
    assert found.arguments == {"name": "GigabitEthernet1/0/1"}


def test_words_may_follow_a_name_of_two_words(root: Node) -> None:
    found = match(root, "show int gi 1/0/24 st")

    assert isinstance(found, Matched)
    assert found.arguments == {"name": "GigabitEthernet1/0/24"}


def test_created_interfaces_have_a_range(root: Node) -> None:
    assert isinstance(match(root, "int vl 4094"), Matched)
    assert match(root, "int vlan 4095") == Invalid(9, 1)


def test_a_port_that_the_model_lacks_is_refused_at_its_number(root: Node) -> None:
    assert match(root, "int gi1/0/99") == Invalid(6, 1)


def test_an_unknown_type_is_refused_where_it_stops_matching(root: Node) -> None:
    assert match(root, "interface gix1/0/1") == Invalid(12, 1)


def test_a_type_alone_is_incomplete_and_a_short_one_may_be_ambiguous(root: Node) -> None:
    assert match(root, "int gi") == Incomplete()
    assert match(root, "int t1/0/1") == Ambiguous()


def test_a_range_names_its_members(root: Node) -> None:
    found = match(root, "int range gi1/0/1 - 3 , te1/0/1")

    assert isinstance(found, Matched)
    assert found.arguments["names"] == (
        "GigabitEthernet1/0/1", "GigabitEthernet1/0/2", "GigabitEthernet1/0/3", "TenGigabitEthernet1/0/1",
    )  # fmt: skip
