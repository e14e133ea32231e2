"""The command tables taken together, for every kind of device."""

from collections.abc import Iterator

import pytest

from iosim.cli.commands import EVERY_CONFIG, Mode
from iosim.cli.tree import TABLES, parameters, tree
from iosim.config.language import language
from iosim.featureset.catalog import Catalog
from iosim.featureset.personality import Personality
from iosim.grammar import Node, visit
from iosim.platforms.catalog import find


def personalities() -> Iterator[Personality]:
    for model in ("WS-C3750E-24TD", "WS-C3560E-24TD", "CISCO881-K9", "CISCO861-K9"):
        platform, _ = find(model)
        image = Catalog.packaged().default(platform.image_family)
        for level in image.levels:
            yield Personality(platform, image, level)


def modes(personality: Personality) -> list[str]:
    speaks = language(personality)
    found = {command.mode for table in TABLES for command in table.rows} - {EVERY_CONFIG}
    return sorted(found | {speaks.heads[slot].opens for slot in speaks.heads} | {Mode.CONFIG})


@pytest.mark.parametrize(
    "personality", list(personalities()), ids=lambda made: f"{made.platform.pid}-{made.level.name}"
)
def test_no_line_means_two_commands(personality: Personality) -> None:
    for mode in modes(personality):
        root = tree(personality, mode, 15)
        root.build()
        own = [node for word, node in zip(root.words, root.nexts, strict=True) if word != "do"]

        assert sum(visit(node, 5) for node in own) > 0


def test_every_kind_of_argument_in_a_syntax_exists() -> None:
    personality = next(personalities())

    for mode in modes(personality):
        _argument_kinds(tree(personality, mode, 15), 3)

    assert parameters(personality)["interface"]


def _argument_kinds(node: Node, depth: int) -> None:
    node.build()
    if depth:
        for following in (*node.nexts, *(after for _, _, after in node.parameters)):
            _argument_kinds(following, depth - 1)


def test_every_first_word_of_exec_says_what_it_is_for() -> None:
    root = tree(next(personalities()), Mode.EXEC, 15)
    root.build()

    assert [row[0] for row in root.helps if row is not None and not row[1]] == []
