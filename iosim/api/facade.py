"""The names that `iosim` itself has; loaded when the first of them is used."""

from iosim.api.asynchronous import Endpoint
from iosim.api.device import Device, boot
from iosim.api.witness import Trap
from iosim.errors import IosimError, UsageError
from iosim.license_store import LicenseRefusal, issue

__all__ = ["Device", "Endpoint", "IosimError", "LicenseRefusal", "Trap", "UsageError", "boot", "issue"]
