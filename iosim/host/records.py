"""
Which devices run here: one small file each, so that `iosim clock` and `iosim power` need no address.

A record lies in the user's runtime directory, readable by the user alone (it may hold the API's token), and is
removed when the device ends; one whose process is gone is removed by whoever meets it.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """One running `iosim` process and where its control API listens."""

    process: int
    udi: str
    url: str
    token: str | None = None


def directory() -> Path:
    """Where records lie: $XDG_RUNTIME_DIR/iosim, else $XDG_STATE_HOME/iosim, else ~/.local/state/iosim."""
    found = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("XDG_STATE_HOME")
    return (Path(found) if found else Path.home() / ".local" / "state") / "iosim"


@contextmanager
def recorded(record: Record) -> Iterator[None]:
    """Keep `record` for the length of the block; a directory that cannot be written costs only the default."""
    path = directory() / f"{record.process}.json"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as out:
            json.dump(asdict(record), out)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()


def latest() -> Record | None:
    """The record written last whose process is still alive; None when nothing runs here."""
    with suppress(OSError):
        for path in sorted(directory().glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
            try:
                record = Record(**json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError):
                continue
            if _alive(record.process):
                return record
            with suppress(OSError):
                path.unlink()
    return None


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
