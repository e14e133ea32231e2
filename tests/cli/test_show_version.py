"""`show version` and its relatives, compared whole: programs parse these screens."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from iosim.boot import variables
from iosim.boot.hardware import CRYPTO_NOTICE, LicenseSummary
from iosim.chassis import Chassis, Udi
from iosim.cli.show_version import boot_text, bootvar_text, inventory_text, version_text
from iosim.config.value import Config
from iosim.featureset.catalog import Catalog
from iosim.featureset.choice import Choice
from iosim.featureset.personality import Personality
from iosim.platforms import catalog
from iosim.platforms.platform import Port
from iosim.syslog.stamp import calendar_ms
from iosim.system.calendar import Calendar
from iosim.system.system import Origin

NOTICE = "\n".join(CRYPTO_NOTICE)
UP_MS = ((34 * 7 + 3) * 24 + 18) * 3_600_000 + 31 * 60_000
SWITCH_IMAGE = "c3560e-universalk9-mz.150-2.SE11"
OLD_SWITCH_IMAGE = "c3560e-universalk9-mz.122-46.SE"
ROUTER_IMAGE = "c880data-universalk9-mz.154-2.T1"


@dataclass
class Ports:
    """The interfaces of a device that changed none."""

    rows: tuple[Port, ...]

    def ports(self) -> tuple[Port, ...]:
        return self.rows


@dataclass
class Booted:
    """What `show version` asks of a System."""

    personality: Personality
    chassis: Chassis
    license_summary: LicenseSummary
    origin: Origin
    hostname: str = "lab"
    boot_ms: int = 0
    config: Config = field(default_factory=Config)
    calendar: Calendar = field(default_factory=lambda: Calendar(0, False))

    @property
    def interfaces(self) -> Ports:
        return Ports(self.personality.platform.ports)

    def uptime_ms(self, now_ms: int) -> int:
        return now_ms - self.boot_ms

    members = ()

    def switch(self, number: int) -> Any:
        return self if number == 1 else None

    def box(self, number: int) -> Chassis:
        return self.chassis


def booted(model: str, image_name: str, level: str) -> Any:
    """A running device of that model and image, with a permanent licence for its level."""
    platform, orderable = catalog.find(model)
    image = Catalog.packaged().image(image_name)
    chassis = Chassis(Udi(platform.pid, "SIM1240R0WY"), orderable.pid, bytes.fromhex("02235db21a80"), 0, {})
    return Booted(
        Personality(platform, image, image.level(level)),
        chassis,
        LicenseSummary(level, "Permanent", level),
        Origin(
            Choice(level, None),
            ("flash:/" if platform.family == "switch" else "flash:") + image.flash_path,
            variables.register(chassis, platform),
            "power-on",
            "power-on",
            True,
            (),
        ),
    )


def test_a_switch_says_what_it_is() -> None:
    system = booted("WS-C3560E-24TD-E", SWITCH_IMAGE, "ipservices")

    assert version_text(system, UP_MS) == (
        "Cisco IOS Software, C3560E Software (C3560E-UNIVERSALK9-M), Version 15.0(2)SE11, RELEASE SOFTWARE (fc3)\n"
        "Technical Support: http://www.cisco.com/techsupport\n"
        "Copyright (c) 1986-2017 by Cisco Systems, Inc.\n"
        "Compiled Sat 19-Aug-17 08:39 by prod_rel_team\n"
        "\n"
        "ROM: Bootstrap program is C3560E boot loader\n"
        "BOOTLDR: C3560E Boot Loader (C3560E-HBOOT-M) Version 12.2(44r)SE5, RELEASE SOFTWARE (fc3)\n"
        "\n"
        "lab uptime is 34 weeks, 3 days, 18 hours, 31 minutes\n"
        "System returned to ROM by power-on\n"
        'System image file is "flash:/c3560e-universalk9-mz.150-2.SE11.bin"\n'
        "\n\n"
        f"{NOTICE}\n"
        "\n"
        "License Level: ipservices\n"
        "License Type: Permanent\n"
        "Next reload license Level: ipservices\n"
        "\n"
        "cisco WS-C3560E-24TD (PowerPC405) processor (revision F0) with 131072K bytes of memory.\n"
        "Processor board ID SIM1240R0WY\n"
        "Last reset from power-on\n"
        "1 Virtual Ethernet interface\n"
        "1 FastEthernet interface\n"
        "28 Gigabit Ethernet interfaces\n"
        "2 Ten Gigabit Ethernet interfaces\n"
        "The password-recovery mechanism is enabled.\n"
        "\n"
        "512K bytes of flash-simulated non-volatile configuration memory.\n"
        "Base ethernet MAC Address       : 02:23:5D:B2:1A:80\n"
        "Motherboard assembly number     : 73-10317-11\n"
        "Motherboard serial number       : SIM1001QKXD\n"
        "Model revision number           : F0\n"
        "Motherboard revision number     : B0\n"
        "Model number                    : WS-C3560E-24TD-E\n"
        "Daughterboard assembly number   : 800-28590-01\n"
        "Daughterboard serial number     : SIM2109GCN6\n"
        "System serial number            : SIM1240R0WY\n"
        "Top Assembly Part Number        : 800-27550-03\n"
        "Top Assembly Revision Number    : A0\n"
        "Version ID                      : V02\n"
        "CLEI Code Number                : COMSA00ARA\n"
        "Hardware Board Revision Number  : 0x01\n"
        "\n\n"
        "Switch Ports Model              SW Version            SW Image                 \n"
        "------ ----- -----              ----------            ----------               \n"
        "*    1 30    WS-C3560E-24TD     15.0(2)SE11           C3560E-UNIVERSALK9-M     \n"
        "\n\n"
        "Configuration register is 0xF\n"
        "\n"
    )


def test_an_old_release_has_its_own_lines() -> None:
    shown = version_text(booted("WS-C3560E-24TD-S", OLD_SWITCH_IMAGE, "ipbase"), 60_000)

    assert shown.startswith(
        "Cisco IOS Software, C3560E Software (C3560E-UNIVERSALK9-M), Version 12.2(46)SE, RELEASE SOFTWARE (fc2)\n"
        "Copyright (c) 1986-2008 by Cisco Systems, Inc.\n"
        "Compiled Thu 21-Aug-08 15:09 by nachen\n"
        "Image text-base: 0x00003000, data-base: 0x02000000\n\nROM: "
    )
    assert f'"flash:/{OLD_SWITCH_IMAGE}/{OLD_SWITCH_IMAGE}.bin"\n' in shown
    assert "with 122880K/8184K bytes of memory.\n" in shown
    assert "lab uptime is 1 minute\n" in shown


def test_a_router_says_what_it_is() -> None:
    system = booted("CISCO881-SEC-K9", ROUTER_IMAGE, "advipservices")
    system.origin = replace(system.origin, restart_reason="reload", reload_text="Reload Command")
    system.calendar = Calendar(calendar_ms(2016, 6, 22, 12, 42, 49), True)

    assert version_text(system, UP_MS) == (
        "Cisco IOS Software, C880 Software (C880DATA-UNIVERSALK9-M), Version 15.4(2)T1, RELEASE SOFTWARE (fc3)\n"
        "Technical Support: http://www.cisco.com/techsupport\n"
        "Copyright (c) 1986-2014 by Cisco Systems, Inc.\n"
        "Compiled Thu 26-Jun-14 14:15 by prod_rel_team\n"
        "\n"
        "ROM: System Bootstrap, Version 12.4(22r)YB5, RELEASE SOFTWARE (fc1)\n"
        "\n"
        "lab uptime is 34 weeks, 3 days, 18 hours, 31 minutes\n"
        "System returned to ROM by reload\n"
        "System restarted at 12:42:49 UTC Wed Jun 22 2016\n"
        'System image file is "flash:c880data-universalk9-mz.154-2.T1.bin"\n'
        "Last reload type: Normal Reload\n"
        "Last reload reason: Reload Command\n"
        "\n\n\n"
        f"{NOTICE}\n"
        "\n"
        "Cisco 881 (MPC8300) processor (revision 1.0) with 236544K/25600K bytes of memory.\n"
        "Processor board ID SIM1240R0WY\n"
        "\n"
        "5 FastEthernet interfaces\n"
        "1 Virtual Private Network (VPN) Module\n"
        "256K bytes of non-volatile configuration memory.\n"
        "126000K bytes of ATA CompactFlash (Read/Write)\n"
        "\n\n"
        "License Info:\n"
        "\n"
        "License UDI:\n"
        "\n"
        "-------------------------------------------------\n"
        "Device#\t  PID\t\t\tSN\n"
        "-------------------------------------------------\n"
        "*0  \t  CISCO881-SEC-K9       SIM1240R0WY     \n"
        "\n\n\n"
        "License Information for 'c880-data'\n"
        "    License Level: advipservices   Type: Permanent\n"
        "    Next reboot license Level: advipservices\n"
        "\n\n"
        "Configuration register is 0x2102\n"
        "\n"
    )


def test_an_image_without_cryptography_prints_no_notice() -> None:
    shown = version_text(booted("WS-C3560E-24TD", "c3560e-universal-mz.122-35.SE5", "ipbase"), 0)

    assert CRYPTO_NOTICE[0] not in shown
    assert '.bin"\n\n\nLicense Level: ipbase\n' in shown


def test_a_changed_register_is_announced_for_the_next_reload() -> None:
    system = booted("CISCO881-K9", ROUTER_IMAGE, "advsecurity")

    variables.put_register(system.chassis, 0x2142)

    assert version_text(system, 0).endswith("Configuration register is 0x2102 (will be 0x2142 at next reload)\n\n")


def test_the_inventory_lists_the_parts_with_their_udi() -> None:
    switch = inventory_text(booted("WS-C3750E-24TD-S", "c3750e-universalk9-mz.122-46.SE", "ipbase"))

    assert switch.startswith(
        'NAME: "1", DESCR: "WS-C3750E-24TD"\nPID: WS-C3750E-24TD-S  , VID: V02  , SN: SIM1240R0WY\n\n'
        'NAME: "Power Supply 0", DESCR: "FRU Power Supply"\nPID: C3K-PWR-265WAC    , VID: V01D , SN: SIM'
    )
    assert inventory_text(booted("CISCO881-SEC-K9", ROUTER_IMAGE, "advsecurity")) == (
        'NAME: "881", DESCR: "881 chassis, Hw Serial#: SIM1240R0WY, Hw Revision: 1.0"\n'
        "PID: CISCO881-SEC-K9   , VID: V01 , SN: SIM1240R0WY\n\n\n"
    )


@pytest.mark.parametrize("newer", [True, False])
def test_show_boot_reads_the_boot_variables(newer: bool) -> None:
    system = booted("WS-C3560E-24TD", SWITCH_IMAGE if newer else OLD_SWITCH_IMAGE, "ipbase")
    variables.put(system.chassis, variables.BOOT, "flash:/a.bin;flash:/b.bin")
    variables.put(system.chassis, variables.MANUAL_BOOT, "yes")

    shown = boot_text(system)

    assert shown.startswith(
        "BOOT path-list      : flash:/a.bin;flash:/b.bin\n"
        "Config file         : flash:/config.text\n"
        "Private Config file : flash:/private-config.text\n"
        "Enable Break        : no\n"
        "Manual Boot         : yes\n"
    )
    assert ("Allow Dev Key         : yes\n" in shown) is newer
    assert "NVRAM/Config file\n      buffer size:   524288\n" in shown


def test_show_bootvar_reads_the_boot_variables() -> None:
    system = booted("CISCO881-K9", ROUTER_IMAGE, "base")
    variables.put(system.chassis, variables.BOOT, "flash:x.bin,12;")

    assert bootvar_text(system) == (
        "BOOT variable = flash:x.bin,12;\n"
        "CONFIG_FILE variable = \n"
        "BOOTLDR variable = \n"
        "Configuration register is 0x2102\n"
    )
