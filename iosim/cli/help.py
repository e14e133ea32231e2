"""What `?` prints: words in two columns with their help, or the completions of one word side by side."""

from iosim.cli import pipes
from iosim.cli.commands import Command, Mode
from iosim.cli.context import Context
from iosim.cli.tree import heading, tree
from iosim.grammar import Help, NoHelp, complete, offers
from iosim.grammar.help import CR

UNRECOGNIZED = "% Unrecognized command\n"
MODIFIERS = ("|", "Output modifiers")


def question(cx: Context, text: str) -> str:
    """The answer to a `?` after `text`, as lines."""
    root = tree(cx.personality, cx.mode, cx.privilege)
    found = _piped(cx, text) or offers(root, text)
    if isinstance(found, NoHelp):
        return f'% Ambiguous command:  "{text.strip()} "\n' if found.ambiguous else UNRECOGNIZED
    if found.glued:
        return _side_by_side([word for word, _ in found.rows], cx.screen.width or 80)
    rows = list(found.rows)
    if found.end is not None and isinstance(found.end.rule.target, Command) and found.end.rule.target.pipes:
        rows.insert(len(rows) - 1, MODIFIERS)
    title = f"{heading(cx.mode)}\n" if not text.strip() else ""
    return title + _two_columns(rows) + "\n"


def completed(cx: Context, text: str) -> str | None:
    """What tab makes of the line; None where nothing is unique."""
    bar = _bar(cx, text)
    if bar is not None:
        rest = complete(pipes.TREE, text[bar + 1 :])
        return None if rest is None else text[: bar + 1] + rest
    return complete(tree(cx.personality, cx.mode, cx.privilege), text)


def _piped(cx: Context, text: str) -> Help | NoHelp | None:
    """Help for what follows a bar; None where there is none."""
    bar = _bar(cx, text)
    return None if bar is None else offers(pipes.TREE, text[bar + 1 :])


def _bar(cx: Context, text: str) -> int | None:
    """Where a `|` begins a filter: after a command whose output can be filtered."""
    for bar in pipes.split(text):
        found = offers(tree(cx.personality, cx.mode, cx.privilege), text[:bar])
        if isinstance(found, Help) and found.end is not None:
            target = found.end.rule.target
            if isinstance(target, Command) and target.pipes and (cx.mode == Mode.EXEC or target.mode == Mode.EXEC):
                return bar
    return None


def _two_columns(rows: list[tuple[str, str]]) -> str:
    width = max((len(word) for word, _ in rows), default=0)
    return "".join(f"  {word}\n" if word == CR or not text else f"  {word:<{width}}  {text}\n" for word, text in rows)


def _side_by_side(words: list[str], columns: int) -> str:
    width = max(map(len, words)) + 2
    per_row = max(1, columns // width)
    rows = [words[index : index + per_row] for index in range(0, len(words), per_row)]
    return "".join("".join(f"{word:<{width}}" for word in row).rstrip() + "\n" for row in rows) + "\n"
