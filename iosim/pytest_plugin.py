"""
pytest fixtures: devices that boot in milliseconds and are gone after the test.

Loaded by every pytest run where iosim is installed, so importing it costs next to nothing: the device itself is
imported by the first test that asks for one.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol, Unpack

import pytest

if TYPE_CHECKING:
    from iosim.api.facade import Device
    from iosim.api.options import Options


class BootDevice(Protocol):
    """What the `ios_device` fixture is: `iosim.boot`, with the device closed after the test."""

    def __call__(self, model: str | None = None, **options: "Unpack[Options]") -> "Device": ...


@pytest.fixture
def ios_model() -> str:
    """Override: the model that `ios_device()` and `ios_switch` boot."""
    return "WS-C3750E-24TD"


@pytest.fixture
def ios_listen() -> "Options":
    """Override: where devices listen, as keywords of `iosim.boot` (host, ssh, ...); by default at free ports."""
    return {}


@pytest.fixture
def ios_device(ios_model: str, ios_listen: "Options") -> Iterator[BootDevice]:
    """
    A factory of devices: `ios_device("CISCO881-K9", licenses=["advipservices"])`.

    Takes what `iosim.boot` takes; every device is switched off when the test ends.
    """
    import iosim

    with ExitStack() as devices:

        def boot(model: str | None = None, **options: "Unpack[Options]") -> "Device":
            wanted: Options = {**ios_listen, **options}
            return devices.enter_context(iosim.boot(model or ios_model, **wanted))

        yield boot


@pytest.fixture
def ios_switch(ios_device: BootDevice) -> "Device":
    """A running Catalyst switch (`ios_model`), with the configuration it ships with."""
    return ios_device()


@pytest.fixture
def ios_router(ios_device: BootDevice) -> "Device":
    """A running 881 router, with the configuration it ships with."""
    return ios_device("CISCO881-K9")
