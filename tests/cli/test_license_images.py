"""Licences through the images a device may boot, by real reloads: they stay, whatever the image makes of them."""

import pytest

from iosim.featureset.catalog import Catalog
from iosim.license_store import granted, issue
from tests.cli.made_files import Operator

DAY_MS = 86_400_000
SERIAL = "SIM1234X0AB"
UDI = f"WS-C3750E-24TD:{SERIAL}"
UPGRADES = (
    "c3750e-universalk9-mz.122-46.SE",
    "c3750e-universalk9-mz.122-55.SE5",
    "c3750e-universalk9-mz.150-2.SE",
    "c3750e-universalk9-mz.122-35.SE5",
)
FIXED = "c3750e-ipbasek9-mz.122-55.SE12"


class Upgrader(Operator):
    """Somebody who puts images into flash and boots them."""

    def boots(self, image: str) -> str:
        """Boot another image; what the device says it runs."""
        name = f"{image}.bin"
        if self.files.info(self.files.parse_url(f"flash:{name}")) is None:  # type: ignore[arg-type]
            self.keep(name, Catalog.packaged().file(image))
        self.types(f"configure terminal\nno boot system\nboot system flash:/{name}\nend\nwrite")
        self.reloads()
        version: str = self.system.personality.image.name
        return version

    def reloads(self) -> None:
        self.types("reload", ["", ""])
        self.device.restart(self.now_ms)
        self.device.finish_boot(self.now_ms)

    def waits(self, days: float) -> None:
        self.now_ms += round(days * DAY_MS)
        self.device.advance(self.now_ms)

    def held(self) -> set[str]:
        """The licences in the store, each with its comment."""
        licensing = self.system.licensing
        return {
            f"{entry.held.license.id} {entry.comment}" for entry in licensing.entries(self.now_ms) if entry.store == 1
        }

    def used_days(self, feature: str) -> float:
        entries = self.system.licensing.entries(self.now_ms)
        return next(entry.used_ms for entry in entries if (entry.feature, entry.store) == (feature, 2)) / DAY_MS


@pytest.fixture
def switch() -> Upgrader:
    return Upgrader("WS-C3750E-24TD", serial=SERIAL, image="c3750e-universalk9-mz.122-35.SE5")


def test_an_upgrade_keeps_every_licence_its_comment_and_what_was_used(switch: Upgrader) -> None:
    licenses = [granted(UDI, "ipservices", type="extension", days=20), granted(UDI, "advipservices", count=3)]
    switch.system.licensing.install_each([(license, True) for license in licenses], 0)
    switch.types("license comment add advipservices rack 4")
    switch.types("configure terminal\nlicense boot level ipservices\nend\nwrite")
    switch.reloads()
    before = switch.held()

    for image in UPGRADES:
        switch.waits(2)
        assert switch.boots(image) == image
        assert switch.held() == before
        assert switch.system.personality.level.name == "ipservices"
    assert len(before) == 3


def test_days_of_evaluation_add_up_over_images(switch: Upgrader) -> None:
    switch.types("configure terminal\nlicense boot level ipservices", ["yes"])
    switch.types("write")
    switch.reloads()

    for spent, image in enumerate(UPGRADES, 1):
        assert switch.system.personality.level.name == "ipservices"
        switch.waits(5)
        assert switch.used_days("ipservices") == 5 * spent
        switch.boots(image)


def test_a_fixed_feature_image_shows_licences_and_leaves_them_alone(switch: Upgrader) -> None:
    switch.boots("c3750e-universalk9-mz.122-55.SE5")
    switch.keep("a.lic", issue(UDI, "ipservices"))
    switch.types("license install flash:a.lic")
    switch.reloads()
    assert switch.system.personality.level.name == "ipservices"
    before = switch.held()

    assert switch.boots(FIXED) == FIXED

    assert switch.system.personality.level.name == "ipbase"
    assert "License Level" not in switch.types("show version")
    assert "Feature: ipservices                 Version: 1.0" in switch.types("show license all")
    for line in ("license install flash:a.lic", "license clear ipservices", "license save flash:b.lic"):
        assert "% Invalid input detected at '^' marker." in switch.types(line)
    assert "Invalid input" in switch.types("configure terminal\nlicense boot level ipservices")
    switch.waits(100)
    assert switch.held() == before

    switch.boots("c3750e-universalk9-mz.122-55.SE5")

    assert switch.system.personality.level.name == "ipservices"
    assert switch.held() == before


def test_an_evaluation_stands_still_under_a_fixed_feature_image(switch: Upgrader) -> None:
    switch.types("configure terminal\nlicense boot level ipservices", ["yes"])
    switch.types("write")
    switch.reloads()
    switch.waits(10)
    switch.boots(FIXED)
    switch.waits(30)

    switch.boots("c3750e-universalk9-mz.122-46.SE")

    assert switch.used_days("ipservices") == 10
