"""Access lists: numbered ones in global configuration, named ones in a mode of their own."""

from collections.abc import Mapping
from typing import Any

from iosim.config.access_list import Entry
from iosim.config.statement import ConfigRefusal, Edit, Statement, section_path
from iosim.config.value import Key, Path

STANDARD, EXTENDED = "config-std-nacl", "config-ext-nacl"
_STEP = 10
_HIGHEST = 2147483647
_STANDARD_ENTRY = "{any=any|host <host:address>|<source:address> [<wildcard:wildcard>]} [log=log]"


def _entry(given: dict[str, Any]) -> Entry:
    if "remark" in given:
        return Entry("remark", "any", text=given["remark"])
    action = given["action"]
    if "rule" in given:
        words = given["rule"].split()
        source, wildcard, used = _source(words[1:])
        return Entry(action, source, wildcard, " ".join((words[0], *words[1 + used :])))
    tail = "log" if "log" in given else ""
    if "any" in given:
        return Entry(action, "any", text=tail)
    if "host" in given:
        return Entry(action, given["host"], text=tail)
    return Entry(action, given["source"], given.get("wildcard", "0.0.0.0"), tail)


def _source(words: list[str]) -> tuple[str, str, int]:
    """Source of an extended rule after its protocol: address, wildcard, and how many words said so."""
    if not words or words[0] == "any":
        return "any", "0.0.0.0", min(1, len(words))
    if words[0] == "host" and len(words) > 1:
        return words[1], "0.0.0.0", 2
    return words[0], words[1] if len(words) > 1 else "0.0.0.0", 2


def _text(entry: Entry, *, extended: bool) -> str:
    if entry.action == "remark":
        return f"remark {entry.text}"
    if entry.source == "any":
        source = "any"
    elif entry.wildcard == "0.0.0.0":
        source = f"host {entry.source}" if extended else entry.source
    else:
        source = f"{entry.source} {entry.wildcard}"
    if not extended:
        return f"{entry.action} {source} {entry.text}".rstrip()
    protocol, _, rest = entry.text.partition(" ")
    return f"{entry.action} {protocol} {source} {rest}".rstrip()


def _add(edit: Edit, path: Path) -> None:
    entry = _entry(edit.arguments)
    slots = edit.config.slots(path)
    if entry in slots.values():
        return
    number = edit.arguments.get("sequence", max((k[1] for k in slots if k[0] == "entry"), default=0) + _STEP)
    if number > _HIGHEST:
        raise ConfigRefusal("% Access list sequence number exceeds the maximum")  # INFERRED
    edit.config = edit.config.put(path, ("entry", number), entry)


def _remove(edit: Edit, path: Path) -> None:
    if "action" not in edit.arguments and "remark" not in edit.arguments:
        if "sequence" in edit.arguments:
            edit.config = edit.config.drop(path, ("entry", edit.arguments["sequence"]))
        else:
            edit.config = edit.config.close(path)
        return
    entry = _entry(edit.arguments)
    for key, value in list(edit.config.slots(path).items()):
        if value == entry:
            edit.config = edit.config.drop(path, key)


def _numbered(edit: Edit) -> Path:
    return ("access-list", edit.arguments["list"])


def _add_numbered(edit: Edit) -> None:
    _add(edit, _numbered(edit))


def _remove_numbered(edit: Edit) -> None:
    _remove(edit, _numbered(edit))
    path = _numbered(edit)
    if not edit.config.slots(path):
        edit.config = edit.config.close(path)


def _enter(edit: Edit) -> None:
    """`ip access-list standard NAME`; a number means the numbered list, which is the same one."""
    edit.enter(_named(edit))


def _named(edit: Edit) -> Path:
    name = edit.arguments["name"]
    if not name.isdigit():
        return section_path(edit)
    number = int(name)
    if is_extended(number) is not (edit.statement.opens == EXTENDED):
        raise ConfigRefusal("% Invalid access list name.")
    return ("access-list", number)


def is_extended(number: int) -> bool | None:
    """Whether the number is that of an extended list; None when it is of no list."""
    if number in range(1, 100) or number in range(1300, 2000):
        return False
    return True if number in range(100, 200) or number in range(2000, 2700) else None


def _remove_list(edit: Edit) -> None:
    edit.config = edit.config.close(_named(edit))


def _add_here(edit: Edit) -> None:
    _add(edit, edit.path)


def _remove_here(edit: Edit) -> None:
    _remove(edit, edit.path)


def list_text(path: Path, entries: Mapping[Key, Entry]) -> list[str]:
    """
    Lines of a list. Its numbers are those it will have again after a reload, so they are written only where they
    are not in steps of ten.
    """
    ordered = sorted(entries.items())
    plain = all(key[1] == _STEP * place for place, (key, _) in enumerate(ordered, 1))
    extended = path[0] == "ip access-list extended" or (path[0] == "access-list" and is_extended(path[1]) is True)
    texts = [_text(entry, extended=extended) for _, entry in ordered]
    if path[0] == "access-list" and plain and texts:
        return [f"access-list {path[1]} {text}" for text in texts]
    head = path if path[0] != "access-list" else (f"ip access-list {'extended' if extended else 'standard'}", path[1])
    numbers = ["" if plain else f"{key[1]} " for key, _ in ordered]
    return [" ".join(map(str, head)), *(f" {number}{text}" for number, text in zip(numbers, texts, strict=True))]


_MODE_ENTRY = "[<sequence:1-2147483647>] {remark <remark:line>|action={deny|permit} "

ACCESS_LISTS: tuple[Statement, ...] = (
    Statement(
        "access-list <list:standard-acl> {remark <remark:line>|action={deny|permit} " + _STANDARD_ENTRY + "}",
        slot="entry",
        no="access-list <list:any-acl> [<rest:line>]",
        apply=_add_numbered,
        undo=_remove_numbered,
    ),
    Statement(
        "access-list <list:extended-acl> {remark <remark:line>|action={deny|permit} <rule:acl-rule>}",
        slot="entry",
        no=False,
        apply=_add_numbered,
    ),
    Statement(
        "ip access-list standard <name:word>",
        slot="ip access-list standard",
        keys=("name",),
        no="ip access-list standard <name:word>",
        opens=STANDARD,
        apply=_enter,
        undo=_remove_list,
    ),
    Statement(
        "ip access-list extended <name:word>",
        slot="ip access-list extended",
        keys=("name",),
        no="ip access-list extended <name:word>",
        opens=EXTENDED,
        apply=_enter,
        undo=_remove_list,
    ),
    Statement(
        _MODE_ENTRY + _STANDARD_ENTRY + "}",
        mode=STANDARD,
        slot="entry",
        no="{<sequence:1-2147483647>|remark <remark:line>|action={deny|permit} " + _STANDARD_ENTRY + "}",
        apply=_add_here,
        undo=_remove_here,
    ),
    Statement(
        _MODE_ENTRY + "<rule:acl-rule>}",
        mode=EXTENDED,
        slot="entry",
        no="{<sequence:1-2147483647>|remark <remark:line>|action={deny|permit} <rule:acl-rule>}",
        apply=_add_here,
        undo=_remove_here,
    ),
)
