"""
The stages between power and a running IOS, and what leads from one to the next.

    OFF --POWER--> LOADING --IMAGE_GOOD--> RUNNING --RELOAD--> LOADING
                    |   ^
    IMAGE_BAD/BREAK |   | BOOT
                    v   |
                   MONITOR            CUT leads from everywhere to OFF.

IMAGE_BAD stands for every way a boot loader ends at its prompt by itself: no image that can be booted, manual boot,
the MODE button, a configuration register that says so. Whether a BREAK counts is a fact of the boot plan.
"""

from enum import Enum


class Stage(Enum):
    """Where a device stands between being off and running IOS."""

    OFF = "off"
    LOADING = "loading"  # the boot loader looks for an image and verifies it, IOS tests its hardware
    MONITOR = "monitor"  # `switch:` or `rommon 1 >` waits for a command
    RUNNING = "running"


class Cause(Enum):
    """What moves a device to another stage."""

    POWER = "power comes on"
    CUT = "power is cut"
    IMAGE_GOOD = "a verified image has started"
    IMAGE_BAD = "the boot loader stops at its prompt"
    BREAK = "BREAK on the console"
    BOOT = "the monitor is told to boot or to reset"
    RELOAD = "IOS reloads"


NEXT: dict[tuple[Stage, Cause], Stage] = {
    (Stage.OFF, Cause.POWER): Stage.LOADING,
    (Stage.LOADING, Cause.IMAGE_GOOD): Stage.RUNNING,
    (Stage.LOADING, Cause.IMAGE_BAD): Stage.MONITOR,
    (Stage.LOADING, Cause.BREAK): Stage.MONITOR,
    (Stage.MONITOR, Cause.BOOT): Stage.LOADING,
    (Stage.RUNNING, Cause.RELOAD): Stage.LOADING,
    **{(stage, Cause.CUT): Stage.OFF for stage in Stage if stage is not Stage.OFF},
}

# What cannot happen in a stage, or changes nothing there: whoever raises it asks first.
IGNORED: frozenset[tuple[Stage, Cause]] = frozenset(
    {(stage, cause) for stage in Stage for cause in Cause} - NEXT.keys()
)
