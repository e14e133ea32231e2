"""docs/portal.md says what is so, and its commands run."""

import os
import re
import subprocess
import sys
from pathlib import Path

from iosim.license_store import Authorities, PublicKey
from iosim.license_store.ticket import make_rehost_ticket, read_permission_ticket
from iosim.portal.api import OPERATIONS
from iosim.portal.refusals import REFUSALS
from tests.portal.made import SWITCH, credentials
from tests.portal.served import serve_portal

TEXT = (Path(__file__).parents[2] / "docs" / "portal.md").read_text(encoding="utf-8")


def test_every_operation_is_in_the_table() -> None:
    told = re.findall(r"^\| `([A-Z]+) (/\S+)` \| (.*?) \|", TEXT, re.MULTILINE)

    assert told == [(operation.method, operation.path, operation.summary) for operation in OPERATIONS]


def test_every_refusal_is_in_the_table() -> None:
    told = re.findall(r"^\| `([a-z0-9-]+)` \| (\d{3}) \| (.*) \|$", TEXT, re.MULTILINE)

    assert told == [(refusal.code, str(refusal.status), refusal.text) for refusal in REFUSALS]


def test_the_commands_of_the_document_run(tmp_path: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    (tmp_path / "credentials").write_text(credentials(SWITCH))  # what the first device would write
    command = f'iosim() {{ "{sys.executable}" -m iosim "$@"; }}\n'

    with serve_portal() as portal:
        spoken = {"IOSIM_PORTAL": portal.url, "IOSIM_TOKEN": portal.token, "IOSIM_CA": portal.ca, "TRUST": portal.trust}
        trusted = Authorities((PublicKey.read(Path(portal.trust).read_text()),))
        for block in blocks:
            done = subprocess.run(
                ["sh", "-e", "-c", command + block],
                cwd=tmp_path,
                env=os.environ | spoken | {"PYTHONPATH": str(Path(__file__).parents[2])},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 0, f"{block}\n{done.stderr}"
            if (tmp_path / "permission").exists():
                permission = read_permission_ticket((tmp_path / "permission").read_bytes(), trusted)
                (tmp_path / "rehost").write_bytes(make_rehost_ticket(permission, 0))

    assert {path.name for path in tmp_path.glob("*.lic")} == {
        "one.lic",
        "two.lic",
        "again.lic",
        "eight.lic",
        "sixteen.lic",
        "moved.lic",
        "replacement.lic",
    }
