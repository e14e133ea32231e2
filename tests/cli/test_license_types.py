"""Rights to use, counted licences and subscriptions on the screen."""

import pytest

from iosim.license_store import granted, issue
from tests.cli.made_files import Operator

UDI = "WS-C3750E-24TD:SIM1234X0AB"
LATER = "c3750e-universalk9-mz.150-2.SE"
RELOAD = "% Reload to make the license take effect\n"


@pytest.fixture
def switch() -> Operator:
    return Operator("WS-C3750E-24TD", serial="SIM1234X0AB", image=LATER)


@pytest.fixture
def router() -> Operator:
    return Operator("CISCO881-K9", serial="SIM1234X0AB")


def test_a_right_to_use_is_claimed_with_a_word_or_an_answer(switch: Operator) -> None:
    assert switch.types("license right-to-use activate ipservices", ["no"]).endswith("ACCEPT? (yes/[no]): ")
    assert switch.types("license right-to-use deactivate ipservices") == (
        "% Error: No license found for feature ipservices\n"
    )
    assert switch.types("license right-to-use activate ipservices ACCEPTeula") == RELOAD
    assert switch.types("license right-to-use activate ipservices") == ""
    assert "  1      ipservices     PermanentRightToUse  Lifetime\n" in switch.types("show license right-to-use")

    switch.types("reload")
    switch.device.restart(0)
    switch.device.finish_boot(0)

    assert "License Type: PermanentRightToUse" in switch.types("show version")
    assert switch.types("license right-to-use deactivate IPServices") == RELOAD
    assert switch.types("license right-to-use activate seck9") == "% Error: No license found for feature seck9\n"


def test_earlier_releases_know_no_right_to_use() -> None:
    switch = Operator("WS-C3750E-24TD", image="c3750e-universalk9-mz.122-55.SE5")

    assert "Invalid input" in switch.types("license right-to-use activate ipservices acceptEULA")


def test_seats_are_counted_on_every_screen(router: Operator) -> None:
    udi = router.device.chassis.udi
    licenses = [granted(udi, "SSL_VPN", count=8), granted(udi, "SSL_VPN", count=4, additive=True)]
    router.system.licensing.install_each([(license, False) for license in licenses], 0)
    router.system.licensing.seats.take("SSL_VPN", 9, 0)

    assert "\tLicense Count: 12/9/0  (Active/In-use/Violation)\n" in router.types("show license")
    detail = router.types("show license detail SSL_VPN")
    assert "\tLicense Addition: Exclusive\n" in detail
    assert "\tLicense Addition: Additive\n" in detail
    assert "\tLicense Count: 8/8/0  (Active/In-use/Violation)\n" in detail
    assert "\tLicense Count: 4/1/0  (Active/In-use/Violation)\n" in detail
    assert "SSL_VPN             yes          no          no             yes     \n" in router.types(
        "show license feature"
    )


def test_a_counted_licence_with_users_is_not_cleared(router: Operator) -> None:
    router.keep("a.lic", issue(router.device.chassis.udi, "SSL_VPN", count=8))
    router.types("license install flash:a.lic")
    router.system.licensing.seats.take("SSL_VPN", 1, 0)

    assert router.types("license clear SSL_VPN") == "% Error: Could not delete in-use license\n"


def test_a_subscription_shows_its_days(router: Operator) -> None:
    license = granted(router.device.chassis.udi, "advipservices", type="paidSubscription", starts="1970-01-01", days=14)
    router.system.licensing.install_each([(license, False)], 0)

    shown = router.types("show license detail advipservices")

    assert "\tLicense Type: PaidSubscription\n" in shown
    assert "\t    Subscription start date: 1970-01-01\n\t    Subscription end date: 1970-01-15\n" in shown
    assert "Period left: 2  weeks 0  day  \n" in router.types("show license")
    assert "advipservices       yes          yes         yes            no      \n" in router.types(
        "show license feature"
    )
