"""
`show license feature`, `file`, `udi`, `status` and `statistics`.

Source: `show license feature` of IOS 15.0 and IOS XE 16.9, `show license udi` of IOS 15.4; the others are RECALLED from
the IOS Software Activation Command Reference, as far as this device does what they tell of.
"""

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.show_license import SHOW_HELP
from iosim.cli.stack_member import SWITCH, chosen, chosen_or_all
from iosim.license_store import BUILT_IN, PRIMARY
from iosim.system.license_entry import Feature

commands = Commands()

# Generation of the licence engine -> columns of `show license feature` and their widths. 12.x is RECALLED.
COLUMNS: dict[str, tuple[tuple[str, int], ...]] = {
    "12": (("Feature name", 25), ("Enforcement", 13), ("Evaluation", 12), ("Clear Allowed", 15), ("Enabled", 8)),
    "15.0": (("Feature name", 20), ("Enforcement", 13), ("Evaluation", 12), ("Subscription", 15), ("Enabled", 8)),
    "15.1": (
        ("Feature name", 25),
        ("Enforcement", 13),
        ("Evaluation", 12),
        ("Subscription", 15),
        ("Enabled", 9),
        ("RightToUse", 11),
    ),
}
UDI_RULE = "-" * 68
STATUS = """\
\tLicense Type Supported
\tpermanent     Non-expiring node locked license
\textension     Expiring node locked license
\tevaluation    Expiring non node locked license

{operations}{call_home}\tDevice status
\tDevice Credential type: DEVICE
\tDevice Credential Verification: PASS
\tRehost Type: DC_OR_IC
"""
OPERATIONS = """\
\tLicense Operation Supported
\tinstall       Install license
\tclear         Clear license
\tannotate      Comment license
\tsave          Save license
\trevoke        Revoke license

"""
CALL_HOME = """\
\tCall-home Operation Supported
\tshow pak      Display license pak via call-home
\tinstall       Install license via call-home
\trevoke        Revoke license via call-home
\tresend        Fetch license via call-home

"""


@commands.add("show license feature", help=SHOW_HELP)
@commands.add(f"show license feature {SWITCH}", needs="stackable", help=SHOW_HELP)
def show_license_feature(cx: Context, switch: int = 0) -> str:
    generation = cx.personality.image.module_version
    columns = COLUMNS.get(generation, COLUMNS["12" if generation.startswith("12") else "15.1"])
    text = "".join(f"{name:<{width}}" for name, width in columns) + "\n"
    for feature in chosen(cx, switch).licensing.features(cx.now_ms):
        cells = _cells(feature, cx.personality.image.base_level)
        text += "".join(f"{cells[name]:<{width}}" for name, width in columns) + "\n"
    return text


@commands.add("show license file", help=SHOW_HELP)
@commands.add(f"show license file {SWITCH}", needs="stackable", help=SHOW_HELP)
def show_license_file(cx: Context, switch: int = 0) -> str:
    licensing = chosen(cx, switch).licensing
    store = licensing.store
    text = ""
    for number in (PRIMARY, BUILT_IN):
        text += f"License Store: {store.name(number)}\n"
        for entry in licensing.entries(cx.now_ms):
            if entry.store != number:
                continue
            license = store.export(entry.held)
            text += f"  Store Index: {entry.slot}\n    License: {license.line}\n"
            text += f"    Comment: {license.comment}\n    Hash: {license.hash}\n"
    return text


@commands.add("show license udi", help=SHOW_HELP)
@commands.add(f"show license udi {SWITCH}", needs="stackable", help=SHOW_HELP)
def show_license_udi(cx: Context, switch: int = 0) -> str:
    text = f"Device#\t  PID\t\t\tSN\t\tUDI\n{UDI_RULE}\n"
    first = 1 if cx.personality.platform.stackable else 0  # members of a stack count from 1; RECALLED
    for unit in chosen_or_all(cx, switch):
        udi = unit.chassis.udi
        mark, number = ("*", first) if unit is cx.system else (" ", unit.number)
        text += f"{mark}{number}  \t  {udi.product_id:<22}{udi.serial:<16}{udi.product_id}:{udi.serial}\n"
    return text


@commands.add("show license status", help=SHOW_HELP)
@commands.add(f"show license status {SWITCH}", needs="stackable", help=SHOW_HELP)
def show_license_status(cx: Context, switch: int = 0) -> str:
    chosen(cx, switch)  # all say the same, but it has to be there
    image = cx.personality.image
    return STATUS.format(
        operations=OPERATIONS if image.licensed else "",
        call_home=CALL_HOME if image.licensed and image.crypto else "",
    )


@commands.add("show license statistics", help=SHOW_HELP)
@commands.add(f"show license statistics {SWITCH}", needs="stackable", help=SHOW_HELP)
def show_license_statistics(cx: Context, switch: int = 0) -> str:
    licensing = chosen(cx, switch).licensing
    counters = licensing.statistics
    granted = int(licensing.current.offer is not None)
    return (
        "\tAdministrative statistics\n"
        f"\tInstall success count:      {counters.installed}\n"
        f"\tInstall failure count:      {counters.failed}\n"
        f"\tInstall duplicate count:    {counters.duplicates}\n"
        f"\tComment add count:          {counters.comments_added}\n"
        f"\tComment delete count:       {counters.comments_deleted}\n"
        f"\tClear count:                {counters.cleared}\n"
        f"\tSave count:                 {counters.saved}\n"
        f"\tSave cred count:            {counters.credentials_saved}\n"
        "\n"
        "\tClient status\n"
        f"\tRequest success count       {granted}\n"
        f"\tRequest failure count       {1 - granted}\n"
        "\tRelease count               0\n"
        "\tGlobal Notify count         1\n"
    )


def _cells(feature: Feature, base_level: str) -> dict[str, str]:
    return {
        "Feature name": feature.name,
        "Enforcement": "no" if feature.name == base_level else "yes",
        "Evaluation": "yes" if feature.evaluation else "no",
        "Clear Allowed": "yes",
        "Subscription": "yes" if feature.ends else "no",
        "Enabled": "yes" if feature.in_use else "no",
        "RightToUse": "yes" if feature.right_to_use else "no",
    }
