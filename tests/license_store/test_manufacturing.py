"""The lab's manufacturing authority is written down, so that a device need not compute it when it starts."""

import subprocess
import sys

from iosim.license_store import Authority
from iosim.license_store.credential import LAB_MANUFACTURING


def test_the_public_key_that_is_written_down_is_that_of_the_private_one() -> None:
    assert Authority.create(LAB_MANUFACTURING.name, LAB_MANUFACTURING.seed) == LAB_MANUFACTURING


def test_a_device_is_put_together_without_cryptography() -> None:
    code = "import iosim.assembly, sys; sys.exit('cryptography' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
