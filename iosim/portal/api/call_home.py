"""
What a device calls: the protocol behind `license call-home`, JSON over HTTPS, of our own making.

Every body says who calls: `user` and `password`, or `credentials` that answer a challenge.
"""

from typing import Any

from iosim.portal import call_home, devices, ledger, paks, redemption, rehost
from iosim.portal.act import Act
from iosim.portal.api import answers
from iosim.portal.operation import CALL_HOME, NOBODY, Input, Operation
from iosim.portal.products import read_udi
from iosim.portal.redemption import Wanted
from iosim.portal.refusals import InvalidInput, NothingIssued
from iosim.portal.shapes import (
    ANY_TEXT,
    CREDENTIALS,
    EMAILS,
    FEATURE,
    LICENSE_ID,
    PAK_CODE,
    QUANTITY,
    REHOST_TICKET,
    TRUTH,
    UDI,
    USER_NAME,
    WHOLE,
    Schema,
    optional,
    several,
    shape,
    text,
)
from iosim.portal.visitor import LICENSEES


def show_pak(act: Act, given: Input) -> dict[str, Any]:
    """What a PAK holds, and what of it fits the device."""
    udi = _own(act, given)
    code = paks.find(act, given.body["pak"])["code"]
    fitting = {item["id"] for item in redemption.offered(act, code, read_udi(udi))}
    return {
        "pak": code,
        "items": [
            {
                "feature": item["feature"],
                "seats": item["seats"] or None,
                "quantity": item["quantity"],
                "remaining": item["quantity"] - item["redeemed"],
                "fits": item["id"] in fitting,
            }
            for item in paks.items(act, code)
        ],
    }


def install(act: Act, given: Input) -> dict[str, Any]:
    """The PAK becomes a licence file of the device."""
    udi, body = _own(act, given), given.body
    wanted = [Wanted(udi, body.get("quantity", 1))]
    return redemption.redeem(act, body["pak"], wanted, body.get("features", ()), body.get("email", ()))


def resend(act: Act, given: Input) -> dict[str, Any]:
    """What was issued for the device and did not end."""
    udi, _ = devices.known(act, _own(act, given))
    licenses = ledger.installable(act, udi)
    if not licenses:
        raise NothingIssued(udi=udi)
    act.audit("device.resend", str(udi))
    return ledger.as_file(licenses, act.now)


def movable(act: Act, given: Input) -> dict[str, Any]:
    """The licences that a rehost can take from the device."""
    udi, _ = devices.known(act, _own(act, given))
    return {"licenses": [ledger.as_json(license) for license in ledger.licenses(rehost.movable(act, udi))]}


def permit(act: Act, given: Input) -> dict[str, Any]:
    """A permission ticket for the device itself."""
    body = given.body
    if "credentials" not in body:
        raise InvalidInput(what="The body lacks credentials: only the device itself gets a permission ticket here")
    return rehost.permit(act, body["credentials"], body.get("licenses", ()), grace=body.get("grace", True))


def complete(act: Act, given: Input) -> dict[str, Any]:
    """The licences for the other device."""
    return rehost.complete(act, given.body["rehost_ticket"], to=given.body["to"], email=given.body.get("email", ()))


def challenge(act: Act, given: Input) -> dict[str, Any]:
    """What credentials have to answer; made before the transaction."""
    return {"challenge": given.body["challenge"]}


def _own(act: Act, given: Input) -> str:
    udi = str(read_udi(given.body["udi"]))
    act.visitor.need_own(udi)
    return udi


def _body(required: str, **more: Schema) -> Schema:
    """A body that says who calls besides what it asks for."""
    return shape(required, user=USER_NAME, password=text(longest=128), credentials=CREDENTIALS, **more)


def _operation(path: str, name: str, summary: str, act: Any, answer: Schema, body: Schema, **more: Any) -> Operation:
    return Operation(
        "POST", f"/call-home/{path}", name, summary, act, answer, body=body, who=CALL_HOME, roles=LICENSEES, **more
    )


_HELD = shape(
    "feature seats quantity remaining fits",
    feature=ANY_TEXT,
    seats=optional(WHOLE),
    quantity=WHOLE,
    remaining=WHOLE,
    fits=TRUTH,
)

OPERATIONS = (
    Operation(
        "POST",
        "/call-home/challenge",
        "call_home_challenge",
        "A challenge for device credentials, good for five minutes and one call",
        challenge,
        shape("challenge", challenge=ANY_TEXT),
        who=NOBODY,
        prepare=call_home.with_challenge,
    ),
    _operation(
        "pak",
        "call_home_pak",
        "What a PAK holds, and what of it fits the device",
        show_pak,
        shape("pak items", pak=ANY_TEXT, items=several(_HELD)),
        _body("pak udi", pak=PAK_CODE, udi=UDI),
    ),
    _operation(
        "install",
        "call_home_install",
        "Redeem a PAK for the device; answers with the licence file",
        install,
        answers.REDEEMED,
        _body(
            "pak udi",
            pak=PAK_CODE,
            udi=UDI,
            features=several(FEATURE, most=50),
            quantity=QUANTITY,
            email=EMAILS,
        ),
        once=True,
        status=201,
    ),
    _operation(
        "resend",
        "call_home_resend",
        "The licences issued for the device once more",
        resend,
        answers.FILE,
        _body("udi", udi=UDI),
    ),
    _operation(
        "licenses",
        "call_home_licenses",
        "The licences of the device that can be moved to another one",
        movable,
        shape("licenses", licenses=several(answers.LICENSE)),
        _body("udi", udi=UDI),
    ),
    _operation(
        "permission",
        "call_home_permission",
        "A permission ticket for the device whose credentials are sent",
        permit,
        answers.PERMITTED,
        _body("credentials", licenses=several(LICENSE_ID, least=1, most=100), grace=TRUTH),
        once=True,
        status=201,
    ),
    _operation(
        "rehost",
        "call_home_rehost",
        "The licences of a rehost ticket, for another device",
        complete,
        answers.REHOSTED,
        _body("rehost_ticket to", rehost_ticket=REHOST_TICKET, to=UDI, email=EMAILS),
        once=True,
        status=201,
    ),
)
