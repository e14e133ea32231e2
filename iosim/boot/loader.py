"""
The boot loader: from what a chassis keeps to the text of its boot and where it ends.

A plan is pure: it reads the chassis, prints nothing and changes nothing. The Device paces its pieces over the boot
time and then starts the image, or attaches the monitor.

Source: boot of a Catalyst 2960 (same `mifs` boot loader), a failed boot of a Catalyst 3750, MODE button recovery of
a 2960-S, ROMMON of a VG204XM (sibling of the 880's).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iosim.boot import banner, search, variables
from iosim.boot.flash_report import flash_report
from iosim.boot.hardware import LicenseSummary, Unit, mac_text
from iosim.boot.search import BOOT_LIST, Attempt, Catalog
from iosim.chassis import Chassis
from iosim.featureset.image import Image
from iosim.flash.store import FlashStore
from iosim.platforms.platform import Platform

if TYPE_CHECKING:
    from iosim.boot.monitor import Monitor

BAR = 44  # signs in the progress bar of one load
BAR_PIECES = 4

INTERRUPTED = """
The system has been interrupted prior to initializing the
flash filesystem.  The following commands will initialize
the flash filesystem, and finish loading the operating
system software:

    flash_init
    boot


"""
# RECALLED
NOT_AUTOMATIC = """
The system is not configured to boot automatically.  The
following command will finish loading the operating system
software:

    boot


"""
FAILED = """Boot process failed...

The system is unable to boot automatically.  The BOOT
environment variable needs to be set to a bootable
image.


"""
ABORT_HINT = "Interrupt within 5 seconds to abort boot process.\n"
TERMINATED = "\nBoot process terminated.\n\n"  # RECALLED
ROMMON_INTERRUPTED = '\nmonitor: command "boot" aborted due to user interrupt\n'


@dataclass(frozen=True, slots=True)
class BootPlan:
    """What one boot prints, piece by piece, and where it ends."""

    chassis: Chassis
    platform: Platform
    catalog: Catalog
    pieces: tuple[str, ...]  # console text, lines end in "\n"
    image: Image | None = None  # what takes over; None: the monitor does
    path: str = ""  # flash:/... of that image, as `show version` prints it
    reason: str = ""  # why the monitor has it
    flash_ready: bool = True  # the monitor finds flash: initialised
    break_enabled: bool = False  # BREAK during the boot leads to the monitor
    ignore_startup: bool = False  # the configuration register says so
    tried: tuple[Attempt, ...] = field(default=())

    @property
    def closing(self) -> str:
        """What follows the hardware block and any refused lines of the startup-config."""
        return banner.CLOSING

    def hardware_text(self, license_: LicenseSummary, *, virtual_interfaces: int = 1, last_reset: str) -> str:
        """What IOS prints once it knows its level: notice, licence lines, hardware block."""
        assert self.image is not None
        chassis = self.chassis
        unit = Unit(chassis.orderable_pid, chassis.udi.serial, chassis.mac, virtual_interfaces)
        return banner.hardware_text(self.platform, self.image, unit, license_, last_reset=last_reset)

    @property
    def monitor(self) -> "Monitor":
        """The prompt that a boot without an image ends at."""
        return self._monitor("", flash_ready=self.flash_ready)

    def interrupt(self) -> "Monitor":
        """The prompt that a BREAK leads to."""
        greeting = TERMINATED if self.platform.family == "switch" else ROMMON_INTERRUPTED
        return self._monitor(greeting, flash_ready=True)

    def _monitor(self, greeting: str, *, flash_ready: bool) -> "Monitor":
        # Few boots end at a prompt: its commands are not imported for the others.
        if self.platform.family == "switch":
            from iosim.boot.switch_monitor import switch_monitor

            return switch_monitor(self.chassis, self.platform, self.catalog, greeting, flash_ready=flash_ready)
        from iosim.boot.rommon import rommon

        return rommon(self.chassis, self.platform, self.catalog, greeting)


def plan(
    chassis: Chassis, platform: Platform, catalog: Catalog, *, hold_mode: bool = False, requested: str = ""
) -> BootPlan:
    """
    What happens when power comes on, the device reloads, or the monitor is told to boot.

    Args:
        hold_mode: the MODE button is held while power comes on (switches).
        requested: "" for power-on, reload and reset; BOOT_LIST for a plain `boot`; else the file that
            `boot FILE` named.
    """
    flash = search.store(chassis, platform, catalog)
    if platform.family == "switch":
        return _switch_plan(chassis, platform, catalog, flash, hold_mode=hold_mode, requested=requested)
    return _router_plan(chassis, platform, catalog, flash, requested=requested)


# -- switches


def _switch_plan(
    chassis: Chassis, platform: Platform, catalog: Catalog, flash: FlashStore, *, hold_mode: bool, requested: str
) -> BootPlan:
    pieces: list[str] = []
    stopped = ""
    if not requested:
        pieces.append(
            "Using driver version 1 for media type 1\n"
            f"Base ethernet MAC Address: {mac_text(chassis.mac, capital=False)}\n"
            "Xmodem file system is available.\n"
            "The password-recovery mechanism is enabled.\n"
        )
        if hold_mode:
            pieces.append(INTERRUPTED)
            reason = "the MODE button was held"
            return BootPlan(chassis, platform, catalog, tuple(pieces), reason=reason, flash_ready=False)
        pieces += flash_report(flash)
        if variables.is_yes(chassis, variables.MANUAL_BOOT):
            pieces.append(NOT_AUTOMATIC)
            stopped = "boot manual"
    if stopped:
        return BootPlan(chassis, platform, catalog, tuple(pieces), reason=stopped)
    tried: list[Attempt] = []
    for url in _switch_candidates(chassis, flash, requested, tried, pieces):
        found = search.attempt(flash, platform, catalog, url)
        tried.append(found)
        pieces.append(f'Loading "{found.url}"...')
        if found.image is not None:
            pieces += ["@" * (BAR // BAR_PIECES)] * BAR_PIECES
            entry_point = found.image.words["entry_point"]
            pieces.append(
                f'\nFile "{found.url}" uncompressed and installed, entry point: {entry_point}\nexecuting...\n'
            )
            break
        pieces.append(f'{found.url}: {found.trouble}\n\nError loading "{found.url}"\n\n')
    return _concluded(chassis, platform, catalog, pieces, tried, FAILED)


def _switch_candidates(
    chassis: Chassis, flash: FlashStore, requested: str, tried: list[Attempt], pieces: list[str]
) -> Iterator[str]:
    """What BOOT lists, then whatever executable flash holds; `boot FILE` tries that file alone."""
    if requested not in ("", BOOT_LIST):
        yield requested
        return
    yield from search.listed(chassis)
    if tried:
        pieces.append(ABORT_HINT)
    before = {search.flash_path(attempt.url) for attempt in tried}
    yield from (url for url in search.found_in_flash(flash) if search.flash_path(url) not in before)


# -- routers


def _router_plan(
    chassis: Chassis, platform: Platform, catalog: Catalog, flash: FlashStore, *, requested: str
) -> BootPlan:
    words = platform.words
    register = variables.register(chassis, platform)
    boot_field = register & variables.BOOT_FIELD
    pieces: list[str] = []
    if not requested:
        pieces.append(
            f"\n{words['rom']}\nTechnical Support: http://www.cisco.com/techsupport\n{words['rom_copyright']}\n\n"
        )
        pieces.append(
            f"{words['rom_platform']} platform with {platform.memory_bytes // 1024} Kbytes of main memory\n\n"
            "Upgrade ROMMON initialized\n"
        )
        if boot_field == 0:
            reason = f"configuration register {variables.register_text(register)}"
            return BootPlan(chassis, platform, catalog, tuple(pieces), reason=reason)
    tried: list[Attempt] = []
    for url in _router_candidates(chassis, flash, requested, boot_field, tried):
        found = search.attempt(flash, platform, catalog, url)
        tried.append(found)
        if found.image is not None:
            pieces.append(f"program load complete, entry point: {found.image.words['entry_point']}, size: 0x1b340\n\n")
            pieces.append("Self decompressing the image : ")
            pieces += ["#" * (BAR // BAR_PIECES)] * BAR_PIECES
            pieces.append(" [OK]\n")
            break
        pieces.append(f'boot: cannot load "{found.url}": {found.trouble}\n')  # INFERRED
    return _concluded(chassis, platform, catalog, pieces, tried, "\n" + FAILED)


def _router_candidates(
    chassis: Chassis, flash: FlashStore, requested: str, boot_field: int, tried: list[Attempt]
) -> Iterator[str]:
    """What BOOT lists unless the boot field says "first in flash", then the images in flash."""
    if requested not in ("", BOOT_LIST):
        yield requested
        return
    if boot_field != 1:
        yield from search.listed(chassis)
    before = {search.flash_path(attempt.url) for attempt in tried}
    yield from (url for url in search.found_in_flash(flash) if search.flash_path(url) not in before)


def _concluded(
    chassis: Chassis, platform: Platform, catalog: Catalog, pieces: list[str], tried: list[Attempt], failed: str
) -> BootPlan:
    """The plan that ends with the last attempt: its image, or the monitor after the `failed` text."""
    last = tried[-1] if tried else None
    if last is None or last.image is None:
        reason = "; ".join(attempt.reason for attempt in tried) or "there is no image in flash"
        return BootPlan(chassis, platform, catalog, (*pieces, failed), reason=reason, tried=tuple(tried))
    register = variables.register(chassis, platform)
    router = platform.family == "router"
    path = search.flash_path(last.url) or ""
    return BootPlan(
        chassis,
        platform,
        catalog,
        (*pieces, *banner.startup_pieces(platform, last.image)),
        image=last.image,
        path=f"flash:{path}" if router else f"flash:/{path}",
        break_enabled=router or variables.is_yes(chassis, variables.ENABLE_BREAK),
        ignore_startup=router and bool(register & variables.IGNORE_CONFIG),
        tried=tuple(tried),
    )
