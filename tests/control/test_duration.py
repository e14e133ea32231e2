"""Spans of time as people write them."""

import pytest

from iosim.control.duration import parse_duration_ms
from iosim.errors import UsageError


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("61d", 61 * 86_400_000), ("2h30m", 9_000_000), ("1d 12h", 129_600_000), ("1.5s", 1_500), ("20ms", 20), ("0s", 0)],
)
def test_a_span_is_the_sum_of_its_parts(text: str, milliseconds: int) -> None:
    assert parse_duration_ms(text) == milliseconds


@pytest.mark.parametrize("text", ["", "61", "d", "61 days", "-1d", "1d2", "1e9d", "101000w"])
def test_what_is_no_span_of_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_duration_ms(text)
