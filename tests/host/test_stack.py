"""`--stack`: what can be stacked, and what a state file says to it."""

import subprocess
import sys
from pathlib import Path

import pytest

import iosim
from iosim.errors import UsageError


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["CISCO881-K9", "--stack", "2"], "a CISCO881-K9 cannot be stacked; WS-C3750E models can"),
        (["WS-C3560E-24TD", "--stack", "2"], "a WS-C3560E-24TD cannot be stacked; WS-C3750E models can"),
        (["--stack", "10"], "a stack has 1 to 9 switches, not 10"),
        (["--stack", "0"], "a stack has 1 to 9 switches, not 0"),
    ],
)
def test_what_cannot_be_stacked_is_one_line_of_usage(arguments: list[str], said: str) -> None:
    command = [sys.executable, "-m", "iosim", "run", *arguments, "--json"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"iosim run: {said}\n")


def test_a_state_file_keeps_the_stack_and_refuses_to_be_another(tmp_path: Path) -> None:
    state = str(tmp_path / "stack.db")
    with iosim.boot("WS-C3750E-24TD", stack=2, state=state) as stack:
        made = stack.members

    with iosim.boot(state=state) as stack:
        kept = stack.members
    with pytest.raises(UsageError, match=r"and further switches WS-C3750E-24TD, not a stack with"):
        iosim.boot("WS-C3750E-24TD", stack=3, state=state)

    assert kept == made
    assert len(made) == 2


def test_a_state_file_of_a_switch_alone_is_no_stack(tmp_path: Path) -> None:
    state = str(tmp_path / "alone.db")
    with iosim.boot("WS-C3750E-24TD", state=state) as switch:
        alone = switch.members

    with pytest.raises(UsageError, match="alone, not a stack with WS-C3750E-24TD"):
        iosim.boot("WS-C3750E-24TD", stack=2, state=state)

    assert len(alone) == 1
