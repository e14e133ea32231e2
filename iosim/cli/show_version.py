"""
`show version`, `show inventory`, `show boot` and `show bootvar`.

Source: `show version` of a WS-C3560E-24TD-E (15.0(1)SE) and a CISCO881-SEC-K9 (15.4(2)T1); `show inventory` of the
same; `show boot` of a c3750e image 15.0(2)SE11. Blank lines, tabs and trailing blanks are the device's own.
"""

from typing import TYPE_CHECKING

from iosim.boot import hardware, variables
from iosim.boot.hardware import CRYPTO_NOTICE, Unit
from iosim.chassis.member import Rows
from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.config import read
from iosim.platforms.inventory import Part, part
from iosim.platforms.platform import Entity
from iosim.syslog.stamp import clock_text, uptime_text
from iosim.system.system import System

if TYPE_CHECKING:
    from iosim.system.stack import Member

commands = Commands()
_SHOW = {"show": "Show running system information"}


@commands.add("show version", help={**_SHOW, "version": "System hardware and software status"})
def show_version(cx: Context) -> str:
    return version_text(cx.system, cx.now_ms)


@commands.add("show inventory", help={**_SHOW, "inventory": "Show the physical inventory"})
def show_inventory(cx: Context) -> str:
    return inventory_text(cx.system)


@commands.add("show boot", needs="switch", help={**_SHOW, "boot": "show boot attributes"})
def show_boot(cx: Context) -> str:
    return boot_text(cx.system)


@commands.add("show bootvar", needs="router", help={**_SHOW, "bootvar": "Boot and related environment variable"})
def show_bootvar(cx: Context) -> str:
    return bootvar_text(cx.system)


def version_text(system: System, now_ms: int) -> str:
    """The whole of `show version`."""
    platform, image = system.personality.platform, system.personality.image
    lines = hardware.software_lines(image) + hardware.text_base_lines(image)
    lines += [
        "",
        *hardware.rom_lines(platform),
        "",
        f"{system.hostname} uptime is {uptime_text(system.uptime_ms(now_ms))}",
    ]
    lines += _restart_lines(system)
    notice = [*CRYPTO_NOTICE, ""] if image.crypto else []
    unit = Unit(
        system.chassis.orderable_pid,
        system.chassis.udi.serial,
        system.chassis.mac,
        virtual_interfaces=sum(port.kind == "svi" for port in system.interfaces.ports()),
    )
    board = hardware.hardware_lines(platform, image, unit, system.origin.restart_reason)
    if platform.family == "switch":
        lines += ["", "", *notice, *hardware.switch_license_lines(image, system.license_summary), *board]
        present = [1, *(member.number for member in system.members)]
        lines += ["", "", *hardware.ports_table(platform, image, present), "", ""]
        for member in system.members:
            lines += [*_member_lines(member, now_ms), "", ""]
    else:
        lines += ["", "", "", *notice, *board, "", ""]
        lines += hardware.router_license_lines(platform, unit.serial, system.license_summary)
        lines += ["", ""]
    lines += [_register_line(system), ""]
    return "\n".join(lines) + "\n"


def inventory_text(system: System) -> str:
    """The parts that `show inventory` lists, each two lines and a blank one."""
    platform = system.personality.platform
    width = 5 if platform.family == "switch" else 4
    listed = [
        f'NAME: "{part.entity.name}", DESCR: "{part.descr}"\n'
        f"PID: {part.model:<18}, VID: {part.entity.hardware_revision:<{width}}, SN: {part.serial}\n"
        for entity in platform.entities
        if entity.listed and system.switch(entity.member) is not None
        for part in [part_of(entity, system.box(entity.member))]
    ]
    return "\n".join(listed) + "\n\n"


def part_of(entity: Entity, box: Rows) -> Part:
    """A part of the switch that `box` is the chassis of."""
    return part(entity, box.orderable_pid, box.udi.serial)


def _member_lines(member: "Member", now_ms: int) -> list[str]:
    box = member.chassis
    unit = Unit(box.orderable_pid, box.udi.serial, box.mac)
    uptime = uptime_text(now_ms - member.boot_ms)
    made = member.personality
    return hardware.member_lines(member.number, made.platform, made.image, unit, member.license_summary, uptime)


def boot_text(system: System) -> str:
    """What a switch boots and from where; releases before 12.2(55)SE know fewer lines (RECALLED)."""
    chassis = system.chassis
    newer = system.personality.image.says("boot_dev_key")
    lines = [
        f"BOOT path-list      : {variables.get(chassis, variables.BOOT) or ''}",
        "Config file         : flash:/config.text",
        "Private Config file : flash:/private-config.text",
        f"Enable Break        : {_yes(system, variables.ENABLE_BREAK)}",
        f"Manual Boot         : {_yes(system, variables.MANUAL_BOOT)}",
    ]
    if newer:
        lines.append("Allow Dev Key         : yes")
    lines.append("HELPER path-list    : ")
    if newer:
        lines += ["Auto upgrade        : yes", "Auto upgrade path   :"]
    lines += ["NVRAM/Config file", f"      buffer size:   {system.personality.platform.nvram_bytes}"]
    if newer:
        lines += ["Timeout for Config", "          Download:    0 seconds"]
        lines += ["Config Download", "       via DHCP:       disabled (next boot: disabled)"]
    return "\n".join(lines) + "\n"


def bootvar_text(system: System) -> str:
    """Boot variables of a router (RECALLED)."""
    chassis = system.chassis
    return (
        f"BOOT variable = {variables.get(chassis, variables.BOOT) or ''}\n"
        "CONFIG_FILE variable = \n"
        "BOOTLDR variable = \n"
        f"{_register_line(system)}\n"
    )


def _restart_lines(system: System) -> list[str]:
    """Why and when the system last came up, and from which file."""
    image = system.personality.image
    lines = [f"System returned to ROM by {system.origin.restart_reason}"]
    if system.calendar.authoritative:
        zone, offset_ms = read.clock_zone(system.config)
        restarted = clock_text(system.calendar.at(system.boot_ms) + offset_ms, zone, milliseconds=False)
        lines.append(f"System restarted at {restarted}")
    lines.append(f'System image file is "{system.origin.image_path}"')
    if image.says("last_reload_reason"):
        if system.personality.platform.family == "router":
            lines.append("Last reload type: Normal Reload")
        lines.append(f"Last reload reason: {system.origin.reload_text}")
    return lines


def _yes(system: System, name: str) -> str:
    return "yes" if variables.is_yes(system.chassis, name) else "no"


def _register_line(system: System) -> str:
    """The register this boot came up with, and the one the next will where it is another."""
    later = variables.register(system.chassis, system.personality.platform)
    pending = f" (will be {variables.register_text(later)} at next reload)" if later != system.origin.register else ""
    return f"Configuration register is {variables.register_text(system.origin.register)}{pending}"
