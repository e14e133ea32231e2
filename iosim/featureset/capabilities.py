"""
Names of what a feature set can grant.

A recipe of an image lists, level by level, which of these it grants; a command declares the one it needs. A
command whose capability is not granted does not exist: the parser, `?`, running-config and the boot restore
forget it together. What follows each constant: where it matters, and the command that comes and goes with it.

Source: feature-set definitions of the Catalyst 3560/3750 configuration guides ("Overview"), data sheets of the
860 and 880 series; which level has which is a row of the image.
"""

from dataclasses import dataclass

from iosim.featureset.personality import Personality

OSPF = "ospf"
"""Switch and router: `router ospf N`."""

BGP = "bgp"
"""Switch and router: `router bgp N`."""

ISIS = "isis"
"""Switch and router: `router isis`."""

EIGRP = "eigrp"
"""Router: `router eigrp N`. Switches grant it at every level, but only as a stub without EIGRP_FULL."""

EIGRP_FULL = "eigrp-full"
"""Switch and router: an EIGRP process that need not be a stub (`no eigrp stub`, `redistribute`, `variance`)."""

MULTICAST = "multicast"
"""Switch and router: `ip multicast-routing`, `ip pim sparse-mode` on an interface."""

VRF = "vrf"
"""Switch and router: `ip vrf NAME`, `ip vrf forwarding` on an interface."""

PBR = "pbr"
"""Switch and router: `ip local policy route-map`, `ip policy route-map` on an interface."""

FALLBACK_BRIDGING = "fallback-bridging"
"""Switch: `bridge N protocol vlan-bridge`, `bridge-group N` on an interface."""

WCCP = "wccp"
"""Switch and router: `ip wccp web-cache`, `ip wccp web-cache redirect in` on an interface."""

IPV6_ROUTING = "ipv6-routing"
"""Switch (advipservices before 12.2(52)SE, ipservices from there) and router: `ipv6 unicast-routing`."""

ZONE_FIREWALL = "zone-firewall"
"""Router: `zone security NAME`, `zone-pair security`, `class-map type inspect`, `policy-map type inspect`."""

INSPECT = "inspect"
"""Router: `ip inspect name`, `ip inspect NAME in` on an interface."""

IPSEC = "ipsec"
"""Router, crypto images: `crypto isakmp policy N`, `crypto map NAME N ipsec-isakmp`."""

IPS = "ips"
"""Router: `ip ips name NAME`, `ip ips NAME in` on an interface."""

# Traits of the hardware and the image, asked for in the same way as a capability.
SWITCH = "switch"
"""The platform is a Catalyst."""

ROUTER = "router"
"""The platform is a router."""

STACKABLE = "stackable"
"""Switches of the model can be stacked."""

CRYPTO = "k9"
"""The image has cryptography: SSH, HTTPS, `crypto key`."""

LICENSED = "licensed"
"""The image is universal: its level is chosen by licences."""


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing a level can grant, with the commands that come and go with it."""

    name: str
    families: tuple[str, ...]  # platform families that have it at some level
    head: str  # the configuration command that opens it
    mode: str  # a configuration command that enters the mode of `line`: an interface, or the head again
    line: str  # one command in that mode
    show: str  # the show command


_BOTH = ("switch", "router")
_INTERFACE = "interface Vlan1"

CAPABILITIES: tuple[Capability, ...] = (
    Capability(OSPF, _BOTH, "router ospf 1", "router ospf 1", "network 10.0.0.0 0.255.255.255 area 0", "show ip ospf"),
    Capability(
        BGP, _BOTH, "router bgp 65000", "router bgp 65000", "neighbor 10.0.0.2 remote-as 65001", "show ip bgp summary"
    ),
    Capability(ISIS, ("switch",), "router isis", "router isis", "net 49.0001.0000.0000.0001.00", "show isis neighbors"),
    Capability(EIGRP, ("router",), "router eigrp 1", "router eigrp 1", "network 10.0.0.0", "show ip eigrp neighbors"),
    Capability(
        MULTICAST, _BOTH, "ip multicast-routing distributed", _INTERFACE, "ip pim sparse-mode", "show ip mroute"
    ),
    Capability(VRF, _BOTH, "ip vrf RED", "ip vrf RED", "rd 65000:1", "show ip vrf"),
    Capability(PBR, _BOTH, "ip local policy route-map PBR", _INTERFACE, "ip policy route-map PBR", "show ip policy"),
    Capability(
        FALLBACK_BRIDGING,
        ("switch",),
        "bridge 1 protocol vlan-bridge",
        _INTERFACE,
        "bridge-group 1",
        "show bridge group",
    ),
    Capability(WCCP, _BOTH, "ip wccp web-cache", _INTERFACE, "ip wccp web-cache redirect in", "show ip wccp"),
    Capability(IPV6_ROUTING, _BOTH, "ipv6 unicast-routing", _INTERFACE, "ipv6 rip CORE enable", "show ipv6 protocols"),
    Capability(
        ZONE_FIREWALL,
        ("router",),
        "zone security INSIDE",
        "zone security INSIDE",
        "description trusted",
        "show zone security",
    ),
    Capability(
        INSPECT, ("router",), "ip inspect name FW tcp", _INTERFACE, "ip inspect FW in", "show ip inspect config"
    ),
    Capability(
        IPSEC, ("router",), "crypto isakmp policy 10", "crypto isakmp policy 10", "group 2", "show crypto isakmp policy"
    ),
    Capability(IPS, ("router",), "ip ips name GUARD", _INTERFACE, "ip ips GUARD in", "show ip ips configuration"),
)


def granted(personality: Personality) -> frozenset[str]:
    """
    Everything a command may need that this personality has: capabilities of its level, and its traits.

    A switch of the release (a word of the image that is "yes") is a trait under its own name.
    """
    traits = {personality.platform.family, *(word for word, value in personality.image.words.items() if value == "yes")}
    if personality.platform.stackable:
        traits.add(STACKABLE)
    if personality.image.crypto:
        traits.add(CRYPTO)
    if personality.image.licensed:
        traits.add(LICENSED)
    return personality.capabilities | traits
