"""CPU time of other processes, from /proc (Linux)."""

from pathlib import Path


def cpu_s(pid: int) -> float:
    """Seconds that the living threads of a process have run."""
    found = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += int((task / "schedstat").read_text().split()[0])
    return found / 1e9
