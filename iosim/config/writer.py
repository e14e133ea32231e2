"""
A configuration as text, in the order and with the separators of the device.

Every section remembers its text, so that writing again costs what changed.
"""

from typing import TYPE_CHECKING, Any

from iosim.config.order import groups
from iosim.config.outcome import CONFIG
from iosim.config.statement import HEAD, KEPT
from iosim.config.statements.access_lists import list_text
from iosim.config.value import Config, Key, Path, Section

if TYPE_CHECKING:
    from iosim.config.language import Language

_GROUPS = groups()
_NO_SEPARATOR = frozenset({"line", "access-list"})
ACCESS_LISTS = frozenset({"access-list", "ip access-list standard", "ip access-list extended"})


def write(language: "Language", config: Config, udi: Any) -> str:
    """
    All of running-config from its first `!` to `end`.

    Args:
        language: of the personality; spelling differs by release.
        config: what to write.
        udi: identity for `license udi`, on releases that print it; None leaves it out.
    """
    by_subject: dict[str, list[Path]] = {}
    for path in sorted(config.paths(), key=language.sort_key):
        by_subject.setdefault(_subject(language, path), []).append(path)
    out = ["!\n"]
    leading = by_subject.get("", ())
    if leading:
        out += [*(section_text(language, config, path) for path in leading), "!\n"]
    for group in _GROUPS:
        text = "".join(_subject_text(language, config, name, by_subject.get(name, []), udi) for name in group)
        if text:
            out.append(text if text.endswith("\n!\n") else text + "!\n")
    out.append("end\n")
    return "".join(out)


def section_text(language: "Language", config: Config, path: Path) -> str:
    """One section with its head, and without what is nested in it; no separator."""
    section = config.section(path)
    if section is None:
        return ""
    return section.text(language) or section.remember(language, _render(language, path, section))


def _subject(language: "Language", path: Path) -> str:
    """The subject of the skeleton under which a section is written: its own, or that of what it is nested in."""
    while path and path[0] == KEPT:
        path = path[1:]
    if not path:
        return ""
    opener = language.heads.get(path[0])
    while opener is not None and opener.inside and len(path) > 1:
        path = (opener.inside, *path[1 : len(path) - len(opener.keys)])
        opener = language.heads.get(path[0])
    return str(path[0])


def _subject_text(language: "Language", config: Config, name: str, paths: list[Path], udi: Any) -> str:
    if name.startswith("@"):
        return _MARKERS[name](language, udi)
    if name == "line":
        return _lines(language, config, paths)
    if name in language.heads and name not in _NO_SEPARATOR:
        return _blocks(language, config, paths)
    return "".join(section_text(language, config, path) for path in paths)


def _blocks(language: "Language", config: Config, paths: list[Path]) -> str:
    """Mode sections, a separator behind each with all that is nested in it."""
    out: list[str] = []
    for index, path in enumerate(paths):
        out.append(section_text(language, config, path))
        following = paths[index + 1] if index + 1 < len(paths) else None
        nested = following is not None and (
            following[0] == KEPT or bool((opener := language.heads.get(following[0])) and opener.inside)
        )
        if not nested:
            out.append("!\n")
    return "".join(out)


def _lines(language: "Language", config: Config, paths: list[Path]) -> str:
    """`line con 0`, `line vty 0 4`, ...: neighbours of equal content in one block; 0 to 4 are always apart."""
    out: list[str] = []
    index = 0
    while index < len(paths):
        path, last = paths[index], index
        if path[0] == KEPT or path[1] != "vty":
            out.append(section_text(language, config, path))
        else:
            while last + 1 < len(paths) and _joins(config, paths[last], paths[last + 1]):
                last += 1
            end = "" if last == index else f" {paths[last][2]}"
            _, _, body = section_text(language, config, path).partition("\n")
            out.append(f"line vty {path[2]}{end}\n{body}")
        index = last + 1
    return "".join(out)


def _joins(config: Config, path: Path, following: Path) -> bool:
    if following[0] == KEPT or path[1] != following[1] or following[2] != path[2] + 1 or following[2] == 5:
        return False
    one, other = config.section(path), config.section(following)
    return one is other or (one is not None and other is not None and one.slots == other.slots)


def _render(language: "Language", path: Path, section: Section) -> str:
    if path[0] == KEPT:
        return "".join(f"{text}\n" for text in section.slots.values())
    if path[0] in ACCESS_LISTS:
        return "".join(f"{line}\n" for line in _list(path, section))
    opener = language.heads.get(path[0]) if len(path) > 1 else None
    if opener is None:
        return "".join(f"{line}\n" for line in _statements(language, CONFIG, section))
    depth = " " if opener.inside else ""
    inner = depth + " "
    keys = path[len(path) - len(opener.keys) :] if opener.keys else ()
    body = "".join(f"{inner}{line}\n" for line in _statements(language, opener.opens, section))
    return f"{depth}{_head(language, path, keys, section)}\n{body}"


def _list(path: Path, section: Section) -> list[str]:
    """An access list, and the lines kept in it behind its entries."""
    entries = {key: value for key, value in section.slots.items() if key[0] != KEPT}
    kept = [f" {line}" for key, text in section.slots.items() if key[0] == KEPT for line in text.split("\n")]
    return [*list_text(path, entries), *kept]


def _head(language: "Language", path: Path, keys: tuple[Any, ...], section: Section) -> str:
    opener = language.heads[path[0]]
    if opener.write is not None:
        made = opener.write(language, path, None)
        return made if isinstance(made, str) else made[0]
    return opener.line((opener.slot, *keys), section.slots.get(HEAD, True))


def _statements(language: "Language", mode: str, section: Section) -> list[str]:
    """Lines of a section in order: statements by their place, instances as entered, kept lines behind their anchor."""
    found: list[str] = []
    shown = [key for key in section.slots if key != HEAD]
    for key in sorted(shown, key=lambda key: _slot_order(language, mode, key)):
        value = section.slots[key]
        if key[0] == KEPT:
            found += value.split("\n")
            continue
        statement = language.writers[mode, key[0]]
        made = statement.line(key, value) if statement.write is None else statement.write(language, key, value)
        found += [made] if isinstance(made, str) else made
    return found


def _slot_order(language: "Language", mode: str, key: Key) -> tuple[Any, ...]:
    if key[0] == KEPT:
        return (language.rank(mode, key[1]) if key[1] else -1, 1, key[2])
    statement = language.writers[mode, key[0]]
    return (language.rank(mode, key[0]), 0, 0) if not statement.ordered else (language.rank(mode, key[0]), 0, *key[1:])


def _version(language: "Language", udi: Any) -> str:
    major = language.personality.image.version.partition("(")[0]
    return f"version {major}\n"


def _udi(language: "Language", udi: Any) -> str:
    if udi is None or not language.personality.image.says("license_udi_line"):
        return ""
    return f"license udi pid {udi.product_id} sn {udi.serial}\n"


_MARKERS = {
    "@version": _version,
    "@boot-start-marker": lambda language, udi: "boot-start-marker\n",
    "@boot-end-marker": lambda language, udi: "boot-end-marker\n",
    "@license udi": _udi,
}
