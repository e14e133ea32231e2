"""What is written is read again as the same configuration."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosim.config.language import Language
from iosim.config.value import changed
from tests.config.made import ROUTER, SWITCH, speaks, type_at_random

LANGUAGES = {
    "12.2(46)SE advipservices": (SWITCH, "advipservices", ""),
    "12.2(46)SE ipbase": (SWITCH, "ipbase", ""),
    "12.2(55)SE5 ipservices": (SWITCH, "ipservices", "c3750e-universalk9-mz.122-55.SE5"),
    "15.0(1)M4 advipservices": (ROUTER, "advipservices", ""),
    "15.4(2)T1 advipservices": (ROUTER, "advipservices", "c880data-universalk9-mz.154-2.T1"),
    "12.4(15)XZ base": (ROUTER, "base", "c880data-universalk9-mz.124-15.XZ"),
}
every_language = pytest.mark.parametrize("which", list(LANGUAGES))


def _language(which: str) -> Language:
    return speaks(*LANGUAGES[which])


@every_language
@given(st.integers(0, 2**32))
def test_parse_of_write_is_the_same_configuration(which: str, seed: int) -> None:
    language = _language(which)
    config, lines = type_at_random(language, random.Random(seed), 60)

    text = language.write(config)
    parsed = language.parse(text)

    assert not parsed.refused, (parsed.refused, lines)
    assert not parsed.kept
    assert not changed(parsed.config, config), lines
    assert language.write(parsed.config) == text


@every_language
def test_what_a_fresh_device_has_is_read_again(which: str) -> None:
    language = _language(which)

    parsed = language.parse(language.write(language.blank))

    assert parsed.config == language.blank
    assert not parsed.refused


@every_language
@given(st.integers(0, 2**32))
def test_a_configuration_written_over_a_blank_device_piece_by_piece_is_the_same(which: str, seed: int) -> None:
    """However a configuration came to be, its sections say all of it."""
    language = _language(which)
    config, _ = type_at_random(language, random.Random(seed), 30)

    merged = language.merge(language.blank, language.write(config))

    assert not merged.refused
    assert not changed(merged.config, config)
