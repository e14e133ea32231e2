"""
Which devices run here: one small file each, so that `iosim clock` and `iosim power` need no address.

A record lies in the user's runtime directory, readable by the user alone (it may hold the API's token), and is
removed when the device ends; one whose process is gone is removed by whoever meets it.
"""

import fcntl
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
    """
    Keep `record` for the length of the block; a directory that cannot be written costs only the default.

    The file is locked for as long, by which it is told from one whose process died.
    """
    path = directory() / f"{record.process}.json"
    file = -1
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_suffix(".new")  # nobody looks at it before it is locked and whole
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        os.write(file, json.dumps(asdict(record)).encode())
        new.rename(path)
    try:
        yield
    finally:
        if file >= 0:
            with suppress(OSError):
                path.unlink()
            os.close(file)
            _forget_the_dead()


def latest() -> Record | None:
    """The record written last whose process is still alive; None when nothing runs here."""
    _forget_the_dead()
    for path in _files():
        with suppress(OSError, ValueError, TypeError):
            return Record(**json.loads(path.read_text(encoding="utf-8")))
    return None


def _files() -> list[Path]:
    """Every record, the one written last first."""
    found: list[tuple[int, Path]] = []
    with suppress(OSError):
        for path in directory().glob("*.json"):
            with suppress(OSError):
                found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)]


def _forget_the_dead() -> None:
    """Remove the records that nobody holds any more."""
    for path in _files():
        with suppress(OSError):
            file = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                path.unlink()
            except BlockingIOError:
                continue
            finally:
                os.close(file)
