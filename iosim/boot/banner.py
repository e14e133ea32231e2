"""
What IOS prints on the console from taking over to `Press RETURN to get started!`, in pieces.

Source: boot console of a Catalyst 2960 (12.2(55)SE9), the nearest sibling seen; tests marked RECALLED are those of
the E and X series. The notices are our own text in the shape of the device's.
"""

from iosim.boot import hardware
from iosim.boot.hardware import CRYPTO_NOTICE, LicenseSummary, Unit
from iosim.featureset.image import Image
from iosim.platforms.platform import Platform

_LEGEND = (
    "",
    "              Restricted Rights Legend",
    "",
    "This is the console of an emulator. It shows what programs that talk to",
    "such a device read; it runs no software of any vendor, forwards no traffic",
    "and gives no right to any. Names of products belong to their owners and",
    "are used only to say what is emulated. You may use, change and pass on",
    "iosim under the terms of its own licence, which comes with it.",
    "",
    "           iosim, an emulator of network devices",
    "           See README.md and LICENSE",
    "           in the folder it came in",
    "",
    "",
    "",
)
_FLASHFS = """
Initializing flashfs...
Using driver version 1 for media type 1
mifs[3]: 0 files, 1 directories
mifs[3]: Total bytes     : 3870720   
mifs[3]: Bytes used      : 1024      
mifs[3]: Bytes available : 3869696   
mifs[3]: mifs fsck took 0 seconds.
mifs[3]: Initialization complete.

...done Initializing flashfs.

"""  # noqa: W291  (the device pads these numbers with blanks)
_TESTS = (
    "CPU MIC register Tests",
    "PortASIC Memory Tests",
    "CPU MIC interface Loopback Tests",
    "PortASIC RingLoopback Tests",
    "Inline Power Controller Tests",  # RECALLED, PoE models
    "PortASIC CAM Subsystem Tests",
    "PortASIC Stack Port Loopback Tests",  # RECALLED, stackable models
    "PortASIC Port Loopback Tests",
)
_ELECTION = (
    "Waiting for Stack Master Election...\n",  # RECALLED
    "Election Complete\nSwitch 1 booting as Master\n",  # RECALLED
)
_GATHERING = (  # of a stack, between the two; seen on a 3750
    "SM: Waiting for other switches in stack to boot...\n",
    "#" * 25,
    "#" * 25 + "\n",
    "SM: All possible switches in stack are booted up\n\n",
)
CLOSING = "\n\n\nPress RETURN to get started!\n\n\n"


def startup_pieces(platform: Platform, image: Image) -> list[str]:
    """From the legend to the last self test."""
    header = hardware.software_lines(image) + hardware.text_base_lines(image)
    pieces = [_text(_LEGEND), _text(header)]
    if platform.family == "switch":
        pieces += _self_tests(platform)
    return pieces


def hardware_text(
    platform: Platform, image: Image, unit: Unit, license_: LicenseSummary, *, last_reset: str = "power-on"
) -> str:
    """The crypto notice, the licence lines of a switch, the hardware block and the table of members."""
    lines = [""]
    if image.crypto:
        lines += [*CRYPTO_NOTICE, ""]
    if platform.family == "switch":
        lines += hardware.switch_license_lines(image, license_)
    lines += hardware.hardware_lines(platform, image, unit, last_reset)
    if platform.family == "switch":
        lines += ["", "", *hardware.ports_table(platform, image)]
    return _text(lines) + "\n"


def _self_tests(platform: Platform) -> list[str]:
    pieces = [_FLASHFS, "Checking for Bootloader upgrade.. not needed\n"]
    for name in _TESTS:
        if name.startswith("Inline") and platform.words["poe"] != "yes":
            continue
        if "Stack Port" in name and platform.words["stackable"] != "yes":
            continue
        pieces.append(f"POST: {name} : Begin\n")
        pieces.append(f"POST: {name} : End, Status Passed\n\n")
    if platform.words["stackable"] == "yes":
        first, last = _ELECTION
        pieces += [first, *(_GATHERING if platform.members else ()), last]
    pieces.append("Waiting for Port download...Complete\n\n")
    return pieces


def _text(lines: list[str] | tuple[str, ...]) -> str:
    return "".join(f"{line}\n" for line in lines)
