"""
From a chassis and an image to a running System: which level, which configuration, what is announced.

The feature set is an argument of booting; that is all "takes effect only on reboot" means.
"""

import json
from typing import Any

from iosim.boot import variables
from iosim.chassis import Chassis, keys
from iosim.config import read
from iosim.config.language import language
from iosim.config.outcome import Parsed
from iosim.featureset.image import Image
from iosim.featureset.personality import Personality, personality
from iosim.platforms.platform import Platform
from iosim.system.history import BootRecord, Step
from iosim.system.license_boot import boot_choice, saved_level
from iosim.system.stack import StackSystem, State
from iosim.system.system import Host, Origin, System

# IOS has been up this long when the device is reachable: the boot messages carry stamps of a real start. INFERRED
IOS_START_MS = 36_000


def start(
    device: Host,
    platform: Platform,
    image: Image,
    now_ms: int,
    *,
    image_path: str,
    ignore_startup: bool,
) -> System:
    """
    Boot `image` on the device: choose the level, restore the configuration, say what happened.

    Args:
        device: the box; its chassis says what is installed and saved.
        platform: its model.
        image: manifest of the image the boot loader verified.
        now_ms: simulated time at which the device becomes reachable.
        image_path: where the image lies, flash:/...
        ignore_startup: configuration register bit 6: the saved configuration is not read.
    """
    chassis = device.chassis
    saved = None if ignore_startup else chassis.get(keys.STARTUP_CONFIG)
    text = (saved or b"").decode("utf-8", "replace")
    choice = boot_choice(device, platform, image, saved_level(text), now_ms)
    made = personality(platform, image, choice.level)
    parsed = _restore(chassis, made, text)
    reason = _last_reset(chassis)
    origin = Origin(
        choice,
        image_path,
        variables.register(chassis, platform),
        "reload" if reason else "power-on",
        str(reason.get("reason", "")) if reason else "power-on",
        bool(text),
        parsed.refused,
    )
    origin = made.cache.setdefault(origin, origin)
    if not platform.members:
        return System(device, made, origin, parsed.config, now_ms - IOS_START_MS)
    stack = StackSystem(device, made, origin, parsed.config, now_ms - IOS_START_MS)
    stack.form(now_ms)
    return stack


def announce(system: System, now_ms: int, *, powered: bool) -> None:
    """Say what happened during the boot (that power came on, if `powered`), and start the licences' clocks."""
    system.announce_boot(BootRecord(now_ms, system.boot_ms, _steps(system, powered)))
    system.start_clocks(now_ms)


def _restore(chassis: Chassis, made: Personality, text: str) -> Parsed:
    """
    Parse the startup-config; one that was changed from the factory's is held as what differs from it.

    Without one there is no private-config either, and so no key pair: SSH waits for `crypto key generate rsa`.
    """
    speaks = language(made)
    private = chassis.get(keys.PRIVATE_CONFIG) if text else b""
    parsed = speaks.parse(text, None if private is None else private.decode("utf-8", "replace"))
    factory = chassis.factory.get(keys.STARTUP_CONFIG, b"").decode("utf-8", "replace")
    if (text == factory and private is None) or not factory:
        return parsed
    return Parsed(parsed.config.over(speaks.parse(factory).config), parsed.refused, parsed.kept)


def _last_reset(chassis: Chassis) -> dict[str, Any]:
    row = chassis.get(keys.RELOAD_REASON)
    if row is None:
        return {}
    chassis.put(keys.RELOAD_REASON, None)
    found = json.loads(row)
    return found if isinstance(found, dict) else {}


def _steps(system: System, powered: bool) -> tuple[Step, ...]:
    """What the device says while it comes up, in its order; shared by all devices that say the same."""
    snmp = read.snmp_enabled(system.config)
    interfaces = system.interfaces_view
    up = tuple(
        (port.name, state.admin_up, state.link_up, state.protocol_up)
        for port in interfaces.ports()
        if (state := interfaces.state_of(port)).link_up or not state.admin_up
    )
    joining = tuple((member.number, member.state, member.choice.announcements) for member in system.members)
    key = ("steps", powered, system.origin, snmp, up, system.hostname, joining)
    cache = system.personality.cache
    steps: tuple[Step, ...] | None = cache.get(key)
    if steps is None:
        steps = tuple(_told(system, powered, snmp, up))
        if system.hostname == system.personality.platform.hostname:
            cache[key] = steps
    return steps


def _told(system: System, powered: bool, snmp: bool, up: tuple[tuple[str, bool, bool, bool], ...]) -> list[Step]:
    platform = system.personality.platform
    stackable = platform.module == "c3750e"
    switch = platform.family == "switch"
    told: list[Step] = [(0, "power.on", ())] if powered else []
    told.append((0, "boot.image_loaded", (("image", system.personality.image.name),)))
    told += [(2_175, kind, facts) for kind, facts in system.choice.announcements]
    told += [
        (2_175, kind, (*facts, ("member", member.number)))
        for member in system.members
        for kind, facts in member.choice.announcements
    ]
    ready = [1, *(member.number for member in system.members if member.state is State.READY)]
    if stackable:
        told.append((26_000, "stack.added", (("switch", 1),)))
        for member in system.members:
            kind = "stack.added" if member.number in ready else "stack.mismatch"
            told.append((26_000 + member.number, kind, (("switch", member.number),)))
    if switch:
        told.append((27_000, "interface.protocol", (("interface", "Vlan1"), ("up", False))))
        told.append((29_000, "spantree.ready", ()))
    if system.origin.restored:
        told.append((31_000, "config.restored", ()))
    if stackable:
        told += [(31_200, "stack.ready", (("switch", number),)) for number in ready]
        for number in (1, *(member.number for member in system.members)):
            for offset_ms, port in ((31_210, 1), (31_220, 2)):
                linked = bool(system.members)  # the switches of a stack form a ring
                told.append((offset_ms, "stack.link", (("port", port), ("switch", number), ("up", linked))))
        told.append((32_000, "stack.master", (("switch", 1),)))
    told.append((32_100, "system.restarted", (("reason", system.origin.restart_reason),)))
    if snmp:
        told.append((32_104, "snmp.cold_start", (("hostname", system.hostname),)))
    for name, admin_up, link_up, protocol_up in up:
        facts = ("interface", name)
        if not admin_up:
            told.append((32_900, "interface.admin", (facts, ("up", False))))
            continue
        if link_up and not name.startswith(("Vlan", "Loopback", "Null")):
            told.append((33_000, "interface.link", (facts, ("up", True))))
        if protocol_up and not name.startswith(("Null",)):
            told.append(
                (34_000 if not name.startswith("Vlan") else 35_000, "interface.protocol", (facts, ("up", True)))
            )
    told.sort(key=lambda step: step[0])
    return told
