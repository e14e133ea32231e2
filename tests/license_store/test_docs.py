"""The table of refusals that users read is the one the device speaks from."""

import re
from pathlib import Path

from iosim.license_store.refusals import REFUSALS

PAGE = Path(__file__).parents[2] / "docs" / "licences.md"


def test_the_documented_refusals_are_those_of_the_code_in_its_order() -> None:
    rows = re.findall(r"^\| `(.+)` \| .+ \| (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert rows == [(refusal.text, str(refusal.fail_cause)) for refusal in REFUSALS]
