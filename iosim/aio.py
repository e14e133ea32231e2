"""The names of the Python facade for asyncio: the device lives on the caller's loop, and what takes time is awaited."""

from iosim.api.asynchronous import Device, Endpoint, boot
from iosim.api.witness import Trap
from iosim.license_store import issue

__all__ = ["Device", "Endpoint", "Trap", "boot", "issue"]
