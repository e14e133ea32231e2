"""
The grammar graph: one node per position, built when it is first visited.

A node begins as the list of syntaxes that may follow it. Visiting it sorts their first words and gives each its own
node, which begins in the same way; what nobody types is never built. Seen from outside a node never changes, so one
tree serves every session of a personality. A rule whose capability or privilege is not granted is not in the tree at
all: nothing abbreviates to it, `?` does not list it, and the caret falls where it falls without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from iosim.grammar.parameters import PARAMETERS, Parameter, find
from iosim.grammar.syntax import heads


class Form(StrEnum):
    """How a command was given: plain, `no ...` or `default ...`."""

    PLAIN = ""
    NO = "no"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """
    One line of the language: what is typed, and what it is for.

    `no` says whether `no` and `default` forms exist. True derives them: the words up to the first argument are
    required and the line may end anywhere from there on (`hostname <name:word>` gives `no hostname [NAME]`). A string
    is their syntax, for a command whose argument says which one to remove (`username <name:word>`).
    """

    syntax: str
    target: Any  # what `Matched.target` is: a command, a configuration statement
    help: Mapping[str, str] = field(default_factory=dict)  # by word, by "<name>" of a parameter
    privilege: int = 1
    needs: str = ""  # capabilities, separated by blanks; all must be granted
    no: bool | str = False
    hidden: bool = False  # accepted, but neither `?` nor tab show it


class End(NamedTuple):
    """A command may end here."""

    rule: Rule
    names: tuple[str, ...]  # of the arguments, one for each of the last words; "" for a word that is none
    form: Form
    derived: bool = False  # the line ends early, as a derived `no` form may


class Link(NamedTuple):
    """A word that leads into another tree: `do`, `no`."""

    help: str
    node: "Node"


class _Pending(NamedTuple):
    """A syntax whose first words were already taken."""

    rest: str
    rule: Rule
    names: tuple[str, ...]
    form: Form
    loose: bool  # may end anywhere from the first argument on


class Node:
    """A position in the grammar. Call `build` before reading; it costs nothing the second time."""

    __slots__ = ("_kinds", "_links", "_pending", "clash", "end", "helps", "nexts", "parameters", "words")

    words: tuple[str, ...]  # lower case, sorted
    nexts: tuple["Node", ...]  # one for each word
    helps: tuple[tuple[str, str] | None, ...]  # word as shown and its help; None for hidden ones
    parameters: tuple[tuple[Parameter, str, "Node"], ...]  # lowest rank first, with help
    end: End | None
    clash: tuple[Rule, Rule] | None  # two rules for one line: a mistake, the first has it

    def __init__(
        self, pending: Iterable[_Pending], kinds: Mapping[str, Parameter], links: Mapping[str, Link] | None = None
    ) -> None:
        self._pending: Iterable[_Pending] | None = pending
        self._kinds = kinds
        self._links = links

    def build(self) -> None:
        """Sort out what may follow here, once."""
        if self._pending is None:
            return
        pending, self._pending = self._pending, None
        after: dict[str, list[_Pending]] = {}
        self.end = self.clash = None
        for rest, rule, names, form, loose in pending:
            for token, name, more in heads(rest):
                if token:
                    after.setdefault(token, []).append(_Pending(more, rule, (*names, name), form, loose))
                if not token or (loose and (name or any(names))):
                    self._finish(End(rule, names, form, derived=bool(token)))
        shown: dict[str, tuple[tuple[str, str] | None, Node]] = {}
        for word, link in (self._links or {}).items():
            shown[word] = ((word, link.help), link.node)
        parameters = []
        for token, follow in after.items():
            node = Node(follow, self._kinds)
            if token[0] == "<" and len(token) > 1:
                parameter = find(token[1:-1], self._kinds)
                name = follow[0].names[-1].rstrip("*")
                parameters.append((parameter, _help(follow, f"<{name}>") or parameter.help, node))
            else:
                visible = any(not item.rule.hidden for item in follow)
                shown[token.lower()] = ((token, _help(follow, token)) if visible else None, node)
        self.words = tuple(sorted(shown))
        self.helps = tuple(shown[word][0] for word in self.words)
        self.nexts = tuple(shown[word][1] for word in self.words)
        self.parameters = tuple(sorted(parameters, key=lambda row: row[0].rank))

    def _finish(self, end: End) -> None:
        """Keep `end`: a line written out wins over one cut short by derivation, of those the first declared."""
        if self.end is None or (self.end.derived and not end.derived):
            self.end = end
        elif self.end.rule is not end.rule and not end.derived:
            self.clash = (self.end.rule, end.rule)


def _help(follow: list[_Pending], key: str) -> str:
    return next((found for item in follow if (found := item.rule.help.get(key))), "")


def granted_rules(rules: Iterable[Rule], granted: frozenset[str], privilege: int) -> list[Rule]:
    """The rules that exist for whoever has these capabilities and this privilege level."""
    return [
        rule
        for rule in rules
        if rule.privilege <= privilege and (not rule.needs or granted.issuperset(rule.needs.split()))
    ]


def grow(
    rules: Iterable[Rule],
    *,
    parameters: Mapping[str, Parameter] = PARAMETERS,
    granted: frozenset[str] = frozenset(),
    privilege: int = 15,
    links: Mapping[str, Link] | None = None,
) -> Node:
    """
    The tree of what `granted` and `privilege` unlock.

    Args:
        rules: every line of the mode.
        parameters: kinds a syntax may name, ranges aside; a personality adds its interfaces.
        granted: capabilities of the feature set.
        privilege: of whoever types.
        links: words that lead into other trees (`do` into EXEC).

    `no` and `default` lead to the derived forms of the rules that have them.
    """
    existing = granted_rules(rules, granted, privilege)
    all_links = dict(links or {})
    for form, help_text in _FORMS.items():
        negated = [
            _Pending(rule.no if isinstance(rule.no, str) else rule.syntax, rule, (), form, rule.no is True)
            for rule in existing
            if rule.no
        ]
        if negated:
            all_links[form.value] = Link(help_text, Node(negated, parameters))
    return Node([_Pending(rule.syntax, rule, (), Form.PLAIN, False) for rule in existing], parameters, all_links)


_FORMS = {Form.NO: "Negate a command or return to its default", Form.DEFAULT: "Set a command to its default"}


def visit(node: Node, depth: int = 8) -> int:
    """Build everything up to `depth` words below `node` and count it: finds two rules for one line (ValueError)."""
    node.build()
    if node.clash is not None:
        raise ValueError(f"two commands for one line: {node.clash[0].syntax!r} and {node.clash[1].syntax!r}")
    if not depth:
        return 1
    below = [*node.nexts, *(following for _, _, following in node.parameters)]
    return 1 + sum(visit(following, depth - 1) for following in below)
