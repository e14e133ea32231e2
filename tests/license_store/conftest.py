"""A switch and its licences, fresh for each test."""

import pytest

from iosim.chassis import Chassis
from iosim.license_store import LicenseStore
from tests.license_store.made import make_chassis, make_store


@pytest.fixture
def chassis() -> Chassis:
    return make_chassis()


@pytest.fixture
def store(chassis: Chassis) -> LicenseStore:
    return make_store(chassis)
