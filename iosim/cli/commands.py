"""Tables of commands: each declared on top of the handler that carries it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from iosim.grammar import Rule


class Mode(StrEnum):
    """
    Where a command is typed. The value is what the prompt shows in parentheses.

    User and privileged EXEC are one table; a privilege level says who sees what. Further sub-modes are plain strings
    (`config-router-af`): a mode exists because some command is in it.
    """

    EXEC = "exec"
    CONFIG = "config"
    INTERFACE = "config-if"
    LINE = "config-line"
    ROUTER = "config-router"


EVERY_CONFIG = "config*"
"""The mode of a command that exists in every configuration mode (`exit`, `end`)."""

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """
    A handler and how it is reached.

    `handler(cx, **arguments)` returns text (or None), an iterator of text, or is a generator of `Step`. With `no`
    it is also given `form`, a `grammar.Form`.
    """

    handler: Callable[..., Any]
    syntax: str
    mode: str
    privilege: int
    needs: str
    help: Mapping[str, str]
    no: bool | str
    pipes: bool  # output may be filtered: `| include ...`
    hidden: bool

    def rule(self) -> Rule:
        """Its line of the grammar."""
        return Rule(self.syntax, self, self.help, self.privilege, self.needs, self.no, self.hidden)


@dataclass(slots=True)
class Commands:
    """
    The commands of a subject. `cli/tree.py` lists the tables; nothing registers itself globally.

    Args of `add`:
        syntax: notation of `iosim.grammar.syntax`.
        mode: a `Mode`, the name of a sub-mode, or EVERY_CONFIG.
        privilege: level from which the command exists.
        needs: capabilities or traits (`iosim.featureset.capabilities`), separated by blanks, without which it does not.
        help: what `?` says of each word, and of each parameter as `<name>`.
        no: as `grammar.Rule.no`; the handler then takes `form`.
        pipes: whether `|` filters its output; as on the device `show`, `more` and `dir` unless said otherwise.
        hidden: `?` and tab do not show it.
    """

    rows: list[Command] = field(default_factory=list)

    def add(
        self,
        syntax: str,
        *,
        mode: str = Mode.EXEC,
        privilege: int = 1,
        needs: str = "",
        help: Mapping[str, str] | None = None,  # noqa: A002  (reads as what it is where commands are declared)
        no: bool | str = False,
        pipes: bool | None = None,
        hidden: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Declare the decorated function as the command `syntax`; several may be stacked on one function."""

        def declare(handler: Handler) -> Handler:
            filtered = syntax.startswith(("show", "more", "dir")) and mode == Mode.EXEC if pipes is None else pipes
            self.rows.append(Command(handler, syntax, mode, privilege, needs, help or {}, no, filtered, hidden))
            return handler

        return declare
