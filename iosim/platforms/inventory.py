"""The parts of one device: entity rows of its platform with its own serial numbers filled in."""

from dataclasses import dataclass

from iosim.platforms.identity import part_serial
from iosim.platforms.platform import Entity, Platform


@dataclass(frozen=True, slots=True)
class Part:
    """One entity of one device; `show inventory` and ENTITY-MIB print these same strings."""

    entity: Entity
    descr: str
    model: str
    serial: str


def parts(platform: Platform, orderable_pid: str, serial: str) -> tuple[Part, ...]:
    """Every part of the device with this order and serial number, by entity index."""
    return tuple(part(entity, orderable_pid, serial) for entity in platform.entities)


def part(entity: Entity, orderable_pid: str, serial: str) -> Part:
    """One part of the device with this order and serial number."""
    descr = entity.descr.replace("{serial}", serial)
    if entity.chassis:
        return Part(entity, descr, orderable_pid, serial)
    own = part_serial(serial, entity.name) if entity.serial_prefix else ""
    return Part(entity, descr, entity.model, own)
