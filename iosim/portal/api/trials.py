"""Evaluations and extensions."""

from typing import Any

from iosim.portal import trials
from iosim.portal.act import Act
from iosim.portal.api import answers
from iosim.portal.operation import Input, Operation
from iosim.portal.shapes import (
    CUSTOMER_NAME,
    DAYS,
    EMAILS,
    FEATURE,
    LIMIT,
    NOTE,
    UDI,
    one_of,
    several,
    shape,
    whole,
)
from iosim.portal.visitor import LICENSEES, STAFF


def evaluate(act: Act, given: Input) -> dict[str, Any]:
    """Sixty days."""
    body = given.body
    return trials.evaluate(
        act, body["udi"], body["feature"], customer=body.get("customer", ""), email=body.get("email", ())
    )


def ask(act: Act, given: Input) -> dict[str, Any]:
    """A request."""
    body = given.body
    return trials.ask(
        act,
        body["udi"],
        body["feature"],
        days=body.get("days", trials.EXTENSION_DAYS),
        note=body.get("note", ""),
        customer=body.get("customer", ""),
    )


def listed(act: Act, given: Input) -> dict[str, Any]:
    """Requests."""
    query = given.query
    found = trials.listed(act, after=query.get("after", 0), limit=query.get("limit", 100), state=query.get("state"))
    return {"extensions": found}


def show(act: Act, given: Input) -> dict[str, Any]:
    """One request."""
    return trials.described(act, trials.find(act, int(given.path["id"]))["id"])


def approve(act: Act, given: Input) -> dict[str, Any]:
    """Yes."""
    body = given.body
    return trials.decide(act, int(given.path["id"]), True, days=body.get("days"), answer=body.get("answer", ""))


def refuse(act: Act, given: Input) -> dict[str, Any]:
    """No."""
    return trials.decide(act, int(given.path["id"]), False, answer=given.body.get("answer", ""))


_ID_PATH = {"id": whole(1, 1 << 53)}

OPERATIONS = (
    Operation(
        "POST",
        "/api/evaluations",
        "evaluate",
        "An evaluation licence of 60 days of use; a device gets one of a feature",
        evaluate,
        answers.FILE,
        body=shape("udi feature", udi=UDI, feature=FEATURE, customer=CUSTOMER_NAME, email=EMAILS),
        roles=LICENSEES,
        once=True,
        status=201,
    ),
    Operation(
        "POST",
        "/api/extensions",
        "ask_extension",
        "Ask for an extension licence; an approver decides",
        ask,
        answers.TRIAL,
        body=shape("udi feature", udi=UDI, feature=FEATURE, days=DAYS, note=NOTE, customer=CUSTOMER_NAME),
        roles=LICENSEES,
        once=True,
        status=201,
    ),
    Operation(
        "GET",
        "/api/extensions",
        "list_extensions",
        "Requests for extensions, oldest first; go on with `after` the last id",
        listed,
        shape("extensions", extensions=several(answers.TRIAL)),
        query={
            "after": whole(0, 1 << 53),
            "limit": LIMIT,
            "state": one_of("pending", "approved", "refused"),
        },
    ),
    Operation(
        "GET", "/api/extensions/{id}", "show_extension", "One request", show, answers.TRIAL, path_shapes=_ID_PATH
    ),
    Operation(
        "POST",
        "/api/extensions/{id}/approve",
        "approve_extension",
        "Issue the licence that was asked for",
        approve,
        answers.TRIAL,
        body=shape(days=DAYS, answer=NOTE),
        path_shapes=_ID_PATH,
        roles=STAFF,
        once=True,
    ),
    Operation(
        "POST",
        "/api/extensions/{id}/refuse",
        "refuse_extension",
        "Say no to a request",
        refuse,
        answers.TRIAL,
        body=shape(answer=NOTE),
        path_shapes=_ID_PATH,
        roles=STAFF,
        once=True,
    ),
)
