"""Redeeming a PAK: units of it become licences of one or several devices, all of them or none."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from iosim.chassis import Udi
from iosim.license_store import License
from iosim.portal import devices, ledger, mail, paks
from iosim.portal.act import Act
from iosim.portal.products import product_of
from iosim.portal.refusals import (
    FeatureNotChosen,
    FeatureNotInPak,
    Impossible,
    NotOneUnit,
    PakExhausted,
)

DEVICES_LIMIT = 200  # so that a file stays far below the size that devices read


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one device is to get of each feature."""

    udi: str
    quantity: int = 1


def redeem(
    act: Act, code: str, wanted: Sequence[Wanted], chosen: Sequence[str] = (), email: Sequence[str] = ()
) -> dict[str, Any]:
    """
    Take units from a PAK and issue one licence file for all devices.

    Args:
        code: the PAK.
        wanted: the devices, each at most once.
        chosen: features; may be left out where the PAK has only one that fits.
        email: who gets the file by mail as well.

    Raises:
        Refusal: nothing was taken; the type says why.
    """
    pak = paks.find(act, code)
    udis = [(devices.licensed(act, one.udi, pak["customer"]), one.quantity) for one in wanted]
    if len({udi for udi, _ in udis}) != len(udis):
        raise Impossible(what="A device is named twice; give it one quantity")
    issued: list[License] = []
    for udi, quantity in udis:
        for item in _chosen(act, pak["code"], udi, chosen):
            issued.append(_redeemed(act, pak, item, udi, quantity))
    found = ledger.as_file(issued, act.now) | {"pak": paks.described(act, pak["code"])}
    if email:
        mail.queue(act, pak["customer"], email, issued, f"Licence of PAK {pak['code']}")
    act.audit("pak.redeem", f"{pak['code']} {' '.join(str(udi) for udi, _ in udis)}")
    return found


def offered(act: Act, code: str, udi: Udi) -> list[sqlite3.Row]:
    """What a PAK holds that fits a device, also where nothing is left of it."""
    product = product_of(udi)
    return [
        item
        for item in paks.items(act, code)
        if item["feature"] in product.features and item["product"] in ("", product.product_id)
    ]


def _chosen(act: Act, code: str, udi: Udi, chosen: Sequence[str]) -> list[sqlite3.Row]:
    """The items that `chosen` means for this device: one for its own product before one for any."""
    fitting = offered(act, code, udi)
    known = ", ".join(dict.fromkeys(item["feature"] for item in paks.items(act, code)))
    if not chosen:
        names = dict.fromkeys(item["feature"] for item in fitting)
        if len(names) > 1:
            raise FeatureNotChosen(pak=code, known=", ".join(names))
        if not names:
            raise FeatureNotInPak(pak=code, feature="feature", product=udi.product_id, known=known)
        chosen = tuple(names)
    found = []
    for feature in dict.fromkeys(chosen):
        items = [item for item in fitting if item["feature"] == feature]
        if not items:
            raise FeatureNotInPak(pak=code, feature=feature, product=udi.product_id, known=known)
        items.sort(key=lambda item: (item["redeemed"] >= item["quantity"], not item["product"]))
        found.append(items[0])
    return found


def _redeemed(act: Act, pak: sqlite3.Row, item: sqlite3.Row, udi: Udi, quantity: int) -> License:
    row = act.one("select redeemed from pak_item where id = ?", item["id"])
    assert row is not None
    remaining = item["quantity"] - row["redeemed"]
    if not item["seats"] and quantity != 1:
        raise NotOneUnit(feature=item["feature"], wanted=quantity)
    if quantity > remaining:
        raise PakExhausted(
            pak=pak["code"],
            remaining=remaining,
            quantity=item["quantity"],
            feature=item["feature"],
            wanted=quantity,
        )
    return ledger.issue(
        act,
        udi,
        pak["customer"],
        item["feature"],
        reason="redeem",
        reference=pak["code"],
        seats=item["seats"] * quantity,
        pak_item=item["id"],
        units=quantity,
    )
