"""Rehosts and RMAs."""

from typing import Any

from iosim.portal import rehost, rma
from iosim.portal.act import Act
from iosim.portal.api import answers
from iosim.portal.operation import Input, Operation
from iosim.portal.refusals import Impossible
from iosim.portal.shapes import (
    CREDENTIALS,
    EMAILS,
    LICENSE_ID,
    LIMIT,
    REHOST_TICKET,
    TICKET_ID,
    TRUTH,
    UDI,
    several,
    shape,
    text,
    whole,
)
from iosim.portal.visitor import LICENSEES, STAFF


def permit(act: Act, given: Input) -> dict[str, Any]:
    """A permission ticket."""
    body = given.body
    return rehost.permit(act, body["credentials"], body.get("licenses", ()), grace=body.get("grace", True))


def complete(act: Act, given: Input) -> dict[str, Any]:
    """Licences for the second device."""
    body = given.body
    if ("to" in body) == ("credentials" in body):
        raise Impossible(what="Say where the licences go: `to` a UDI, or `credentials` of the device")
    return rehost.complete(
        act,
        body["rehost_ticket"],
        to=body.get("to", ""),
        credentials=body.get("credentials", ""),
        email=body.get("email", ()),
    )


def list_rehosts(act: Act, given: Input) -> dict[str, Any]:
    """Permission tickets."""
    return {"rehosts": rehost.listed(act, after=given.query.get("after", ""), limit=given.query.get("limit", 100))}


def show_rehost(act: Act, given: Input) -> dict[str, Any]:
    """One permission ticket, with the document itself."""
    return rehost.document(act, given.path["ticket"])


def reopen(act: Act, given: Input) -> dict[str, Any]:
    """An expired ticket may be answered after all."""
    return rehost.reopen(act, given.path["ticket"])


def replace(act: Act, given: Input) -> dict[str, Any]:
    """Licences for the replacement."""
    body = given.body
    return rma.replace(act, body["failed"], body["replacement"], body.get("number", ""), body.get("email", ()))


def list_rmas(act: Act, given: Input) -> dict[str, Any]:
    """RMAs."""
    return {"rmas": rma.listed(act, after=given.query.get("after", 0), limit=given.query.get("limit", 100))}


_TICKET_PATH = {"ticket": TICKET_ID}

OPERATIONS = (
    Operation(
        "POST",
        "/api/rehosts",
        "permit_rehost",
        "A permission ticket for the device whose credentials are sent, for all or some of its licences",
        permit,
        answers.PERMITTED,
        body=shape(
            "credentials", credentials=CREDENTIALS, licenses=several(LICENSE_ID, least=1, most=100), grace=TRUTH
        ),
        roles=LICENSEES,
        once=True,
        status=201,
    ),
    Operation(
        "GET",
        "/api/rehosts",
        "list_rehosts",
        "Permission tickets by id; go on with `after` the last one",
        list_rehosts,
        shape("rehosts", rehosts=several(answers.PERMISSION)),
        query={"after": text(r"[A-Z2-7]{0,16}"), "limit": LIMIT},
    ),
    Operation(
        "POST",
        "/api/rehost-tickets",
        "complete_rehost",
        "The licences of a rehost ticket, for another device; say `to` a UDI or send its `credentials`",
        complete,
        answers.REHOSTED,
        body=shape("rehost_ticket", rehost_ticket=REHOST_TICKET, to=UDI, credentials=CREDENTIALS, email=EMAILS),
        roles=LICENSEES,
        once=True,
        status=201,
    ),
    Operation(
        "GET",
        "/api/rehosts/{ticket}",
        "show_rehost",
        "A permission ticket, and its file once more",
        show_rehost,
        answers.PERMITTED,
        path_shapes=_TICKET_PATH,
    ),
    Operation(
        "POST",
        "/api/rehosts/{ticket}/reopen",
        "reopen_rehost",
        "Let a permission ticket that expired be answered after all",
        reopen,
        answers.PERMISSION,
        path_shapes=_TICKET_PATH,
        roles=STAFF,
        once=True,
    ),
    Operation(
        "POST",
        "/api/rmas",
        "replace_device",
        "The licences of a failed device for its replacement; nothing is issued for the failed one any more",
        replace,
        answers.REPLACED,
        body=shape("failed replacement", failed=UDI, replacement=UDI, number=text(r"[ -~]{0,40}"), email=EMAILS),
        roles=LICENSEES,
        once=True,
        status=201,
    ),
    Operation(
        "GET",
        "/api/rmas",
        "list_rmas",
        "RMAs, oldest first; go on with `after` the last id",
        list_rmas,
        shape("rmas", rmas=several(answers.RMA)),
        query={"after": whole(0, 1 << 53), "limit": LIMIT},
    ),
)
