"""The names that `iosim` itself has; loaded when the first of them is used."""

from iosim.api.asynchronous import Endpoint
from iosim.api.device import Device, boot
from iosim.api.witness import Trap
from iosim.license_store import issue

__all__ = ["Device", "Endpoint", "Trap", "boot", "issue"]
