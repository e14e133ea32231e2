"""Spans of simulated time as people write them: `61d`, `2h30m`, `90s`."""

import re

from iosim.errors import UsageError

UNIT_MS = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
LONGEST_MS = 100 * 366 * UNIT_MS["d"]  # a century: more is a slip of the keyboard

_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[wdhms])")


def parse_duration_ms(text: str) -> int:
    """
    Milliseconds of `text`, one or more numbers each with a unit of w, d, h, m, s or ms.

    Raises:
        UsageError: no such span, or longer than a century.
    """
    parts = _PART.findall(text.replace(" ", ""))
    if not parts or "".join(number + unit for number, unit in parts) != text.replace(" ", ""):
        raise UsageError(f"{text!r} is not a span of time; write it like 61d, 2h30m or 90s")
    total_ms = round(sum(float(number) * UNIT_MS[unit] for number, unit in parts))
    if total_ms > LONGEST_MS:
        raise UsageError(f"{text!r} is more than a century")
    return total_ms
