"""The shell version of both stories runs as it stands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def test_both_stories_run_from_a_shell(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    script = Path(__file__).parent.parent / "examples" / "stories.sh"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["sh", str(script)],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert '"installed":true' in done.stdout
    assert done.stdout.rstrip().endswith("}")
    assert '"level":"ipservices"' in done.stdout.splitlines()[-1]
