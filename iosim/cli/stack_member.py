"""`switch N` at the end of a command: which switch of a stack is meant."""

from typing import TYPE_CHECKING

from iosim.cli.context import Context
from iosim.errors import DeviceRefusal

if TYPE_CHECKING:
    from iosim.system.stack import Member
    from iosim.system.system import System

SWITCH = "switch <switch:1-9>"
SWITCH_HELP = {"switch": "Switch of the stack", "<switch>": "Switch number"}


class NoSuchSwitch(DeviceRefusal):
    """No switch of the stack has this number, or it is not there now. INFERRED"""

    def __init__(self, number: int) -> None:
        super().__init__(f"% Error: Switch {number} is not a member of the stack")
        self.number = number


def chosen_or_all(cx: Context, number: int) -> "list[System | Member]":
    """The switch with this number; 0 is every switch, the master first."""
    return [chosen(cx, number)] if number else list(cx.system.switches)


def chosen(cx: Context, number: int) -> "System | Member":
    """The switch with this number; 0 is the master, which a command means that names none (RECALLED)."""
    found = cx.system.switch(number or 1)
    if found is None:
        raise NoSuchSwitch(number)
    return found
