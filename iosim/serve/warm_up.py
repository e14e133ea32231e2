"""
Importing what the first caller will need while nobody waits for anything else.

A process tells that it is ready before the command line is loaded. The modules come one at a time between turns
of the loop, so that a caller who is quick is served meanwhile and waits for the rest only.
"""

import asyncio
import pkgutil
from importlib import import_module


async def warm_up() -> None:
    """Import the command line of a device, piece by piece."""
    package = import_module("iosim.cli")
    for module in pkgutil.iter_modules(package.__path__, "iosim.cli."):
        import_module(module.name)
        await asyncio.sleep(0)
