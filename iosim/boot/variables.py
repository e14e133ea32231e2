"""
What the boot loader keeps in the chassis: environment variables and the configuration register.

Source: "Boot Loader Command Descriptions" of the Catalyst guides; configuration register bits of the IOS guides.
"""

from iosim.chassis import Chassis, keys
from iosim.config import read
from iosim.config.value import Config
from iosim.platforms.platform import Platform

BOOT = "BOOT"  # images to try, separated by semicolons
MANUAL_BOOT = "MANUAL_BOOT"  # "yes": stop at the prompt (switches)
ENABLE_BREAK = "ENABLE_BREAK"  # "yes": BREAK interrupts the boot (switches)

BOOT_FIELD = 0x000F  # 0: stay in ROMMON; 1: first image in flash; else what BOOT lists
IGNORE_CONFIG = 0x0040
BREAK_DISABLED = 0x0100


def get(chassis: Chassis, name: str) -> str | None:
    """The value of a boot variable, None when it is not set."""
    row = chassis.get(keys.BOOT_VARIABLE + name)
    return None if row is None else row.decode("latin-1")


def put(chassis: Chassis, name: str, value: str | None) -> None:
    """Set or (None) remove a boot variable."""
    chassis.put(keys.BOOT_VARIABLE + name, None if value is None else value.encode("latin-1", "replace"))


def names(chassis: Chassis) -> list[str]:
    """Names of the variables that are set, sorted."""
    return [key.removeprefix(keys.BOOT_VARIABLE) for key in chassis.keys(keys.BOOT_VARIABLE)]


def is_yes(chassis: Chassis, name: str) -> bool:
    """Whether a switch-like variable is on; unset is off."""
    return (get(chassis, name) or "").lower() in ("yes", "1")


def images(chassis: Chassis) -> list[str]:
    """The files BOOT lists, in order; what follows a comma (an entry's load address) is dropped."""
    listed = (entry.split(",")[0].strip() for entry in (get(chassis, BOOT) or "").split(";"))
    return [entry for entry in listed if entry]


def register(chassis: Chassis, platform: Platform) -> int:
    """The configuration register that the next boot uses."""
    row = chassis.get(keys.CONFIG_REGISTER)
    try:
        return int((row or b"").decode("ascii"), 16)
    except ValueError:
        return int(platform.words["config_register"], 16)


def break_stops_ios(chassis: Chassis, platform: Platform) -> bool:
    """Whether BREAK stops a running IOS: on routers, while bit 8 of the register is clear."""
    return platform.family == "router" and not register(chassis, platform) & BREAK_DISABLED


def put_register(chassis: Chassis, value: int) -> None:
    """Set the configuration register for the next boot."""
    chassis.put(keys.CONFIG_REGISTER, register_text(value).encode("ascii"))


def register_text(value: int) -> str:
    """`0x2102`, `0xF`: as the device writes it."""
    return f"0x{value:X}"


def follow(chassis: Chassis, before: Config, after: Config) -> None:
    """
    Carry a change of `boot system` over into BOOT, as the command does when it is typed.

    What configuration did not mention before and does not now is left alone: it may have been set at the prompt.
    """
    if read.boot_system(before) != read.boot_system(after):
        put(chassis, BOOT, ";".join(read.boot_system(after)) or None)
