"""Every model iosim knows, found by the name on the box or on the order."""

from iosim.errors import UsageError
from iosim.platforms.platform import Orderable, Platform
from iosim.platforms.routers import ROUTERS
from iosim.platforms.switches import SWITCHES

PLATFORMS: tuple[Platform, ...] = SWITCHES + ROUTERS
DEFAULT_MODEL = "WS-C3750E-24TD"


def find(model: str) -> tuple[Platform, Orderable]:
    """
    The platform and order called `model`, in any case: a base product id or an orderable spelling (-S, -E).

    A base product id means the platform's first orderable.

    Raises:
        UsageError: no such model; the message names the known ones.
    """
    wanted = model.upper()
    for platform in PLATFORMS:
        if platform.pid.upper() == wanted:
            return platform, platform.orderables[0]
        for orderable in platform.orderables:
            if orderable.pid.upper() == wanted:
                return platform, orderable
    known = ", ".join(platform.pid for platform in PLATFORMS)
    raise UsageError(f"no model {model!r}; known are {known} (switches also with -S or -E)")


def base_pid(spelling: str) -> str:
    """The product id as it stands in the UDI, for a base or orderable spelling in any case; UsageError as `find`."""
    platform, _ = find(spelling)
    return platform.pid
