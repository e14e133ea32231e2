"""
The ledger: every licence this portal ever issued, and how each one ended.

A licence is active until a later row says that it was revoked (by a rehost or an RMA) or replaced (a counted licence,
by one that counts more: licences of one feature do not add up on a device, the greatest counts).
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from iosim.chassis import Udi
from iosim.license_store import License, file, granted
from iosim.license_store.license import MAX_COUNT
from iosim.license_store.license_type import TYPES
from iosim.portal.act import TIME, Act
from iosim.portal.products import product_of
from iosim.portal.refusals import AlreadyLicensed, TooManySeats


def issue(
    act: Act,
    udi: Udi,
    customer: int,
    feature: str,
    *,
    reason: str,
    reference: str,
    type: str = "permanent",  # noqa: A002 - the word of licences
    days: int | None = None,
    seats: int = 0,
    pak_item: int | None = None,
    units: int = 0,
) -> License:
    """
    Grant one licence and enter it.

    Args:
        seats: users it allows besides those the device has already; 0 for an uncounted one.

    Raises:
        FeatureNotOfProduct: the device can have no such feature.
        AlreadyLicensed: the device has it for good, uncounted.
        TooManySeats: more than a licence can count.
    """
    product_of(udi).need(feature)
    held = [] if TYPES[type].metered else _lasting(act, udi, feature)
    count = seats + sum(row["count"] for row in held) if seats else 0
    whole = next((row for row in held if not row["count"]), None)
    if whole is not None:
        raise AlreadyLicensed(udi=udi, feature=feature, created=whole["at"])
    if count > MAX_COUNT:
        raise TooManySeats(udi=udi, feature=feature, count=count, limit=MAX_COUNT)
    license = _granted(act, udi, feature, type=type, days=days, count=count or None)
    facts: dict[str, Any] = {"customer": customer, "reason": reason, "reference": reference}
    act.insert(
        "ledger",
        kind="issued",
        block=file.block(license),
        pak_item=pak_item,
        units=units,
        **_facts(act, license),
        **facts,
    )
    for row in held:
        end(act, row, "replaced", reason=reason, reference=license.id)
    return license


def end(act: Act, row: sqlite3.Row, kind: str, *, reason: str, reference: str) -> None:
    """Enter that an active licence was `replaced` or `revoked`."""
    same = ("license_id", "udi", "customer", "feature", "type", "hours", "count")
    facts = {name: row[name] for name in same}
    act.insert("ledger", at=act.now, kind=kind, reason=reason, reference=reference, user=act.visitor.user, **facts)


def active(act: Act, udi: Udi | str) -> list[sqlite3.Row]:
    """Licences of a device that did not end, oldest first."""
    return act.every("select * from active where udi = ? order by seq", str(udi))


def installable(act: Act, udi: Udi | str) -> list[License]:
    """What a device can install now: its active licences but those that only a permission ticket brings."""
    return [license for license in licenses(active(act, udi)) if license.type.eula != "rehost"]


def licenses(rows: Iterable[sqlite3.Row]) -> list[License]:
    """The licences of these rows."""
    return [file.read_block(row["block"]) for row in rows]


def licenses_of(act: Act, ids: Sequence[str]) -> list[License]:
    """The licences with these ids, in this order."""
    found = []
    for id_ in ids:
        row = act.one("select block from ledger where license_id = ? and kind = 'issued'", id_)
        assert row is not None
        found.append(file.read_block(row["block"]))
    return found


def file_name(licenses: Sequence[License], now: str) -> str:
    """`SERIAL_yyyymmddhhmmssmmm.lic`, as licence portals name their files; of the first device where there are more."""
    return f"{licenses[0].udi.serial}_{''.join(filter(str.isdigit, now))}000.lic"


def as_json(license: License, *, state: str = "active") -> dict[str, Any]:
    """What there is to say of a licence."""
    return {
        "id": license.id,
        "udi": str(license.udi),
        "feature": license.feature,
        "type": license.type.name,
        "days": license.hours // 24 if license.type.metered else None,
        "count": license.count or None,
        "created": license.created,
        "state": state,
    }


def as_file(licenses: Sequence[License], now: str) -> dict[str, Any]:
    """A licence file and what is in it."""
    return {
        "file_name": file_name(licenses, now),
        "file": file.write(licenses).decode(),
        "licenses": [as_json(license) for license in licenses],
    }


def history(act: Act, *, udi: str | None = None, after: int = 0, limit: int = 100) -> list[dict[str, Any]]:
    """Rows of the ledger that the visitor may see, oldest first."""
    scope, arguments = act.visitor.scope("l.customer")
    rows = act.every(
        "select l.*, c.name as customer_name, u.name as user_name from ledger l"
        " join customer c on c.id = l.customer join user u on u.id = l.user"
        f" where {scope} and l.seq > ? and (? is null or l.udi = ?) order by l.seq limit ?",
        *arguments,
        after,
        udi,
        udi,
        limit,
    )
    return [
        {
            "seq": row["seq"],
            "at": row["at"],
            "kind": row["kind"],
            "license_id": row["license_id"],
            "udi": row["udi"],
            "customer": row["customer_name"],
            "feature": row["feature"],
            "type": row["type"],
            "count": row["count"] or None,
            "reason": row["reason"],
            "reference": row["reference"],
            "units": row["units"],
            "user": row["user_name"],
        }
        for row in rows
    ]


def _lasting(act: Act, udi: Udi, feature: str) -> list[sqlite3.Row]:
    """Licences of a device for a feature that do not run out."""
    return [row for row in active(act, udi) if row["feature"] == feature and not row["hours"]]


def _granted(act: Act, udi: Udi, feature: str, *, type: str, days: int | None, count: int | None) -> License:  # noqa: A002
    """A licence that differs from all others: two of one second are dated one after the other."""
    created = act.now
    while True:
        license = granted(udi, feature, type=type, days=days, count=count, created=created, authority=act.authority)
        if act.one("select 1 from ledger where license_id = ?", license.id) is None:
            return license
        created = (datetime.strptime(created, TIME) + timedelta(seconds=1)).strftime(TIME)


def _facts(act: Act, license: License) -> dict[str, Any]:
    return {
        "at": act.now,
        "license_id": license.id,
        "udi": str(license.udi),
        "feature": license.feature,
        "type": license.type.name,
        "hours": license.hours,
        "count": license.count,
        "user": act.visitor.user,
    }
