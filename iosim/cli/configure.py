"""Configuration mode: how one gets in, and what a typed configuration line does."""

from iosim.cli.commands import Commands, Mode
from iosim.cli.context import Context
from iosim.config.language import language
from iosim.config.outcome import TOP, Place
from iosim.config.reader import without_kept
from iosim.grammar import Matched

commands = Commands()

ENTER = "Enter configuration commands, one per line.  End with CNTL/Z.\n"


@commands.add(
    "configure terminal",
    privilege=15,
    help={"configure": "Enter configuration mode", "terminal": "Configure from the terminal"},
)
def configure_terminal(cx: Context) -> str:
    """Into global configuration."""
    cx.enter(Mode.CONFIG)
    return ENTER


def carry_out(cx: Context, found: Matched) -> str:
    """A configuration statement, typed in the present mode: change the configuration, go where it leads."""
    place = _place(cx)
    done = language(cx.personality).run(cx.system.config, place, found, typed=True)
    cx.system.change(done.config, cx.now_ms, cx.by)
    if done.place is not place:
        cx.enter(done.place.mode, done.place.paths)
    return done.said


def kept(cx: Context, text: str) -> bool:
    """
    Keep a typed line that iosim does not know where it was typed, as `--lenient` asks.

    `no` before a line that is kept already, from a startup-config too, takes it away on every device.

    Returns:
        False where nothing is kept: the device is not lenient, or its feature set does not have the command.
    """
    if not cx.places:
        return False
    word, _, rest = text.strip().partition(" ")
    if word.lower() == "no" and (without := without_kept(cx.system.config, _place(cx), rest)) is not None:
        cx.system.change(without, cx.now_ms, cx.by)
        return True
    if not cx.device.kit.lenient:
        return False
    speaks = language(cx.personality)
    heads = [speaks.write_section(cx.system.config, path).partition("\n")[0] for path in _place(cx).paths if path]
    parsed = speaks.merge(
        cx.system.config, "\n".join([*heads[:1], f"{' ' if heads else ''}{text.strip()}"]), lenient=True
    )
    if parsed.refused or not parsed.kept:
        return False
    cx.system.change(parsed.config, cx.now_ms, cx.by)
    return True


def _place(cx: Context) -> Place:
    return TOP if cx.subject is None else Place(cx.mode, cx.subject)
