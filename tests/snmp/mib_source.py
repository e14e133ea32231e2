"""Reads MIB modules as text: objects with their position, base type, ranges and access. Just enough for conformance."""

import re
from dataclasses import dataclass, field
from pathlib import Path

_COMMENT = re.compile(r"--[^\n]*?(?:--|(?=\n)|\Z)")
_TEXT = re.compile(r'"[^"]*"')
_NUMBER = r"(?:'[0-9A-Fa-f]*'[hH]|-?\d+|MIN|MAX)"
_MACRO = (
    r"(?P<macro>OBJECT-TYPE|MODULE-IDENTITY|OBJECT-IDENTITY|NOTIFICATION-TYPE|OBJECT-GROUP|NOTIFICATION-GROUP"
    r"|MODULE-COMPLIANCE|OBJECT IDENTIFIER)"
)
_DEFINITION = re.compile(
    rf"(?<![\w-])(?P<name>[a-z][\w-]*)\s+{_MACRO}(?P<body>(?:(?!::=).)*?)::=\s*\{{(?P<position>[^}}]*)\}}", re.DOTALL
)
_TYPE = re.compile(
    r"(?<![\w-])(?P<name>[A-Z][\w-]*)\s*::=\s*(?P<body>TEXTUAL-CONVENTION.*?SYNTAX\s+)?"
    r"(?P<syntax>(?:\[[^\]]*\]\s*(?:IMPLICIT\s+)?)?(?:OCTET\s+STRING|OBJECT\s+IDENTIFIER|[A-Z][\w-]*)"
    r"(?:\s*\{[^}]*\}|\s*\((?:[^()]|\([^()]*\))*\))?)",
    re.DOTALL,
)
_BASES = {
    "INTEGER": 0x02,
    "Integer32": 0x02,
    "OCTET STRING": 0x04,
    "BITS": 0x04,
    "OBJECT IDENTIFIER": 0x06,
    "IpAddress": 0x40,
    "NetworkAddress": 0x40,
    "Counter": 0x41,
    "Counter32": 0x41,
    "Gauge": 0x42,
    "Gauge32": 0x42,
    "Unsigned32": 0x42,
    "TimeTicks": 0x43,
    "Opaque": 0x44,
    "Counter64": 0x46,
}


@dataclass(frozen=True)
class Syntax:
    """A base type and what it is narrowed to; None where nothing narrows it."""

    tag: int
    ranges: tuple[tuple[int, int], ...] | None = None  # of the value, or of the size of a string
    values: frozenset[int] | None = None  # of an enumeration

    def holds(self, value: int | bytes | tuple[int, ...]) -> bool:
        """Whether `value` is one of it."""
        if isinstance(value, tuple):
            return True
        size = value if isinstance(value, int) else len(value)
        if self.values is not None and size not in self.values:
            return False
        return self.ranges is None or any(low <= size <= high for low, high in self.ranges)


@dataclass(frozen=True)
class MibObject:
    """One OBJECT-TYPE."""

    module: str
    name: str
    oid: tuple[int, ...]
    access: str
    syntax: Syntax | None  # None for tables and entries
    indexed: bool  # a column of a table


@dataclass
class Mibs:
    """Every module of a folder."""

    objects: dict[tuple[int, ...], MibObject] = field(default_factory=dict)
    names: dict[str, tuple[int, ...]] = field(default_factory=dict)
    notifications: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = field(default_factory=dict)

    def column(self, name: tuple[int, ...]) -> MibObject | None:
        """The object that the instance `name` belongs to."""
        for depth in range(len(name) - 1, 6, -1):
            found = self.objects.get(name[:depth])
            if found is not None:
                return found
        return None


def load(folder: Path) -> Mibs:
    """Read all modules of `folder`, one a file."""
    texts = {}
    for path in sorted(folder.iterdir()):
        if path.suffix or not path.is_file():
            continue
        texts[path.name] = _TEXT.sub('""', _COMMENT.sub("", path.read_text("latin-1")))
    types: dict[str, dict[str, str]] = {}
    pending: list[tuple[str, str, str, str, list[str]]] = []
    for module, text in texts.items():
        # Sequences of entries carry no syntax of their own, and macros of RFC 1212 define nothing here.
        body = re.sub(r"[A-Z][\w-]*\s*::=\s*SEQUENCE\s*\{[^}]*\}", "", text)
        body = re.sub(r"[\w-]+\s+MACRO\s*::=\s*BEGIN.*?\bEND\b", "", body, flags=re.DOTALL)
        body = re.sub(r"IMPORTS.*?;", "", body, count=1, flags=re.DOTALL)
        types[module] = {match["name"]: " ".join(match["syntax"].split()) for match in _TYPE.finditer(body)}
        for match in _DEFINITION.finditer(body):
            pending.append((module, match["name"], match["macro"], match["body"], match["position"].split()))
    everywhere = {name: syntax for known in types.values() for name, syntax in known.items()}
    mibs = Mibs(names={"iso": (1,), "zeroDotZero": (0, 0)})
    while pending:
        later = []
        for definition in pending:
            module, name, macro, body, position = definition
            oid = _position(position, mibs.names)
            if oid is None:
                later.append(definition)
                continue
            mibs.names[name] = oid
            if macro == "OBJECT-TYPE":
                mibs.objects[oid] = _object(module, name, oid, body, types[module], everywhere)
            elif macro == "NOTIFICATION-TYPE":
                listed = re.search(r"OBJECTS\s*\{([^}]*)\}", body)
                mibs.notifications[name] = (oid, tuple(re.findall(r"[\w-]+", listed[1])) if listed else ())
        if len(later) == len(pending):
            break
        pending = later
    return mibs


def _position(parts: list[str], names: dict[str, tuple[int, ...]]) -> tuple[int, ...] | None:
    oid: tuple[int, ...] = ()
    for part in parts:
        numbered = re.fullmatch(r"[\w-]+\((\d+)\)", part)
        if numbered:
            oid = (*oid, int(numbered[1]))
        elif part.isdigit():
            oid = (*oid, int(part))
        elif not oid and part in names:
            oid = names[part]
        else:
            return None
    return oid


def _object(
    module: str, name: str, oid: tuple[int, ...], body: str, own: dict[str, str], everywhere: dict[str, str]
) -> MibObject:
    access = re.search(r"(?:MAX-)?ACCESS\s+([\w-]+)", body)
    typed = re.search(r"SYNTAX\s+(.*?)(?=\s+(?:UNITS|(?:MAX-)?ACCESS|STATUS)\b)", body, re.DOTALL)
    assert access is not None
    assert typed is not None
    text = " ".join(typed[1].split())
    syntax = None if text.startswith("SEQUENCE OF") or name.endswith("Entry") else _syntax(text, own, everywhere)
    return MibObject(module, name, oid, access[1], syntax, False)


def _syntax(text: str, own: dict[str, str], everywhere: dict[str, str]) -> Syntax | None:
    text = re.sub(r"^\[[^\]]*\]\s*(IMPLICIT\s+)?", "", text)
    match = re.match(r"(OCTET STRING|OBJECT IDENTIFIER|[A-Z][\w-]*)\s*(.*)", text, re.DOTALL)
    if match is None:
        return None
    base, rest = match[1], match[2]
    known = own.get(base) or everywhere.get(base)
    if base in _BASES and (known is None or base in ("INTEGER", "Integer32")):
        syntax: Syntax | None = Syntax(_BASES[base])
    elif base in _BASES:
        syntax = Syntax(_BASES[base])
    elif known is not None and known.split(" ")[0] != base:
        syntax = _syntax(known, own, everywhere)
    else:
        return None
    if syntax is None:
        return None
    if rest.startswith("{"):
        values = frozenset(int(number) for number in re.findall(r"\((-?\d+)\)", rest))
        return syntax if base == "BITS" else Syntax(syntax.tag, None, values)
    if rest.startswith("("):
        ranges = []
        for low, high in re.findall(rf"({_NUMBER})(?:\s*\.\.\s*({_NUMBER}))?", rest.replace("SIZE", "")):
            ranges.append((_number(low), _number(high or low)))
        return Syntax(syntax.tag, tuple(ranges), None)
    return syntax


def _number(text: str) -> int:
    if text.startswith("'"):
        return int(text[1:-2] or "0", 16)
    return {"MIN": -(2**31), "MAX": 2**32 - 1}.get(text) or int(text)
