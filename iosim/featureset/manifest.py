"""The manifest inside an image file: an `Image` as canonical JSON, and back."""

import json
from dataclasses import fields
from typing import Any

from iosim.featureset.image import BuiltInLicense, Image, Level

_SIMPLE: dict[str, type] = {"size_bytes": int, "crypto": bool, "directory": bool, "licensed": bool}
_NESTED = ("levels", "features", "built_in", "words", "counted")


class ManifestError(Exception):
    """The bytes are no manifest of this version; the text says what is wrong."""


def encode(image: Image) -> bytes:
    """The same bytes for the same image, on every machine."""
    simple = {field.name: getattr(image, field.name) for field in fields(Image) if field.name not in _NESTED}
    nested: dict[str, Any] = {
        "levels": [
            [level.name, level.rank, list(level.features), sorted(level.capabilities)] for level in image.levels
        ],
        "features": list(image.features),
        "built_in": [[row.feature, row.version, row.type, row.period_ms] for row in image.built_in],
        "words": dict(image.words),
    }
    if image.counted:
        nested["counted"] = dict(image.counted)
    return json.dumps(simple | nested, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def decode(data: bytes) -> Image:
    """
    The image a manifest describes.

    Raises:
        ManifestError: not JSON, or a field is missing or of another type.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise ManifestError("the manifest is not JSON") from None
    if not isinstance(found, dict):
        raise ManifestError("the manifest is not an object")
    try:
        simple: dict[str, Any] = {}
        for field in fields(Image):
            if field.name not in _NESTED:
                simple[field.name] = _typed(found, field.name, _SIMPLE.get(field.name, str))
        return Image(
            **simple,
            levels=tuple(
                Level(str(name), int(rank), tuple(map(str, features)), frozenset(map(str, capabilities)))
                for name, rank, features, capabilities in found["levels"]
            ),
            features=tuple(map(str, found["features"])),
            built_in=tuple(
                BuiltInLicense(str(feature), str(version), str(kind), int(period_ms))
                for feature, version, kind, period_ms in found["built_in"]
            ),
            words={str(key): str(value) for key, value in found["words"].items()},
            counted={str(key): str(value) for key, value in found.get("counted", {}).items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as failure:
        raise ManifestError(f"the manifest lacks or mistakes a field: {failure}") from None


def _typed(found: dict[str, Any], key: str, kind: type) -> Any:
    value = found[key]
    if type(value) is not kind:
        raise ManifestError(f"the manifest's {key} is not a {kind.__name__}")
    return value
