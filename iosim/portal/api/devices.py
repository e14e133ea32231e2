"""Devices: register, look up, send licences again, replace."""

from typing import Any

from iosim.portal import accounts, devices, ledger, mail
from iosim.portal.act import Act
from iosim.portal.api import answers
from iosim.portal.operation import Input, Operation
from iosim.portal.products import products
from iosim.portal.refusals import NothingIssued
from iosim.portal.shapes import CUSTOMER_NAME, EMAILS, LIMIT, UDI, several, shape, text
from iosim.portal.visitor import LICENSEES


def list_products(act: Act, given: Input) -> dict[str, Any]:
    """Products and their features."""
    return {
        "products": [
            {
                "product_id": product.product_id,
                "spellings": list(product.spellings),
                "family": product.family,
                "features": list(product.features),
            }
            for product in products().values()
        ]
    }


def list_devices(act: Act, given: Input) -> dict[str, Any]:
    """Devices by UDI."""
    customer = accounts.customer(act, given.query["customer"]) if "customer" in given.query else None
    found = devices.listed(
        act, customer=customer, after=given.query.get("after", ""), limit=given.query.get("limit", 100)
    )
    return {"devices": found}


def register_device(act: Act, given: Input) -> dict[str, Any]:
    """A device becomes a customer's."""
    return devices.register(act, given.body["udi"], accounts.customer(act, given.body["customer"]))


def show_device(act: Act, given: Input) -> dict[str, Any]:
    """A device and every licence it ever had."""
    udi, _ = devices.known(act, given.path["udi"])
    ended = {
        row["license_id"]: row["kind"]
        for row in act.every("select * from ledger where udi = ? and kind <> 'issued'", str(udi))
    }
    issued = act.every("select * from ledger where udi = ? and kind = 'issued' order by seq", str(udi))
    found = [ledger.as_json(license, state=ended.get(license.id, "active")) for license in ledger.licenses(issued)]
    return devices.described(act, str(udi)) | {"licenses": found}


def resend(act: Act, given: Input) -> dict[str, Any]:
    """The licence file of a device once more."""
    udi, row = devices.known(act, given.path["udi"])
    licenses = ledger.installable(act, udi)
    if not licenses:
        raise NothingIssued(udi=udi)
    if given.body.get("email"):
        mail.queue(act, row["customer"], given.body["email"], licenses, f"Licences of {udi}")
    act.audit("device.resend", str(udi))
    return ledger.as_file(licenses, act.now)


_UDI_PATH = {"udi": UDI}

OPERATIONS = (
    Operation(
        "GET",
        "/api/products",
        "list_products",
        "Products and the features that can be licensed on each",
        list_products,
        shape("products", products=several(answers.PRODUCT)),
    ),
    Operation(
        "GET",
        "/api/devices",
        "list_devices",
        "Devices by UDI; go on with `after` the last one",
        list_devices,
        shape("devices", devices=several(answers.DEVICE)),
        query={"customer": CUSTOMER_NAME, "after": text(longest=81), "limit": LIMIT},
    ),
    Operation(
        "POST",
        "/api/devices",
        "register_device",
        "Note that a device is a customer's, before anything is licensed for it",
        register_device,
        answers.DEVICE,
        body=shape("udi customer", udi=UDI, customer=CUSTOMER_NAME),
        roles=LICENSEES,
        once=True,
        status=201,
    ),
    Operation(
        "GET",
        "/api/devices/{udi}",
        "show_device",
        "A device, and every licence ever issued for it",
        show_device,
        answers.DEVICE_WITH_LICENSES,
        path_shapes=_UDI_PATH,
    ),
    Operation(
        "POST",
        "/api/devices/{udi}/resend",
        "resend_licenses",
        "The licence file of a device once more: what was issued for it and did not end",
        resend,
        answers.FILE,
        body=shape(email=EMAILS),
        path_shapes=_UDI_PATH,
        once=True,
    ),
)
