"""What happened: the ledger, the audit log, the mail that was sent."""

from typing import Any

from iosim.portal import ledger
from iosim.portal.act import Act
from iosim.portal.api import answers
from iosim.portal.operation import NOBODY, Input, Operation
from iosim.portal.products import read_udi
from iosim.portal.shapes import ANY_TEXT, LIMIT, UDI, several, shape, whole
from iosim.portal.visitor import ADMIN, STAFF


def health(act: Act, given: Input) -> dict[str, Any]:
    """The portal is up and its state can be read."""
    act.one("select value from meta where key = 'format'")
    return {"status": "up", "authority": act.authority.id, "trust": act.authority.key.text()}


def list_ledger(act: Act, given: Input) -> dict[str, Any]:
    """Rows of the ledger."""
    udi = str(read_udi(given.query["udi"])) if "udi" in given.query else None
    rows = ledger.history(act, udi=udi, after=given.query.get("after", 0), limit=given.query.get("limit", 100))
    return {"ledger": rows}


def list_audit(act: Act, given: Input) -> dict[str, Any]:
    """Rows of the audit log."""
    rows = act.every(
        "select * from audit where seq > ? order by seq limit ?",
        given.query.get("after", 0),
        given.query.get("limit", 100),
    )
    return {"audit": [{name: row[name] for name in row.keys()} for row in rows]}  # noqa: SIM118 - a row yields values


def list_mail(act: Act, given: Input) -> dict[str, Any]:
    """Mail that was queued."""
    rows = act.every(
        "select id, at, recipient, subject, file_name, state, attempts, error from mail"
        " where id > ? order by id limit ?",
        given.query.get("after", 0),
        given.query.get("limit", 100),
    )
    return {"mail": [{name: row[name] for name in row.keys()} for row in rows]}  # noqa: SIM118 - a row yields values


_PAGE = {"after": whole(0, 1 << 53), "limit": LIMIT}

OPERATIONS = (
    Operation(
        "GET",
        "/healthz",
        "health",
        "Whether the portal is up, and whom devices have to trust (`iosim run --trust`)",
        health,
        shape("status authority trust", status=ANY_TEXT, authority=ANY_TEXT, trust=ANY_TEXT),
        who=NOBODY,
    ),
    Operation(
        "GET",
        "/api/ledger",
        "list_ledger",
        "Every licence issued, replaced or revoked, oldest first; go on with `after` the last seq",
        list_ledger,
        shape("ledger", ledger=several(answers.LEDGER_ROW)),
        query={**_PAGE, "udi": UDI},
    ),
    Operation(
        "GET",
        "/api/audit",
        "list_audit",
        "Who did what and what was refused, oldest first",
        list_audit,
        shape("audit", audit=several(answers.AUDIT_ROW)),
        query=_PAGE,
        roles=STAFF,
    ),
    Operation(
        "GET",
        "/api/mail",
        "list_mail",
        "Mail queued and sent, oldest first",
        list_mail,
        shape("mail", mail=several(answers.MAIL_ROW)),
        query=_PAGE,
        roles=(ADMIN,),
    ),
)
