"""What a typed line means: one walk over the graph, a few microseconds."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from iosim.grammar.parameters import NeedsMore, Refused, Unclear, Unfinished
from iosim.grammar.tree import End, Form, Node, Rule

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Matched:
    """A command, with the arguments that were given, by name."""

    rule: Rule
    arguments: dict[str, Any]
    form: Form

    @property
    def target(self) -> Any:
        """What the rule is for."""
        return self.rule.target


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A word fits several: `% Ambiguous command:  "..."` (the line as typed)."""


@dataclass(frozen=True, slots=True)
class Incomplete:
    """More was needed: `% Incomplete command.`"""


@dataclass(frozen=True, slots=True)
class Invalid:
    """Nothing fits. `column` is the first character of the line that leaves no match: the caret, less the prompt."""

    column: int
    words: int = 0  # how many words before it were understood


@dataclass(frozen=True, slots=True)
class Continues:
    """A delimited text is not closed: append a line end and the next line, and match again."""


Outcome = Matched | Ambiguous | Incomplete | Invalid | Continues


class Stopped(Exception):
    """The walk ends before the line does, with this outcome."""

    def __init__(self, outcome: Ambiguous | Incomplete | Invalid | Continues) -> None:
        self.outcome = outcome


def match(root: Node, text: str) -> Outcome:
    """
    What `text` means below `root`.

    Each word may be abbreviated to what is unique at its position; a whole word wins over longer ones, words win over
    parameters, and of several parameters the most specific one that accepts.

    Source: Cisco IOS Configuration Fundamentals, "Using the Command-Line Interface".
    """
    try:
        node, values = walk(root, text)
    except Stopped as stopped:
        return stopped.outcome
    if node.end is None:
        return Incomplete()
    return Matched(node.end.rule, arguments(node.end, values), node.end.form)


def arguments(end: End, values: list[Any]) -> dict[str, Any]:
    """The values that have a name in the command that ends here; a name with `*` collects a tuple."""
    names = end.names
    given: dict[str, Any] = {}
    for name, value in zip(names, values[len(values) - len(names) :], strict=True):
        if not name:
            continue
        if name[-1] == "*":
            given[name[:-1]] = (*given.get(name[:-1], ()), value)
        else:
            given[name] = value
    return given


def walk(root: Node, text: str, stop: int | None = None) -> tuple[Node, list[Any]]:
    """
    Follow the words of `text` up to index `stop`; the node reached (built) and the value of each step.

    Raises:
        Stopped: a word fits nothing or several, or a parameter is not finished.
    """
    node = root
    node.build()
    values: list[Any] = []
    length = len(text) if stop is None else stop
    position = 0
    while found := _WORD.search(text, position, length):
        start, position = found.span()
        lower = found[0].lower()
        words = node.words
        index = bisect_left(words, lower)
        if index < len(words) and words[index].startswith(lower):
            word = words[index]
            if word != lower and index + 1 < len(words) and words[index + 1].startswith(lower):
                raise Stopped(Ambiguous())
            values.append(word)
            node = node.nexts[index]
        else:
            offset = start + max((_common(lower, word) for word in words[max(0, index - 1) : index + 1]), default=0)
            node, value, position = _argument(node, text[:length], start, position, offset, len(values))
            values.append(value)
        node.build()
    return node, values


def _argument(node: Node, text: str, start: int, end: int, column: int, words: int) -> tuple[Node, Any, int]:
    """Hand the word at `start` to the parameters of `node` in turn."""
    for parameter, _, after in node.parameters:
        try:
            value, position = parameter.take(text, start, end)
        except Refused as refused:
            column = max(column, refused.at)
        except NeedsMore:
            raise Stopped(Incomplete()) from None
        except Unfinished:
            raise Stopped(Continues()) from None
        except Unclear:
            raise Stopped(Ambiguous()) from None
        else:
            return after, value, position
    raise Stopped(Invalid(column, words))


def _common(word: str, other: str) -> int:
    """How many characters the two begin with in common."""
    count = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        count += 1
    return count
