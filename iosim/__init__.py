"""iosim: an emulator of Catalyst 3750-E/3560-E switches and Cisco 860/880 routers, as firmware."""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosim import aio as aio
    from iosim.api.facade import Device, IosimError, LicenseRefusal, UsageError, boot, issue

__version__ = "0.1.0"
__all__ = ["Device", "IosimError", "LicenseRefusal", "UsageError", "__version__", "boot", "issue"]

_FACADE = ("Device", "IosimError", "LicenseRefusal", "UsageError", "boot", "issue")


class _Facade(ModuleType):
    """
    The package as Python users see it: importing it costs nothing, the facade is loaded when first used.

    `iosim.boot` is the function that powers a device on although there is a package of the same name (what the
    boot loader does): the import system's attempt to put the package in its place is declined here. The
    package itself is imported as usual, `from iosim.boot import ...`.
    """

    @property
    def boot(self) -> Any:
        from iosim.api.facade import boot

        return boot

    @boot.setter
    def boot(self, package: ModuleType) -> None:
        """Called by the import system once `iosim.boot` (the package) was imported."""

    def __getattr__(self, name: str) -> Any:
        if name == "aio":
            return import_module("iosim.aio")
        if name in _FACADE:
            return getattr(import_module("iosim.api.facade"), name)
        raise AttributeError(f"module 'iosim' has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_FACADE, "aio"})


sys.modules[__name__].__class__ = _Facade
