"""Configuration mode: how one gets in, and what a typed configuration line does."""

from iosim.cli.commands import Commands, Mode
from iosim.cli.context import Context
from iosim.config.language import TOP, Place, language
from iosim.grammar import Matched

commands = Commands()

ENTER = "Enter configuration commands, one per line.  End with CNTL/Z.\n"
METHOD = "Configuring from terminal, memory, or network [terminal]? "


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
    place = Place(cx.mode, cx.subject) if cx.subject is not None else TOP
    done = language(cx.personality).run(cx.system.config, place, found, typed=True)
    cx.system.change(done.config, cx.now_ms, cx.by)
    if done.place is not place:
        cx.enter(done.place.mode, done.place.paths)
    return done.said
