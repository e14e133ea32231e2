"""Static routes and routing protocols, as far as configuration goes: no protocol runs."""

from typing import Any

from iosim.config.statement import ConfigRefusal, Edit, Statement, flag
from iosim.config.statements.interfaces import network
from iosim.config.value import Key, Path
from iosim.featureset.capabilities import EIGRP_FULL
from iosim.grammar.tree import Form

RIP, EIGRP, OSPF = "config-router rip", "config-router eigrp", "config-router ospf"
BGP, ISIS, IPV6 = "config-router bgp", "config-router isis", "config-rtr"


def _routing(edit: Edit) -> None:
    """Off on a fresh switch, on on a fresh router; only the other state is written."""
    on = edit.form is Form.PLAIN
    usual = edit.language.personality.platform.family == "router"
    if on is usual or edit.form is Form.DEFAULT:
        edit.drop(("ip routing",))
    else:
        edit.put(("ip routing",), on)


def _no_route(edit: Edit) -> None:
    given = edit.arguments
    wanted = tuple(given[name] for name in ("prefix", "mask", "hop", "interface") if name in given)
    found = [k for k in edit.config.many("ip route") if k[1:3] == wanted[:2] and set(wanted[2:]) <= {*k[3:]}]
    if not found:
        raise ConfigRefusal("%No matching route to delete")
    for key in found:
        edit.drop(key)


def _put_route(edit: Edit) -> None:
    given = edit.arguments
    if network(given["prefix"], given["mask"]) != given["prefix"]:
        raise ConfigRefusal("%Inconsistent address and mask")
    key = ("ip route", given["prefix"], given["mask"], given.get("interface", ""), given.get("hop", ""))
    edit.put(key, {name: given[name] for name in ("distance", "name", "tag", "permanent") if name in given})


def _write_route(language: Any, key: Key, value: dict[str, Any]) -> str:
    words = [part for part in key if part]
    if "distance" in value:
        words.append(str(value["distance"]))
    for name in ("tag", "name"):
        if name in value:
            words += [name, str(value[name])]
    if "permanent" in value:
        words.append("permanent")
    return " ".join(words)


def _fresh_eigrp(language: Any, path: Path) -> dict[Key, Any]:
    """Without full EIGRP a process is a stub from the start."""
    return {} if EIGRP_FULL in language.granted else {("eigrp stub",): ("connected", "summary")}


def _stub(edit: Edit) -> None:
    asked = tuple(word for word in _STUB if word in edit.arguments.values())
    edit.put(("eigrp stub",), asked or ("connected", "summary"))


def _no_stub(edit: Edit) -> None:
    if EIGRP_FULL in edit.language.granted:
        edit.drop(("eigrp stub",))


def _neighbor(edit: Edit) -> None:
    """What is said of a neighbour needs the neighbour to exist."""
    address = edit.arguments["address"]
    if edit.get("neighbor remote-as", address) is None:
        raise ConfigRefusal("% Specify remote-as or peer-group commands first")
    edit.put(edit.key, edit.statement.value(edit.arguments))


def _no_neighbor(edit: Edit) -> None:
    address = edit.arguments["address"]
    for key in list(edit.config.slots(edit.path)):
        if key[0].startswith("neighbor ") and key[1] == address:
            edit.drop(key)


def _route_map(edit: Edit) -> None:
    given = edit.arguments
    edit.enter(("route-map", given["name"], given.get("action", "permit"), given.get("sequence", 10)))


def _no_route_map(edit: Edit) -> None:
    given = edit.arguments
    for path in edit.config.under("route-map"):
        if path[1] == given["name"] and given.get("sequence", path[3]) == path[3]:
            edit.config = edit.config.close(path)


def _write_ipv6_route(language: Any, key: Key, value: dict[str, Any]) -> str:
    return " ".join(str(part) for part in (*key, *value.values()))


_STUB = ("connected", "receive-only", "redistributed", "static", "summary")
_REDISTRIBUTE = (
    "redistribute {protocol={connected|rip|static}|protocol={bgp|eigrp|ospf} <process:1-65535>}"
    " [* metric <metric:0-4294967295> | subnets=subnets | route-map <map:word>]"
)


def _passive(mode: str) -> tuple[Statement, ...]:
    return (
        Statement("passive-interface default", mode=mode),
        Statement("passive-interface <interface>", mode=mode, keys=("interface",)),
    )


def _redistribute(mode: str, needs: str = "") -> Statement:
    return Statement(
        _REDISTRIBUTE,
        mode=mode,
        slot="redistribute",
        keys=("protocol", "process"),
        needs=needs,
        no=_REDISTRIBUTE,
        write=_write_redistribute,
    )


def _write_redistribute(language: Any, key: Key, value: dict[str, Any]) -> str:
    words = [str(part) for part in key]
    if "metric" in value:
        words += ["metric", str(value["metric"])]
    if "subnets" in value:
        words.append("subnets")
    if "map" in value:
        words += ["route-map", value["map"]]
    return " ".join(words)


PROCESSES: tuple[Statement, ...] = (
    Statement("router eigrp <process:1-65535>", keys=("process",), opens=EIGRP, needs="eigrp", fresh=_fresh_eigrp),
    Statement("network <network:address> [<wildcard:wildcard>]", mode=EIGRP, keys=("network", "wildcard")),
    Statement("auto-summary", mode=EIGRP, off=False),
    *_passive(EIGRP),
    Statement("eigrp router-id <address:address>", mode=EIGRP),
    Statement(
        "eigrp stub [* " + " | ".join(f"{word.replace('-', '_')}={word}" for word in _STUB) + "]",
        mode=EIGRP,
        apply=_stub,
        undo=_no_stub,
        write=lambda language, key, value: " ".join(("eigrp stub", *value)),
    ),
    Statement("eigrp log-neighbor-changes", mode=EIGRP),
    _redistribute(EIGRP, "eigrp-full"),
    Statement("variance <multiplier:1-128>", mode=EIGRP, needs="eigrp-full", implicit=1),
    Statement(
        "neighbor <address:address> <interface>", mode=EIGRP, slot="neighbor", keys=("address",), needs="eigrp-full"
    ),
    Statement("distance eigrp <internal:1-255> <external:1-255>", mode=EIGRP, needs="eigrp-full"),
    Statement("router ospf <process:1-65535>", keys=("process",), opens=OSPF, needs="ospf"),
    Statement("router-id <address:address>", mode=OSPF),
    Statement("log-adjacency-changes [detail=detail]", mode=OSPF),
    Statement("auto-cost reference-bandwidth <mbps:1-4294967>", mode=OSPF, implicit=100),
    Statement(
        "area <area:word> kind={nssa|stub} [no_summary=no-summary]",
        mode=OSPF,
        slot="area",
        keys=("area", "kind"),
        no="area <area:word> kind={nssa|stub} [no_summary=no-summary]",
    ),
    Statement(
        "area <area:word> authentication [digest=message-digest]",
        mode=OSPF,
        slot="area authentication",
        keys=("area",),
        no="area <area:word> authentication [digest=message-digest]",
    ),
    Statement(
        "area <area:word> range <network:address> <mask:mask>",
        mode=OSPF,
        slot="area range",
        keys=("area", "network", "mask"),
        no="area <area:word> range <network:address> <mask:mask>",
    ),
    _redistribute(OSPF),
    *_passive(OSPF),
    Statement(
        "network <network:address> <wildcard:wildcard> area <area:word>",
        mode=OSPF,
        keys=("network", "wildcard", "area"),
        no="network <network:address> <wildcard:wildcard> area <area:word>",
    ),
    Statement("default-information originate [always=always] [metric <metric:0-16777214>]", mode=OSPF),
    Statement("distance <distance:1-255>", mode=OSPF, implicit=110),
    Statement("router bgp <process:1-65535>", keys=("process",), opens=BGP, needs="bgp"),
    Statement("bgp router-id <address:address>", mode=BGP),
    flag("bgp log-neighbor-changes", mode=BGP),
    Statement("network <network:address> [mask <mask:mask>]", mode=BGP, keys=("network", "mask")),
    flag("synchronization", mode=BGP),
    _redistribute(BGP),
    Statement(
        "neighbor <address:address> remote-as <system:1-65535>",
        mode=BGP,
        slot="neighbor remote-as",
        keys=("address",),
        no="neighbor <address:address> [remote-as [<system:1-65535>]]",
        undo=_no_neighbor,
    ),
    *(
        Statement(
            f"neighbor <address:address> {what}",
            mode=BGP,
            slot=f"neighbor {what.split()[0]}",
            keys=("address",),
            apply=_neighbor,
            no=f"neighbor <address:address> {what.split()[0]} [<rest:line>]",
        )
        for what in (
            "description <text:line>",
            "update-source <interface>",
            "next-hop-self",
            "shutdown",
            "password <password:line>",
            "ebgp-multihop <hops:1-255>",
            "route-reflector-client",
            "route-map <map:word> direction={in|out}",
            "timers <keepalive:0-65535> <hold:0-65535>",
        )
    ),
    Statement("auto-summary", mode=BGP, off=False),
    Statement("router isis", opens=ISIS, needs="isis"),
    Statement("net <title:word>", mode=ISIS, keys=("title",)),
    Statement("is-type level={level-1|level-1-2|level-2-only}", mode=ISIS),
    *_passive(ISIS),
    Statement("router rip", opens=RIP),
    Statement("version <version:1-2>", mode=RIP),
    _redistribute(RIP),
    *_passive(RIP),
    Statement("network <network:address>", mode=RIP, keys=("network",)),
    Statement("neighbor <address:address>", mode=RIP, keys=("address",)),
    Statement("auto-summary", mode=RIP, off=False),
    Statement("default-information originate", mode=RIP),
)

VRFS: tuple[Statement, ...] = (
    Statement("ip vrf <name:word>", keys=("name",), opens="config-vrf", needs="vrf"),
    Statement("description <text:line>", mode="config-vrf"),
    Statement("rd <distinguisher:word>", mode="config-vrf"),
    Statement(
        "route-target direction={both|export|import} <community:word>",
        mode="config-vrf",
        keys=("direction", "community"),
        no="route-target direction={both|export|import} <community:word>",
    ),
)

ROUTE_MAPS: tuple[Statement, ...] = (
    Statement(
        "route-map <name:word> [action={deny|permit} [<sequence:0-65535>]]",
        slot="route-map",
        keys=("name", "action", "sequence"),
        no="route-map <name:word> [action={deny|permit} [<sequence:0-65535>]]",
        opens="config-route-map",
        apply=_route_map,
        undo=_no_route_map,
        write=lambda language, path, value: " ".join(map(str, path)),
    ),
    Statement("description <text:line>", mode="config-route-map"),
    Statement("match ip address <lists:word>...", mode="config-route-map"),
    Statement("match length <low:0-2147483647> <high:0-2147483647>", mode="config-route-map"),
    Statement("match interface <interface>", mode="config-route-map"),
    Statement("set ip next-hop <hops:address>...", mode="config-route-map"),
    Statement("set ip default next-hop <hops:address>...", mode="config-route-map"),
    Statement("set interface <interface>", mode="config-route-map"),
    Statement("set metric <metric:0-4294967295>", mode="config-route-map"),
)

MORE: tuple[Statement, ...] = (
    Statement("ip multicast-routing [distributed=distributed]", needs="multicast"),
    Statement(
        "ip pim rp-address <address:address> [<list:acl>] [override=override]",
        slot="ip pim",
        keys=("address",),
        needs="multicast",
    ),
    Statement("ip pim ssm {default=default|range <list:acl>}", needs="multicast"),
    Statement(
        "ip msdp peer <address:address> [connect-source <interface>]",
        slot="ip msdp",
        keys=("address",),
        needs="multicast",
    ),
    Statement("ip local policy route-map <name:word>", slot="ip local policy", needs="pbr"),
    Statement(
        "ip wccp service={web-cache|<number:0-254>} [* group-list <group:acl> | redirect-list <redirect:acl>]",
        slot="ip wccp",
        keys=("service",),
        needs="wccp",
        no="ip wccp service={web-cache|<number:0-254>} [<rest:line>]",
    ),
    Statement("ipv6 unicast-routing", needs="ipv6-routing"),
    Statement(
        "ipv6 route <prefix:ipv6-prefix> {<hop:ipv6>|<interface>} [<distance:1-254>]",
        slot="ipv6 route",
        keys=("prefix", "hop", "interface"),
        needs="ipv6-routing",
        no="ipv6 route <prefix:ipv6-prefix> [{<hop:ipv6>|<interface>}] [<rest:line>]",
        write=_write_ipv6_route,
    ),
    Statement("ipv6 router ospf <process:1-65535>", keys=("process",), opens=IPV6, needs="ipv6-routing"),
    Statement("router-id <address:address>", mode=IPV6),
    Statement("log-adjacency-changes [detail=detail]", mode=IPV6),
    *_passive(IPV6),
    Statement("ipv6 router rip <name:word>", keys=("name",), opens="config-rtr-rip", needs="ipv6-routing"),
    Statement("maximum-paths <number:1-64>", mode="config-rtr-rip"),
    Statement(
        "bridge <group:1-255> protocol kind={vlan-bridge}",
        slot="bridge",
        keys=("group",),
        needs="fallback-bridging",
        no="bridge <group:1-255> protocol [kind={vlan-bridge}]",
    ),
    Statement(
        "bridge <group:1-255> priority <priority:0-65535>",
        slot="bridge priority",
        keys=("group",),
        needs="fallback-bridging",
        no="bridge <group:1-255> priority [<priority:0-65535>]",
    ),
)

STATIC: tuple[Statement, ...] = (
    flag("ip subnet-zero", off=False),
    flag("ip source-route", off=False),
    Statement("ip routing", apply=_routing, undo=_routing),
    Statement("ip cef", off=False),
    flag("ip classless", off=False),
    Statement("ip default-gateway <gateway:address>"),
    Statement("ip default-network <network:address>", keys=("network",)),
    Statement("ip forward-protocol nd", slot="ip forward-protocol"),
    Statement(
        "ip route <prefix:address> <mask:mask> {<interface> [<hop:address>]|<hop:address>} [<distance:1-255>]"
        " [* tag <tag:1-4294967295> | name <name:word> | permanent=permanent]",
        slot="ip route",
        no="ip route <prefix:address> <mask:mask> [{<interface> [<hop:address>]|<hop:address>}] [<rest:line>]",
        apply=_put_route,
        undo=_no_route,
        write=_write_route,
        ordered=True,
    ),
)
