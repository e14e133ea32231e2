"""docs/licensing.md is played from its first command to its last; `tests.clients.book` says how it is written."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.book import Block, Differs, Reader, blocks

DOCUMENT = Path(__file__).parents[2] / "docs" / "licensing.md"
BLOCKS = blocks(DOCUMENT.read_text(encoding="utf-8"))
SECTIONS = list(dict.fromkeys(block.section for block in BLOCKS))

TOOLS = ("ssh", "scp", "curl", "snmpwalk", "base64")

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only there every address of 127.0.0.0/8 is one's own"),
    pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"{', '.join(TOOLS)} are not all installed"),
]


class Progress:
    """How far the reader has come: a section needs all before it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._left = list(BLOCKS)
        self._failed = ""

    def reach(self, section: str) -> None:
        """Play everything up to the end of a section."""
        if self._failed:
            pytest.fail(f"the document was left at {self._failed}", pytrace=False)
        end = SECTIONS.index(section)
        while self._left and SECTIONS.index(self._left[0].section) <= end:
            self._play(self._left.pop(0))

    def _play(self, block: Block) -> None:
        try:
            self._reader.play(block)
        except BaseException as problem:
            self._failed = f"{DOCUMENT.name}:{block.line}"
            if isinstance(problem, Differs):
                raise Differs(f"{self._failed} ({block.section})\n{problem}") from None
            raise


@pytest.fixture(scope="module")
def progress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Progress]:
    reader = Reader(tmp_path_factory.mktemp("licensing"))
    yield Progress(reader)
    reader.end()


@pytest.mark.parametrize("section", SECTIONS)
def test_what_the_document_shows_happens(progress: Progress, section: str) -> None:
    progress.reach(section)
