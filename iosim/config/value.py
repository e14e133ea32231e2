"""
A configuration as a value.

A configuration maps paths to sections, and a section maps keys to values. A key is the name of a statement
and what tells its instances apart: `("username", "admin")`. A global statement lies in a section of its own
subject, `("username",)`; a statement of a mode lies in the section of that mode, `("interface", "Vlan1")`.
A value is whatever the statement keeps: text, a number, a frozen value; it is never changed in place.

A `Config` is two plain dicts that nobody changes: a base that many devices share, and the few sections a
device has otherwise (None for one it removed). Past `FOLD` own sections they are folded into a new base.
An edit copies the own dict and one section, so it costs microseconds and shares everything else.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

Key = tuple[Any, ...]
Path = tuple[Any, ...]

GLOBAL: Final[Path] = ()
FOLD: Final = 32  # own sections a configuration may have before they become a base of their own

_NOTHING: Final[Mapping[Key, Any]] = {}
_EMPTY: Final[dict[Path, "Section | None"]] = {}


class Section:
    """Statements of one subject or mode. Never changed once made; remembers its text for the writer that asked last."""

    __slots__ = ("_text", "_writer", "meaning", "slots")

    def __init__(self, slots: dict[Key, Any]) -> None:
        self.slots = slots
        self._text = ""
        self._writer: object | None = None
        self.meaning: Any = None  # what `iosim.config.read` made of it, once it was asked

    def text(self, writer: object) -> str | None:
        """What `writer` last made of this section, or None when it has not been asked yet."""
        return self._text if self._writer is writer else None

    def remember(self, writer: object, text: str) -> str:
        """Keep what `writer` made of this section; returns it."""
        self._writer, self._text = writer, text
        return text


class Config:
    """An immutable configuration; every change returns another that shares the rest."""

    __slots__ = ("_base", "_own")

    def __init__(
        self, base: Mapping[Path, Section | None] = _EMPTY, own: Mapping[Path, Section | None] = _EMPTY
    ) -> None:
        self._base = base
        self._own = own

    # -- reading

    def section(self, path: Path) -> Section | None:
        """The section at `path`, or None."""
        if path in self._own:
            return self._own[path]
        return self._base.get(path)

    def slots(self, path: Path) -> Mapping[Key, Any]:
        """Statements at `path`, in the order they were entered; empty where there are none."""
        section = self.section(path)
        return _NOTHING if section is None else section.slots

    def get(self, path: Path, key: Key, default: Any = None) -> Any:
        """The value of one statement; a GLOBAL path finds the section of the key's subject."""
        section = self.section(path or key[:1])
        return default if section is None else section.slots.get(key, default)

    def one(self, name: str, default: Any = None) -> Any:
        """The value of a global statement that has a single instance."""
        return self.get((name,), (name,), default)

    def many(self, name: str) -> Mapping[Key, Any]:
        """All instances of a global statement, in the order they were entered."""
        return self.slots((name,))

    def paths(self) -> Iterator[Path]:
        """Every path that has a section; in no particular order."""
        own = self._own
        for path, section in self._base.items():
            if section is not None and path not in own:
                yield path
        for path, section in own.items():
            if section is not None:
                yield path

    def under(self, kind: str) -> list[Path]:
        """Paths of the mode sections of one kind: every ("interface", ...)."""
        return [path for path in self.paths() if path[0] == kind and len(path) > 1]

    # -- changing

    def put(self, path: Path, key: Key, value: Any) -> "Config":
        """With one statement set; the section is made when there is none."""
        path = path or key[:1]
        old = self.section(path)
        if old is None:
            return self._with(path, Section({key: value}))
        if key in old.slots and old.slots[key] == value:
            return self
        return self._with(path, Section({**old.slots, key: value}))

    def drop(self, path: Path, key: Key) -> "Config":
        """Without one statement; a mode's section stays, even empty, a global subject's goes with its last one."""
        path = path or key[:1]
        old = self.section(path)
        if old is None or key not in old.slots:
            return self
        slots = {k: v for k, v in old.slots.items() if k != key}
        return self._with(path, Section(slots)) if slots or len(path) > 1 else self.close(path)

    def open(self, path: Path) -> "Config":
        """With a section at `path`, empty unless it was there."""
        return self if self.section(path) is not None else self._with(path, Section({}))

    def close(self, path: Path) -> "Config":
        """Without the section at `path`."""
        if self.section(path) is None:
            return self
        if self._base.get(path) is not None:
            return self._with(path, None)
        return Config(self._base, {p: s for p, s in self._own.items() if p != path})

    def replace(self, path: Path, slots: dict[Key, Any]) -> "Config":
        """With exactly these statements at `path`."""
        old = self.section(path)
        return self if old is not None and old.slots == slots else self._with(path, Section(slots))

    def folded(self) -> "Config":
        """The same configuration as a base for others: nothing in it counts as its own."""
        if not self._own:
            return self
        return Config({path: section for path in self.paths() if (section := self.section(path)) is not None})

    def over(self, base: "Config") -> "Config":
        """The same configuration held as what differs from `base`, where that is little; else itself."""
        if base._base is self._base:
            return self
        own = dict(base._own)
        for path in changed(base, self):
            mine = self.section(path)
            if mine is None and base._base.get(path) is None:
                own.pop(path, None)
            else:
                own[path] = mine
        return Config(base._base, own) if len(own) <= FOLD else self

    def _with(self, path: Path, section: Section | None) -> "Config":
        after = Config(self._base, {**self._own, path: section})
        return after if len(after._own) <= FOLD else after.folded()

    # -- comparing

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Config):
            return NotImplemented
        return self is other or not changed(self, other)

    __hash__ = None  # type: ignore[assignment]  # equality is by content, which is too much to hash

    def __repr__(self) -> str:
        return f"<Config of {sum(1 for _ in self.paths())} sections, {len(self._own)} its own>"


def changed(before: Config, after: Config) -> list[Path]:
    """Paths whose sections differ; two configurations over one base compare only what each has of its own."""
    if before._base is after._base:
        candidates: Iterable[Path] = {**before._own, **after._own}
    else:
        candidates = {path: None for config in (before, after) for path in config.paths()}
    return [path for path in candidates if not _same(before.section(path), after.section(path))]


def _same(left: Section | None, right: Section | None) -> bool:
    return left is right or (left is not None and right is not None and left.slots == right.slots)


EMPTY: Final = Config()
