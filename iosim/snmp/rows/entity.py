"""ENTITY-MIB: the parts of the device, with the UDI in the row of the chassis."""

from typing import TYPE_CHECKING, Any

from iosim.platforms.inventory import part
from iosim.platforms.platform import Entity
from iosim.platforms.stack import ENTITY_STEP
from iosim.snmp.ber import INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, TIME_TICKS
from iosim.snmp.row import Group, Index, Row, Table, columns, scalar
from iosim.snmp.rows.interfaces import IF_ENTRY
from iosim.snmp.rows.system import MIB_2

if TYPE_CHECKING:
    from iosim.featureset.personality import Personality
    from iosim.system.stack import Member
    from iosim.system.system import System

ENTITY_MIB = (*MIB_2, 47)
PHYSICAL_ENTRY = (*ENTITY_MIB, 1, 1, 1, 1)
ALIAS_MAPPING_ENTRY = (*ENTITY_MIB, 1, 3, 2, 1)
CONTAINS_ENTRY = (*ENTITY_MIB, 1, 3, 3, 1)
LAST_CHANGE_TIME = (*ENTITY_MIB, 1, 4, 1)
MANUFACTURER = "cisco"  # RECALLED
PORT_CLASS = 10


def entities(personality: "Personality") -> dict[int, Entity]:
    """The platform's entities by entPhysicalIndex."""
    known: dict[int, Entity] | None = personality.cache.get("snmp entities")
    if known is None:
        known = personality.cache["snmp entities"] = {entity.index: entity for entity in personality.platform.entities}
    return known


def device_index(personality: "Personality") -> int:
    """The entPhysicalIndex that stands for the device, where licences hang: the entity that is in no other."""
    return min(index for index, entity in entities(personality).items() if entity.contained_in == 0)


def switch_index(personality: "Personality", number: int) -> int:
    """The entPhysicalIndex where the licences of switch `number` of a stack hang; that of a device which is none."""
    if not personality.platform.members:
        return device_index(personality)
    return number * ENTITY_STEP + 1


def switch_at(system: "System", device: int) -> "System | Member":
    """The switch whose licences hang at the entPhysicalIndex `device`."""
    return system.switch(device // ENTITY_STEP) or system


def switches(system: "System") -> "dict[int, System | Member]":
    """Every switch that is there, by that index: the device itself where it is no stack."""
    return {switch_index(system.personality, switch.number): switch for switch in system.switches}


def _fact(name: str) -> Any:
    return lambda personality, index: getattr(entities(personality)[index], name)


def _text(name: str) -> Any:
    """A text of one part, of which serial number and chassis are the device's own."""

    def value(system: "System", now_ms: int, index: int) -> str:
        entity = entities(system.personality)[index]
        box = system.box(entity.member)
        found = part(entity, box.orderable_pid, box.udi.serial)
        return getattr(found, name)  # type: ignore[no-any-return]  # a str field of Part

    return value


def _software(personality: "Personality", index: int) -> str:
    entity = entities(personality)[index]
    return personality.image.version if entity.chassis else ""


def _manufacturer(personality: "Personality", index: int) -> str:
    entity = entities(personality)[index]
    return MANUFACTURER if entity.chassis or entity.model else ""


def _ports(system: "System") -> tuple[Index, ...]:
    return tuple((entity.index, 0) for entity in system.personality.platform.entities if entity.if_index)


def _contained(system: "System") -> tuple[Index, ...]:
    found = entities(system.personality).values()
    return tuple(sorted((entity.contained_in, entity.index) for entity in found if entity.contained_in))


GROUP = Group(
    (
        *columns(
            "entPhysicalTable",
            PHYSICAL_ENTRY,
            (
                Row("entPhysicalDescr", (2,), OCTET_STRING, _text("descr")),
                Row("entPhysicalVendorType", (3,), OBJECT_IDENTIFIER, _fact("vendor_type"), fixed=True),
                Row("entPhysicalContainedIn", (4,), INTEGER, _fact("contained_in"), fixed=True),
                Row("entPhysicalClass", (5,), INTEGER, _fact("entity_class"), fixed=True),
                Row("entPhysicalParentRelPos", (6,), INTEGER, _fact("parent_position"), fixed=True),
                Row("entPhysicalName", (7,), OCTET_STRING, _fact("name"), fixed=True),
                Row("entPhysicalHardwareRev", (8,), OCTET_STRING, _fact("hardware_revision"), fixed=True),
                Row("entPhysicalFirmwareRev", (9,), OCTET_STRING, _fact("firmware_revision"), fixed=True),
                Row("entPhysicalSoftwareRev", (10,), OCTET_STRING, _software, fixed=True),
                Row("entPhysicalSerialNum", (11,), OCTET_STRING, _text("serial")),
                Row("entPhysicalMfgName", (12,), OCTET_STRING, _manufacturer, fixed=True),
                Row("entPhysicalModelName", (13,), OCTET_STRING, _text("model")),
                Row("entPhysicalAlias", (14,), OCTET_STRING, lambda personality, index: "", fixed=True),
                Row("entPhysicalAssetID", (15,), OCTET_STRING, lambda personality, index: "", fixed=True),
                Row(
                    "entPhysicalIsFRU",
                    (16,),
                    INTEGER,
                    lambda personality, index: 1 if entities(personality)[index].is_fru else 2,
                    fixed=True,
                ),
            ),
        ),
        *columns(
            "entAliasMappingTable",
            ALIAS_MAPPING_ENTRY,
            (
                Row(
                    "entAliasMappingIdentifier",
                    (2,),
                    OBJECT_IDENTIFIER,
                    lambda personality, index, logical: (*IF_ENTRY, 1, entities(personality)[index].if_index),
                    fixed=True,
                ),
            ),
        ),
        *columns(
            "entPhysicalContainsTable",
            CONTAINS_ENTRY,
            (
                Row(
                    "entPhysicalChildIndex",
                    (1,),
                    INTEGER,
                    lambda personality, container, child: child,
                    fixed=True,
                ),
            ),
        ),
        scalar("entLastChangeTime", LAST_CHANGE_TIME, TIME_TICKS, lambda personality: 0, fixed=True),
    ),
    (
        Table("entPhysicalTable", lambda system: tuple((index,) for index in sorted(entities(system.personality)))),
        Table("entAliasMappingTable", _ports),
        Table("entPhysicalContainsTable", _contained),
    ),
)
