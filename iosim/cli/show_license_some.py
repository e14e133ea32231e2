"""
`show license evaluation`, `expiring`, `in-use`, `not-in-use`, `permanent`, `subscription` and `handle`.

Source: the keywords are RECALLED from the IOS Software Activation Command Reference. Which licences each of them means
and that they are shown as by `show license all` is INFERRED; the layout of `show license handle` is RECALLED.
"""

from collections.abc import Callable, Mapping
from functools import partial

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.license_words import LicenseError
from iosim.cli.show_license import SHOW_HELP, stores_text
from iosim.cli.stack_member import SWITCH, chosen
from iosim.featureset.choice import Priority
from iosim.license_store.refusals import NoSuchLicense
from iosim.system.license_entry import Entry, Status

commands = Commands()
EVALUATIONS = ("evaluation", "evalRightToUse", "evaluationSubscription")
LASTING = ("permanent", "rightToUse", "permanentRightToUse")
_OVER = (Status.EXPIRED_IN_USE, Status.EXPIRED_NOT_IN_USE)
_USED = (Status.IN_USE, Status.EXPIRED_IN_USE, Status.COUNT_CONSUMED)


def _expiring(entry: Entry) -> bool:
    """It can be used, and will end."""
    return entry.held.license.type.ends and entry.priority > Priority.NONE and entry.status not in _OVER


SOME: Mapping[str, tuple[str, Callable[[Entry], bool]]] = {
    "evaluation": ("evaluation licenses", lambda entry: entry.held.license.type.name in EVALUATIONS),
    "expiring": ("licenses that will expire", _expiring),
    "in-use": ("licenses in use", lambda entry: entry.status in _USED),
    "not-in-use": ("licenses not in use", lambda entry: entry.status not in _USED),
    "permanent": ("permanent licenses", lambda entry: entry.held.license.type.name in LASTING),
    "subscription": ("subscription licenses", lambda entry: entry.dated),
}
# Addresses of a process that does not exist here: the same on every device
HANDLE_ID, CONTEXT, NOTIFY = 0x5E000000, 0x66497738, 0x6143A5BC


def _shown(word: str, cx: Context, switch: int = 0) -> str:
    wanted = SOME[word][1]
    return stores_text(cx, chosen(cx, switch).licensing, lambda entry: entry.held.refusal is None and wanted(entry))


for _word, (_text, _) in SOME.items():
    _help = {**SHOW_HELP, _word: f"Show {_text}"}
    commands.add(f"show license {_word}", help=_help)(partial(_shown, _word))
    commands.add(f"show license {_word} {SWITCH}", needs="stackable", help=_help)(partial(_shown, _word))


@commands.add("show license handle [<feature:word>]", help={**SHOW_HELP, "handle": "Show handles"})
@commands.add(
    f"show license handle [<feature:word>] {SWITCH}",
    needs="stackable",
    help={**SHOW_HELP, "handle": "Show handles"},
)
def show_license_handle(cx: Context, feature: str = "", switch: int = 0) -> str:
    """Which features hold a licence: the one of the level, and those with users."""
    features = chosen(cx, switch).licensing.features(cx.now_ms)
    wanted = [found for found in features if not feature or found.name.lower() == feature.lower()]
    if not wanted:
        raise LicenseError(NoSuchLicense(feature=feature))
    text = ""
    for found in wanted:
        text += f"Feature: {found.name:<33}, Handle count: {int(found.in_use)}\n"
        if found.in_use:
            identity = f"0x{HANDLE_ID + found.index:08X}"
            text += f"\tUnits: 01( 0), ID: {identity}, NotifyPC: 0x{NOTIFY:08X} "
            text += f"LS-Handle (0x{found.index:08X}), Units: ( 1)\n\tRegistered clients: 1\n"
            text += f"\tContext 0x{CONTEXT:08X}, epID 0, ID {identity}\n"
    return text + "Global Registered clients: 0\n"
