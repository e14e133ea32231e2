"""
A switch and a router for the clients of a module.

scrapli, napalm, unicon and Ansible are no dependency of the tests: what they need does not go together with the rest
in one environment. Their modules are collected where they are installed; `make test-automation` makes such a place.
"""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.clients.served import Served, serve

_NEEDS = {"scrapli": "scrapli", "napalm": "napalm", "unicon": "pyats", "ansible": "ansible"}
collect_ignore = [f"test_{name}.py" for name, package in _NEEDS.items() if find_spec(package) is None]

SWITCH, ROUTER = "WS-C3750E-24TD", "CISCO881-K9"


@pytest.fixture(scope="module")
def switch() -> Iterator[Served]:
    with serve(SWITCH) as served:
        yield served


@pytest.fixture(scope="module")
def router() -> Iterator[Served]:
    with serve(ROUTER) as served:
        yield served


@pytest.fixture(scope="module", params=[SWITCH, ROUTER])
def device(request: pytest.FixtureRequest) -> Iterator[Served]:
    """Either of them in turn."""
    with serve(request.param) as served:
        yield served
