"""Finding a device again: which one a state file holds, and its chassis as it was."""

from dataclasses import asdict, fields
from typing import Any

from iosim.assembly import Order, new_chassis
from iosim.chassis import Chassis, keys
from iosim.chassis.member import members
from iosim.errors import UsageError
from iosim.platforms.catalog import base_pid
from iosim.serve.store import DeviceRecord, Row, SqliteStore


def single_chassis(store: SqliteStore, order: Order | None) -> tuple[Chassis, bool]:
    """
    The chassis of the one device in `store`, made from `order` when it is empty.

    A device that is there already stays as it was ordered: `order` then only has to name no other one.

    Args:
        store: an open state file.
        order: what was asked for; None takes whatever is there, or the default model.

    Returns:
        The chassis, and whether it was there already.

    Raises:
        UsageError: the file holds several devices, or another one than was asked for.
    """
    records = store.devices()
    if not records:
        return _made(store, order or Order()), False
    if len(records) > 1:
        raise UsageError(f"{store.path} holds {len(records)} devices; `iosim fleet up` serves those")
    record = records[0]
    if order is not None:
        _check_same(store, record, order)
    chassis = new_chassis(_order(record.order))
    chassis.load(store.rows(record.udi))
    return chassis, True


def _made(store: SqliteStore, order: Order) -> Chassis:
    """A new chassis. What the factory left in it is kept with it: a later iosim may have another factory."""
    chassis = new_chassis(order)
    udi = str(chassis.udi)
    rows: list[Row] = [(udi, key, value) for key, value in chassis.factory.items() if not key.startswith(keys.BLOB)]
    store.commit(rows)
    more = tuple(box.orderable_pid for box in members(chassis))
    order_kept = asdict(order) | {"model": chassis.orderable_pid, "serial": chassis.udi.serial, "members": more}
    store.register(DeviceRecord(udi, chassis.orderable_pid, chassis.udi.serial, chassis.seed, order_kept))
    return chassis


def _order(kept: dict[str, Any]) -> Order:
    known = {field.name for field in fields(Order)}
    values = {name: value for name, value in kept.items() if name in known}
    for name in ("licenses", "members"):
        values[name] = tuple(values.get(name, ()))
    return Order(**values)


def _check_same(store: SqliteStore, record: DeviceRecord, order: Order) -> None:
    default = Order()
    asked = new_chassis(order)
    if order.serial and order.serial.upper() != record.serial:
        raise UsageError(
            f"{store.path} holds {record.udi}, not serial number {order.serial}; give --state another file"
        )
    wanted = [box.udi.product_id for box in members(asked)]
    further = [base_pid(pid) for pid in record.order.get("members", ())]
    if wanted and wanted != further:
        found = f"{record.udi} and further switches {', '.join(further)}" if further else f"{record.udi} alone"
        raise UsageError(f"{store.path} holds {found}, not a stack with {', '.join(wanted)}; give --state another file")
    if order.model != default.model and asked.udi.product_id != record.udi.partition(":")[0]:
        raise UsageError(f"{store.path} holds {record.udi}, not a {order.model}; give --state another file")
