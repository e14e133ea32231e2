"""
Looking for shared libraries without starting a linker.

asyncssh asks `ctypes.util.find_library` for libraries it can do without, and where one is missing Python runs
`ldconfig`, a compiler and a linker to be sure: a quarter of the time that importing asyncssh takes. The loader's own
cache gives the answer in microseconds.
"""

import ctypes.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LOADER_CACHE = "/etc/ld.so.cache"


@contextmanager
def by_loader_cache() -> Iterator[None]:
    """
    Inside the block a library that the loader's cache does not name is not looked for by other means.

    Where there is no such cache, or other folders are searched as well (LD_LIBRARY_PATH), nothing changes.
    """
    names = _cached_names()
    if names is None:
        yield
        return
    search = ctypes.util.find_library

    def found(name: str) -> str | None:
        return search(name) if b"lib%s.so" % name.encode() in names else None

    ctypes.util.find_library = found
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _cached_names() -> bytes | None:
    if sys.platform != "linux" or os.environ.get("LD_LIBRARY_PATH"):
        return None
    try:
        with open(LOADER_CACHE, "rb") as file:
            return file.read()
    except OSError:
        return None
