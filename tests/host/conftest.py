"""A process environment of one's own for each test."""

import os
from collections.abc import Iterator, MutableMapping
from pathlib import Path

import pytest


@pytest.fixture
def variables(tmp_path: Path) -> Iterator[MutableMapping[str, str]]:
    """The environment without IOSIM_ variables, with a runtime directory of its own; put back after the test."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("IOSIM_")]:
        del os.environ[name]
    os.environ["XDG_RUNTIME_DIR"] = str(tmp_path)
    yield os.environ
    os.environ.clear()
    os.environ.update(before)
