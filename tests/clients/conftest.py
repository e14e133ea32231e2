"""A switch and a router for the clients of a module."""

from collections.abc import Iterator

import pytest

from tests.clients.served import Served, serve

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
