"""
What the API can do, one row each: the server, the check of what is sent, and `/openapi.json` are made from these rows.

`act` runs inside one transaction (or, where nothing changes, on one view of the state) and knows nothing of HTTP.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from iosim import __version__
from iosim.portal.act import Act
from iosim.portal.shapes import ANY_TEXT, WHOLE, Schema
from iosim.portal.visitor import EVERYONE

if TYPE_CHECKING:
    from iosim.portal.portal import Portal

IDEMPOTENCY_HEADER = "Idempotency-Key"
TOKEN, CALL_HOME, NOBODY = "token", "call-home", "nobody"  # how a request says who sends it


@dataclass(frozen=True, slots=True)
class Input:
    """What was sent: it has the shape that the operation asks for."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


Do = Callable[[Act, Input], Any]
Prepare = Callable[["Portal", Input], Awaitable[Input]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    name: str  # operationId
    summary: str
    act: Do
    answer: Schema
    body: Schema | None = None
    query: Mapping[str, Schema] = field(default_factory=dict)
    path_shapes: Mapping[str, Schema] = field(default_factory=dict)
    roles: Collection[str] = EVERYONE
    who: str = TOKEN
    once: bool = False  # takes an idempotency key
    prepare: Prepare | None = None  # slow work before the transaction: hashing a password
    status: int = 200

    @property
    def changes(self) -> bool:
        """Whether it needs a transaction."""
        return self.method != "GET"


_PROBLEM = {
    "type": "object",
    "properties": {"type": ANY_TEXT, "title": ANY_TEXT, "status": WHOLE, "detail": ANY_TEXT},
    "required": ["type", "title", "status", "detail"],
}


def openapi(operations: tuple[Operation, ...], url: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of `operations`, served at `url`."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "iosim portal API",
            "version": __version__,
            "description": "PAKs, licences, rehosts and RMAs of emulated devices. Refusals are problem documents"
            " (RFC 9457); their types are listed at /problems.",
        },
        "servers": [{"url": url}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _described(operation: Operation) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": part[1:-1], "in": "path", "required": True, "schema": operation.path_shapes[part[1:-1]]}
        for part in operation.path.split("/")
        if part.startswith("{")
    ]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in operation.query.items()]
    if operation.once:
        key = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        parameters.append(
            {
                "name": IDEMPOTENCY_HEADER,
                "in": "header",
                "schema": key,
                "description": "The same request with the same key is done once and answered alike.",
            }
        )
    found: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {
            str(operation.status): {
                "description": "Done.",
                "content": {"application/json": {"schema": operation.answer}},
            },
            "default": {
                "description": "Refused.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    if operation.who == TOKEN:
        found["description"] = f"For the roles {', '.join(operation.roles)}."
    else:
        found["security"] = []
    if operation.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": operation.body}}}
    return found
