"""VLANs, spanning tree and what else only a switch has."""

from typing import Any

from iosim.config.statement import ConfigRefusal, Edit, Statement, close, flag
from iosim.config.value import Key, Path

VLAN = "config-vlan"
_RESERVED = range(1002, 1006)
CAUSES = (
    "all", "arp-inspection", "bpduguard", "channel-misconfig", "dhcp-rate-limit", "dtp-flap", "gbic-invalid",
    "inline-power", "l2ptguard", "link-flap", "loopback", "pagp-flap", "psecure-violation", "security-violation",
    "sfp-config-mismatch", "small-frame", "storm-control", "udld", "vmps",
)  # fmt: skip


def numbers(text: str) -> list[int]:
    """VLAN numbers of `10,20,30-32`; ValueError for what is none."""
    found: list[int] = []
    for part in text.split(","):
        low, dash, high = part.partition("-")
        first, last = int(low), int(high) if dash else int(low)
        if not 1 <= first <= last <= 4094:
            raise ValueError(text)
        found += range(first, last + 1)
    return found


def _paths(edit: Edit) -> list[Path]:
    return [("vlan", number) for number in edit.arguments["vlans"]]


def _vlan(edit: Edit) -> None:
    if any(path[1] in _RESERVED for path in _paths(edit)):
        raise ConfigRefusal("% Default VLAN 1002-1005 may not be configured.")  # INFERRED
    edit.enter(*_paths(edit))


def _no_vlan(edit: Edit) -> None:
    for path in _paths(edit):
        if path[1] == 1 or path[1] in _RESERVED:
            raise ConfigRefusal(f"%Default VLAN {path[1]} may not be deleted.")
        close(edit, path)


def _name(edit: Edit) -> None:
    name, number = edit.arguments["name"], edit.path[1]
    if number == 1:
        raise ConfigRefusal("%Default VLAN 1 may not have its name changed.")
    key = ("name",)
    edit.drop(key) if name == f"VLAN{number:04d}" else edit.put(key, name)


def _write_vlans(language: Any, key: Key, value: Any) -> str:
    return f"vlan {key[1]}"


HEAD: tuple[Statement, ...] = (
    Statement(
        "vlan <vlans:vlans>",
        keys=("number",),
        no="vlan <vlans:vlans>",
        opens=VLAN,
        apply=_vlan,
        undo=_no_vlan,
        write=_write_vlans,
    ),
)

BODY: tuple[Statement, ...] = (
    Statement("name <name:word>", mode=VLAN, apply=_name),
    Statement("state mode={active|suspend}", mode=VLAN, implicit="active"),
    flag("remote-span", mode=VLAN),
    flag("shutdown", mode=VLAN),
)

GLOBAL: tuple[Statement, ...] = (
    Statement(
        "switch <member:1-9> provision <type:word>",
        slot="switch provision",
        keys=("member",),
        needs="switch",
        no="switch <member:1-9> provision",
    ),
    Statement("system mtu <octets:1500-1998>", implicit=1500, needs="switch"),
    Statement("system mtu jumbo <octets:1500-9198>", implicit=1500, needs="switch"),
    Statement("system mtu routing <octets:1500-9198>", needs="switch"),
    Statement("vtp domain <name:word>", needs="switch"),
    Statement("vtp mode mode={client|server|transparent}", implicit="server", needs="switch"),
    flag("mls qos", needs="switch"),
    Statement(
        "errdisable detect cause <cause:errdisable-cause>",
        keys=("cause",),
        slot="errdisable detect",
        off=False,
        implicit=True,
        needs="switch",
    ),
    Statement(
        "errdisable recovery cause <cause:errdisable-cause>",
        keys=("cause",),
        slot="errdisable recovery",
        needs="switch",
    ),
    Statement("errdisable recovery interval <seconds:30-86400>", implicit=300, needs="switch"),
    Statement("spanning-tree mode mode={mst|pvst|rapid-pvst}", needs="switch"),
    flag("spanning-tree loopguard default", slot="spanning-tree loopguard", needs="switch"),
    Statement("spanning-tree portfast default", needs="switch"),
    Statement("spanning-tree portfast bpduguard default", needs="switch"),
    Statement("spanning-tree portfast bpdufilter default", needs="switch"),
    Statement("spanning-tree extend what={system-id}", needs="switch"),
    Statement(
        "spanning-tree vlan <vlans:vlan-list> priority <priority:0-61440>",
        slot="spanning-tree vlan",
        keys=("vlans",),
        no="spanning-tree vlan <vlans:vlan-list> priority [<priority:0-61440>]",
        needs="switch",
    ),
    Statement("vlan internal allocation policy order={ascending|descending}", needs="switch"),
)
