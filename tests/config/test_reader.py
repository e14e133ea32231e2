"""A startup-config as the device reads it: applied, refused, or kept as it stands."""

import pytest

from iosim.config import read
from iosim.config.outcome import INVALID
from tests.config.made import ROUTER, SWITCH, body, speaks

BASE = speaks(SWITCH, "ipbase")


def test_abbreviated_lines_are_written_in_full() -> None:
    parsed = BASE.parse("host sw1\nint gi1/0/1\n desc uplink\n shut\nlin vty 0 4\n exec-t 5\n")

    assert not parsed.refused
    text = BASE.write(parsed.config)
    assert "hostname sw1\n" in text
    assert "interface GigabitEthernet1/0/1\n description uplink\n shutdown\n" in text
    assert "line vty 0 4\n exec-timeout 5 0\n" in text


def test_a_sub_mode_ends_where_a_line_is_only_global() -> None:
    parsed = BASE.parse("interface Vlan1\nip address 10.0.0.1 255.0.0.0\nhostname sw1\nno shutdown\n")

    assert read.hostname(parsed.config) == "sw1"
    assert read.interface(parsed.config, "Vlan1").address == "10.0.0.1"
    assert [refused.line for refused in parsed.refused] == ["no shutdown"]


def test_nothing_is_read_behind_end() -> None:
    assert read.hostname(BASE.parse("hostname one\nend\nhostname two\n").config) == "one"


def test_what_a_capture_has_around_a_configuration_says_nothing() -> None:
    text = "Building configuration...\n\nCurrent configuration : 99 bytes\n!\nversion 12.2\nhostname x\nend\n"

    parsed = BASE.parse(text)

    assert not parsed.refused
    assert not parsed.kept
    assert read.hostname(parsed.config) == "x"


def test_a_delimited_text_goes_over_lines() -> None:
    parsed = BASE.parse("banner motd ^C\nhostname no\n  end\n^C\nhostname yes\n")

    assert read.banner(parsed.config, "motd") == "\nhostname no\n  end\n"
    assert read.hostname(parsed.config) == "yes"


def test_a_delimited_text_that_never_ends_is_refused() -> None:
    parsed = BASE.parse("banner motd #\nhostname no\n")

    assert [refused.number for refused in parsed.refused] == [1]
    assert read.banner(parsed.config, "motd") is None


# -- kept


def test_a_line_iosim_does_not_know_is_written_back_where_it_stood() -> None:
    parsed = BASE.parse("hostname sw1\nquantum entangle all\nsnmp-server community public RO\n")

    assert [kept.line for kept in parsed.kept] == ["quantum entangle all"]
    lines = body(BASE, parsed.config)
    assert lines[lines.index("hostname sw1") + 1] == "quantum entangle all"


def test_a_block_iosim_does_not_know_is_kept_with_what_is_indented_below_it() -> None:
    text = "quantum map A\n match x\n  deeper\nhostname sw1\n"

    parsed = BASE.parse(text)

    assert "quantum map A\n match x\n  deeper\n" in BASE.write(parsed.config)
    assert read.hostname(parsed.config) == "sw1"


def test_a_line_of_a_mode_iosim_does_not_know_stays_in_its_section_behind_its_neighbour() -> None:
    parsed = BASE.parse("interface GigabitEthernet1/0/2\n description a\n quantum spin up\n shutdown\n")

    expected = "interface GigabitEthernet1/0/2\n description a\n quantum spin up\n shutdown\n!\n"
    assert expected in BASE.write(parsed.config)


def test_a_kept_line_survives_being_read_and_written_again() -> None:
    text = "quantum zero\nhostname sw1\nquantum one\ninterface Vlan1\n quantum two\nline vty 0 4\n quantum three\n"
    parsed = BASE.parse(text)

    again = BASE.parse(BASE.write(parsed.config))

    assert again.config == parsed.config
    assert [kept.line.strip() for kept in again.kept] == ["quantum zero", "quantum one", "quantum two", "quantum three"]


def test_an_interface_the_hardware_does_not_have_is_kept_with_its_lines() -> None:
    parsed = BASE.parse("interface Serial0/0\n ip address 10.0.0.1 255.0.0.0\n!\nhostname x\n")

    assert not parsed.refused
    assert "interface Serial0/0\n ip address 10.0.0.1 255.0.0.0\n" in BASE.write(parsed.config)


# -- refused


def test_a_wrong_argument_is_refused_with_the_caret_under_it() -> None:
    parsed = BASE.parse("interface Vlan1\n ip address 10.0.0.256 255.0.0.0\n")

    (refused,) = parsed.refused
    assert (refused.number, refused.column, refused.mode, refused.gated) == (2, 12, "config-if", False)
    assert refused.shown() == f" ip address 10.0.0.256 255.0.0.0\n{' ' * 12}^\n{INVALID}\n\n"


def test_a_line_that_is_not_finished_is_refused_as_incomplete() -> None:
    (refused,) = BASE.parse("hostname\n").refused

    assert refused.message == "% Incomplete command."
    assert "^" not in refused.shown()


def test_a_line_that_cannot_be_is_refused_in_its_own_words() -> None:
    (refused,) = BASE.parse("interface Vlan1\n ip address 10.0.0.1 255.0.255.0\n").refused

    assert refused.message == "Bad mask 0xFF00FF00 for address 10.0.0.1"


def test_a_gated_block_is_refused_line_by_line_and_never_kept() -> None:
    text = "router bgp 65000\n neighbor 10.0.0.2 remote-as 65001\n quantum of bgp\nhostname x\n"

    parsed = BASE.parse(text)

    assert [(refused.number, refused.gated) for refused in parsed.refused][:1] == [(1, True)]
    assert {refused.number for refused in parsed.refused} >= {1, 2}
    assert "bgp" not in BASE.write(parsed.config).replace("quantum of bgp", "")
    assert read.hostname(parsed.config) == "x"


@pytest.mark.parametrize("line", ["ip domain name a.b", "ip domain-name a.b"])
def test_both_spellings_of_the_domain_are_read(line: str) -> None:
    assert read.domain_name(BASE.parse(line).config) == "a.b"


@pytest.mark.parametrize(
    ("model", "image", "expected"),
    [
        (SWITCH, "", ["logging 10.1.1.1", "ip domain-name a.b"]),
        (ROUTER, "c880data-universalk9-mz.154-2.T1", ["logging host 10.1.1.1", "ip domain name a.b"]),
    ],
)
def test_releases_write_the_same_statement_in_their_own_words(model: str, image: str, expected: list[str]) -> None:
    language = speaks(model, "advipservices", image)

    config = language.parse("logging host 10.1.1.1\nip domain-name a.b\n").config

    assert set(expected) <= set(body(language, config))


def test_the_same_text_is_the_same_value() -> None:
    assert BASE.parse("hostname a\n").config is BASE.parse("hostname a\n").config


# -- merged


def test_merging_refuses_what_is_not_known_but_for_what_is_kept_already() -> None:
    config = BASE.parse("hostname a\nquantum one\n").config

    merged = BASE.merge(config, "quantum one\nquantum two\nhostname b\n")

    assert [refused.line for refused in merged.refused] == ["quantum two"]
    assert read.hostname(merged.config) == "b"
    assert BASE.write(merged.config).count("quantum") == 1


def test_a_lenient_merge_keeps_it() -> None:
    merged = BASE.merge(BASE.blank, "quantum two\n", lenient=True)

    assert "quantum two\n" in BASE.write(merged.config)
