"""What `?` and tab make of a line."""

import pytest

from iosim.grammar import PARAMETERS, Help, Node, NoHelp, Rule, complete, grow, interface_parameters, offers
from iosim.platforms.switches import SWITCHES


@pytest.fixture
def root() -> Node:
    rules = [
        Rule("show version", 1, help={"show": "Show the system", "version": "Software status"}),
        Rule("show vlan [<number:1-4094>]", 2, help={"vlan": "VLANs", "<number>": "VLAN id"}),
        Rule("show secret", 3, hidden=True),
        Rule("shutdown", 4),
        Rule("hostname <name:word>", 5, no=True),
        Rule("interface <name:interface>", 6),
    ]
    return grow(rules, parameters={**PARAMETERS, **interface_parameters(SWITCHES[0])})


def rows(root: Node, text: str) -> list[tuple[str, str]]:
    found = offers(root, text)
    assert isinstance(found, Help)
    return list(found.rows)


def test_after_a_blank_the_next_words_are_listed_in_order(root: Node) -> None:
    assert rows(root, "sho ") == [("version", "Software status"), ("vlan", "VLANs")]


def test_glued_to_a_word_its_completions_are_listed(root: Node) -> None:
    found = offers(root, "sh")

    assert isinstance(found, Help)
    assert found.glued
    assert [word for word, _ in found.rows] == ["show", "shutdown"]


def test_parameters_and_the_end_of_the_line_are_listed(root: Node) -> None:
    assert rows(root, "show vlan ") == [("<1-4094>", "VLAN id"), ("<cr>", "")]


def test_no_form_lists_what_can_be_negated(root: Node) -> None:
    assert [word for word, _ in rows(root, "no ")] == ["hostname"]
    assert [word for word, _ in rows(root, "no hostname ")] == ["WORD", "<cr>"]


def test_hidden_commands_are_not_listed(root: Node) -> None:
    assert "secret" not in [word for word, _ in rows(root, "show ")]
    assert complete(root, "show s") is None


def test_what_fits_nothing_has_no_help(root: Node) -> None:
    assert offers(root, "bogus ") == NoHelp(ambiguous=False)
    assert offers(root, "bogus") == NoHelp(ambiguous=False)
    assert offers(root, "sh ") == NoHelp(ambiguous=True)


def test_interfaces_are_listed_by_type_then_by_number(root: Node) -> None:
    assert [word for word, _ in rows(root, "interface ")][:2] == ["FastEthernet", "GigabitEthernet"]
    assert [word for word, _ in rows(root, "interface gig")] == ["GigabitEthernet"]
    assert rows(root, "interface gig ") == [("<1-1>", "GigabitEthernet interface number")]


def test_tab_writes_out_what_is_unique(root: Node) -> None:
    assert complete(root, "sho") == "show "
    assert complete(root, "sh") is None
    assert complete(root, "show ver") == "show version "
    assert complete(root, "no hos") == "no hostname "
    assert complete(root, "interface gi") == "interface GigabitEthernet "
