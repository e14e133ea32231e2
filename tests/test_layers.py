"""The direction of imports: a package uses only what lies below it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "iosim"

RANK: dict[str, int] = {
    name: rank
    for rank, names in {
        0: "errors outputs",
        1: "events platforms",
        2: "grammar chassis",
        3: "flash aaa syslog",
        4: "featureset",
        5: "license_store config",
        6: "boot",
        7: "system",
        8: "device",
        9: "agent cli snmp",
        10: "assembly",
        11: "serve",
        12: "fleet",
        13: "control",
        14: "api portal",
        15: "aio host license_manager pytest_plugin",
        16: "__main__",
    }.items()
    for name in names.split()
}

# What the sans-IO core may not name at all: whoever needs one of these belongs into `serve` or above.
IO_MODULES = frozenset(
    "asyncio asyncssh httpx select selectors socket sqlite3 starlette subprocess tempfile threading time "
    "tftpy uvicorn".split()
)
SERVE = RANK["serve"]


def subject(path: Path) -> str:
    """The first part below `iosim`: what a module belongs to."""
    return path.relative_to(ROOT).with_suffix("").parts[0]


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every import of a module, also those inside functions: line and dotted name, `from a import b` as `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_every_package_has_a_rank() -> None:
    unknown = {subject(path) for path in modules()} - set(RANK)

    assert not unknown


def test_imports_point_down_only() -> None:
    upward = []
    for path in modules():
        here = subject(path)
        for line, name in imports(path):
            there = name.split(".")[1] if name.startswith("iosim.") else None
            if there is None or there == here or there not in RANK:
                continue
            if RANK[there] >= RANK[here]:
                upward.append(f"{path.relative_to(ROOT.parent)}:{line} {here} imports {there}")

    assert not upward


def test_nothing_below_serve_names_a_clock_a_socket_or_a_thread() -> None:
    io = []
    for path in modules():
        if RANK.get(subject(path), SERVE) >= SERVE:
            continue
        io += [
            f"{path.relative_to(ROOT.parent)}:{line} {name}"
            for line, name in imports(path)
            if name.split(".")[0] in IO_MODULES
        ]

    assert not io


@pytest.mark.parametrize("name", ["print", "input", "open"])
def test_nothing_below_serve_opens_a_file_or_speaks_to_a_terminal(name: str) -> None:
    calls = []
    for path in modules():
        if RANK.get(subject(path), SERVE) >= SERVE:
            continue
        calls += [
            f"{path.relative_to(ROOT.parent)}:{node.lineno}"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        ]

    assert not calls
