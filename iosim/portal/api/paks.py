"""PAKs: sell, list, look at, redeem."""

from typing import Any

from iosim.portal import accounts, paks, redemption
from iosim.portal.act import Act
from iosim.portal.api import answers
from iosim.portal.operation import Input, Operation
from iosim.portal.redemption import DEVICES_LIMIT, Wanted
from iosim.portal.shapes import (
    CUSTOMER_NAME,
    EMAILS,
    FEATURE,
    LIMIT,
    NOTE,
    PAK_CODE,
    QUANTITY,
    SEATS,
    TRUTH,
    UDI,
    several,
    shape,
    text,
)
from iosim.portal.visitor import ADMIN, LICENSEES


def create_pak(act: Act, given: Input) -> dict[str, Any]:
    """A customer that is not known yet becomes one; the answer says so."""
    name = given.body["customer"]
    new = act.one("select 1 from customer where name = ?", name) is None
    customer = accounts.create_customer(act, name) if new else accounts.customer(act, name)
    made = paks.create(act, customer, given.body["items"], given.body.get("note", ""))
    return made | {"customer_created": new}


def list_paks(act: Act, given: Input) -> dict[str, Any]:
    """The eDelivery list."""
    customer = accounts.customer(act, given.query["customer"]) if "customer" in given.query else None
    found = paks.listed(act, customer=customer, after=given.query.get("after", ""), limit=given.query.get("limit", 100))
    return {"paks": found}


def show_pak(act: Act, given: Input) -> dict[str, Any]:
    """One PAK."""
    return paks.described(act, paks.find(act, given.path["pak"])["code"])


def redeem_pak(act: Act, given: Input) -> dict[str, Any]:
    """Units of a PAK become a licence file."""
    wanted = [Wanted(device["udi"], device.get("quantity", 1)) for device in given.body["devices"]]
    return redemption.redeem(
        act, given.path["pak"], wanted, given.body.get("features", ()), given.body.get("email", ())
    )


_ITEM = shape("feature quantity", feature=FEATURE, quantity=QUANTITY, seats=SEATS, product=text(r"[A-Za-z0-9-]{0,40}"))
_PAK_PATH = {"pak": PAK_CODE}

OPERATIONS = (
    Operation(
        "POST",
        "/api/paks",
        "create_pak",
        "Sell a PAK to a customer: features and how many of each",
        create_pak,
        shape(
            "pak customer created note items customer_created",
            **answers.PAK["properties"],
            customer_created=TRUTH,
        ),
        body=shape("customer items", customer=CUSTOMER_NAME, items=several(_ITEM, least=1, most=50), note=NOTE),
        roles=(ADMIN,),
        once=True,
        status=201,
    ),
    Operation(
        "GET",
        "/api/paks",
        "list_paks",
        "PAKs by their code; go on with `after` the last one",
        list_paks,
        shape("paks", paks=several(answers.PAK)),
        query={"customer": CUSTOMER_NAME, "after": text(r"[A-Za-z0-9]{0,11}"), "limit": LIMIT},
    ),
    Operation(
        "GET",
        "/api/paks/{pak}",
        "show_pak",
        "What a PAK holds and what is left of it",
        show_pak,
        answers.PAK,
        path_shapes=_PAK_PATH,
    ),
    Operation(
        "POST",
        "/api/paks/{pak}/redeem",
        "redeem_pak",
        "Redeem a PAK for one or several devices, all or none; answers with their licence file",
        redeem_pak,
        answers.REDEEMED,
        body=shape(
            "devices",
            devices=several(shape("udi", udi=UDI, quantity=QUANTITY), least=1, most=DEVICES_LIMIT),
            features=several(FEATURE, most=50),
            email=EMAILS,
        ),
        path_shapes=_PAK_PATH,
        roles=LICENSEES,
        once=True,
        status=201,
    ),
)
