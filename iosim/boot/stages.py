"""
The stages between power and a running IOS, and what leads from one to the next.

    OFF --POWER--> LOADER --HANDOVER--> STARTING --STARTED--> RUNNING --RELOAD--> LOADER
                    |  ^                   |                     |
         STOP/BREAK |  | BOOT              | BREAK               | BREAK
                    v  |                   v                     |
                   MONITOR <---------------+---------------------+
    CUT leads from everywhere to OFF.

STOP stands for every way a boot loader ends at its prompt by itself: no image that can be booted, manual boot, the
MODE button, a configuration register that says so. Whether a BREAK counts is for the boot plan to say, and for the
configuration register once IOS runs.
"""

from enum import Enum


class Stage(Enum):
    """Where a device stands between being off and running IOS."""

    OFF = "off"
    LOADER = "loader"  # the boot loader looks for an image, loads and verifies it
    STARTING = "starting"  # IOS decompresses, tests its hardware and prints its banner
    RUNNING = "running"
    MONITOR = "monitor"  # `switch:` or `rommon 1 >` waits for a command


class Cause(Enum):
    """What moves a device to another stage."""

    POWER = "power comes on"
    CUT = "power is cut"
    HANDOVER = "a verified image takes over"
    STOP = "the loader has nothing to boot, or is told not to"
    STARTED = "IOS is ready"
    BREAK = "BREAK on the console"
    RELOAD = "IOS reloads"
    BOOT = "the monitor is told to boot or to reset"


NEXT: dict[tuple[Stage, Cause], Stage] = {
    (Stage.OFF, Cause.POWER): Stage.LOADER,
    (Stage.LOADER, Cause.HANDOVER): Stage.STARTING,
    (Stage.LOADER, Cause.STOP): Stage.MONITOR,
    (Stage.LOADER, Cause.BREAK): Stage.MONITOR,
    (Stage.STARTING, Cause.STARTED): Stage.RUNNING,
    (Stage.STARTING, Cause.BREAK): Stage.MONITOR,
    (Stage.RUNNING, Cause.RELOAD): Stage.LOADER,
    (Stage.RUNNING, Cause.BREAK): Stage.MONITOR,
    (Stage.MONITOR, Cause.BOOT): Stage.LOADER,
    **{(stage, Cause.CUT): Stage.OFF for stage in Stage if stage is not Stage.OFF},
}

# What cannot happen in a stage, or changes nothing there.
IGNORED: frozenset[tuple[Stage, Cause]] = frozenset(
    {(stage, cause) for stage in Stage for cause in Cause} - NEXT.keys()
)


def next_stage(stage: Stage, cause: Cause) -> Stage:
    """The stage that `cause` leads to; the same one where the device ignores it."""
    return NEXT.get((stage, cause), stage)
