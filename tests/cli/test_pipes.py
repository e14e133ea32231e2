"""Filters and redirections of output."""

from collections.abc import Generator
from typing import Any

import pytest

from iosim.cli import pipes
from iosim.flash import Location
from iosim.grammar import Incomplete, Invalid, Matched
from iosim.grammar.dialogue import Ask, Put, TransferFailure
from tests.cli.made import bare_device

TEXT = (
    "hostname Switch\n!\ninterface Vlan1\n ip address 10.0.0.1 255.0.0.0\n no shutdown\n"
    "interface Vlan2\n shutdown\n!\nsnmp-server community public RO\nend\n"
)
FILES = bare_device().system.files  # type: ignore[union-attr]  # the device runs


def filtered(modifier: str, text: str = TEXT, pieces: int = 7) -> str:
    """The output of a filter that is fed in pieces of `pieces` characters."""
    found = pipes.parse(modifier)
    assert isinstance(found, Matched), found
    sink = found.target(FILES, 0, Location("flash"), **found.arguments)
    cut = (text[at : at + pieces] for at in range(0, len(text), pieces))
    return "".join(str(step) for step in pipes.through(cut, sink))


def test_include_and_exclude_keep_lines() -> None:
    assert filtered(" include shutdown") == " no shutdown\n shutdown\n"
    assert filtered(" i ^interface") == "interface Vlan1\ninterface Vlan2\n"
    assert filtered(" exclude ^( |!)") == (
        "hostname Switch\ninterface Vlan1\ninterface Vlan2\nsnmp-server community public RO\nend\n"
    )


def test_begin_keeps_everything_from_the_first_match() -> None:
    assert filtered(" begin snmp") == "snmp-server community public RO\nend\n"


def test_section_keeps_a_line_with_what_is_indented_below_it() -> None:
    assert filtered(" section interface Vlan1") == ("interface Vlan1\n ip address 10.0.0.1 255.0.0.0\n no shutdown\n")
    assert filtered(" sec snmp-server") == "snmp-server community public RO\n"
    assert filtered(" section exclude interface") == ("hostname Switch\n!\n!\nsnmp-server community public RO\nend\n")
    licenses = "Index 1 Feature: ipbase\n\tPeriod left: Life time\nIndex 2 Feature: x\n\tPeriod left: 8 weeks\n"
    assert filtered(" section ipbase", licenses) == "Index 1 Feature: ipbase\n\tPeriod left: Life time\n"


def test_count_says_how_many_lines_match() -> None:
    assert filtered(" count Vlan") == "Number of lines which match regexp = 2\n"


def test_an_underscore_is_a_delimiter_or_itself() -> None:
    assert filtered(" i _Vlan1$") == "interface Vlan1\n"
    assert filtered(" i A_B", "x A_B\nx A B\nx AB\n") == "x A_B\nx A B\n"


def test_an_expression_that_is_none_is_refused() -> None:
    with pytest.raises(pipes.BadExpression):
        filtered(" include (")


def test_a_modifier_needs_its_expression() -> None:
    assert pipes.parse(" include") == Incomplete()
    assert pipes.parse(" include  ") == Incomplete()
    assert isinstance(pipes.parse(" foo bar"), Invalid)


def test_redirect_writes_a_file_and_shows_nothing() -> None:
    assert filtered(" redirect flash:out.txt") == ""
    assert FILES.read(Location("flash", "out.txt")) == TEXT.encode()


def test_append_adds_and_tee_shows() -> None:
    filtered(" redirect flash:log.txt", "one\n")

    assert filtered(" append flash:log.txt", "two\n") == ""
    assert filtered(" tee flash:copy.txt", "three\n") == "three\n"
    assert FILES.read(Location("flash", "log.txt")) == b"one\ntwo\n"
    assert FILES.read(Location("flash", "copy.txt")) == b"three\n"


def test_redirect_to_a_server_is_an_errand_that_may_fail() -> None:
    found = pipes.parse(" redirect tftp://10.0.0.9/out.txt")
    assert isinstance(found, Matched)
    steps: Any = pipes.through("text\n", found.target(FILES, 0, Location("flash"), **found.arguments))

    put = next(steps)

    assert put == Put("tftp://10.0.0.9/out.txt", b"text\n")
    assert steps.send(TransferFailure("Timed out")) == "%Error opening tftp://10.0.0.9/out.txt (Timed out)\n"


def test_questions_of_a_filtered_command_pass() -> None:
    def command() -> Generator[Any, Any, None]:
        answer = yield Ask("Sure? ")
        yield f"answer {answer}\nother\n"

    found = pipes.parse(" include answer")
    assert isinstance(found, Matched)
    steps: Any = pipes.through(command(), found.target(FILES, 0, Location("flash"), **found.arguments))

    assert next(steps) == Ask("Sure? ")
    assert steps.send("yes") == "answer yes\n"
