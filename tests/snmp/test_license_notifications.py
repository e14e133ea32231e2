"""Notifications of rights to use, subscriptions and counted licences, and the objects they speak of."""

import pytest

from iosim.license_store import granted
from tests.snmp.booted import Booted
from tests.snmp.test_notifications import DAY_MS, LICENSE, told

LICENSE_ENTRY = (*LICENSE, 1, 2, 3, 1)
FEATURE_ENTRY = (*LICENSE, 1, 2, 4, 1)
COUNTED, FEATURE = (1, 1, 2), (1, 3)


@pytest.fixture
def router() -> Booted:
    device = Booted("CISCO881-K9", image="c880data-universalk9-mz.154-2.T1")
    device.configure("snmp-server host 127.0.0.1 version 2c nms", "snmp-server enable traps")
    license = granted(device.device.chassis.udi, "SSL_VPN", count=5, comment="floor 2")
    device.system.licensing.install_each([(license, False)], device.now_ms)
    device.traps()
    return device


def test_four_fifths_and_all_of_the_seats_are_told(router: Booted) -> None:
    for _ in range(5):
        router.system.licensing.seats.take("SSL_VPN", 1, router.now_ms)

    warning, exceeded = map(told, router.traps())
    counted = ((*FEATURE_ENTRY, 5, *FEATURE), b"SSL VPN users")
    comment = ((*LICENSE_ENTRY, 13, *COUNTED), b"floor 2")
    named = [
        ((*LICENSE_ENTRY, 3, *COUNTED), b"SSL_VPN"),
        ((*LICENSE_ENTRY, 4, *COUNTED), b"1.0"),
        ((*LICENSE_ENTRY, 10, *COUNTED), 5),
    ]
    assert warning == ((*LICENSE, 0, 4), [*named, ((*LICENSE_ENTRY, 11, *COUNTED), 1), counted, comment])
    assert exceeded == ((*LICENSE, 0, 3), [*named, counted, comment])
    assert router.get(*LICENSE_ENTRY, 11, *COUNTED) == 0
    assert router.get(*LICENSE_ENTRY, 14, *COUNTED) == 6  # usageCountConsumed
    assert router.get(*FEATURE_ENTRY, 5, *FEATURE) == b"SSL VPN users"


def test_the_way_from_evaluation_to_right_to_use_is_told(router: Booted) -> None:
    licensing = router.system.licensing
    router.configure("license accept end user agreement", "license boot module c880-data level advipservices")
    router.device.system.device.chassis.take()
    trial = (1, 2, 1)
    assert router.get(*LICENSE_ENTRY, 5, *trial) == 8
    router.traps()
    licensing.current = licensing.next
    licensing.started(router.now_ms)

    router.device.advance(router.now_ms + 60 * DAY_MS)
    router.now_ms += 60 * DAY_MS

    names = [told(trap) for trap in router.traps()]
    assert [name for name, _ in names] == [(*LICENSE, 0, 13), (*LICENSE, 0, 13), (*LICENSE, 0, 14)]
    assert names[0][1][2] == ((*FEATURE_ENTRY, 4, 1, 1), 10 * 86_400)
    assert router.get(*LICENSE_ENTRY, 5, *trial) == 9
    assert (router.get(*LICENSE_ENTRY, 7, *trial), router.get(*LICENSE_ENTRY, 8, *trial)) == (0, 0)
    assert router.get(*LICENSE_ENTRY, 17, *trial) == 60 * 86_400


def test_the_last_day_of_a_subscription_is_told(router: Booted) -> None:
    license = granted(router.device.chassis.udi, "advipservices", type="paidSubscription", starts="1970-01-01", days=3)
    router.system.licensing.install_each([(license, False)], router.now_ms)
    assert router.get(*LICENSE_ENTRY, 15, 1, 1, 3) == bytes((7, 178, 1, 1, 0, 0, 0, 0))
    assert router.get(*LICENSE_ENTRY, 16, 1, 1, 3) == bytes((7, 178, 1, 4, 0, 0, 0, 0))
    assert router.get(*LICENSE_ENTRY, 15, *COUNTED) == b""
    router.traps()

    router.device.advance(4 * DAY_MS)

    traps = [told(trap) for trap in router.traps()]
    ends = ((*FEATURE_ENTRY, 7, 1, 1), bytes((7, 178, 1, 4, 0, 0, 0, 0)))
    warnings = [variables for name, variables in traps if name == (*LICENSE, 0, 10)]
    over = [variables for name, variables in traps if name == (*LICENSE, 0, 12)]
    assert len(warnings) == 2 + 23
    assert [variables[2] for variables in (warnings[0], over[0])] == [ends, ends]
    assert len(over) == 2
