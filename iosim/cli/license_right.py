"""
`license right-to-use activate` and `deactivate`, and `show license right-to-use`: switches from 15.0(2)SE on.

Source: the commands are those of many public scripts, `acceptEULA` in any case of its letters. What the device prints
was not found: INFERRED. The table is RECALLED from the Catalyst 3850.
"""

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.license_words import LicenseError, accepted
from iosim.cli.stack_member import chosen_or_all
from iosim.config import read
from iosim.grammar.dialogue import Dialogue
from iosim.license_store import BUILT_IN
from iosim.license_store.refusals import NoSuchLicense

commands = Commands()
RELOAD = "% Reload to make the license take effect\n"  # INFERRED
_HELP = {
    "license": "License specific commands",
    "right-to-use": "Right to use licenses",
    "activate": "Claim the right to use a feature",
    "deactivate": "Give the right to use a feature back",
    "acceptEULA": "Accept the terms without being asked",
    "<feature>": "License feature name",
}
_NEEDS = "licensed right_to_use"


@commands.add(
    "license right-to-use activate <feature:word> [accept=acceptEULA]", privilege=15, needs=_NEEDS, help=_HELP
)
def license_right_activate(cx: Context, feature: str, accept: str = "") -> Dialogue:
    name = _known(cx, feature)
    licensing = cx.system.licensing
    if licensing.store.activated(name):
        return
    agreed = bool(accept) or read.eula_accepted(cx.system.config)
    if not agreed and not (yield from accepted(name, cx.personality.image)):
        return
    licensing.activate_right(name, True, cx.now_ms)
    yield RELOAD


@commands.add("license right-to-use deactivate <feature:word>", privilege=15, needs=_NEEDS, help=_HELP)
def license_right_deactivate(cx: Context, feature: str) -> Dialogue:
    name = _known(cx, feature)
    if not cx.system.licensing.store.activated(name):
        raise LicenseError(NoSuchLicense(feature=name))
    cx.system.licensing.activate_right(name, False, cx.now_ms)
    yield RELOAD


@commands.add("show license right-to-use", needs=_NEEDS, help={**_HELP, "show": "Show running system information"})
def show_license_right(cx: Context) -> str:
    text = "  Slot#  License name   Type                 Period left\n" + "-" * 56 + "\n"
    for switch in chosen_or_all(cx, 0):
        for entry in switch.licensing.entries(cx.now_ms):
            if entry.store == BUILT_IN:
                left = f"{entry.remaining_ms // 86_400_000} days" if entry.metered else "Lifetime"
                text += f"  {switch.number}      {entry.feature:<15}{entry.type:<21}{left}\n"
    return text


def _known(cx: Context, feature: str) -> str:
    """The feature as the image spells it."""
    for name in cx.personality.image.features:
        if name.lower() == feature.lower():
            return name
    raise LicenseError(NoSuchLicense(feature=feature))
