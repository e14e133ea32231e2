"""The documents agree with the code beside them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
INCLUDED = re.compile(r"<!-- (?P<path>tests/examples/\S+) -->\n```\w*\n(?P<text>.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)#:]+)(?:#[^)]*)?\)")


def included() -> list[tuple[Path, str, str]]:
    found = []
    for document in DOCUMENTS:
        for match in INCLUDED.finditer(document.read_text(encoding="utf-8")):
            found.append((document, match["path"], match["text"]))
    return found


@pytest.mark.parametrize(("document", "path", "text"), included(), ids=lambda value: getattr(value, "name", None))
def test_an_example_in_a_document_is_the_one_the_tests_run(document: Path, path: str, text: str) -> None:
    assert text == (ROOT / path).read_text(encoding="utf-8"), f"{document.name} shows another {path}"


def test_every_example_is_shown_somewhere() -> None:
    shown = {path for _, path, _ in included()}
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "examples").iterdir() if path.is_file()}

    assert there - shown == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    targets = [match["target"] for match in LINK.finditer(document.read_text(encoding="utf-8"))]

    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("name", ["run", "test"])
def test_the_readme_names_the_two_commands_of_a_newcomer(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert f"make {name}" in readme
    assert re.search(rf"^{name}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_readme_says_that_names_belong_to_their_owner() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "trademarks of Cisco Systems, Inc." in readme
    assert "not affiliated with Cisco" in readme
