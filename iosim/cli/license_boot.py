"""
`license boot level` (switches) and `license boot module ... level ...` (routers): the level of the next boot; and
`license accept end user agreement`, after which no terms are asked for any more.

They stand in for the configuration statements of the same syntax where they are typed, since terms may have to be
accepted first. Source: `license boot level` on a CSR 1000V and `license boot module` on a 1941; the level of a router's
`license boot module c880-data` is RECALLED.
"""

from collections.abc import Generator
from typing import Any

from iosim.cli.commands import Commands, Mode
from iosim.cli.context import Context
from iosim.cli.license_words import accepted
from iosim.config import read
from iosim.config.language import language
from iosim.config.outcome import TOP, Done
from iosim.grammar import Form
from iosim.grammar.dialogue import Dialogue, Step

commands = Commands()
WRITE = "% use 'write' command to make license boot config take effect on next boot\n"
ACCEPT_SYNTAX = "license accept end user agreement"
_HELP = {
    "accept": "Accept an agreement",
    "end": "End user license agreement",
    "user": "End user license agreement",
    "agreement": "End user license agreement",
    "license": "Configure license features",
    "boot": "License boot configuration",
    "level": "Level to boot",
    "module": "Module of the image",
}
SWITCH_SYNTAX = "license boot level <level:boot-level>"
ROUTER_SYNTAX = "license boot module <module:boot-module> level <level:boot-level>"


@commands.add(SWITCH_SYNTAX, mode=Mode.CONFIG, privilege=15, needs="switch licensed", help=_HELP, no=True)
def license_boot_level(cx: Context, level: str = "", form: Form = Form.PLAIN) -> Dialogue:
    if form is not Form.PLAIN:
        yield _configured(cx, "no license boot level")
    elif (yield from _agreed(cx, level)):
        yield _configured(cx, f"license boot level {level}")


@commands.add(ROUTER_SYNTAX, mode=Mode.CONFIG, privilege=15, needs="router licensed", help=_HELP, no=True)
def license_boot_module(cx: Context, module: str = "", level: str = "", form: Form = Form.PLAIN) -> Dialogue:
    if form is not Form.PLAIN:
        yield _configured(cx, f"no license boot module {cx.personality.platform.module}")
    elif (yield from _agreed(cx, level)):
        yield _configured(cx, f"license boot module {module} level {level}")


@commands.add(ACCEPT_SYNTAX, mode=Mode.CONFIG, privilege=15, needs="licensed accept_eula_command", help=_HELP, no=True)
def license_accept(cx: Context, form: Form = Form.PLAIN) -> Dialogue:
    if form is not Form.PLAIN:
        _change(cx, f"no {ACCEPT_SYNTAX}")
    elif read.eula_accepted(cx.system.config) or (yield from accepted("", cx.personality.image)):
        _change(cx, ACCEPT_SYNTAX)


def _agreed(cx: Context, level: str) -> Generator[Step, Any, bool]:
    """Have the terms accepted that the level needs; a refusal leaves everything as it was. Returns whether to go on."""
    held = cx.system.licensing.eula_wanted(level)
    if held is None:
        return True
    if not read.eula_accepted(cx.system.config) and not (
        yield from accepted(held.license.feature, cx.personality.image)
    ):
        return False
    cx.system.licensing.accept_eula(held, cx.now_ms)
    return True


def _configured(cx: Context, text: str) -> str:
    return _change(cx, text) + WRITE


def _change(cx: Context, text: str) -> str:
    done = language(cx.personality).execute(cx.system.config, TOP, text)
    assert isinstance(done, Done)  # the line was matched before
    cx.system.change(done.config, cx.now_ms, cx.by)
    return done.said
