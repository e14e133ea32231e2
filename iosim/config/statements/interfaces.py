"""Interfaces: what stands below `interface ...`."""

from typing import Any

from iosim.config.access_list import bits
from iosim.config.interface_names import is_virtual, sort_key
from iosim.config.statement import ConfigRefusal, Edit, Statement, close, flag, section_path
from iosim.config.value import Config, Key, Path
from iosim.grammar.tree import Form

IF = "config-if"


def _fresh(language: Any, path: Path) -> dict[Key, Any]:
    return {} if path[1].startswith("Port-channel") else {("ip address",): None}


def _no_interface(edit: Edit) -> None:
    path = section_path(edit)
    name = path[1]
    if edit.form is Form.DEFAULT:
        fresh = dict(edit.language.fresh(path))
        edit.config = edit.config.replace(path, fresh)
        edit.said.append(f"Interface {name} set to default configuration\n" if edit.typed else "")
        return
    if not is_virtual(name):
        raise ConfigRefusal("% Removal of physical interfaces is not permitted")
    if edit.language.blank.section(path) is not None:
        raise ConfigRefusal(f"% {name} may not be deleted")  # INFERRED
    close(edit, path)


def _range(edit: Edit) -> None:
    edit.enter(*(("interface", name) for name in edit.arguments["interfaces"]))


def _no_switchport(edit: Edit) -> None:
    """A routed port: it loses what only a switch port has, and may have an address."""
    if edit.form is Form.DEFAULT:
        edit.drop(("switchport",))
        return
    if not routable(edit, "switchport"):
        raise ConfigRefusal("% Command rejected: not a switching port.")  # INFERRED
    edit.put(("switchport",), False)
    if edit.get("ip address", default=0) == 0:
        edit.put(("ip address",), None)


def _switchport(edit: Edit) -> None:
    edit.drop(("switchport",))
    if routable(edit, "switchport"):
        edit.drop(("ip address",))
        edit.drop(("ip address secondary",))


def kind_of(edit: Edit) -> str:
    """The kind of the port that is being configured; "" for one that configuration made."""
    for port in edit.language.personality.platform.ports:
        if port.name == edit.path[1]:
            return port.kind
    return ""


def routable(edit: Edit, kind: str) -> bool:
    """Whether the port is of this kind, or a port channel, which may be one."""
    return kind_of(edit) == kind or edit.path[1].startswith("Port-channel")


def _layer_2_only(edit: Edit) -> bool:
    return routable(edit, "switchport") and edit.get("switchport", default=True)


def _address(edit: Edit) -> None:
    given = edit.arguments
    if _layer_2_only(edit):
        raise ConfigRefusal("% IP addresses may not be configured on L2 links.")
    address, mask = given["address"], given["mask"]
    _check(address, mask)
    other = _overlapping(edit.config, edit.path, address, mask)
    if other:
        raise ConfigRefusal(f"% {network(address, mask)} overlaps with {other}")
    if "secondary" in given:
        edit.put(("ip address secondary", address), mask)
    else:
        edit.put(("ip address",), (address, mask))


def _check(address: str, mask: str) -> None:
    number, width = bits(address), bits(mask)
    inverse = ~width & 0xFFFFFFFF
    if inverse & (inverse + 1) or not width:
        raise ConfigRefusal(f"Bad mask 0x{width:X} for address {address}")
    if not 1 <= number >> 24 <= 223 or number >> 24 == 127:
        raise ConfigRefusal(f"% Invalid IP address {address}")  # INFERRED: host addresses are unicast
    if inverse > 1 and (number & inverse in (0, inverse)):
        raise ConfigRefusal(f"Bad mask /{width.bit_count()} for address {address}")


def network(address: str, mask: str) -> str:
    """The network of an address, dotted."""
    number = bits(address) & bits(mask)
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def _overlapping(config: Config, mine: Path, address: str, mask: str) -> str:
    for path in config.under("interface"):
        other = config.get(path, ("ip address",))
        if path != mine and isinstance(other, tuple):
            common = bits(mask) & bits(other[1])
            if bits(address) & common == bits(other[0]) & common:
                return str(path[1])
    return ""


def _no_address(edit: Edit) -> None:
    given = edit.arguments
    if "secondary" in given:
        edit.drop(("ip address secondary", given["address"]))
        return
    if "address" in given and edit.get("ip address") != (given["address"], given.get("mask")):
        raise ConfigRefusal("% Invalid address")  # INFERRED
    if "address" not in given:
        edit.drop(("ip address secondary",))
    elif any(k[0] == "ip address secondary" for k in edit.config.slots(edit.path)):
        raise ConfigRefusal("% Must delete secondary before deleting primary")
    edit.drop(("ip address",)) if _layer_2_only(edit) else edit.put(("ip address",), None)


def _write_address(language: Any, key: Key, value: Any) -> str:
    if value is None:
        return "no ip address"
    return "ip address dhcp" if value == "dhcp" else f"ip address {value[0]} {value[1]}"


def _vlan(edit: Edit) -> None:
    """A port of a VLAN that does not exist makes it, as the device does."""
    number = edit.arguments["vlan"]
    edit.drop(("switchport access vlan",)) if number == 1 else edit.put(("switchport access vlan",), number)
    if number != 1 and edit.config.section(("vlan", number)) is None:
        if edit.typed:
            edit.said.append(f"% Access VLAN does not exist. Creating vlan {number}\n")
        edit.config = edit.config.open(("vlan", number))


HEAD: tuple[Statement, ...] = (
    Statement(
        "interface <interface>",
        keys=("interface",),
        no="interface <interface>",
        opens=IF,
        undo=_no_interface,
        fresh=_fresh,
        sort=sort_key,
    ),
    Statement("interface range <interfaces>", slot="interface", no=False, apply=_range, opens=IF, hidden=False),
)

BODY: tuple[Statement, ...] = (
    Statement("description <text:line>", mode=IF),
    Statement("switchport", mode=IF, off=False, apply=_switchport, undo=_no_switchport, needs="switch"),
    Statement("switchport access vlan <vlan:1-4094>", mode=IF, apply=_vlan),
    Statement("switchport trunk encapsulation kind={dot1q|isl|negotiate}", mode=IF, implicit="negotiate"),
    Statement("switchport trunk native vlan <vlan:1-4094>", mode=IF, implicit=1),
    Statement("switchport trunk allowed vlan <vlans:line>", mode=IF, implicit="all"),
    Statement("switchport mode {mode={access|trunk|dot1q-tunnel}|mode=dynamic dynamic={auto|desirable}}", mode=IF),
    Statement("switchport voice vlan <vlan:1-4094>", mode=IF),
    Statement("switchport nonegotiate", mode=IF),
    Statement("switchport port-security", mode=IF, needs="switch"),
    Statement("switchport port-security maximum <number:1-6272>", mode=IF, needs="switch"),
    Statement(
        "switchport port-security violation mode={protect|restrict|shutdown}",
        mode=IF,
        needs="switch",
        implicit="shutdown",
    ),
    Statement("bandwidth <kbps:1-10000000>", mode=IF),
    Statement("mtu <octets:64-9216>", mode=IF),
    Statement("ip vrf forwarding <name:word>", mode=IF, needs="vrf"),
    Statement(
        "ip address <address:address> <mask:mask> [secondary=secondary]",
        mode=IF,
        no="ip address [<address:address> [<mask:mask> [secondary=secondary]]]",
        apply=_address,
        undo=_no_address,
        write=_write_address,
    ),
    Statement(
        "ip address dhcp",
        slot="ip address",
        mode=IF,
        no=False,
        apply=lambda edit: edit.put(("ip address",), "dhcp"),
    ),
    Statement(
        "ip address secondary",
        mode=IF,
        no=False,
        hidden=True,
        apply=lambda edit: None,
        write=lambda language, key, mask: f"ip address {key[1]} {mask} secondary",
    ),
    Statement(
        "ip access-group <list:acl> direction={in|out}",
        mode=IF,
        keys=("direction",),
        no="ip access-group <list:acl> direction={in|out}",
    ),
    Statement("ip helper-address <address:address>", mode=IF, keys=("address",)),
    flag("ip redirects", on=True, mode=IF),
    flag("ip unreachables", on=True, mode=IF),
    flag("ip proxy-arp", on=True, mode=IF),
    flag("ip route-cache", on=True, mode=IF),
    flag("ip directed-broadcast", mode=IF),
    Statement("ip nat side={inside|outside}", mode=IF, needs="router", slot="ip nat"),
    flag("ip virtual-reassembly", mode=IF, needs="router"),
    Statement("ip tcp adjust-mss <octets:500-1460>", mode=IF, needs="router"),
    Statement("ip pim passive", mode=IF, needs="switch"),
    Statement("ip pim mode={dense-mode|sparse-dense-mode|sparse-mode}", mode=IF, needs="multicast", slot="ip pim mode"),
    Statement("ip igmp version <version:1-3>", mode=IF, needs="multicast"),
    Statement("ip policy route-map <name:word>", mode=IF, needs="pbr"),
    Statement(
        "ip wccp service={web-cache|<number:0-254>} redirect direction={in|out}",
        mode=IF,
        needs="wccp",
        keys=("service", "direction"),
        slot="ip wccp",
        no="ip wccp service={web-cache|<number:0-254>} redirect direction={in|out}",
    ),
    Statement("ip ospf cost <cost:1-65535>", mode=IF, needs="ospf"),
    Statement("ip ospf priority <priority:0-255>", mode=IF, needs="ospf"),
    Statement("ip ospf hello-interval <seconds:1-65535>", mode=IF, needs="ospf"),
    Statement("ip ospf network kind={broadcast|non-broadcast|point-to-point}", mode=IF, needs="ospf"),
    Statement(
        "ip ospf <process:1-65535> area <area:word>", mode=IF, needs="ospf", slot="ip ospf area", keys=("process",)
    ),
    Statement("ip router isis [<tag:word>]", mode=IF, needs="isis"),
    Statement(
        "ip inspect <name:word> direction={in|out}",
        mode=IF,
        needs="inspect",
        keys=("direction",),
        no="ip inspect <name:word> direction={in|out}",
    ),
    Statement(
        "ip ips <name:word> direction={in|out}",
        mode=IF,
        needs="ips",
        keys=("direction",),
        no="ip ips <name:word> direction={in|out}",
    ),
    Statement("zone-member security <name:word>", mode=IF, needs="zone-firewall"),
    Statement("bridge-group <group:1-255>", mode=IF, needs="fallback-bridging", keys=("group",)),
    Statement("ipv6 address <prefix:ipv6-prefix>", mode=IF, keys=("prefix",)),
    Statement("ipv6 enable", mode=IF),
    Statement("ipv6 rip <name:word> enable", mode=IF, needs="ipv6-routing", keys=("name",)),
    Statement("ipv6 ospf <process:1-65535> area <area:word>", mode=IF, needs="ipv6-routing", keys=("process",)),
    Statement(
        "ipv6 traffic-filter <list:word> direction={in|out}",
        mode=IF,
        needs="ipv6-routing",
        keys=("direction",),
        no="ipv6 traffic-filter <list:word> direction={in|out}",
    ),
    Statement(
        "standby <group:0-255> ip <address:address>", mode=IF, needs="switch", slot="standby ip", keys=("group",)
    ),
    Statement(
        "standby <group:0-255> priority <priority:0-255>",
        mode=IF,
        needs="switch",
        slot="standby priority",
        keys=("group",),
    ),
    Statement("standby <group:0-255> preempt", mode=IF, needs="switch", slot="standby preempt", keys=("group",)),
    Statement("channel-group <group:1-48> mode mode={active|auto|desirable|on|passive}", mode=IF, needs="switch"),
    Statement("encapsulation dot1Q <vlan:1-4094> [native=native]", mode=IF, needs="router"),
    Statement("load-interval <seconds:30-600>", mode=IF, implicit=300),
    Statement("shutdown", mode=IF),
    Statement("duplex mode={auto|full|half}", mode=IF),
    Statement("speed mode={10|100|1000|auto|nonegotiate}", mode=IF),
    flag("keepalive", on=True, mode=IF),
    Statement("udld port [mode={aggressive|disable}]", mode=IF, needs="switch"),
    Statement("power inline mode={auto|consumption|never|static}", mode=IF, needs="switch", implicit="auto"),
    Statement("mls qos trust kind={cos|dscp|ip-precedence}", mode=IF, needs="switch"),
    Statement(
        "storm-control kind={broadcast|multicast|unicast} level <level:word>",
        mode=IF,
        needs="switch",
        keys=("kind",),
        no="storm-control kind={broadcast|multicast|unicast} level [<level:word>]",
    ),
    flag("cdp enable", on=True, mode=IF),
    flag("lldp transmit", on=True, mode=IF),
    flag("lldp receive", on=True, mode=IF),
    Statement("spanning-tree portfast [mode={disable|trunk}]", mode=IF),
    Statement("spanning-tree bpduguard mode={enable|disable}", mode=IF),
    Statement("spanning-tree bpdufilter mode={enable|disable}", mode=IF),
    Statement("spanning-tree guard mode={loop|none|root}", mode=IF),
    Statement("spanning-tree cost <cost:1-200000000>", mode=IF),
    Statement("snmp trap link-status", mode=IF, off=False, implicit=True),
    Statement("logging event link-status", mode=IF, off=False, implicit=True),
    Statement("crypto map <name:word>", mode=IF, needs="ipsec"),
)
