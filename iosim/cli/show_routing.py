"""
Routing and security features as their configuration has them: no protocol runs, so nothing is ever learned.

Each command exists where its feature is granted, as the configuration commands of the feature do.
Source: command references of 12.2SE and 12.4T; column widths RECALLED.
"""

from collections.abc import Iterator

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.config import read
from iosim.config.access_list import bits
from iosim.config.value import Config, Key, Path

commands = Commands()

_SHOW = {
    "show": "Show running system information",
    "ip": "IP information",
    "ipv6": "IPv6 information",
    "ospf": "OSPF information",
    "bgp": "BGP information",
    "eigrp": "IP-EIGRP show commands",
    "neighbors": "Neighbors",
    "neighbor": "Neighbors",
    "summary": "Summary of neighbor status",
    "isis": "IS-IS routing information",
    "mroute": "IP multicast routing table",
    "pim": "PIM information",
    "interface": "Interfaces",
    "vrf": "VPN Routing/Forwarding instance information",
    "policy": "Policy routing",
    "bridge": "Bridge Forwarding/Filtering Database",
    "group": "Bridge groups",
    "wccp": "WCCP IPv4 information",
    "protocols": "IP routing protocol process parameters and statistics",
    "zone": "Zones",
    "zone-pair": "Zone pairs",
    "security": "Security",
    "inspect": "CBAC inspection information",
    "config": "Inspection rules and configuration",
    "crypto": "Encryption module",
    "isakmp": "ISAKMP information",
    "sa": "Security associations",
    "map": "Crypto maps",
    "ips": "Intrusion prevention information",
    "configuration": "Configuration",
    "route": "IP routing table",
}


def _processes(config: Config, kind: str) -> list[Path]:
    return sorted(config.under(f"router {kind}"), key=lambda path: str(path[1]))


def _addressed(config: Config) -> Iterator[tuple[str, str, str]]:
    """Interfaces that are up by configuration and have an address: name, address, mask."""
    for path in sorted(config.under("interface")):
        found = read.interface(config, path[1])
        if found.address and not found.shutdown:
            yield path[1], found.address, found.mask


def _members(config: Config, key: Key, name: str) -> list[str]:
    """Interfaces whose statement `key` names `name`."""
    return [path[1] for path in sorted(config.under("interface")) if config.get(path, key) == name]


def router_id(config: Config, path: Path, key: str = "router-id") -> str:
    """The identifier of a process: as configured, else the highest loopback address, else the highest address."""
    chosen = config.get(path, (key,))
    if chosen:
        return str(chosen)
    addresses = [(name.startswith("Loopback"), bits(address), address) for name, address, _ in _addressed(config)]
    return max(addresses, default=(False, 0, "0.0.0.0"))[2]


def _within(address: str, network: str, wildcard: str) -> bool:
    return (bits(address) ^ bits(network)) & ~bits(wildcard) & 0xFFFFFFFF == 0


@commands.add("show ip ospf", needs="ospf", help=_SHOW)
def show_ip_ospf(cx: Context) -> str:
    config = cx.system.config
    out = []
    for path in _processes(config, "ospf"):
        areas: dict[str, int] = {}
        for key in config.slots(path):
            if key[0] == "network":
                fits = sum(_within(address, key[1], key[2]) for _, address, _ in _addressed(config))
                areas[key[3]] = areas.get(key[3], 0) + fits
        out.append(f' Routing Process "ospf {path[1]}" with ID {router_id(config, path)}\n')
        out.append(" Supports only single TOS(TOS0) routes\n Supports opaque LSA\n")
        out.append(f" Number of areas in this router is {len(areas)}. {len(areas)} normal 0 stub 0 nssa\n")
        for area, count in areas.items():
            name = "BACKBONE(0)" if area in ("0", "0.0.0.0") else area
            out.append(f"    Area {name}\n        Number of interfaces in this area is {count}\n")
    return "".join(out)


@commands.add("show ip ospf neighbor", needs="ospf", help=_SHOW)
def show_ip_ospf_neighbor(cx: Context) -> str:
    return ""


@commands.add("show ip bgp summary", needs="bgp", help=_SHOW)
def show_ip_bgp_summary(cx: Context) -> str:
    config = cx.system.config
    paths = _processes(config, "bgp")
    if not paths:
        return "% BGP not active\n"
    path = paths[0]
    out = [
        f"BGP router identifier {router_id(config, path, 'bgp router-id')}, local AS number {path[1]}\n",
        "BGP table version is 1, main routing table version 1\n\n",
        "Neighbor        V    AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n",
    ]
    for key, system in config.slots(path).items():
        if key[0] == "neighbor remote-as":
            state = "Idle (Admin)" if config.get(path, ("neighbor shutdown", key[1])) else "Active"
            out.append(f"{key[1]:<15} 4 {system:>5} {0:>7} {0:>7} {0:>8} {0:>4} {0:>4} {'never':<8} {state}\n")
    return "".join(out)


@commands.add("show ip bgp", needs="bgp", help=_SHOW)
def show_ip_bgp(cx: Context) -> str:
    return "" if _processes(cx.system.config, "bgp") else "% BGP not active\n"


@commands.add("show ip eigrp neighbors", needs="eigrp", help=_SHOW)
def show_ip_eigrp_neighbors(cx: Context) -> str:
    paths = _processes(cx.system.config, "eigrp")
    return "".join(f"IP-EIGRP neighbors for process {path[1]}\n" for path in paths)


@commands.add("show isis neighbors", needs="isis", help=_SHOW)
def show_isis_neighbors(cx: Context) -> str:
    if not cx.system.config.under("router isis"):
        return ""
    return "\nSystem Id      Type Interface IP Address      State Holdtime Circuit Id\n"


@commands.add("show ip mroute", needs="multicast", help=_SHOW)
def show_ip_mroute(cx: Context) -> str:
    if cx.system.config.one("ip multicast-routing") is None:
        return "IP multicast routing not enabled\n"  # INFERRED
    return "IP Multicast Routing Table\n\n"


@commands.add("show ip pim interface", needs="multicast", help=_SHOW)
def show_ip_pim_interface(cx: Context) -> str:
    config = cx.system.config
    out = ["\nAddress          Interface                Ver/   Nbr    Query  DR     DR\n"]
    out.append("                                          Mode   Count  Intvl  Prior\n")
    modes = {"sparse-mode": "S", "dense-mode": "D", "sparse-dense-mode": "SD"}
    for name, address, _ in _addressed(config):
        mode = config.get(("interface", name), ("ip pim mode",))
        if mode:
            out.append(f"{address:<16} {name:<24} v2/{modes[mode]:<3} {0:<6} {30:<6} {1:<6} {address}\n")
    return "".join(out)


@commands.add("show ip vrf", needs="vrf", help=_SHOW)
def show_ip_vrf(cx: Context) -> str:
    config = cx.system.config
    out = ["  Name                             Default RD          Interfaces\n"]
    for path in sorted(config.under("ip vrf")):
        first, *others = _members(config, ("ip vrf forwarding",), path[1]) or [""]
        out.append(f"  {path[1]:<32} {config.get(path, ('rd',), '<not set>'):<19} {first}".rstrip() + "\n")
        out += [f"{'':<55}{name}\n" for name in others]
    return "".join(out)


@commands.add("show ip policy", needs="pbr", help=_SHOW)
def show_ip_policy(cx: Context) -> str:
    config = cx.system.config
    rows = [("Interface", "Route map")]
    local = config.one("ip local policy")
    if local:
        rows.append(("local", local))
    for path in sorted(config.under("interface")):
        name = config.get(path, ("ip policy route-map",))
        if name:
            rows.append((path[1], name))
    return "".join(f"{left:<14} {right}\n" for left, right in rows)


@commands.add("show bridge group", needs="fallback-bridging", help=_SHOW)
def show_bridge_group(cx: Context) -> str:
    config = cx.system.config
    out = []
    for key, kind in config.many("bridge").items():
        out.append(f"\nBridge Group {key[1]} is running the {kind} compatible Spanning Tree protocol\n\n")
        for path in sorted(config.under("interface")):
            if config.get(path, ("bridge-group", key[1])):
                out.append(f"   Port {path[1]} of bridge group {key[1]} is down\n")
    return "".join(out)


@commands.add("show ip wccp", needs="wccp", help=_SHOW)
def show_ip_wccp(cx: Context) -> str:
    config = cx.system.config
    out = ["Global WCCP information:\n", "    Router information:\n"]
    out.append("        Router Identifier:                   -not yet determined-\n")
    out.append("        Protocol Version:                    2.0\n\n")
    for key in config.many("ip wccp"):
        out.append(f"    Service Identifier: {' '.join(str(part) for part in key[1:])}\n")
        out.append("        Number of Cache Engines:             0\n        Number of routers:                   0\n")
    return "".join(out)


@commands.add("show ipv6 protocols", needs="ipv6-routing", help=_SHOW)
def show_ipv6_protocols(cx: Context) -> str:
    config = cx.system.config
    out = ['IPv6 Routing Protocol is "connected"\n', 'IPv6 Routing Protocol is "static"\n']
    out += [f'IPv6 Routing Protocol is "ospf {path[1]}"\n' for path in sorted(config.under("ipv6 router ospf"))]
    out += [f'IPv6 Routing Protocol is "rip {path[1]}"\n' for path in sorted(config.under("ipv6 router rip"))]
    return "".join(out)


@commands.add("show zone security", needs="zone-firewall", help=_SHOW)
def show_zone_security(cx: Context) -> str:
    config = cx.system.config
    out = ["zone self\n  Description: System defined zone\n\n"]
    for path in sorted(config.under("zone security")):
        out.append(f"zone {path[1]}\n")
        text = config.get(path, ("description",))
        out += [f"  Description: {text}\n"] if text else []
        members = [
            p[1] for p in sorted(config.under("interface")) if config.get(p, ("zone-member security",)) == path[1]
        ]
        out += ["  Member Interfaces:\n", *(f"    {name}\n" for name in members)] if members else []
        out.append("\n")
    return "".join(out)


@commands.add("show zone-pair security", needs="zone-firewall", help=_SHOW)
def show_zone_pair_security(cx: Context) -> str:
    config = cx.system.config
    out = []
    for path in sorted(config.under("zone-pair security")):
        policy = config.get(path, ("service-policy type inspect",), "not configured")
        out.append(f"Zone-pair name {path[1]}\n    Source-Zone {path[2]}  Destination-Zone {path[3]} \n")
        out.append(f"    service-policy {policy}\n")
    return "".join(out)


@commands.add("show ip inspect config", needs="inspect", help=_SHOW)
def show_ip_inspect_config(cx: Context) -> str:
    config = cx.system.config
    out = ["Session audit trail is disabled\nSession alert is enabled\nInspection Rule Configuration\n"]
    rules: dict[str, list[str]] = {}
    for key in config.many("ip inspect"):
        rules.setdefault(key[1], []).append(key[2])
    for name, protocols in rules.items():
        out.append(f" Inspection name {name}\n")
        out += [f"    {protocol} alert is on audit-trail is off\n" for protocol in protocols]
    return "".join(out)


@commands.add("show ip ips configuration", needs="ips", help=_SHOW)
def show_ip_ips_configuration(cx: Context) -> str:
    config = cx.system.config
    location = config.one("ip ips config location", "")
    out = [
        "IPS Signature File Configuration Status\n",
        f"    Configured Config Locations: {location or '-not configured-'}\n",
    ]
    out.append("IPS Rule Configuration\n")
    for key in config.many("ip ips"):
        out.append(f"    IPS name {key[1]}\n")
        for path in sorted(config.under("interface")):
            for way in ("in", "out"):
                if config.get(path, ("ip ips", way)) == key[1]:
                    out.append(f"        Interface {path[1]}: {way}bound\n")
    return "".join(out)


@commands.add("show crypto isakmp policy", needs="ipsec k9", help=_SHOW)
def show_crypto_isakmp_policy(cx: Context) -> str:
    config = cx.system.config
    out = ["\nGlobal IKE policy\n"]
    for path in sorted(config.under("crypto isakmp policy")):
        out.append(f"Protection suite of priority {path[1]}\n")
        out.append(_suite(config, path))
    out.append("Default protection suite\n")
    out.append(_suite(config, ("crypto isakmp policy", 0)))
    return "".join(out)


_CIPHERS = {
    "des": "DES - Data Encryption Standard (56 bit keys).",
    "3des": "Three key triple DES",
    "aes": "AES - Advanced Encryption Standard ({bits} bit keys).",
}
_HASHES = {"md5": "Message Digest 5", "sha": "Secure Hash Standard"}
_METHODS = {
    "pre-share": "Pre-Shared Key",
    "rsa-encr": "Rivest-Shamir-Adleman Encryption",
    "rsa-sig": "Rivest-Shamir-Adleman Signature",
}
_GROUP_BITS = {"1": 768, "2": 1024, "5": 1536, "14": 2048}


def _suite(config: Config, path: Path) -> str:
    cipher = config.get(path, ("encr",), {"cipher": "des"})
    group = str(config.get(path, ("group",), "1"))
    rows = (
        ("encryption algorithm", _CIPHERS[cipher["cipher"]].format(bits=cipher.get("bits", 128))),
        ("hash algorithm", _HASHES[config.get(path, ("hash",), "sha")]),
        ("authentication method", _METHODS[config.get(path, ("authentication",), "rsa-sig")]),
        ("Diffie-Hellman group", f"#{group} ({_GROUP_BITS[group]} bit)"),
        ("lifetime", f"{config.get(path, ('lifetime',), 86400)} seconds, no volume limit"),
    )
    return "".join(f"\t{name + ':':<24}{value}\n" for name, value in rows)


@commands.add("show crypto isakmp sa", needs="ipsec k9", help=_SHOW)
def show_crypto_isakmp_sa(cx: Context) -> str:
    return "dst             src             state          conn-id slot status\n\n"


@commands.add("show crypto map", needs="ipsec k9", help=_SHOW)
def show_crypto_map(cx: Context) -> str:
    config = cx.system.config
    out = []
    for path in sorted(config.under("crypto map")):
        out.append(f'Crypto Map "{path[1]}" {path[2]} ipsec-isakmp\n')
        peers = [key[1] for key in config.slots(path) if key[0] == "set peer"]
        out += [f"\tPeer = {peer}\n" for peer in peers]
        access = config.get(path, ("match address",))
        out += [f"\tExtended IP access list {access}\n"] if access else []
        sets = config.get(path, ("set transform-set",))
        out += ["\tTransform sets={\n", *(f"\t\t{name},\n" for name in sets), "\t}\n"] if sets else []
    return "".join(out) or "No crypto maps found.\n"


@commands.add("show ip protocols", help=_SHOW)
def show_ip_protocols(cx: Context) -> str:
    config = cx.system.config
    out = []
    for kind in ("eigrp", "ospf", "bgp", "isis", "rip"):
        for path in _processes(config, kind):
            name = f"{kind} {path[1]}".strip()
            out.append(f'Routing Protocol is "{name}"\n  Routing for Networks:\n')
            out += [f"    {' '.join(map(str, key[1:]))}\n" for key in config.slots(path) if key[0] == "network"]
            out.append("  Routing Information Sources:\n    Gateway         Distance      Last Update\n\n")
    return "".join(out)
