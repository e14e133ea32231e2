"""The arguments of `license boot`: levels the running image holds, and the module it is licensed as."""

from collections.abc import Sequence

from iosim.featureset.personality import Personality
from iosim.grammar.parameters import Parameter, Refused, Unclear


def license_parameters(personality: Personality) -> dict[str, Parameter]:
    """The kinds `boot-level` and `boot-module` of a syntax; both are keywords, so another word is no such command."""
    levels = [level.name for level in personality.image.levels if level.features]
    return {
        "boot-level": _keyword(levels, "License level to boot"),
        "boot-module": _keyword([personality.platform.module], "Module of the image"),
    }


def _keyword(words: Sequence[str], help: str) -> Parameter:  # noqa: A002 - as `Parameter.help`
    """One of `words`, which may be abbreviated."""

    def take(text: str, start: int, end: int) -> tuple[str, int]:
        typed = text[start:end].lower()
        if typed in words:
            return typed, end
        fits = [word for word in words if word.startswith(typed)]
        if not fits:
            raise Refused(start + max((_common(typed, word) for word in words), default=0))
        if len(fits) > 1:
            raise Unclear
        return fits[0], end

    def offers(typed: str) -> list[tuple[str, str]]:
        return [(word, help) for word in words if word.startswith(typed.lower())]

    return Parameter("WORD", take, 0, help, offers)


def _common(typed: str, word: str) -> int:
    """How many characters the two begin with in common: there the caret goes, as for any keyword."""
    return next((index for index, pair in enumerate(zip(typed, word, strict=False)) if pair[0] != pair[1]), len(word))
