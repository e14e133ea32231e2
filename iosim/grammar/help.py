"""What `?` lists and what the tab key adds, from the same graph that matches."""

from dataclasses import dataclass

from iosim.grammar.match import Ambiguous, Incomplete, Stopped, walk
from iosim.grammar.parameters import Parameter
from iosim.grammar.tree import End, Node

CR = "<cr>"


@dataclass(frozen=True, slots=True)
class Help:
    """Rows of word and help text in the order shown; `glued` when they complete a word that was begun."""

    rows: tuple[tuple[str, str], ...]
    glued: bool
    end: End | None = None  # the command that may end here, for whoever adds rows of his own


@dataclass(frozen=True, slots=True)
class NoHelp:
    """The line before the `?` fits nothing, or several."""

    ambiguous: bool


def offers(root: Node, text: str) -> Help | NoHelp:
    """What may follow `text`: the next words after a blank, else the words that begin with the last one."""
    begun = _begun(text)
    try:
        node, _ = walk(root, text, len(text) - len(begun))
    except Stopped as stopped:
        if isinstance(stopped.outcome, Incomplete):
            return _inside(root, text)
        return NoHelp(isinstance(stopped.outcome, Ambiguous))
    words = [row for word, row in zip(node.words, node.helps, strict=True) if row and word.startswith(begun.lower())]
    if begun:
        for parameter, _, _ in node.parameters:
            words += parameter.offers(begun) if parameter.offers else []
        if words:
            return Help(tuple(sorted(words)), glued=True)
        return _format(node, begun)
    for parameter, help_text, _ in node.parameters:
        words += parameter.offers("") if parameter.offers else [(parameter.shown, help_text)]
    end = node.end if node.end is not None and not node.end.rule.hidden else None
    rows = sorted(words)
    return Help((*rows, (CR, "")) if end else tuple(rows), glued=False, end=end)


def complete(root: Node, text: str) -> str | None:
    """The line with its last word written out and a blank behind it; None when it is not unique."""
    begun = _begun(text)
    if not begun:
        return None
    try:
        node, _ = walk(root, text, len(text) - len(begun))
    except Stopped:
        return None
    fits = [row[0] for word, row in zip(node.words, node.helps, strict=True) if row and word.startswith(begun.lower())]
    exact = [word for word in fits if word.lower() == begun.lower()]
    for parameter, _, _ in node.parameters:
        fits += [word for word, _ in parameter.offers(begun)] if parameter.offers else []
    chosen = exact or fits
    return text[: len(text) - len(begun)] + chosen[0] + " " if len(chosen) == 1 else None


def _begun(text: str) -> str:
    return "" if not text or text[-1].isspace() else text.split()[-1]


def _format(node: Node, begun: str) -> Help | NoHelp:
    """`?` glued to an argument lists the formats that accept it so far."""
    rows = [(parameter.shown, help_text) for parameter, help_text, _ in node.parameters if _may_be(parameter, begun)]
    return Help(tuple(sorted(rows)), glued=False) if rows else NoHelp(ambiguous=False)


def _may_be(parameter: Parameter, begun: str) -> bool:
    """A word under way is shown the formats it could become; only numbers are told apart."""
    return begun.isdigit() if parameter.shown.startswith("<") else parameter.offers is None


def _inside(root: Node, text: str) -> Help | NoHelp:
    """Help where the line stops inside a parameter of several words, such as an interface without its number."""
    begun = text
    while begun := begun.rstrip().rpartition(" ")[0]:
        try:
            node, _ = walk(root, begun)
        except Stopped:
            continue
        typed = text[len(begun) :].lstrip()
        for parameter, _, _ in node.parameters:
            if parameter.offers is not None and (rows := parameter.offers(typed)):
                return Help(tuple(rows), glued=False)
    return NoHelp(ambiguous=False)
