"""Devices: whose they are, and whether they failed."""

import sqlite3
from typing import Any

from iosim.chassis import Udi
from iosim.portal.act import Act
from iosim.portal.products import read_udi
from iosim.portal.refusals import AlreadyThere, DeviceOfOther, DeviceReplaced, NotFound


def known(act: Act, text: str) -> tuple[Udi, sqlite3.Row]:
    """The device of this UDI, if the visitor may see it; NotFound otherwise."""
    udi = read_udi(text)
    row = act.one("select * from device where udi = ?", str(udi))
    act.visitor.see(row["customer"] if row else None, f"device {udi}")
    assert row is not None
    return udi, row


def licensed(act: Act, text: str, customer: int) -> Udi:
    """
    The device of this UDI, about to be licensed for `customer`; a device nobody had becomes this customer's.

    Raises:
        DeviceOfOther: it is another customer's.
        DeviceReplaced: it was reported as failed.
    """
    udi = read_udi(text)
    row = act.one("select * from device where udi = ?", str(udi))
    if row is None:
        act.insert("device", udi=str(udi), customer=customer, created=act.now)
        return udi
    if row["customer"] != customer:
        raise DeviceOfOther(udi=udi)
    if row["failed"]:
        raise DeviceReplaced(udi=udi)
    return udi


def register(act: Act, text: str, customer: int) -> dict[str, Any]:
    """Note that a device is a customer's, before anything is licensed for it."""
    udi = read_udi(text)
    row = act.one("select customer from device where udi = ?", str(udi))
    if row is not None:
        raise AlreadyThere(what=f"Device {udi}") if act.visitor.sees(row["customer"]) else DeviceOfOther(udi=udi)
    act.insert("device", udi=str(udi), customer=customer, created=act.now)
    act.audit("device.register", str(udi))
    return described(act, str(udi))


def described(act: Act, udi: str) -> dict[str, Any]:
    """What there is to say of a device."""
    row = act.one(f"{_SELECT} where d.udi = ?", udi)
    if row is None:
        raise NotFound(what=f"device {udi}")
    return _as_json(row)


def listed(act: Act, *, customer: int | None = None, after: str = "", limit: int = 100) -> list[dict[str, Any]]:
    """Devices the visitor may see, by UDI."""
    scope, arguments = act.visitor.scope("d.customer")
    query = f"{_SELECT} where {scope} and d.udi > ? and (? is null or d.customer = ?) order by d.udi limit ?"
    return [_as_json(row) for row in act.every(query, *arguments, after, customer, customer, limit)]


_SELECT = "select d.*, c.name as customer_name from device d join customer c on c.id = d.customer"


def _as_json(row: sqlite3.Row) -> dict[str, Any]:
    product_id, _, serial = row["udi"].partition(":")
    return {
        "udi": row["udi"],
        "product_id": product_id,
        "serial": serial,
        "customer": row["customer_name"],
        "registered": row["created"],
        "failed": row["failed"],
        "replaced_by": row["replaced_by"],
    }
