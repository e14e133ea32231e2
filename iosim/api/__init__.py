"""Devices from Python: `iosim.boot` for everybody, `iosim.aio` for asyncio."""

from iosim.api.asynchronous import Endpoint
from iosim.api.device import Device, boot
from iosim.api.witness import Trap
from iosim.license_store import issue

__all__ = ["Device", "Endpoint", "Trap", "boot", "issue"]
