"""
The words licences are shown in: periods, states, priorities, and the agreement an operator is asked to accept.

Source: `show license` and `show license detail` of IOS 15.x and IOS XE with their tabs kept; earlier releases as far as
they are known. What a release says otherwise is a word of its image.
"""

from collections.abc import Generator, Iterable
from typing import Any

from iosim.errors import DeviceRefusal
from iosim.featureset.choice import Priority
from iosim.featureset.image import Image
from iosim.grammar.dialogue import Ask
from iosim.system.license_entry import Entry, Status

PLEASE_ANSWER = "% Please answer 'yes' or 'no'.\n"
ACCEPT = "ACCEPT? [yes/no]: "
_UNITS = (("week", 604_800_000), ("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1_000))

# Words for expired licences were not found. INFERRED
STATES: dict[Status, str] = {
    Status.INACTIVE: "Inactive",
    Status.NOT_IN_USE: "{prefix}Not in Use",
    Status.IN_USE: "{prefix}In Use",
    Status.EXPIRED_IN_USE: "Expired, In Use",
    Status.EXPIRED_NOT_IN_USE: "Expired, Not in Use",
    Status.COUNT_CONSUMED: "{prefix}In Use, Count Consumed",
}
_ENDED = (Status.EXPIRED_IN_USE, Status.EXPIRED_NOT_IN_USE)
PRIORITIES: dict[Priority, str] = {
    Priority.NONE: "None",
    Priority.LOW: "Low",
    Priority.MEDIUM: "Medium",
    Priority.HIGH: "High",
}
# Of a right to use and of any other licence. Seen with permanent and EvalRightToUse licences; with others INFERRED
GENERATION_VERSIONS = {False: "0x8100000", True: "0x8200000"}

# The first line is the device's, which programs wait for; what follows is ours, of the same shape.
EULA = """\
PLEASE  READ THE  FOLLOWING TERMS  CAREFULLY. INSTALLING THE LICENSE OR
ANSWERING  THE QUESTION  BELOW WITH YES  MEANS  THAT  YOU  ACCEPT THEM.

This device  is emulated by iosim,  and so is the feature  that you are
about to switch on.  On real hardware a contract  of several paragraphs
stands here.

An evaluation license runs for as many days as it says,  counted while
it is in use.  When they are over, the feature  stays until the device
is reloaded, and is gone after that.

Each emulated device  has a license store of its own,  so your answer
counts for this one alone. Nothing in this text gives anybody a right
to the software of a vendor.
"""


def period_text(period_ms: int, image: Image) -> str:
    """
    A period in its two largest units: `8  weeks 4  days `, `0  minute  0  second  `.

    One and none are singular and leave the place of the plural's s blank. Earlier releases print single blanks.
    """
    rest_ms = max(0, period_ms)
    first = next((index for index, (_, unit_ms) in enumerate(_UNITS[:-1]) if rest_ms >= unit_ms), len(_UNITS) - 2)
    single = image.words.get("period_spaces") == "single"
    text = ""
    for name, unit_ms in _UNITS[first : first + 2]:
        number, rest_ms = divmod(rest_ms, unit_ms)
        if single:
            text += f"{' ' if text else ''}{number} {name}{'s' if number > 1 else ''}"
        else:
            text += f"{number}  {name}{'s' if number > 1 else ' '} "
    return text


def state_text(entry: Entry, image: Image) -> str:
    """`Active, Not in Use, EULA not accepted`."""
    text = STATES[entry.status].format(prefix=image.words.get("state_prefix", "Active, "))
    if entry.status is Status.NOT_IN_USE and entry.held.license.type.eula != "never":
        text += ", EULA accepted" if entry.eula_accepted else ", EULA not accepted"
    return text


def count_text(entry: Entry) -> str:
    """`Non-Counted`, or how many users there may be, are, and are too many."""
    if not entry.count:
        return "Non-Counted"
    active = entry.count if _counts(entry) else 0
    return f"{active}/{entry.seats}/{entry.excess}  (Active/In-use/Violation)"


def total_count_text(entries: Iterable[Entry]) -> str:
    """The same of all licences of a feature together."""
    entries = list(entries)
    counted = [entry for entry in entries if entry.count and _counts(entry)]
    if not counted:
        return next((count_text(entry) for entry in entries if entry.count), "Non-Counted")
    active, seats, excess = (
        sum(values) for values in zip(*((each.count, each.seats, each.excess) for each in counted), strict=True)
    )
    return f"{active}/{seats}/{excess}  (Active/In-use/Violation)"


def _counts(entry: Entry) -> bool:
    """Whether its users are among those that may come."""
    return entry.priority > Priority.NONE and entry.status not in (Status.INACTIVE, *_ENDED)


def addition_text(entry: Entry) -> str:
    """Whether it adds to other licences of the feature."""
    return "Additive" if entry.held.license.adds else "Exclusive"


class LicenseError(DeviceRefusal):
    """A licence command refused, as the screen says it. INFERRED"""

    def __init__(self, refusal: DeviceRefusal) -> None:
        super().__init__(f"% Error: {refusal}")
        self.refusal = refusal


def accepted(feature: str, image: Image) -> Generator[str | Ask, Any, bool]:
    """
    Show the agreement for `feature` ("" for all there are) and ask for it to be accepted.

    Which of the two forms a release has is INFERRED; both were seen. Where the prompt shows a default, RETURN takes it.
    """
    prompt = image.words.get("eula_prompt", ACCEPT)
    yield "\n\n\n"
    if feature and image.says("eula_feature_line"):
        yield f"\t Feature Name:{feature}\n"
    yield f"{EULA}\n\n"
    return (yield from answered_yes(prompt))


def answered_yes(prompt: str) -> Generator[str | Ask, Any, bool]:
    """A question for a whole word; `[no]` in the prompt is what RETURN means, otherwise the question comes again."""
    while True:
        answer = str((yield Ask(prompt))).strip().lower()
        if answer and "yes".startswith(answer):
            return True
        if (answer and "no".startswith(answer)) or (not answer and "[no]" in prompt):
            return False
        yield PLEASE_ANSWER
