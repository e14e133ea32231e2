"""Options of the host commands: flags, variables, one-line mistakes."""

import pytest

from iosim.errors import UsageError
from iosim.host.arguments import Parser, factor, port


@pytest.fixture
def parser() -> Parser:
    parser = Parser("iosim run", "for the test")
    parser.option("--ssh", port, default=2222)
    parser.option("--boot-time", factor, default=3.0)
    parser.option("--peer", many=True)
    parser.switch("--json", "one line")
    return parser


def test_an_option_that_nobody_gave_has_its_default(parser: Parser) -> None:
    values, given = parser.read([])

    assert (values.ssh, values.boot_time, values.peer, values.json) == (2222, 3.0, [], False)
    assert given == frozenset()


def test_a_variable_stands_in_for_a_flag(parser: Parser, variables: dict[str, str]) -> None:
    variables.update(IOSIM_SSH="0", IOSIM_BOOT_TIME="0.5", IOSIM_PEER="10.0.0.1=127.0.0.1:69,b", IOSIM_JSON="1")

    values, given = parser.read([])

    assert (values.ssh, values.boot_time, values.peer, values.json) == (0, 0.5, ["10.0.0.1=127.0.0.1:69", "b"], True)
    assert given == frozenset()


def test_a_flag_wins_over_its_variable(parser: Parser, variables: dict[str, str]) -> None:
    variables["IOSIM_SSH"] = "1"

    values, given = parser.read(["--ssh", "2"])

    assert values.ssh == 2
    assert given == {"ssh"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--ssh", "70000"], "is not a port"),
        (["--ssh"], "expected one argument"),
        (["--boot-time", "-1"], "is not a factor"),
        (["--colour"], "unrecognized arguments: --colour"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_do(parser: Parser, arguments: list[str], words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parser.read(arguments)

    assert words in str(refusal.value)
    assert "iosim run --help" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_bad_variable_is_named(parser: Parser, variables: dict[str, str]) -> None:
    variables["IOSIM_SSH"] = "ssh"

    with pytest.raises(UsageError, match="IOSIM_SSH=ssh: 'ssh' is not a port"):
        parser.read([])
