"""What SNMP keeps of one running system: counters, and where it stands among the systems it shares everything with."""

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from iosim.config import read
from iosim.config.value import Config
from iosim.platforms.platform import Port
from iosim.snmp.access import Grant, grants, sections
from iosim.snmp.counters import POLLED
from iosim.snmp.row import Group, Row, Table
from iosim.snmp.rows import GROUPS
from iosim.snmp.rows.interfaces import ports_of
from iosim.snmp.skeleton import Skeleton

if TYPE_CHECKING:
    from iosim.featureset.personality import Personality
    from iosim.system.system import System


class Access:
    """What the `snmp-server` lines of a configuration allow; shared by the configurations that share those lines."""

    __slots__ = ("__weakref__", "grants", "max_bytes", "sections")

    def __init__(self, config: Config) -> None:
        self.grants: Mapping[bytes, Grant] = grants(config)
        self.max_bytes = read.snmp_packet_bytes(config)
        self.sections = sections(config)  # kept, so that no other section can get the identity of one of them


class Standing:
    """What follows from a configuration and the licences there are; shared by the systems that have the same."""

    __slots__ = ("__weakref__", "access", "config", "licenses", "ports", "skeleton")

    def __init__(self, system: "System", access: Access, ports: dict[int, Port], skeleton: Skeleton) -> None:
        self.config = system.config
        self.licenses = system.license_revision
        self.access = access
        self.ports = ports  # by ifIndex
        self.skeleton = skeleton


class Objects:
    """Everything the agents of one personality can answer: rows and tables, and what is in use of them."""

    __slots__ = ("access", "own", "rows", "shared", "skeletons", "standings")

    def __init__(self, personality: "Personality", groups: tuple[Group, ...] = GROUPS) -> None:
        present = [group for group in groups if group.present(personality)]
        self.rows: list[Row] = [row for group in present for row in group.rows]
        tables: list[Table] = [table for group in present for table in group.tables]
        self.shared = [table for table in tables if not table.own]
        self.own = {table.name: table for table in tables if table.own}
        self.skeletons: WeakValueDictionary[Any, Skeleton] = WeakValueDictionary()  # by shape
        self.access: WeakValueDictionary[Any, Access] = WeakValueDictionary()  # by identity of sections
        self.standings: WeakValueDictionary[Any, Standing] = WeakValueDictionary()

    def access_of(self, config: Config) -> Access:
        """What `config` allows."""
        key = tuple(map(id, sections(config)))
        access = self.access.get(key)
        if access is None:
            access = self.access[key] = Access(config)
        return access

    def skeleton_of(self, system: "System") -> Skeleton:
        """The skeleton of the system's present shape."""
        shape = tuple(table.indices(system) for table in self.shared)
        skeleton = self.skeletons.get(shape)
        if skeleton is None:
            by_name = dict(zip((table.name for table in self.shared), shape, strict=True))
            skeleton = Skeleton(system.personality, self.rows, by_name, self.own)
            self.skeletons[shape] = skeleton
        return skeleton

    def standing_of(self, system: "System") -> Standing:
        """Where the system stands now."""
        skeleton = self.skeleton_of(system)
        key = (id(system.config), system.license_revision, id(skeleton))  # a standing keeps both objects
        standing = self.standings.get(key)
        if standing is None:
            standing = Standing(system, self.access_of(system.config), ports_of(system), skeleton)
            self.standings[key] = standing
        return standing


def objects_of(personality: "Personality") -> Objects:
    """The objects of a personality, made when first asked for."""
    objects: Objects | None = personality.cache.get("snmp")
    if objects is None:
        objects = personality.cache["snmp"] = Objects(personality)
    return objects


@dataclass(slots=True)
class Notes:
    """What few devices ever have to remember."""

    auth_address: str = "0.0.0.0"  # of the last sender whose community was wrong
    eula_accepted: bool = False  # cilmEULAAccepted
    request_id: int = 0  # of the last notification
    config_events: int = 0  # ccmHistoryEventIndex of the last one


_ZEROS = [0] * POLLED
_NO_NOTES = Notes()  # read for devices that have none; never written


class AgentState:
    """
    State of the agent of one System; made by the first request or notification and gone with the reload.

    Small, since every polled device of a fleet has one: what follows from configuration and licences is shared.
    """

    __slots__ = ("_notes", "_scratch", "counters", "standing")

    def __init__(self, standing: Standing) -> None:
        self.counters = array("Q", _ZEROS)  # exactly as long; see `count`
        self.standing = standing
        self._notes: Notes | None = None
        self._scratch: dict[str, Any] | None = None

    @property
    def ports(self) -> dict[int, Port]:
        """The ports by ifIndex."""
        return self.standing.ports

    @property
    def access(self) -> Access:
        """What the configuration allows."""
        return self.standing.access

    @property
    def notes(self) -> Notes:
        """To be read."""
        return self._notes or _NO_NOTES

    def note(self) -> Notes:
        """To be written."""
        if self._notes is None:
            self._notes = Notes()
        return self._notes

    def count(self, counter: int, by: int = 1) -> None:
        """Move a counter, which an ordinary poll need not."""
        counters = self.counters
        if counter >= len(counters):
            counters.extend([0] * (counter + 1 - len(counters)))
        counters[counter] += by

    def counted(self, counter: int) -> int:
        """The value of a counter."""
        return self.counters[counter] & 0xFFFFFFFF if counter < len(self.counters) else 0

    def once(self, what: str, make: Callable[[], Any]) -> Any:
        """What `make` returns, made once a request: many columns of a row come from one look."""
        scratch = self._scratch
        if scratch is None:
            scratch = self._scratch = {}
        if what not in scratch:
            scratch[what] = make()
        return scratch[what]

    def done(self) -> None:
        """The request was answered; the next one looks for itself."""
        self._scratch = None


def state_of(system: "System") -> AgentState:
    """The agent state of `system`, made when first asked for, and up to date with its configuration and licences."""
    state: AgentState | None = system.snmp
    if state is None:
        state = system.snmp = AgentState(objects_of(system.personality).standing_of(system))
        return state
    standing = state.standing
    if standing.config is not system.config or standing.licenses != system.license_revision:
        state.standing = objects_of(system.personality).standing_of(system)
    return state
