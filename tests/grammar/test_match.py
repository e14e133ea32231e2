"""What a typed line means."""

import pytest

from iosim.grammar import (
    Ambiguous,
    Continues,
    Form,
    Incomplete,
    Invalid,
    Link,
    Matched,
    Node,
    Rule,
    grow,
    match,
    visit,
)


def tree(*syntaxes: str) -> Node:
    return grow([Rule(syntax, syntax) for syntax in syntaxes])


def matched(root: Node, text: str) -> Matched:
    found = match(root, text)
    assert isinstance(found, Matched), found
    return found


def arguments(root: Node, text: str) -> dict[str, object]:
    return matched(root, text).arguments


def test_each_word_abbreviates_by_its_own_position() -> None:
    root = tree("show version", "show vlan", "shutdown", "configure terminal", "clock set")

    assert matched(root, "sho ver").target == "show version"
    assert matched(root, "conf t").target == "configure terminal"


def test_a_whole_word_wins_over_longer_ones() -> None:
    root = tree("ip", "ipv6 unicast-routing")

    assert matched(root, "ip").target == "ip"


def test_an_abbreviation_of_several_words_is_ambiguous() -> None:
    assert match(tree("show version", "shutdown"), "sh") == Ambiguous()


def test_a_line_that_stops_early_is_incomplete() -> None:
    root = tree("show version", "vlan <number:1-4094>", 'description "<text:string>"')

    assert match(root, "show") == Incomplete()
    assert match(root, "vlan") == Incomplete()


@pytest.mark.parametrize(
    ("words", "line", "column"),
    [
        (("help", "show"), "hostname R3", 1),  # `h` still matches `help`
        (("enable", "erase all", "exit"), "eraze startup", 3),
        (("show", "undebug"), "username", 1),
        (("router eigrp", "router odr", "router rip"), "router bgp 65000", 7),
        (("router odr", "router rip"), "router ospf 1", 8),
        (("show version",), "show version now", 13),
        (("vlan <number:1-4094>",), "vlan 5000", 5),
    ],
)
def test_the_caret_is_under_the_first_character_that_leaves_no_match(
    words: tuple[str, ...], line: str, column: int
) -> None:
    found = match(tree(*words), line)

    assert isinstance(found, Invalid)
    assert found.column == column


def test_arguments_are_typed_and_named() -> None:
    root = tree("ip route <network:address> <mask> <hop:address> [<distance:1-255>]")

    assert arguments(root, "ip route 10.0.0.0 255.0.0.0 10.1.1.1 200") == {
        "network": "10.0.0.0",
        "mask": "255.0.0.0",
        "hop": "10.1.1.1",
        "distance": 200,
    }
    assert "distance" not in arguments(root, "ip route 10.0.0.0 255.0.0.0 10.1.1.1")


def test_the_word_taken_from_a_named_group_is_an_argument() -> None:
    root = tree("switchport mode mode={access|trunk}", "community <name:word> [access={ro|rw}] [<acl:1-99>]")

    assert arguments(root, "switchport mode t") == {"mode": "trunk"}
    assert arguments(root, "community public rw 5") == {"name": "public", "access": "rw", "acl": 5}
    assert arguments(root, "community public 5") == {"name": "public", "acl": 5}


def test_options_in_any_order_are_taken_once_each() -> None:
    root = tree("user <name:word> [* ro=ro | view <view:word> | secret <level:0-7> <secret:line>]")

    assert arguments(root, "user bob view all ro secret 0 x y") == {
        "name": "bob", "view": "all", "ro": "ro", "level": 0, "secret": "x y",
    }  # fmt: skip
    assert isinstance(match(root, "user bob ro ro"), Invalid)


def test_a_repeated_parameter_becomes_a_tuple() -> None:
    root = tree("name-server <servers:address>...")

    assert arguments(root, "name-server 10.0.0.1 10.0.0.2") == {"servers": ("10.0.0.1", "10.0.0.2")}


def test_the_most_specific_parameter_has_the_word() -> None:
    root = tree("show <id:1-99>", "show <name:word>", "show <host:address>")

    assert arguments(root, "show 5") == {"id": 5}
    assert arguments(root, "show 10.0.0.1") == {"host": "10.0.0.1"}
    assert arguments(root, "show 100") == {"name": "100"}


def test_the_rest_of_a_line_keeps_its_blanks_and_case() -> None:
    assert arguments(tree("description <text:line>"), "desc  To  the Core | main") == {"text": "To  the Core | main"}


def test_a_quoted_string_may_hold_blanks() -> None:
    root = tree("comment <text:string> [<number:0-9>]")

    assert arguments(root, 'comment "two words" 5') == {"text": "two words", "number": 5}
    assert match(root, 'comment "two') == Incomplete()


def test_a_delimited_text_goes_on_over_lines() -> None:
    root = tree("banner motd <text:delimited>")

    assert match(root, "banner motd #Hello") == Continues()
    assert arguments(root, "banner motd #Hello\nworld#") == {"text": "Hello\nworld"}
    assert arguments(root, "banner motd ^CHi^C") == {"text": "Hi"}


def test_no_and_default_forms_are_derived_up_to_the_first_argument() -> None:
    root = grow(
        [
            Rule("hostname <name:word>", "hostname", no=True),
            Rule("ip address <address> <mask>", "address", no=True),
            Rule("ip routing", "routing", no=True),
            Rule("end", "end"),
        ]
    )

    assert matched(root, "no hostname").form is Form.NO
    assert arguments(root, "no hostname R1") == {"name": "R1"}
    assert arguments(root, "default ip address 10.0.0.1") == {"address": "10.0.0.1"}
    assert matched(root, "hostname R1").form is Form.PLAIN
    assert matched(root, "no ip routing").target == "routing"
    assert match(root, "no ip") == Incomplete()
    assert isinstance(match(root, "no end"), Invalid)


def test_a_no_form_may_have_a_syntax_of_its_own() -> None:
    root = grow([Rule("username <name:word> secret <secret:line>", "user", no="username <name:word>")])

    assert arguments(root, "no username bob") == {"name": "bob"}
    assert match(root, "no username") == Incomplete()


def test_a_link_leads_into_another_tree_with_its_own_arguments() -> None:
    root = grow([Rule("end", "end")], links={"do": Link("EXEC", tree("vlan <number:1-4094>"))})

    assert arguments(root, "do vlan 7") == {"number": 7}


def test_what_is_not_granted_does_not_exist() -> None:
    rules = [
        Rule("router rip", 1),
        Rule("router ospf <process:1-65535>", 2, needs="ospf"),
        Rule("reload", 3, privilege=15),
        Rule("crypto key", 4, needs="switch k9"),
    ]

    without = grow(rules, granted=frozenset({"switch"}), privilege=1)
    with_all = grow(rules, granted=frozenset({"ospf", "switch", "k9"}), privilege=15)

    assert match(without, "router ospf 1") == Invalid(7, 1)
    assert match(without, "re") == Invalid(0, 0) or isinstance(match(without, "re"), Invalid)
    assert isinstance(match(without, "crypto key"), Invalid)
    assert matched(with_all, "router o 1").arguments == {"process": 1}
    assert matched(with_all, "rel").target == 3


def test_two_rules_for_one_line_are_a_mistake_that_visiting_finds() -> None:
    with pytest.raises(ValueError, match="two commands for one line"):
        visit(tree("show {a|b}", "show b"))


def test_nothing_is_built_that_was_not_visited() -> None:
    root = tree("show version", "vlan <number:no-such-kind>")

    match(root, "show version")

    with pytest.raises(KeyError):
        match(root, "vlan 1")
