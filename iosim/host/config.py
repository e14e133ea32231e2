"""`iosim config check FILE`: what a device would not understand of a configuration."""

import sys
from pathlib import Path

from iosim.config.language import language
from iosim.config.outcome import Parsed
from iosim.errors import UsageError
from iosim.featureset.catalog import Catalog
from iosim.featureset.image import Image
from iosim.featureset.personality import Personality, personality
from iosim.host.arguments import Parser
from iosim.platforms import catalog
from iosim.platforms.platform import Orderable


def main(arguments: list[str]) -> int:
    """Print one line for every line that is refused or kept unread; exit code 1 when there are any."""
    parser = Parser("iosim config", "Check a configuration file against a model, an image and a feature set.")
    parser.add_argument("action", choices=("check",))
    parser.add_argument("file", metavar="FILE", help="- reads standard input")
    parser.add_argument("--model", default=catalog.DEFAULT_MODEL)
    parser.add_argument("--image", metavar="NAME", help="default: what the model ships with")
    parser.add_argument("--level", help="feature set; default: what the model ships with")
    values = parser.parse_args(arguments)
    text = sys.stdin.read() if values.file == "-" else _read(Path(values.file))

    wanted = shipped(values.model, values.image, values.level)
    parsed = language(wanted).parse(text)
    lines = findings(parsed, wanted.level.name)
    for line in lines:
        sys.stdout.write(f"{values.file}:{line}\n")
    what = f"{wanted.platform.pid}, {wanted.image.version}, {wanted.level.name}"
    if not lines:
        sys.stdout.write(f"{values.file}: every line is understood ({what})\n")
        return 0
    sys.stdout.write(f"{len(parsed.refused)} refused, {len(parsed.kept)} kept without being understood ({what})\n")
    return 1


def shipped(model: str, image_name: str | None, level_name: str | None) -> Personality:
    """
    The personality of a device as ordered, or with another image or level.

    Raises:
        UsageError: no such model, image or level.
    """
    platform, orderable = catalog.find(model)
    images = Catalog.packaged()
    image = images.image(image_name) if image_name else images.default(platform.image_family)
    if image.family != platform.image_family:
        raise UsageError(f"image {image.name} is for {image.family}, not for a {platform.pid}")
    name = level_name or factory_level(image, orderable)
    if name not in {level.name for level in image.levels}:
        raise UsageError(
            f"{image.name} has no level {name!r}; it has {', '.join(level.name for level in image.levels)}"
        )
    return personality(platform, image, name)


def factory_level(image: Image, orderable: Orderable) -> str:
    """The highest level that the licences from the factory unlock."""
    unlocked = [level for level in image.levels if set(level.features) & set(orderable.factory_licenses)]
    return max(unlocked, key=lambda level: level.rank).name if unlocked else image.base_level


def findings(parsed: Parsed, level: str) -> list[str]:
    """What to tell of each line that is not simply understood, in the order of the file: `NUMBER: reason: LINE`."""
    told = [(kept.number, f"iosim does not know it and keeps it as it is: {kept.line.strip()}") for kept in parsed.kept]
    for refused in parsed.refused:
        why = f"not at {level}" if refused.gated else refused.message.removeprefix("% ").rstrip(".")
        told.append((refused.number, f"refused at boot ({why}): {refused.line.strip()}"))
    return [f"{number}: {text}" for number, text in sorted(told)]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as problem:
        raise UsageError(f"cannot read {path}: {problem.strerror}") from None
