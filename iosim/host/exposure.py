"""A device that others on the network can reach while everybody knows its passwords: said once."""

import logging
from typing import TYPE_CHECKING

from iosim.config import read
from iosim.config.day0 import ADMIN, OPERATOR
from iosim.control.guard import is_loopback

if TYPE_CHECKING:
    from iosim.config.value import Config

log = logging.getLogger(__name__)

WELL_KNOWN_COMMUNITIES = frozenset({"public", "private"})


def default_credentials(config: "Config") -> list[str]:
    """Which of the credentials that a device ships with still open it, in words."""
    users = read.users(config)
    found = []
    for name in (ADMIN, OPERATOR):
        account = users.get(name)
        if account is not None and account.secret is not None and account.secret.accepts(name):
            found.append(f"{name}/{name}")
    return found + [f"community {name}" for name in sorted(WELL_KNOWN_COMMUNITIES & set(read.communities(config)))]


def warn_of_exposure(host: str, config: "Config") -> None:
    """One warning where `host` is reached from elsewhere and a default credential still stands."""
    if is_loopback(host):
        return
    known = default_credentials(config)
    if known:
        log.warning(
            "the device listens at %s, where others reach it, and %s still open it; give it another --config",
            host,
            ", ".join(known),
        )
