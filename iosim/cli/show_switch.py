"""
`show switch`: the switches of a stack and the state each is in.

Source: `show switch` and `show switch stack-ports` of Catalyst 3750 stacks. Priorities and the order of the ring are
those of a stack that nobody configured.
"""

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.stack_member import SWITCH_HELP, NoSuchSwitch, chosen_or_all
from iosim.system.stack import State, state_of
from iosim.system.system import System

commands = Commands()
PRIORITY, HARDWARE_VERSION = 1, 0
STATES = {
    State.READY: "Ready",
    State.FEATURE_MISMATCH: "Feature Mismatch",
    State.PROVISIONED: "Provisioned",
}
NO_ADDRESS = "0000.0000.0000"
_HELP = {
    "show": "Show running system information",
    **SWITCH_HELP,
    "switch": "Show the switches of the stack",
    "detail": "Show the stack and its ports",
    "stack-ports": "Show the ports that connect the stack",
}


@commands.add("show switch", needs="stackable", help=_HELP)
@commands.add("show switch <switch:1-9>", needs="stackable", help=_HELP)
def show_switch(cx: Context, switch: int = 0) -> str:
    numbers = range(1, 1 + max(1, len(cx.personality.platform.members)))
    if switch and switch not in numbers:
        raise NoSuchSwitch(switch)
    return _table(cx.system, [switch] if switch else list(numbers)) + ("" if switch else "\n")


@commands.add("show switch detail", needs="stackable", help=_HELP)
def show_switch_detail(cx: Context) -> str:
    return f"{show_switch(cx)}{_ports(cx.system)}\n"


@commands.add("show switch stack-ports", needs="stackable", help=_HELP)
def show_switch_stack_ports(cx: Context) -> str:
    text = "  Switch #    Port 1       Port 2\n  --------    ------       ------\n"
    linked = "Ok" if cx.system.members else "Down"
    for unit in chosen_or_all(cx, 0):
        text += f"    {unit.number}           {linked:<13}{linked}\n"
    return text


def address_text(mac: bytes) -> str:
    """`0023.5db2.1a80`."""
    return f"{mac[:2].hex()}.{mac[2:4].hex()}.{mac[4:].hex()}"


def _table(system: System, numbers: list[int]) -> str:
    text = (
        f"Switch/Stack Mac Address : {address_text(system.chassis.mac)}\n"
        f"{'':43}H/W   Current\n"
        "Switch#  Role   Mac Address     Priority Version  State \n"
        f"{'-' * 58}\n"
    )
    for number in numbers:
        state = state_of(system, number)
        there = state is not State.PROVISIONED
        address = address_text(system.box(number).mac) if there else NO_ADDRESS
        mark, role = ("*", "Master") if number == 1 else (" ", "Member")
        priority = PRIORITY if there else 0
        text += f"{mark}{number:<8}{role:<7}{address:<19}{priority:<7}{HARDWARE_VERSION:<8}{STATES[state]:<20}\n"
    return text


def _ports(system: System) -> str:
    """Every switch is linked to the next one, the last to the first."""
    text = (
        f"{'':9}Stack Port Status             Neighbors     \n"
        "Switch#  Port 1     Port 2           Port 1   Port 2 \n"
        f"{'-' * 56}\n"
    )
    ring = [1, *(member.number for member in system.members)]
    for place, number in enumerate(ring):
        if len(ring) == 1:
            linked, before, after = "Down", "None", "None"
        else:
            linked, before, after = "Ok", str(ring[place - 1]), str(ring[(place + 1) % len(ring)])
        text += f"  {number}       {linked:^6}     {linked:^6}            {before:^4}     {after:^4} \n"
    return text
