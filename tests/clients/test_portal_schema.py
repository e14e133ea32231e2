"""The portal against its own OpenAPI document, by schemathesis: what the document promises is what happens."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.portal.served import serve_portal

# schemathesis and its plugin for pytest live in an environment of their own, which `make test-clients` makes.
SCHEMATHESIS = os.environ.get("IOSIM_SCHEMATHESIS") or shutil.which("schemathesis")
EXAMPLES = os.environ.get("IOSIM_EXAMPLES", "10")


@pytest.mark.skipif(SCHEMATHESIS is None, reason="schemathesis is not installed")
def test_the_portal_keeps_to_its_openapi_document(tmp_path: Path) -> None:
    with serve_portal(tmp_path / "portal.db") as portal:
        command = [str(SCHEMATHESIS), "run", f"{portal.url}/openapi.json", "--tls-verify", portal.ca]
        command += ["-H", f"Authorization: Bearer {portal.token}", "-n", EXAMPLES, "--seed", "1", "--no-color"]
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=900, check=False, cwd=tmp_path, env=environment
        )

    assert done.returncode == 0, "\n".join(line[:300] for line in done.stdout.splitlines()[-120:])
