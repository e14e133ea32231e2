"""A switch's and a router's file systems, fresh for each test."""

import pytest

from iosim.flash import FileSystems
from tests.flash.made import file_systems


@pytest.fixture
def switch() -> FileSystems:
    return file_systems("WS-C3750E-24TD")


@pytest.fixture
def router() -> FileSystems:
    return file_systems("CISCO881-K9")
