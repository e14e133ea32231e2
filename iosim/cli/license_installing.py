"""
What the screen shows of an installation, wherever the licence file came from.

Source: the lines of results and the summary are seen on devices; the texts of failures are ours.
"""

from collections.abc import Generator
from typing import Any

from iosim.cli.context import Context
from iosim.cli.license_words import LicenseError, accepted
from iosim.grammar.dialogue import Job, Step
from iosim.license_store import License, Unreadable, read
from iosim.license_store.refusals import FileRefusal
from iosim.system.licensing import Installation

READ_ASIDE_BYTES = 65_536  # a larger file is taken apart beside the event loop


def installed(cx: Context, data: bytes) -> Generator[Step, Any, list[Installation]]:
    """
    Install what a licence file holds, terms asked for where they must be accepted.

    Raises:
        LicenseError: nothing of the file can be used.
    """
    items = yield from _taken_apart(data)
    decided: list[tuple[License | Unreadable, bool]] = []
    for item in items:
        asked = cx.system.licensing.needs_eula(item)
        decided.append((item, asked and (yield from accepted(item.feature, cx.personality.image))))
    results = cx.system.licensing.install_each(decided, cx.now_ms)
    for result in results:
        yield f"Installing...Feature:{result.feature}...{_outcome(result)}\n"
    done = sum(result.held is not None for result in results)
    existing = sum(result.existing for result in results)
    total = len(results)
    yield f"{done}/{total} licenses were successfully installed\n"
    yield f"{existing}/{total} licenses were existing licenses\n"
    yield f"{total - done - existing}/{total} licenses were failed to install\n"
    return results


def _outcome(result: Installation) -> str:
    if result.existing:
        return "Skipped:Duplicate"
    if result.refusal is not None:
        return f"Failed:{result.refusal}"
    return "Successful:Supported" if result.supported else "Successful:Not Supported"


def _taken_apart(data: bytes) -> Generator[Step, Any, list[License | Unreadable]]:
    def run() -> list[License | Unreadable] | FileRefusal:
        try:
            return read(data)
        except FileRefusal as refusal:
            return refusal

    found = (yield Job(run)) if len(data) > READ_ASIDE_BYTES else run()
    if isinstance(found, FileRefusal):
        raise LicenseError(found)
    assert isinstance(found, list)
    return found
