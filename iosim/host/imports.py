"""
Getting the SSH library into a new process quickly.

While it is imported, asyncssh asks `ctypes.util.find_library` for liboqs and libnettle, which runs ldconfig and, where
that finds nothing, a compiler: a tenth of the time until the device is ready. Both bring algorithms that no
device of this age offers. In a process that only is a device nobody misses them.
"""

import ctypes.util
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quick_start() -> Iterator[None]:
    """No search for optional libraries and no garbage collection inside the block; only for a process of our own."""
    find_library = ctypes.util.find_library
    ctypes.util.find_library = _no_library
    gc.disable()
    try:
        yield
    finally:
        ctypes.util.find_library = find_library
        gc.freeze()  # what was imported stays: later collections need not look at it again
        gc.enable()


def _no_library(name: str) -> None:
    return None
