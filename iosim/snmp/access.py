"""Who may ask, and for what: communities with their access lists and views, as values of the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from iosim.config import read
from iosim.config.value import Config
from iosim.snmp.ber import Oid
from iosim.snmp.row import Row

# Names of subtrees that `snmp-server view` knows besides the objects of the agent.
SUBTREES: dict[str, Oid] = {
    "iso": (1,),
    "org": (1, 3),
    "dod": (1, 3, 6),
    "internet": (1, 3, 6, 1),
    "mgmt": (1, 3, 6, 1, 2),
    "mib-2": (1, 3, 6, 1, 2, 1),
    "system": (1, 3, 6, 1, 2, 1, 1),
    "interfaces": (1, 3, 6, 1, 2, 1, 2),
    "at": (1, 3, 6, 1, 2, 1, 3),
    "ip": (1, 3, 6, 1, 2, 1, 4),
    "icmp": (1, 3, 6, 1, 2, 1, 5),
    "tcp": (1, 3, 6, 1, 2, 1, 6),
    "udp": (1, 3, 6, 1, 2, 1, 7),
    "snmp": (1, 3, 6, 1, 2, 1, 11),
    "ifMIB": (1, 3, 6, 1, 2, 1, 31),
    "entityMIB": (1, 3, 6, 1, 2, 1, 47),
    "private": (1, 3, 6, 1, 4),
    "enterprises": (1, 3, 6, 1, 4, 1),
    "cisco": (1, 3, 6, 1, 4, 1, 9),
    "ciscoMgmt": (1, 3, 6, 1, 4, 1, 9, 9),
    "snmpV2": (1, 3, 6, 1, 6),
    "snmpModules": (1, 3, 6, 1, 6, 3),
    "ifEntry": (1, 3, 6, 1, 2, 1, 2, 2, 1),
    "ifXEntry": (1, 3, 6, 1, 2, 1, 31, 1, 1, 1),
}


@dataclass(frozen=True, slots=True)
class View:
    """
    Subtrees that are included or excluded; the longest that fits a name decides, and no fit excludes.

    An arc of None fits any (`*` of the command, a zero bit of the mask).
    Source: RFC 3415 section 4, vacmViewTreeFamilyTable.
    """

    families: tuple[tuple[tuple[int | None, ...], bool], ...]

    def permits(self, name: Oid, row: Row) -> bool:
        """Whether the instance `name` is in the view."""
        best: tuple[int, tuple[int, ...], bool] = (-1, (), False)
        for family, included in self.families:
            depth = len(family)
            if len(name) >= depth and all(arc is None or arc == name[i] for i, arc in enumerate(family)):
                best = max(best, (depth, tuple(-1 if arc is None else arc for arc in family), included))
        return best[2]


@dataclass(frozen=True, slots=True)
class Grant:
    """What a community may do."""

    write: bool
    access_list: str | None  # None: from anywhere
    view: View | None  # None: everything
    plain: bool  # everything, from anywhere


def grants(config: Config) -> Mapping[bytes, Grant]:
    """Every community by its octets; empty where no agent runs."""
    if not read.snmp_enabled(config):
        return {}
    views = community_views(config)
    return {
        name.encode("utf-8"): Grant(write, access_list or None, views.get(name), not access_list and name not in views)
        for name, (write, access_list) in read.communities(config).items()
    }


def community_views(config: Config) -> dict[str, View]:
    """The view of each community that names one; a view that is not defined holds nothing."""
    named = read.community_views(config)
    defined = read.views(config) if named else {}
    return {community: view_of(defined.get(view, {})) for community, view in named.items()}


def view_of(subtrees: Mapping[str, bool]) -> View:
    """A view from its subtrees as typed; an unknown name adds nothing."""
    families = []
    for typed, included in subtrees.items():
        family = family_of(typed)
        if family is not None:
            families.append((family, included))
    return View(tuple(families))


def family_of(typed: str) -> tuple[int | None, ...] | None:
    """The arcs of `1.3.6.1.2.1`, `internet`, `ifEntry.*.3` or `mib-2.2`; None for a name nobody knows."""
    head, *rest = typed.strip(".").split(".")
    arcs: tuple[int | None, ...]
    if head in SUBTREES:
        arcs = SUBTREES[head]
    elif head.isdigit():
        arcs = (int(head),)
    else:
        return None
    for part in rest:
        if part != "*" and not part.isdigit():
            return None
        arcs = (*arcs, None if part == "*" else int(part))
    return arcs


def admits(config: Config, access_list: str, peer: str) -> bool:
    """Whether the access list of a community lets `peer` ask."""
    return read.permits(config, access_list, peer)


def sections(config: Config) -> tuple[Any, ...]:
    """What `grants` depends on, to be compared by identity: configurations that share these share the grants."""
    return tuple(
        config.section((name,))
        for name in (
            "snmp-server community",
            "snmp-server view",
            "snmp-server host",
            "snmp-server contact",
            "snmp-server location",
            "snmp-server packetsize",
        )
    )
