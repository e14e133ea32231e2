"""What a chassis keeps decides what its boot prints and where it ends."""

import pytest

from iosim.boot import variables
from iosim.boot.hardware import LicenseSummary
from iosim.boot.loader import BootPlan, plan
from iosim.boot.search import BOOT_LIST
from iosim.chassis import keys
from iosim.featureset.catalog import Catalog
from iosim.flash.entry import Entry
from tests.boot.made import ROUTER, SWITCH, Bench, bench

GOOD = "c3750e-universalk9-mz.122-55.SE5"


@pytest.fixture
def switch() -> Bench:
    return bench(SWITCH)


@pytest.fixture
def router() -> Bench:
    return bench(ROUTER)


def booted(on: Bench, **how: object) -> BootPlan:
    return plan(on.chassis, on.platform, on.images, **how)  # type: ignore[arg-type]


def text(made: BootPlan) -> str:
    return "".join(made.pieces)


def damaged(data: bytes) -> bytes:
    return data[:-1000] + bytes((data[-1000] ^ 1,)) + data[-999:]


# -- switch


def test_a_new_switch_boots_the_image_of_its_factory(switch: Bench) -> None:
    made = booted(switch)

    assert made.image is switch.images.default("c3750e")
    assert made.path == "flash:/c3750e-universalk9-mz.122-46.SE/c3750e-universalk9-mz.122-46.SE.bin"
    assert text(made).startswith(
        "Using driver version 1 for media type 1\n"
        "Base ethernet MAC Address: 02:34:56:78:9a:80\n"
        "Xmodem file system is available.\n"
        "The password-recovery mechanism is enabled.\n"
        "Initializing Flash...\n"
        "mifs[2]: 0 files, 1 directories\n"
        "mifs[2]: Total bytes     :    3870720\n"
        "mifs[2]: Bytes used      :       1024\n"
        "mifs[2]: Bytes available :    3869696\n"
        "mifs[2]: mifs fsck took 1 seconds.\n"
        "mifs[3]: 2 files, 2 directories\n"
        "mifs[3]: Total bytes     :   57671680\n"
    )
    assert f'...done Initializing Flash.\ndone.\nLoading "{made.path}"...@@@@' in text(made)
    assert f'@\nFile "{made.path}" uncompressed and installed, entry point: 0x3000\nexecuting...\n' in text(made)
    assert "POST: PortASIC Memory Tests : End, Status Passed\n\n" in text(made)
    assert text(made).endswith("Switch 1 booting as Master\nWaiting for Port download...Complete\n\n")


def test_a_packaged_image_boots_by_name_without_being_built() -> None:
    images = Catalog()

    assert booted(bench(SWITCH, images)).image is not None
    assert images._contents == {}


def test_planning_changes_nothing(switch: Bench) -> None:
    booted(switch)
    booted(switch, hold_mode=True)

    assert switch.chassis.own == {}


def test_the_same_boot_prints_the_same_text(switch: Bench) -> None:
    assert booted(switch).pieces == booted(bench(SWITCH)).pieces


def test_a_missing_first_image_falls_through_to_the_next(switch: Bench) -> None:
    switch.store(f"{GOOD}.bin", switch.images.file(GOOD))
    variables.put(switch.chassis, variables.BOOT, f"flash:/gone.bin;flash:/{GOOD}.bin")

    made = booted(switch)

    assert made.image is switch.images.image(GOOD)
    assert (
        'Loading "flash:/gone.bin"...flash:/gone.bin: no such file or directory\n\n'
        'Error loading "flash:/gone.bin"\n\n'
        f'Loading "flash:/{GOOD}.bin"...@@@@' in text(made)
    )


def test_a_damaged_image_is_not_started_and_the_next_one_is(switch: Bench) -> None:
    switch.store("bad.bin", damaged(switch.images.file(GOOD)))
    variables.put(switch.chassis, variables.BOOT, "flash:bad.bin")

    made = booted(switch)

    assert made.image is switch.images.default("c3750e")
    assert 'Error loading "flash:bad.bin"\n\nInterrupt within 5 seconds to abort boot process.\nLoading "' in text(made)
    assert "SHA-256" in made.tried[0].reason


def test_an_image_damaged_behind_its_digest_is_found_out(switch: Bench) -> None:
    good = switch.images.file(GOOD)
    switch.store("x.bin", good)
    blob = next(key for key in switch.chassis.keys(keys.BLOB))
    switch.chassis.put(blob, damaged(good))

    assert booted(switch, requested="flash:x.bin").image is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello", "magic number mismatch: bad mzip file"),
        (Catalog.packaged().file(GOOD)[:5000], "premature end of file: bad mzip file"),
        (damaged(Catalog.packaged().file(GOOD)), "image digest mismatch: the file is damaged"),
        (Catalog.packaged().file(GOOD)[:-64] + bytes(64), "image signature verification failed"),
        (Catalog.packaged().file("c3560e-universalk9-mz.122-55.SE5"), "image is for another platform"),
    ],
)
def test_each_kind_of_bad_image_has_words_of_its_own(switch: Bench, data: bytes, words: str) -> None:
    switch.erase(switch.image_path)
    switch.store("x.bin", data)

    made = booted(switch)

    assert made.image is None
    assert f'Loading "flash:/x.bin"...flash:/x.bin: {words}\n\nError loading "flash:/x.bin"\n\n' in text(made)
    assert "flash:/x.bin" in made.reason


def test_without_any_image_a_switch_stops_at_its_prompt(switch: Bench) -> None:
    switch.erase(switch.image_path)
    variables.put(switch.chassis, variables.BOOT, "flash:/X.bin")

    made = booted(switch)

    assert made.image is None
    assert text(made).endswith(
        'Loading "flash:/X.bin"...flash:/X.bin: no such file or directory\n\n'
        'Error loading "flash:/X.bin"\n\n'
        "Interrupt within 5 seconds to abort boot process.\n"
        "Boot process failed...\n\n"
        "The system is unable to boot automatically.  The BOOT\n"
        "environment variable needs to be set to a bootable\n"
        "image.\n\n\n"
    )
    assert made.monitor.start(0) == [b"switch: "]


def test_a_directory_is_searched_before_what_follows_it(switch: Bench) -> None:
    switch.chassis.put(keys.FLASH + "other", Entry(60, 0, directory=True).encode())
    switch.store(f"other/{GOOD}.bin", switch.images.file(GOOD), index=90)
    switch.store("late.bin", switch.images.file(GOOD), index=70)
    switch.erase(switch.image_path)

    assert booted(switch).path == f"flash:/other/{GOOD}.bin"


def test_the_mode_button_stops_before_the_flash_is_initialised(switch: Bench) -> None:
    made = booted(switch, hold_mode=True)

    assert made.image is None
    assert "Initializing Flash" not in text(made)
    assert text(made).endswith(
        "\nThe system has been interrupted prior to initializing the\n"
        "flash filesystem.  The following commands will initialize\n"
        "the flash filesystem, and finish loading the operating\n"
        "system software:\n\n    flash_init\n    boot\n\n\n"
    )
    assert not made.flash_ready


def test_manual_boot_stops_and_a_plain_boot_goes_on(switch: Bench) -> None:
    variables.put(switch.chassis, variables.MANUAL_BOOT, "yes")

    assert booted(switch).reason == "boot manual"
    assert booted(switch, requested=BOOT_LIST).image is not None


def test_break_counts_on_a_switch_only_where_it_is_enabled(switch: Bench) -> None:
    assert not booted(switch).break_enabled

    variables.put(switch.chassis, variables.ENABLE_BREAK, "yes")

    made = booted(switch)
    assert made.break_enabled
    assert made.interrupt().start(0)[-1].endswith(b"switch: ")  # type: ignore[union-attr]


# -- router


def test_a_new_router_boots_the_image_of_its_factory(router: Bench) -> None:
    made = booted(router)

    assert made.image is router.images.default("c880data")
    assert made.path == "flash:c880data-universalk9-mz.150-1.M4.bin"
    assert text(made).startswith(
        "\nSystem Bootstrap, Version 12.4(22r)YB5, RELEASE SOFTWARE (fc1)\n"
        "Technical Support: http://www.cisco.com/techsupport\n"
        "Copyright (c) 2009 by cisco Systems, Inc.\n\n"
        "C880 platform with 262144 Kbytes of main memory\n\n"
        "Upgrade ROMMON initialized\n"
        "program load complete, entry point: 0x80020000, size: 0x1b340\n\n"
        "Self decompressing the image : ####"
    )
    assert "# [OK]\n" in text(made)
    assert not made.ignore_startup
    assert made.break_enabled


def test_register_2142_boots_and_ignores_the_saved_configuration(router: Bench) -> None:
    variables.put_register(router.chassis, 0x2142)

    made = booted(router)

    assert made.image is not None
    assert made.ignore_startup


def test_register_2100_stays_in_rommon(router: Bench) -> None:
    variables.put_register(router.chassis, 0x2100)

    made = booted(router)

    assert made.image is None
    assert text(made).endswith("Upgrade ROMMON initialized\n")
    assert made.monitor.start(0) == [b"rommon 1 > "]


def test_register_2101_takes_the_first_image_in_flash_whatever_boot_says(router: Bench) -> None:
    name = "c880data-universalk9-mz.154-2.T1"
    router.store(f"{name}.bin", router.images.file(name))
    variables.put(router.chassis, variables.BOOT, f"flash:{name}.bin,12;")

    assert booted(router).image is router.images.image(name)
    variables.put_register(router.chassis, 0x2101)
    assert booted(router).image is router.images.default("c880data")


def test_a_router_without_an_image_ends_in_rommon(router: Bench) -> None:
    router.erase(router.image_path)
    variables.put(router.chassis, variables.BOOT, "flash:gone.bin,12")

    made = booted(router)

    assert 'boot: cannot load "flash:gone.bin": no such file or directory\n' in text(made)
    assert "Boot process failed...\n" in text(made)
    assert made.reason == "flash:gone.bin does not exist"


def test_break_leads_a_router_to_rommon(router: Bench) -> None:
    greeting = booted(router).interrupt().start(0)

    assert greeting == [b'\r\nmonitor: command "boot" aborted due to user interrupt\r\nrommon 1 > ']


# -- what follows


def test_the_hardware_block_names_the_level_and_the_unit(switch: Bench) -> None:
    shown = booted(switch).hardware_text(LicenseSummary("ipbase", "Permanent", "ipservices"), last_reset="power-on")

    assert "License Level: ipbase\nLicense Type: Permanent\nNext reload license Level: ipservices\n\ncisco " in shown
    assert "System serial number            : SIM1234X0AB\n" in shown
    assert "Base ethernet MAC Address       : 02:34:56:78:9A:80\n" in shown
    assert "*    1 30    WS-C3750E-24TD     12.2(46)SE            C3750E-UNIVERSALK9-M     \n" in shown


def test_an_image_without_cryptography_prints_no_notice(switch: Bench) -> None:
    plain = "c3750e-universal-mz.122-35.SE5"
    switch.store("p.bin", switch.images.file(plain))
    license_ = LicenseSummary("ipbase", "Permanent", "ipbase")

    without = booted(switch, requested="flash:p.bin").hardware_text(license_, last_reset="power-on")
    with_ = booted(switch).hardware_text(license_, last_reset="power-on")

    assert "cryptograph" in with_
    assert "cryptograph" not in without
