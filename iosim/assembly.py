"""
Putting a device together: identity, what the factory left in it, and the faces it has.

The composition root: everything above asks this module for a `Device`; everything below knows nothing of it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from iosim.chassis import Chassis, Udi, keys
from iosim.chassis.member import Rows, members, platform_of, prefixed
from iosim.config.day0 import day0
from iosim.config.license_agent import notified
from iosim.config.read import trap_hosts
from iosim.device.device import Device
from iosim.errors import UsageError
from iosim.featureset.catalog import Catalog
from iosim.featureset.image import Image
from iosim.flash import PackagedFile, factory_rows
from iosim.license_store import Authorities
from iosim.platforms import catalog, identity
from iosim.platforms.platform import Platform
from iosim.platforms.stack import MEMBERS_MAX, stacked
from iosim.system.kit import Kit, Terminal
from iosim.system.logger import syslog_witness

NO_LICENSE = "none"  # among the licences of an order: what the factory would put in is left out
_HOSTNAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,62}")  # what `hostname` takes
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of the factory."""

    model: str = catalog.DEFAULT_MODEL
    serial: str = ""  # "" derives one from model and seed
    seed: int = 0
    hostname: str = ""  # written into the day-0 configuration
    image: str = ""  # name of a packaged image; "" is the family's default
    config: str | None = None  # replaces the day-0 configuration
    factory: bool = False  # no startup-config at all: the device asks for the initial dialog
    licenses: tuple[str, ...] = ()  # FEATURE[:TYPE], of the lab authority, put in by the factory; or NO_LICENSE
    members: tuple[str, ...] = ()  # models of switches 2, 3, ... of a stack


def stack_of(model: str, stack: int | Sequence[str]) -> tuple[str, ...]:
    """
    Models of switches 2, 3, ...: those that `stack` names, or as many more of `model` as it takes.

    Raises:
        UsageError: no stack has that many.
    """
    if not isinstance(stack, int):
        return tuple(stack)
    if not 1 <= stack <= MEMBERS_MAX:
        raise UsageError(f"a stack has 1 to {MEMBERS_MAX} switches, not {stack}")
    return (model,) * (stack - 1)


def new_chassis(order: Order) -> Chassis:
    """
    A box as it leaves the factory.

    Raises:
        UsageError: no such model, image or licence, the image is for another family, the models are no stack, or the
            host name is none.
    """
    platform, orderable = catalog.find(order.model)
    derived = not order.serial
    serial = identity.derived_serial(platform.pid, order.seed) if derived else identity.checked_serial(order.serial)
    image = _image(platform, order.image)
    more = tuple(catalog.find(model)[1].pid for model in order.members)
    stacked((platform.pid, *more))
    rows = _factory(platform.pid, orderable.pid, image.name, order.hostname, order.config, order.factory, more)
    mac = identity.base_mac(platform.pid, serial, order.seed)
    chassis = Chassis(Udi(platform.pid, serial), orderable.pid, mac, order.seed, rows)
    return _licensed(chassis, image, order.licenses) if order.licenses else chassis


def _licensed(chassis: Chassis, image: Image, licenses: Sequence[str]) -> Chassis:
    """The chassis with further licences of the lab authority in its stores, as part of what the factory left there."""
    from iosim.license_store import LAB_ONLY, LicenseRefusal, LicenseStore, granted

    boxes: tuple[Rows, ...] = (chassis, *members(chassis))
    for box in boxes:
        store = LicenseStore(box, catalog.find(box.udi.product_id)[0], image, LAB_ONLY)
        for text in licenses:
            if text == NO_LICENSE:
                for held in store.held():
                    if held.factory:
                        store.clear(held)
                continue
            feature, _, kind = text.partition(":")
            try:
                store.install(granted(box.udi, feature, type=kind or "permanent"), eula_accepted=True)
            except LicenseRefusal as refusal:
                raise UsageError(f"licence {text!r} cannot be installed: {refusal}") from None
    rows = {**chassis.factory, **{key: value for key, value in chassis.own.items() if value is not None}}
    return Chassis(chassis.udi, chassis.orderable_pid, chassis.mac, chassis.seed, rows)


def _image(platform: Platform, name: str) -> Image:
    images = Catalog.packaged()
    image = images.image(name) if name else images.default(platform.image_family)
    if image.family != platform.image_family:
        raise UsageError(f"image {image.name} is for {image.family}, not for a {platform.pid}")
    return image


@cache
def _factory(
    model: str,
    orderable_pid: str,
    image_name: str,
    hostname: str,
    config: str | None,
    bare: bool,
    more: tuple[str, ...] = (),
) -> Mapping[str, bytes]:
    """Rows shared by every chassis of the same order."""
    platform, _ = catalog.find(orderable_pid or model)
    image = Catalog.packaged().image(image_name)
    path = f"{image.name}/{image.name}.bin" if image.directory else f"{image.name}.bin"
    packaged = PackagedFile(image.name, path, image.size_bytes)
    text = day0(platform, crypto=image.crypto) if config is None else config
    if hostname:
        text = _named(text, hostname)
    startup = None if bare else text.encode()
    rows = factory_rows(platform, [packaged], startup, None)
    for number, _ in enumerate(more, start=2):
        rows |= prefixed(number, factory_rows(platform, [packaged], None, None))
    if more:
        rows[keys.STACK] = " ".join(more).encode()
    if platform.family == "switch":
        rows[keys.BOOT_VARIABLE + "BOOT"] = f"flash:/{path}".encode()
    return rows


def _named(text: str, hostname: str) -> str:
    """
    The configuration with this host name.

    Raises:
        UsageError: the device would refuse it.
    """
    if not _HOSTNAME.fullmatch(hostname):
        raise UsageError(f"host name {hostname!r} must be a letter, then up to 62 letters, digits, -, _ or .")
    line = f"hostname {hostname}"
    named, count = re.subn(r"^hostname .*$", line, text, count=1, flags=re.MULTILINE)
    return named if count else f"{line}\n{text}"


def default_kit(
    *,
    trusted: Sequence[bytes] = (),
    calendar_ms: int | None = None,
    host_calendar_ms: int = 0,
    lenient: bool = False,
    strict_clock: bool = False,
) -> Kit:
    """
    What all devices of a process share.

    Args:
        trusted: files of `--trust`: public keys of further licence authorities, and certificates (PEM) of authorities
            whose HTTPS servers the device calls home to; one file may hold both.
        calendar_ms: the calendar at simulated time 0 (`--clock`), None for what the hardware has.
        host_calendar_ms: the host's calendar at simulated time 0; devices with a battery begin there.
        lenient: keep typed lines iosim does not know.
        strict_clock: certificates and tickets must be valid by the device's own calendar, not by the host's.

    Raises:
        UsageError: a file of `trusted` holds neither.
    """
    certificates = [certificate for data in trusted for certificate in _CERTIFICATE.findall(data)]
    key_files = [data for data in trusted if _CERTIFICATE.sub(b"", data).strip() or not data.strip()]
    return Kit(
        witnesses=(syslog_witness, _trap_witness, _notify_witness),
        authorities=Authorities.lab_and(key_files),
        certificates=b"\n".join(certificates),
        catalog=Catalog.packaged(),
        console=_console,
        calendar_ms=calendar_ms,
        host_calendar_ms=host_calendar_ms,
        lenient=lenient,
        strict_clock=strict_clock,
    )


def new_device(chassis: Chassis, kit: Kit) -> Device:
    """The box around a chassis, powered off."""
    return Device(chassis, platform_of(chassis), kit)


def run(device: Device, text: str, now_ms: int, *, answers: Sequence[str] = (), privilege: int = 15) -> str:
    """What the console operator would see for one command line, without a network."""
    from iosim.cli.run import run as run_line

    return run_line(device, text, now_ms, answers=answers, privilege=privilege)


def _trap_witness(system: Any, event: Any) -> None:
    """Traps, only once some host wants them: the SNMP face stays unloaded until then."""
    if trap_hosts(system.config):
        from iosim.snmp.notifications import trap_witness

        trap_witness(system, event)


def _notify_witness(system: Any, event: Any) -> None:
    """Notices of the licence agent, only once some server wants them."""
    if event.kind.startswith("license.") and notified(system.config):
        from iosim.agent.notify import notify_witness

        notify_witness(system, event)


def _console(device: Device) -> Terminal:
    from iosim.cli.login import console_terminal

    return console_terminal(device)
