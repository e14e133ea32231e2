"""PAKs: what a customer bought, feature by feature, and what is left of it."""

import re
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from iosim.license_store.license import MAX_COUNT
from iosim.portal.act import Act
from iosim.portal.products import features, products
from iosim.portal.refusals import FeatureNotOfProduct, Impossible, InvalidInput, NotFound, UnknownProduct

PREFIX = "SIM"
LENGTH = 11
CODE = re.compile(r"SIM[0-9A-HJ-NP-Z]{8}")
MAX_QUANTITY = 1_000_000
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O, as in serial numbers


def create(act: Act, customer: int, items: Sequence[Mapping[str, Any]], note: str = "") -> dict[str, Any]:
    """
    Sell a PAK.

    Args:
        items: each with `feature` and `quantity`, and where wanted `product` (a PID) and `seats` (users a unit allows).

    Raises:
        InvalidInput, UnknownProduct, FeatureNotOfProduct: nobody could redeem it.
    """
    code = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH - len(PREFIX)))
    act.insert("pak", code=code, customer=customer, created=act.now, note=note)
    seen = set()
    for item in items:
        feature, product, seats = item["feature"], item.get("product") or "", item.get("seats") or 0
        product = _product(product, feature)
        if (feature, product) in seen:
            raise Impossible(what=f"{feature} is in the PAK twice; give it one quantity")
        seen.add((feature, product))
        if seats > MAX_COUNT:
            raise InvalidInput(what=f"A unit counts up to {MAX_COUNT} users, not {seats}")
        act.insert(
            "pak_item", pak=code, feature=feature, product=product, seats=seats, quantity=item.get("quantity") or 1
        )
    act.audit("pak.create", code)
    return described(act, code)


def find(act: Act, text: str) -> sqlite3.Row:
    """The PAK spelled like this, if the visitor may see it; NotFound otherwise."""
    code = "".join(text.split()).upper()
    row = act.one("select * from pak where code = ?", code) if CODE.fullmatch(code) else None
    if row is None or not act.visitor.sees(row["customer"]):
        raise NotFound(what=f"PAK {code[:40]}")
    return row


def items(act: Act, code: str) -> list[sqlite3.Row]:
    """What a PAK holds, in the order it was sold."""
    return act.every("select * from pak_item where pak = ? order by id", code)


def described(act: Act, code: str) -> dict[str, Any]:
    """What there is to say of a PAK."""
    row = act.one(
        "select p.*, c.name as customer_name from pak p join customer c on c.id = p.customer where code = ?", code
    )
    if row is None:
        raise NotFound(what=f"PAK {code}")
    return {
        "pak": code,
        "customer": row["customer_name"],
        "created": row["created"],
        "note": row["note"],
        "items": [
            {
                "feature": item["feature"],
                "product": item["product"] or None,
                "seats": item["seats"] or None,
                "quantity": item["quantity"],
                "redeemed": item["redeemed"],
                "remaining": item["quantity"] - item["redeemed"],
            }
            for item in items(act, code)
        ],
    }


def listed(act: Act, *, customer: int | None = None, after: str = "", limit: int = 100) -> list[dict[str, Any]]:
    """PAKs the visitor may see: a customer's eDelivery list."""
    scope, arguments = act.visitor.scope("customer")
    rows = act.every(
        f"select code from pak where {scope} and code > ? and (? is null or customer = ?) order by code limit ?",
        *arguments,
        after,
        customer,
        customer,
        limit,
    )
    return [described(act, row["code"]) for row in rows]


def _product(spelling: str, feature: str) -> str:
    """The product id meant, "" for any; refused when it does not have the feature."""
    if not spelling:
        if feature not in features():
            raise Impossible(what=f"No product has a feature {feature}; known are {', '.join(features())}")
        return ""
    for product in products().values():
        if spelling.upper() in (product.product_id.upper(), *map(str.upper, product.spellings)):
            if feature not in product.features:
                raise FeatureNotOfProduct(
                    product=product.product_id, feature=feature, known=", ".join(product.features)
                )
            return product.product_id
    raise UnknownProduct(product=spelling)
