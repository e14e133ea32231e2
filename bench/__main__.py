"""`python -m bench [NAME ...]`: run the measurements and print one table; exit code 1 where a promise is not kept."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WIDTHS = (16, 64, 14, 14)


def names() -> list[str]:
    """Every measurement, in order."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def figures(name: str) -> list[dict[str, Any]]:
    """What `bench.NAME` measured; a measurement that fails is a figure without a value."""
    done = subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent, stdout=subprocess.PIPE, text=True)
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode:
        found.append({"what": f"failed with exit code {done.returncode}", "value": None, "unit": ""})
    return found


def row(*cells: str) -> str:
    """One line of the table."""
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)) + " |"


def shown(value: Any, unit: str) -> str:
    """A figure as people read it."""
    return "-" if value is None else f"{value:.4g} {unit}".rstrip()


def main(wanted: list[str]) -> int:
    """Run the wanted measurements, or all."""
    unknown = set(wanted) - set(names())
    if unknown:
        sys.stderr.write(f"no measurement {min(unknown)!r}; there are {', '.join(names())}\n")
        return 2
    kept = True
    print(row("measurement", "figure", "measured", "at most"))
    print(row(*("-" * width for width in WIDTHS)))
    for name in wanted or names():
        for figure in figures(name):
            value, limit, unit = figure["value"], figure.get("limit"), figure["unit"]
            good = value is not None and (limit is None or value <= limit)
            kept &= good
            print(row(name, figure["what"], shown(value, unit), shown(limit, unit)) + ("" if good else " <- not kept"))
            sys.stdout.flush()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
