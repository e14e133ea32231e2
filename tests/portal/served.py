"""A portal served by `iosim portal --json` in a process of its own, as any client meets it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 30


@dataclass(frozen=True)
class ServedPortal:
    """A running portal; the fields are those of its ready line."""

    url: str
    ca: str
    token: str
    process: int
    trust: str

    def iosim(self, *arguments: str, token: str = "") -> subprocess.CompletedProcess[str]:
        """One command of the host command line that speaks to this portal."""
        spoken = {"IOSIM_PORTAL": self.url, "IOSIM_TOKEN": token or self.token, "IOSIM_CA": self.ca}
        return run(arguments, spoken)

    def done(self, *arguments: str, token: str = "") -> str:
        """What a command that has to succeed printed."""
        finished = self.iosim(*arguments, token=token)
        assert finished.returncode == 0, finished.stderr
        return finished.stdout.strip()


def run(arguments: Sequence[str], spoken: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """One command of the host command line with nothing of the tester's own variables."""
    return subprocess.run(
        [sys.executable, "-m", "iosim", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=_environment() | (spoken or {}),
    )


@contextmanager
def serve_portal(state: Path | None = None, *arguments: str) -> Iterator[ServedPortal]:
    """Run a portal while the block lasts; it may be killed inside."""
    command = [sys.executable, "-m", "iosim", "portal", "--json", *arguments]
    if state is not None:
        command += ["--state", str(state)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment())
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield ServedPortal(**json.loads(line))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("IOSIM_")}
