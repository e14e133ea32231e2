"""CISCO-IMAGE-LICENSE-MGMT-MIB: which level runs, which is configured, which the next boot will take."""

from typing import TYPE_CHECKING, Any

from iosim.config import read
from iosim.snmp.assignment import Assignment, Refused, text, truth
from iosim.snmp.ber import INTEGER, OCTET_STRING, UNSIGNED32
from iosim.snmp.message import INCONSISTENT_VALUE, WRONG_VALUE
from iosim.snmp.row import Group, Index, Row, Table, columns, scalar
from iosim.snmp.rows.cisco import CISCO
from iosim.snmp.rows.entity import switch_at, switch_index, switches
from iosim.snmp.rows.licenses import licensed, trap_switch

if TYPE_CHECKING:
    from iosim.featureset.personality import Personality
    from iosim.system.system import System

LEVEL_MIB = (*CISCO, 9, 640)
OBJECTS = (*LEVEL_MIB, 1)
LEVEL_ENTRY = (*OBJECTS, 1, 1)
MAP_ENTRY = (*OBJECTS, 2, 1)


def module_index(personality: "Personality", number: int = 1) -> Index:
    """Index arcs of a switch's software module: its entity, and the length and octets of the module's name."""
    name = personality.platform.module.encode()
    return (switch_index(personality, number), len(name), *name)


def _modules(system: "System") -> tuple[Index, ...]:
    return tuple(module_index(system.personality, switch.number) for switch in switches(system).values())


def _backing(choice: str, attribute: str) -> Any:
    """Store or index of the licence behind a level; 0 where there is none."""

    def value(system: "System", now_ms: int, *index: int) -> int:
        offer = getattr(switch_at(system, index[0]).license_view, choice).offer
        return 0 if offer is None else getattr(offer, attribute)

    return value


def _levels(personality: "Personality") -> list[Any]:
    return [level for level in personality.image.levels if level.features]


def _level(value: Any) -> Any:
    return lambda personality, *index: value(_levels(personality)[index[-1] - 1])


def _set_level(assignment: Assignment, value: bytes, *index: int) -> None:
    name = text(value, 255)
    system = assignment.system
    platform = system.personality.platform
    if not assignment.eula_accepted:
        raise Refused(INCONSISTENT_VALUE)
    if name and name not in {level.name for level in system.personality.image.levels}:
        raise Refused(WRONG_VALUE)
    command = "license boot level" if platform.family == "switch" else f"license boot module {platform.module} level"
    if name:
        assignment.command(f"{command} {name}")
        assignment.acts.append(lambda: _accept(assignment, name))
    else:
        assignment.command(f"no {command}")


def _accept(assignment: Assignment, level: str) -> None:
    """The terms were accepted for the licence that the level needs, as the CLI's dialogue would have done."""
    licensing = assignment.system.licensing
    held = licensing.eula_wanted(level)
    if held is not None:
        licensing.accept_eula(held, assignment.now_ms)


def _set_accepted(assignment: Assignment, value: int) -> None:
    assignment.eula_accepted = truth(value)


GROUP = Group(
    (
        *columns(
            "cilmBootImageLevelTable",
            LEVEL_ENTRY,
            (
                Row(
                    "cilmCurrentImageLevel",
                    (2,),
                    OCTET_STRING,
                    lambda system, now_ms, *index: switch_at(system, index[0]).personality.level.name,
                ),
                Row(
                    "cilmConfiguredBootImageLevel",
                    (3,),
                    OCTET_STRING,
                    lambda system, now_ms, *index: read.boot_level(system.config),
                    assign=_set_level,
                    late=True,
                ),
                Row(
                    "cilmNextBootImageLevel",
                    (4,),
                    OCTET_STRING,
                    lambda system, now_ms, *index: switch_at(system, index[0]).license_view.next.level,
                ),
                Row("cilmCurrentLicenseStoreIndex", (5,), UNSIGNED32, _backing("current", "store")),
                Row("cilmCurrentLicenseIndex", (6,), UNSIGNED32, _backing("current", "index")),
                Row("cilmNextBootLicenseStoreIndex", (7,), UNSIGNED32, _backing("next", "store")),
                Row("cilmNextBootLicenseIndex", (8,), UNSIGNED32, _backing("next", "index")),
            ),
        ),
        *columns(
            "cilmImageLevelToLicenseMapTable",
            MAP_ENTRY,
            (
                Row("cilmImageLicenseImageLevel", (2,), OCTET_STRING, _level(lambda level: level.name), fixed=True),
                Row(
                    "cilmImageLicenseName",
                    (3,),
                    OCTET_STRING,
                    _level(lambda level: ",".join(level.features)),
                    fixed=True,
                ),
                Row(
                    "cilmImageLicensePriority",
                    (4,),
                    UNSIGNED32,
                    _level(lambda level: min(max(level.rank, 1), 255)),
                    fixed=True,
                ),
            ),
        ),
        scalar(
            "cilmEULAAccepted",
            (*OBJECTS, 3),
            INTEGER,
            lambda system, now_ms: 1 if system.snmp.notes.eula_accepted else 2,
            assign=_set_accepted,
        ),
        trap_switch("cilmImageLevelChangedNotif", (*OBJECTS, 4, 1), "imagelevel"),
    ),
    (
        Table("cilmBootImageLevelTable", _modules),
        Table(
            "cilmImageLevelToLicenseMapTable",
            lambda system: tuple(
                (*module, number)
                for module in _modules(system)
                for number in range(1, len(_levels(system.personality)) + 1)
            ),
        ),
    ),
    present=licensed,
)
