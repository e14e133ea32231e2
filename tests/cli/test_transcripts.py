"""Every screen in `transcripts/`, replayed."""

from pathlib import Path

import pytest

from tests.cli.transcript import replay

FOLDER = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_the_screen_is_as_the_operator_saw_it(path: Path) -> None:
    replay(path)
