"""
The stages between power and a running IOS, and what leads from one to the next.

    OFF --POWER--> LOADER --HANDOVER--> STARTING --STARTED--> RUNNING
                     |  ^                   |                    |
          STOP/BREAK |  | BOOT/RESET        | BREAK              | RELOAD -> LOADER
                     v  |                   v                    | BREAK  -> MONITOR
                    MONITOR <---------------+--------------------+
    CUT leads from everywhere to OFF.

Whether a BREAK counts at all is for `iosim.boot.loader.break_counts`; a cause that is ignored in a stage leaves it.
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
    BOOT = "the monitor is told to boot"
    RESET = "the monitor is told to reset"


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
    (Stage.MONITOR, Cause.RESET): Stage.LOADER,
    **{(stage, Cause.CUT): Stage.OFF for stage in Stage},
}


def next_stage(stage: Stage, cause: Cause) -> Stage:
    """The stage that `cause` leads to; the same one where the table has no row, since a device ignores the rest."""
    return NEXT.get((stage, cause), stage)
