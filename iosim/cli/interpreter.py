"""What a whole line means to the device: a command's output, or the words it is refused with."""

from collections.abc import Iterator
from typing import Any

from iosim.cli import pipes
from iosim.cli.commands import Command, Mode
from iosim.cli.configure import carry_out, kept
from iosim.cli.context import Context
from iosim.cli.tree import tree
from iosim.config import read
from iosim.errors import DeviceRefusal
from iosim.grammar import Ambiguous, Continues, Incomplete, Invalid, Matched, match
from iosim.grammar.dialogue import Ask, Dialogue, Step

INVALID = "% Invalid input detected at '^' marker.\n\n"
INCOMPLETE = "% Incomplete command.\n\n"
UNKNOWN_HOST = "% Unknown command or computer name, or unable to find computer address\n"
LOOKUP = 'Translating "{name}"...domain server (255.255.255.255)\n'
DELIMITED = "Enter TEXT message.  End with the character '{character}'.\n"

# The modes that `alias` knows, by the names it gives them
_ALIASED: dict[str, str] = {Mode.EXEC: "exec", Mode.CONFIG: "configure", Mode.INTERFACE: "interface"}

Result = str | Iterator[Step]


class Refusal(DeviceRefusal):
    """A line that means nothing, in the words the device says so."""


def interpret(cx: Context, text: str) -> Result:
    """
    Carry out one typed line.

    Returns:
        The text to print, or an iterator of the steps of a dialogue that is not begun yet.
    """
    stripped = text.strip()
    if not stripped or stripped[0] == "!":
        return ""
    try:
        return _carry_out(cx, _expanded(cx, text))
    except DeviceRefusal as refusal:
        return printed(refusal)


def _expanded(cx: Context, text: str) -> str:
    """The line with an alias that it begins with written out."""
    mode = _ALIASED.get(cx.mode)
    if mode is None or not cx.system.config.many("alias"):
        return text
    first, blank, rest = text.strip().partition(" ")
    found = read.alias(cx.system.config, mode, first)
    return text if found is None else f"{found}{blank}{rest}"


def printed(refusal: DeviceRefusal) -> str:
    """What the screen shows of a refusal."""
    text = str(refusal)
    return text if text.endswith("\n") or not text else text + "\n"


def resolve(cx: Context, text: str) -> tuple[Matched | Ambiguous | Incomplete | Invalid | Continues, int]:
    """
    What `text` means in the current mode, or in the modes around it.

    A line that a sub-mode does not know is read as one of the mode outside, up to global configuration.

    Returns:
        The outcome, and how many configuration modes deep it was found.
    """
    root = tree(cx.personality, cx.mode, cx.privilege)
    found = match(root, text)
    depth = len(cx.places)
    if not isinstance(found, Invalid) or depth < 2:
        return found, depth
    for outer in range(depth - 1, 0, -1):
        other = match(tree(cx.personality, cx.places[outer - 1].mode, cx.privilege), text)
        if not isinstance(other, Invalid):
            return other, outer
        if other.column > found.column:
            found = other
    return found, depth


def _carry_out(cx: Context, text: str) -> Result:
    if "|" in text:
        for bar in pipes.split(text):
            outcome, depth = resolve(cx, text[:bar])
            if isinstance(outcome, Matched) and isinstance(outcome.target, Command) and outcome.target.pipes:
                return _filtered(cx, text, bar, outcome, depth)
    outcome, depth = resolve(cx, text)
    if isinstance(outcome, Matched):
        return _run(cx, outcome, depth)
    if isinstance(outcome, Continues):
        return _delimited(cx, text)
    if isinstance(outcome, Invalid) and kept(cx, text):
        return ""
    return refused(cx, text, outcome)


def refused(cx: Context, text: str, outcome: Ambiguous | Incomplete | Invalid) -> str:
    """The device's words for a line that means nothing."""
    if isinstance(outcome, Ambiguous):
        return f'% Ambiguous command:  "{text.strip()}"\n'
    if isinstance(outcome, Incomplete):
        return INCOMPLETE
    if cx.mode == Mode.EXEC and not outcome.words and len(text.split()) == 1:
        lookup = LOOKUP.format(name=text.strip()) if read.domain_lookup(cx.system.config) else ""
        return lookup + UNKNOWN_HOST
    return " " * (len(cx.prompt()) + outcome.column) + "^\n" + INVALID


def _filtered(cx: Context, text: str, bar: int, command: Matched, depth: int) -> Result:
    found = pipes.parse(text[bar + 1 :])
    if isinstance(found, Invalid):
        return refused(cx, text, Invalid(bar + 1 + found.column, 1))
    if isinstance(found, Ambiguous | Incomplete):
        return refused(cx, text, found)
    assert isinstance(found, Matched)
    sink = found.target(cx.system.files, cx.now_ms, cx.cwd, **found.arguments)
    return pipes.through(_run(cx, command, depth), sink)


def _run(cx: Context, found: Matched, depth: int) -> Result:
    """Call the handler, in the mode the line belongs to."""
    del cx.places[depth:]
    command = found.target
    if not isinstance(command, Command):
        return carry_out(cx, found)
    arguments: dict[str, Any] = found.arguments
    if command.no:
        arguments["form"] = found.form
    result = command.handler(cx, **arguments)
    return "" if result is None else result


def _delimited(cx: Context, text: str) -> Dialogue:
    """Take lines until the delimiter of the text comes again."""
    yield DELIMITED.format(character=_delimiter(cx, text))
    while True:
        text += "\n" + (yield Ask(""))
        outcome, depth = resolve(cx, text)
        if isinstance(outcome, Continues):
            continue
        if isinstance(outcome, Matched):
            result = _run(cx, outcome, depth)
            yield from (result,) if isinstance(result, str) else result
        else:
            yield refused(cx, text.partition("\n")[0], outcome)
        return


def _delimiter(cx: Context, text: str) -> str:
    """The character that must come again: the one that alone closes the text."""
    for word in text.split()[1:]:
        if isinstance(resolve(cx, f"{text} {word[:1]}")[0], Matched):
            return word[:1]
    return text.split()[-1][:1]
