"""What SNMP keeps of one running system: counters, and which communities and skeleton are in force."""

from array import array
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from iosim.config import read
from iosim.config.value import Config
from iosim.platforms.platform import Port
from iosim.snmp.access import Grant, grants, sections
from iosim.snmp.counters import COUNTERS
from iosim.snmp.row import Group, Row, Table
from iosim.snmp.rows import GROUPS
from iosim.snmp.skeleton import Skeleton

if TYPE_CHECKING:
    from iosim.featureset.personality import Personality
    from iosim.system.system import System


class Access:
    """What the `snmp-server` lines of a configuration allow; shared by the devices that share those lines."""

    __slots__ = ("__weakref__", "grants", "max_bytes", "sections")

    def __init__(self, config: Config) -> None:
        self.grants: Mapping[bytes, Grant] = grants(config)
        self.max_bytes = read.snmp_packet_bytes(config)
        self.sections = sections(config)  # kept, so that no other section can get the identity of one of them


class Objects:
    """Everything the agents of one personality can answer: rows, tables, and the skeletons in use."""

    __slots__ = ("access", "own", "ports", "rows", "shared", "skeletons")

    def __init__(self, personality: "Personality", groups: tuple[Group, ...] = GROUPS) -> None:
        present = [group for group in groups if group.present(personality)]
        self.rows: list[Row] = [row for group in present for row in group.rows]
        tables: list[Table] = [table for group in present for table in group.tables]
        self.shared = [table for table in tables if not table.own]
        self.own = {table.name: table for table in tables if table.own}
        self.skeletons: WeakValueDictionary[Any, Skeleton] = WeakValueDictionary()
        self.access: WeakValueDictionary[Any, Access] = WeakValueDictionary()
        self.ports: dict[tuple[str, ...], dict[int, Port]] = {}  # by the names of the configured interfaces

    def access_of(self, config: Config) -> Access:
        """What `config` allows."""
        key = tuple(map(id, sections(config)))
        access = self.access.get(key)
        if access is None:
            access = self.access[key] = Access(config)
        return access

    def ports_of(self, system: "System") -> dict[int, Port]:
        """The ports of the system by ifIndex, shared by all systems with the same ones."""
        names = read.virtual_interfaces(system.config)
        ports = self.ports.get(names)
        if ports is None:
            ports = self.ports[names] = {port.if_index: port for port in system.interfaces.ports()}
        return ports

    def skeleton_of(self, system: "System") -> Skeleton:
        """The skeleton of the system's present shape, shared with every system of that shape."""
        shape = tuple(table.indices(system) for table in self.shared)
        skeleton = self.skeletons.get(shape)
        if skeleton is None:
            by_name = dict(zip((table.name for table in self.shared), shape, strict=True))
            skeleton = Skeleton(system.personality, self.rows, by_name, self.own)
            self.skeletons[shape] = skeleton
        return skeleton


def objects_of(personality: "Personality") -> Objects:
    """The objects of a personality, made when first asked for."""
    objects: Objects | None = personality.cache.get("snmp")
    if objects is None:
        objects = personality.cache["snmp"] = Objects(personality)
    return objects


class AgentState:
    """
    State of the agent of one System; made by the first request or notification and gone with the reload.

    What is derived from the configuration or the licences is looked up again when those are other values.
    """

    __slots__ = (
        "_scratch",
        "access",
        "auth_address",
        "config",
        "config_events",
        "counters",
        "eula_accepted",
        "licenses",
        "ports",
        "request_id",
        "skeleton",
    )

    def __init__(self) -> None:
        self.counters = array("Q", bytes(8 * COUNTERS))
        self.auth_address = "0.0.0.0"  # of the last sender whose community was wrong
        self.eula_accepted = False  # cilmEULAAccepted
        self.request_id = 0  # of the last notification
        self.config_events = 0  # ccmHistoryEventIndex of the last one
        self.config: Config | None = None  # these are of `config` and `licenses`
        self.licenses: Any = None
        self._scratch: dict[str, Any] | None = None
        self.access: Access
        self.ports: dict[int, Port]
        self.skeleton: Skeleton

    def refresh(self, system: "System") -> None:
        """Notice a changed configuration or licence store; two comparisons where there is none."""
        config = system.config
        if config is not self.config:
            objects = objects_of(system.personality)
            self.config = config
            self.access = objects.access_of(config)
            self.ports = objects.ports_of(system)
        elif system.license_revision == self.licenses:
            return
        self.licenses = system.license_revision
        self.skeleton = objects_of(system.personality).skeleton_of(system)

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
    """The up-to-date agent state of `system`, made when first asked for."""
    state: AgentState | None = system.snmp
    if state is None:
        state = system.snmp = AgentState()
    state.refresh(system)
    return state
