"""A capability comes and goes with its head command, the lines below it, and what was saved of both."""

from collections.abc import Iterator

import pytest

from iosim.config.language import Language
from iosim.config.outcome import TOP, Done, Place
from iosim.featureset.capabilities import CAPABILITIES, Capability, granted
from iosim.featureset.catalog import Catalog
from iosim.grammar import Help, Invalid, offers
from tests.config.made import ROUTER, SWITCH, body, speaks

MODELS = {"switch": SWITCH, "router": ROUTER}
IMAGES = {
    "switch": ("c3750e-universalk9-mz.122-46.SE", "c3750e-universalk9-mz.122-55.SE5"),
    "router": ("c880data-universalk9-mz.150-1.M4",),
}


def _cases() -> Iterator[tuple[Capability, str]]:
    for capability in CAPABILITIES:
        for family in capability.families:
            yield capability, family


def _pair(capability: Capability, family: str) -> tuple[Language, Language]:
    """The lowest level with the capability and the highest without it, of one image that has both."""
    catalog = Catalog.packaged()
    images = [catalog.image(name) for name in IMAGES[family]]
    image = next(i for i in images if capability.name in i.levels[-1].capabilities)
    with_it = next(level for level in image.levels if capability.name in level.capabilities)
    without = [level for level in image.levels if capability.name not in level.capabilities][-1]
    return speaks(MODELS[family], with_it.name, image.name), speaks(MODELS[family], without.name, image.name)


every_capability = pytest.mark.parametrize(
    ("capability", "family"), list(_cases()), ids=lambda value: value if isinstance(value, str) else value.name
)


@every_capability
def test_at_its_level_the_head_and_a_line_of_its_mode_are_taken_and_written(
    capability: Capability, family: str
) -> None:
    language, _ = _pair(capability, family)

    config, place = language.blank, TOP
    for line in (capability.head, capability.mode, capability.line):
        done = language.execute(config, place if line == capability.line else TOP, line)
        assert isinstance(done, Done), line
        config, place = done.config, done.place

    assert f" {capability.line}" in body(language, config) or f"  {capability.line}" in body(language, config)
    assert language.parse(language.write(config)).config == config


@every_capability
def test_below_its_level_neither_is_a_command(capability: Capability, family: str) -> None:
    _, language = _pair(capability, family)
    inside = TOP
    if capability.mode.startswith("interface"):
        done = language.execute(language.blank, TOP, capability.mode)
        assert isinstance(done, Done)
        inside = done.place

    head = language.execute(language.blank, TOP, capability.head)
    line = language.execute(language.blank, inside, capability.line)

    assert isinstance(head, Invalid)
    assert isinstance(line, Invalid)


@every_capability
def test_below_its_level_a_saved_configuration_loses_it_at_boot(capability: Capability, family: str) -> None:
    upper, lower = _pair(capability, family)
    text = f"{capability.head}\n!\n{capability.mode}\n {capability.line}\n!\nhostname after\n"
    saved = upper.write(upper.parse(text).config)

    parsed = lower.parse(saved)

    assert any(refused.line == capability.head and refused.gated for refused in parsed.refused)
    assert not parsed.kept
    assert capability.head not in body(lower, parsed.config)
    assert "hostname after" in body(lower, parsed.config)


@every_capability
def test_help_lists_the_head_only_at_its_level(capability: Capability, family: str) -> None:
    words = capability.head.split()
    shown = []

    for language in _pair(capability, family):
        listed = offers(language.node("config"), f"{words[0]} ")
        shown.append({row[0] for row in listed.rows} if isinstance(listed, Help) else set())

    upper, lower = shown
    assert upper - lower


def test_six_capabilities_and_more_are_gated_in_each_family() -> None:
    for family in MODELS:
        assert sum(family in capability.families for capability in CAPABILITIES) >= 6


def test_rip_and_static_routes_are_there_at_every_level() -> None:
    for model, level in ((SWITCH, "ipbase"), (ROUTER, "base")):
        language = speaks(model, level)
        for line in ("router rip", "ip route 10.0.0.0 255.0.0.0 192.168.0.1"):
            assert isinstance(language.execute(language.blank, TOP, line), Done)


def test_the_caret_falls_where_no_command_that_is_left_begins_alike() -> None:
    """`router bgp` at IP Base: of what `router` knows there, nothing begins with b."""
    language = speaks(SWITCH, "ipbase")

    assert language.execute(language.blank, TOP, "router bgp 65000") == Invalid(7, 1)


def test_without_cryptography_there_is_no_ssh_to_configure() -> None:
    language = speaks(SWITCH, "ipbase", "c3750e-universal-mz.122-35.SE5")

    assert "k9" not in granted(language.personality)
    assert isinstance(language.execute(language.blank, TOP, "ip ssh version 2"), Invalid)


def test_eigrp_of_a_switch_without_full_eigrp_is_a_stub_and_stays_one() -> None:
    language = speaks(SWITCH, "ipbase")
    done = language.execute(language.blank, TOP, "router eigrp 1")
    assert isinstance(done, Done)

    done = language.execute(done.config, Place("config-router eigrp", (("router eigrp", 1),)), "no eigrp stub")

    assert isinstance(done, Done)
    assert " eigrp stub connected summary" in body(language, done.config)
