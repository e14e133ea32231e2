"""What configuration says of booting reaches the boot loader."""

import pytest

from iosim.boot import hardware, variables
from iosim.featureset.catalog import Catalog
from tests.boot.made import ROUTER, SWITCH, Bench, bench


@pytest.fixture
def router() -> Bench:
    return bench(ROUTER)


def test_the_register_is_the_platform_s_until_it_is_set(router: Bench) -> None:
    assert variables.register(router.chassis, router.platform) == 0x2102
    assert variables.register_text(variables.register(bench(SWITCH).chassis, bench(SWITCH).platform)) == "0xF"

    variables.put_register(router.chassis, 0x2142)

    assert variables.register_text(variables.register(router.chassis, router.platform)) == "0x2142"


def test_boot_lists_files_without_their_load_addresses(router: Bench) -> None:
    variables.put(router.chassis, variables.BOOT, "flash:a.bin,12;flash:b.bin,12;")

    assert variables.images(router.chassis) == ["flash:a.bin", "flash:b.bin"]


def test_the_description_is_the_first_lines_of_show_version() -> None:
    platform = bench(SWITCH).platform
    images = Catalog.packaged()

    assert hardware.system_description(platform, images.image("c3750e-universalk9-mz.150-2.SE11")) == (
        "Cisco IOS Software, C3750E Software (C3750E-UNIVERSALK9-M), Version 15.0(2)SE11, RELEASE SOFTWARE (fc3)\r\n"
        "Technical Support: http://www.cisco.com/techsupport\r\n"
        "Copyright (c) 1986-2017 by Cisco Systems, Inc.\r\n"
        "Compiled Sat 19-Aug-17 08:39 by prod_rel_team"
    )
    assert "Technical Support" not in hardware.system_description(
        platform, images.image("c3750e-universal-mz.122-35.SE5")
    )
