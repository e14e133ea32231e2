"""The questions that file commands ask before they act."""

from collections.abc import Generator
from typing import Any

from iosim.cli.context import Context
from iosim.errors import DeviceRefusal
from iosim.flash import RUNNING_CONFIG, STARTUP_CONFIG, Location, Remote
from iosim.grammar.dialogue import Ask

WORDS = {"running-config": RUNNING_CONFIG, "startup-config": STARTUP_CONFIG}
OVERWRITE = "%Warning:There is a file already existing with this name \nDo you want to over write? [confirm]"


class Elsewhere(DeviceRefusal):
    """A file of another host where only one of the device can be meant."""

    def __init__(self, remote: Remote) -> None:
        super().__init__(f"%Error opening {remote} (Invalid argument)")  # INFERRED
        self.remote = remote


class NoName(DeviceRefusal):
    """A question for a file name was answered with nothing and had no default."""

    def __init__(self) -> None:
        super().__init__("%Error: no file name was given")  # INFERRED


def file_of(cx: Context, text: str) -> Location | Remote:
    """What a typed name means from where the operator is; `running-config` and `startup-config` are names too."""
    return WORDS.get(text) or cx.system.files.parse_url(text, cx.cwd)


def device_file(cx: Context, text: str) -> Location:
    """
    The same, on this device.

    Raises:
        Elsewhere: the name is one of another host.
    """
    found = file_of(cx, text)
    if isinstance(found, Remote):
        raise Elsewhere(found)
    return found


def text_answer(question: str, default: str) -> Generator[Ask, Any, str]:
    """`question [default]? `, and what was typed, or the default."""
    answer = yield Ask(f"{question} [{default}]? ")
    return str(answer).strip() or default


def file_name(cx: Context, question: str, place: Location) -> Generator[Ask, Any, Location]:
    """
    Ask for the name of a file, `place` being the default.

    Raises:
        NoName: nothing was typed and there is no default.
    """
    answer = yield from text_answer(question, place.path)
    if answer == place.path:
        if not answer:
            raise NoName
        return place
    if ":" in answer:
        return device_file(cx, answer)
    return Location(place.filesystem).join(answer)


def confirmed(prompt: str) -> Generator[Ask, Any, bool]:
    """A question answered by one key: RETURN or y goes on."""
    key = yield Ask(prompt, single_key=True)
    return str(key).strip().lower() in ("", "y")
