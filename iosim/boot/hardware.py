"""
Blocks of text that the boot console and `show version` share, from plain arguments; lines have no line end.

Source: `show version` of a WS-C3560E-24TD-E (15.0(1)SE) and of a CISCO881-SEC-K9 (15.4(2)T1).
"""

from collections.abc import Collection
from dataclasses import dataclass

from iosim.featureset.image import Image
from iosim.platforms.identity import part_serial
from iosim.platforms.platform import Platform

TECHNICAL_SUPPORT = "Technical Support: http://www.cisco.com/techsupport"
NO_LICENSE = "Default. No valid license found."

# The shape of the notice that crypto images print; the words are ours.
CRYPTO_NOTICE = (
    "This emulated image has cryptographic features switched on: SSH, HTTPS",
    "and SNMPv3 privacy work with real clients. Laws on the import, export,",
    "transfer and use of cryptography may apply where you run it. Having this",
    "program gives nobody permission to import, export, distribute or use",
    "encryption. Whoever imports, exports, distributes or uses it is the one",
    "who must comply with the laws of their country. If you cannot comply,",
    "stop using it.",
    "",
    "What iosim is, and what it is not, is said in its documentation:",
    "README.md and docs/limits.md",
    "",
    "No vendor's code or keys are part of it.",
)


@dataclass(frozen=True, slots=True)
class LicenseSummary:
    """What the level runs on, as `show version` words it."""

    level: str
    type: str  # "Permanent", "Evaluation", ...; NO_LICENSE when nothing backs the level
    next_level: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One device's own facts in these texts."""

    orderable_pid: str
    serial: str
    mac: bytes
    virtual_interfaces: int = 1  # Vlan interfaces that exist


def software_lines(image: Image) -> list[str]:
    """The first lines of `show version`: software, support address (where the release has it), copyright, date."""
    lines = [f"Cisco IOS Software, {image.software} ({image.image_id}), Version {image.version}, {image.build}"]
    if image.says("technical_support"):
        lines.append(TECHNICAL_SUPPORT)
    lines.append(f"Copyright (c) {image.copyright} by Cisco Systems, Inc.")
    lines.append(f"Compiled {image.compiled}")
    return lines


def text_base_lines(image: Image) -> list[str]:
    """The `Image text-base` line of older switch releases; nothing elsewhere."""
    text_base = image.words.get("text_base", "")
    if not text_base:
        return []
    return [f"Image text-base: {text_base}, data-base: {image.words['data_base']}"]


def system_description(platform: Platform, image: Image) -> str:
    """sysDescr: the software lines joined by CR LF, at most 255 octets."""
    return "\r\n".join(software_lines(image))[:255]


def rom_lines(platform: Platform) -> list[str]:
    """What `show version` says of the boot loader."""
    lines = [f"ROM: {platform.words['rom']}"]
    if "bootldr" in platform.words:
        lines.append(f"BOOTLDR: {platform.words['bootldr']}")
    return lines


def mac_text(mac: bytes, *, capital: bool) -> str:
    """An address with colons: lower case in the boot loader, capitals in `show version`."""
    return mac.hex(":").upper() if capital else mac.hex(":")


def memory_text(platform: Platform, image: Image) -> str:
    """Main memory: one number, or processor and I/O memory apart in older releases and on routers."""
    if image.words.get("memory") == "split":
        return platform.words["memory_split"]
    return f"{platform.memory_bytes // 1024}K"


def hardware_lines(platform: Platform, image: Image, unit: Unit, last_reset: str) -> list[str]:
    """
    From the processor line to the board's part numbers (switch) or its flash (router).

    Args:
        last_reset: "power-on", as `Last reset from` says; switches only.
    """
    if platform.family == "switch":
        return _switch_hardware(platform, image, unit, last_reset)
    return _router_hardware(platform, image, unit)


def ports_table(platform: Platform, image: Image, present: Collection[int] = range(1, 10)) -> list[str]:
    """
    The table of stack members at the end of a switch's `show version`; trailing blanks are the device's own.

    Args:
        present: numbers of the switches that are there.
    """
    rows = [
        f"{'Switch'} {'Ports'} {'Model':<18} {'SW Version':<21} {'SW Image':<25}",
        f"{'------'} {'-----'} {'-----':<18} {'----------':<21} {'----------':<25}",
    ]
    for number, member in enumerate(platform.members or (platform,), start=1):
        ports = sum(port.kind == "switchport" for port in member.ports)
        if number in present:
            mark = "*" if number == 1 else " "
            rows.append(f"{mark}{number:>5} {ports:<5} {member.pid:<18} {image.version:<21} {image.image_id:<25}")
    return rows


def _board_rows(platform: Platform, unit: Unit) -> list[tuple[str, str]]:
    """The rows that a master and a member of a stack spell alike."""
    words = platform.words
    return [
        ("Base ethernet MAC Address", mac_text(unit.mac, capital=True)),
        ("Motherboard assembly number", words["motherboard_assembly"]),
        ("Motherboard serial number", part_serial(unit.serial, "motherboard")),
        ("Model revision number", platform.revision),
        ("Motherboard revision number", words["motherboard_revision"]),
        ("Model number", unit.orderable_pid),
        ("Daughterboard assembly number", words["daughterboard_assembly"]),
        ("Daughterboard serial number", part_serial(unit.serial, "daughterboard")),
        ("System serial number", unit.serial),
    ]


def member_lines(
    number: int, platform: Platform, image: Image, unit: Unit, license_: LicenseSummary, uptime: str
) -> list[str]:
    """The block of a switch other than the master, whose spellings are its own. Source: stack of two 3750-X."""
    words = platform.words
    rows = [
        ("Switch Uptime", f"{uptime} "),
        *_board_rows(platform, unit),
        ("Top assembly part number", words["top_assembly"]),
        ("Top assembly revision number", words["top_assembly_revision"]),
        ("Version ID", words["version_id"]),
        ("CLEI Code Number", words["clei"]),
    ]
    if image.licensed:
        rows += [
            ("License Level", license_.level),
            ("License Type", license_.type),
            ("Next reboot licensing Level", license_.next_level),
        ]
    return [f"Switch {number:02}", "---------", *(f"{name:<32}: {value}" for name, value in rows)]


def switch_license_lines(image: Image, license_: LicenseSummary) -> list[str]:
    """The licence lines of a switch, above its processor line; a fixed-feature image has none (INFERRED)."""
    if not image.licensed:
        return []
    return [
        f"License Level: {license_.level}",
        f"License Type: {license_.type}",
        f"Next reload license Level: {license_.next_level}",
        "",
    ]


def router_license_lines(platform: Platform, serial: str, license_: LicenseSummary) -> list[str]:
    """The licence block at the end of a router's `show version`, its tabs and trailing blanks included."""
    return [
        "License Info:",
        "",
        "License UDI:",
        "",
        "-" * 49,
        "Device#\t  PID\t\t\tSN",
        "-" * 49,
        f"*0  \t  {platform.pid:<22}{serial:<16}",
        "",
        "",
        "",
        f"License Information for '{platform.module}'",
        f"    License Level: {license_.level}   Type: {license_.type}",
        f"    Next reboot license Level: {license_.next_level}",
    ]


def _counted(number: int, what: str) -> str:
    return f"{number} {what} interface{'' if number == 1 else 's'}"


def _switch_hardware(platform: Platform, image: Image, unit: Unit, last_reset: str) -> list[str]:
    words = platform.words
    physical = [port.name for port in platform.ports if port.kind in ("switchport", "management")]
    lines = [
        (
            f"cisco {platform.pid} ({platform.processor}) processor (revision {platform.revision}) "
            f"with {memory_text(platform, image)} bytes of memory."
        ),
        f"Processor board ID {unit.serial}",
        f"Last reset from {last_reset}",
    ]
    if unit.virtual_interfaces:
        lines.append(_counted(unit.virtual_interfaces, "Virtual Ethernet"))
    lines += [
        _counted(sum(name.startswith("Fast") for name in physical), "FastEthernet"),
        _counted(sum(name.startswith("Gigabit") for name in physical), "Gigabit Ethernet"),
        _counted(sum(name.startswith("Ten") for name in physical), "Ten Gigabit Ethernet"),
        "The password-recovery mechanism is enabled.",
        "",
        f"{platform.nvram_bytes // 1024}K bytes of flash-simulated non-volatile configuration memory.",
    ]
    rows = (
        *_board_rows(platform, unit),
        ("Top Assembly Part Number", words["top_assembly"]),
        ("Top Assembly Revision Number", words["top_assembly_revision"]),
        ("Version ID", words["version_id"]),
        ("CLEI Code Number", words["clei"]),
        ("Hardware Board Revision Number", words["hardware_board_revision"]),
    )
    return lines + [f"{name:<32}: {value}" for name, value in rows]


def _router_hardware(platform: Platform, image: Image, unit: Unit) -> list[str]:
    physical = [port for port in platform.ports if port.kind in ("switchport", "routed", "atm")]
    fast = sum(port.name.startswith("Fast") for port in physical)
    atm = sum(port.kind == "atm" for port in physical)
    lines = [
        (
            f"{platform.words['marketing_name']} ({platform.processor}) processor (revision {platform.revision}) "
            f"with {memory_text(platform, image)} bytes of memory."
        ),
        f"Processor board ID {unit.serial}",
        "",
        _counted(fast, "FastEthernet"),
    ]
    if atm:
        lines.append(_counted(atm, "ATM"))
    if platform.words["vpn_module"] == "yes":
        lines.append("1 Virtual Private Network (VPN) Module")
    lines += [
        f"{platform.nvram_bytes // 1024}K bytes of non-volatile configuration memory.",
        f"{platform.flash_bytes // 1024}K bytes of ATA CompactFlash (Read/Write)",
    ]
    return lines
