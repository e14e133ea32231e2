"""
Recipes: what a universal image is made of, as TOML files in `images/`.

A recipe names the release, its levels with what each adds to the one before (`grants`), the built-in evaluation
licences and the release's own words. `like = NAME` takes everything from another recipe first; tables are merged
key by key, lists are replaced.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from iosim.errors import UsageError
from iosim.featureset.image import BuiltInLicense, Image, Level

DAY_MS = 24 * 60 * 60 * 1000
_DEPTH = 8  # a chain of `like` longer than this is a loop

Find = Callable[[str], str]  # text of the recipe of that name

_TEXTS = ("family", "software", "image_id", "version", "build", "compiled", "copyright", "module_version", "base_level")
_SWITCHES = ("crypto", "directory", "licensed")


@cache
def folder() -> Path:
    """Where the packaged recipes lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "_images"
    return inside if inside.is_dir() else package.parent / "images"


def packaged_text(name: str) -> str:
    """
    The packaged recipe called `name` (without `.toml`), as text.

    Raises:
        UsageError: there is none.
    """
    try:
        return folder().joinpath(f"{name}.toml").read_text(encoding="utf-8")
    except OSError:
        raise UsageError(f"no image {name!r}; `iosim image list` names those there are") from None


def read(name: str, text: str, find: Find = packaged_text) -> Image:
    """
    The image that a recipe describes.

    Args:
        name: what the image is called; its file is NAME.bin.
        text: the recipe.
        find: text of the recipe that `like` names.

    Raises:
        UsageError: the recipe is not TOML, or says something wrong or nothing where it must; one line says what.
    """
    return _image(name, _merged(name, text, find, _DEPTH))


def _merged(name: str, text: str, find: Find, depth: int) -> dict[str, Any]:
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        raise UsageError(f"recipe {name} is not TOML: {failure}") from None
    like = own.pop("like", None)
    if like is None:
        return own
    if depth == 0:
        raise UsageError(f"recipe {name}: `like` goes in a circle")
    inherited = _merged(str(like), find(str(like)), find, depth - 1)
    words = {**inherited.get("words", {}), **own.get("words", {})}
    return {**inherited, **own, "words": words}


def _image(name: str, recipe: Mapping[str, Any]) -> Image:
    texts = {key: _typed(name, recipe, key, str) for key in _TEXTS}
    switches = {key: _typed(name, recipe, key, bool) for key in _SWITCHES}
    levels = _levels(name, _typed(name, recipe, "level", list))
    if texts["base_level"] not in {level.name for level in levels}:
        raise UsageError(f"recipe {name}: base_level {texts['base_level']!r} is not one of its levels")
    words = recipe.get("words", {})
    return Image(
        name=name,
        **texts,
        **switches,
        levels=levels,
        features=tuple(str(feature) for feature in _typed(name, recipe, "features", list)),
        built_in=tuple(
            BuiltInLicense(
                _typed(name, row, "feature", str),
                _typed(name, row, "version", str),
                _typed(name, row, "type", str),
                _typed(name, row, "days", int) * DAY_MS,
            )
            for row in recipe.get("evaluation", [])
        ),
        words={str(key): str(value) for key, value in words.items()},
        counted={str(key): str(value) for key, value in recipe.get("counted", {}).items()},
        size_bytes=_typed(name, recipe, "size_bytes", int),
    )


def _levels(name: str, rows: list[Mapping[str, Any]]) -> tuple[Level, ...]:
    """Levels in the order of the recipe, lowest first; each grants what the ones before it do, and its own."""
    levels: list[Level] = []
    granted: frozenset[str] = frozenset()
    for rank, row in enumerate(rows, start=1):
        granted |= frozenset(_typed(name, row, "grants", list))
        levels.append(Level(_typed(name, row, "name", str), rank, tuple(_typed(name, row, "features", list)), granted))
    if not levels:
        raise UsageError(f"recipe {name} has no [[level]]")
    return tuple(levels)


def _typed(name: str, row: Mapping[str, Any], key: str, kind: type) -> Any:
    value = row.get(key)
    if type(value) is not kind:
        raise UsageError(f"recipe {name}: `{key}` must be a {kind.__name__}, it is {value!r}")
    return value
