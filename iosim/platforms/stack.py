"""
Stacks: several switches that answer as one device.

A stack is a `Platform` of its own, derived once from the models of its switches: what there is once (Vlan1, Null0, the
management port, the stack entity) comes from the master, what every switch has (ports, chassis, power supply) is there
for each, numbered as these switches number it. Source: IF-MIB numbering (500 per member) and ENTITY-MIB numbering
(1000 per member) of the Catalyst 3750 family.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from iosim.errors import UsageError
from iosim.platforms import catalog
from iosim.platforms.platform import Entity, Platform, Port

MEMBERS_MAX = 9
IF_INDEX_STEP = 500
ENTITY_STEP = 1000
STACK_ENTITY = 1
CHASSIS_CLASS = 3
_ONCE = ("svi", "null", "management")  # kinds of ports that a stack has once


def stacked(models: Sequence[str]) -> Platform:
    """
    The platform of a stack of these models, the master's first; one model is a device as any other.

    Raises:
        UsageError: no such model, one that cannot be stacked, or more than a stack can have.
    """
    if len(models) == 1:
        return catalog.find(models[0])[0]
    return _stacked(tuple(catalog.base_pid(model) for model in models))


@cache
def _stacked(pids: tuple[str, ...]) -> Platform:
    """One value for all stacks of these models."""
    members = tuple(catalog.find(pid)[0] for pid in pids)
    master = members[0]
    if len(members) > MEMBERS_MAX:
        raise UsageError(f"a stack has at most {MEMBERS_MAX} switches, not {len(members)}")
    for member in members:
        if not member.stackable:
            raise UsageError(f"a {member.pid} cannot be stacked; WS-C3750E models can")
    ports = [port for port in master.ports if port.kind == "svi"]
    entities = [entity for entity in master.entities if entity.index == STACK_ENTITY]
    for number, member in enumerate(members, start=1):
        ports += [_port(port, number) for port in member.ports if port.kind not in _ONCE]
        entities += [_entity(entity, number) for entity in member.entities if entity.index != STACK_ENTITY]
    ports += [port for port in master.ports if port.kind in _ONCE and port.kind != "svi"]
    return replace(master, ports=tuple(ports), entities=tuple(entities), members=members)


def _port(port: Port, number: int) -> Port:
    return replace(
        port,
        name=_renumbered(port.name, number),
        short=_renumbered(port.short, number),
        if_index=port.if_index + IF_INDEX_STEP * (number - 1),
        member=number,
    )


def _entity(entity: Entity, number: int) -> Entity:
    shift = ENTITY_STEP * (number - 1)
    chassis = entity.entity_class == CHASSIS_CLASS
    return replace(
        entity,
        index=entity.index + shift,
        contained_in=STACK_ENTITY if chassis else entity.contained_in + shift,
        parent_position=number if chassis else entity.parent_position,
        name=str(number) if chassis else _renumbered(entity.name, number),
        if_index=entity.if_index + IF_INDEX_STEP * (number - 1) if entity.if_index else 0,
        member=number,
    )


def _renumbered(name: str, number: int) -> str:
    """`GigabitEthernet1/0/7` of a switch of its own, as the stack's switch `number` has it."""
    return name.replace("1/0/", f"{number}/0/")
