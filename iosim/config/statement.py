"""
One configuration command is one declaration.

A `Statement` says what is typed, in which mode, what it needs, what it keeps and under which key; from that
follow how it is applied, undone and written back. Where a command does more than keep its arguments it brings
functions of its own; they see an `Edit` and nothing else, so a command is a function of values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from iosim.config.rendering import head, names, render, start
from iosim.config.value import GLOBAL, Config, Key, Path
from iosim.errors import DeviceRefusal
from iosim.grammar.tree import Form

if TYPE_CHECKING:
    from iosim.config.language import Language


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
HEAD: Final[Key] = ("",)  # where a section keeps what its own first line says beside its keys
KEPT: Final = "kept"  # name of the key under which a line that iosim does not know is kept


class ConfigRefusal(DeviceRefusal):
    """A line that parses but cannot be; the message is what the device prints."""


@dataclass(slots=True)
class Edit:
    """One line being applied at one place; what it changes replaces `config`."""

    language: "Language"
    config: Config
    path: Path  # of the mode; GLOBAL in global configuration
    statement: "Statement"
    arguments: dict[str, Any]
    form: Form
    typed: bool  # by an operator, not read from a file
    said: list[str] = field(default_factory=list)  # what the device prints, whole lines
    entered: list[Path] = field(default_factory=list)  # sections of the mode that this line enters

    @property
    def key(self) -> Key:
        """Where the statement keeps its value, as far as the arguments say."""
        return (self.statement.slot, *(self.arguments[k] for k in self.statement.keys if k in self.arguments))

    def get(self, *key: Any, default: Any = None) -> Any:
        """A value at this place."""
        return self.config.get(self.path, key, default)

    def put(self, key: Key, value: Any) -> None:
        """Keep a value at this place."""
        self.config = self.config.put(self.path, key, value)

    def drop(self, key: Key) -> None:
        """Forget every instance whose key begins with `key`."""
        for found in [k for k in self.config.slots(self.path or key[:1]) if k[: len(key)] == key]:
            self.config = self.config.drop(self.path, found)

    def restore(self, key: Key) -> None:
        """What a fresh device has under `key`: a value, or nothing."""
        fresh = self.language.blank.get(self.path, key, ABSENT)
        if fresh is ABSENT:
            self.drop(key)
        else:
            self.put(key, fresh)

    def enter(self, *paths: Path) -> None:
        """Go on in the mode of these sections, which are made where they do not exist."""
        for path in paths:
            if self.config.section(path) is None:
                self.config = self.config.replace(path, dict(self.language.fresh(path)))
        self.entered += paths


Apply = Callable[[Edit], None]
Write = Callable[[Any, Key, Any], str | list[str]]  # (language, key, value) -> lines, without indentation


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """
    One configuration command.

    Unless it brings functions of its own, its value is True where it has no arguments beside its keys, the
    argument itself where it has exactly one that is always there, else a dict of those given.
    """

    syntax: str
    mode: str = "config"
    slot: str = ""  # the name under which it is kept; the words before its first argument unless given
    keys: tuple[str, ...] = ()  # arguments that tell its instances apart
    needs: str = ""  # capabilities and traits
    help: Mapping[str, str] = field(default_factory=dict)
    no: bool | str = True  # as in `grammar.Rule`
    off: Any = ABSENT  # what `no` keeps; ABSENT: `no` makes it as on a fresh device
    implicit: Any = ABSENT  # a value that says nothing: it is not kept
    opens: str = ""  # the mode that the line enters; its section is (slot, *keys)
    inside: str = ""  # slot of the section it is nested in, for a mode within a mode
    apply: Apply | None = None
    undo: Apply | None = None
    write: Write | None = None
    fresh: Callable[["Language", Path], Mapping[Key, Any]] | None = None  # content of a section it makes
    sort: Callable[[Any], Any] | None = None  # how a key of its section sorts, where not by number or word
    hidden: bool = False
    stands_in: bool = False  # typed, another command of the same words asks first and then carries it out
    ordered: bool = False  # instances are written in the order of their keys, not of their entry

    def __post_init__(self) -> None:
        if not self.slot:
            object.__setattr__(self, "slot", head(self.syntax))

    @property
    def own(self) -> list[tuple[str, bool]]:
        """Arguments beside the keys, and whether each is always there."""
        return [(name, must) for name, must in names(self.syntax) if name not in self.keys]

    def value(self, arguments: Mapping[str, Any]) -> Any:
        """What the arguments of a line amount to."""
        own = self.own
        if not own:
            return True
        if len(own) == 1 and own[0][1]:
            return arguments[own[0][0]]
        return {name: arguments[name] for name, _ in own if name in arguments}

    def line(self, key: Key, value: Any) -> str:
        """The line that makes this value."""
        if value is False or value is None or (self.off is not ABSENT and value == self.off and value is not True):
            return f"no {start(self.syntax, dict(zip(self.keys, key[1:], strict=False)))}"
        own = self.own
        sole = {own[0][0]: value} if own else {}
        arguments = dict(value) if isinstance(value, dict) else sole
        arguments.update(zip(self.keys, key[1:], strict=False))
        return render(self.syntax, arguments)

    def run(self, edit: Edit) -> None:
        """Apply or undo the line of `edit`."""
        if edit.form is Form.PLAIN:
            (self.apply or keep)(edit)
        else:
            (self.undo or forget)(edit)


def keep(edit: Edit) -> None:
    """What a statement does that only keeps its arguments."""
    statement = edit.statement
    if statement.opens:
        edit.enter(section_path(edit))
        if statement.own:
            edit.config = edit.config.put(edit.entered[-1], HEAD, statement.value(edit.arguments))
        return
    value = statement.value(edit.arguments)
    if statement.implicit is not ABSENT and value == statement.implicit:
        edit.drop(edit.key)
    else:
        edit.put(edit.key, value)


def forget(edit: Edit) -> None:
    """What `no` and `default` do to a statement that only keeps its arguments."""
    statement = edit.statement
    if statement.opens:
        for path in _meant(edit):
            close(edit, path)
    elif edit.form is Form.DEFAULT or statement.off is ABSENT:
        edit.restore(edit.key)
    else:
        edit.put(edit.key, statement.off)


def section_path(edit: Edit) -> Path:
    """The section that a mode-opening line means."""
    parent = edit.path[1:] if edit.statement.inside else GLOBAL
    keys = tuple(edit.arguments[k] for k in edit.statement.keys if k in edit.arguments)
    return (edit.statement.slot, *(parent + keys or ("",)))


def _meant(edit: Edit) -> list[Path]:
    """The sections that a `no` line means: those that agree with every key it gives."""
    statement = edit.statement
    parent = edit.path[1:] if statement.inside else GLOBAL
    if not statement.keys:
        return [section_path(edit)]
    width = 1 + len(parent) + len(statement.keys)
    wanted = {1 + len(parent) + i: edit.arguments[k] for i, k in enumerate(statement.keys) if k in edit.arguments}
    return [
        path
        for path in edit.config.under(statement.slot)
        if len(path) == width
        and path[1 : 1 + len(parent)] == parent
        and all(path[index] == value for index, value in wanted.items())
    ]


def close(edit: Edit, path: Path) -> None:
    """Remove a section and those nested in it; a built-in one becomes as it was on a fresh device."""
    for found in list(edit.config.paths()):
        if edit.language.within(found, path):
            edit.config = edit.config.close(found)
    if edit.language.blank.section(path) is not None:
        edit.config = edit.config.replace(path, dict(edit.language.fresh(path)))


def flag(syntax: str, *, on: bool = False, **more: Any) -> Statement:
    """A command that is on or off; `on` says which of them goes without saying."""
    return Statement(syntax, off=False, implicit=True, **more) if on else Statement(syntax, **more)
