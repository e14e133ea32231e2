"""
What the control API can do, one row each; the server and `/openapi.json` are both made from these rows.

A handler is `async handler(machines, call) -> Answer`; it knows nothing of HTTP but its status and problems.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from iosim import __version__

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}


def shape(required: str = "", **properties: Schema) -> Schema:
    """The schema of an object; `required` names the members that are always there."""
    found: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        found["required"] = required.split()
    return found


def several(of: Schema) -> Schema:
    """The schema of a list."""
    return {"type": "array", "items": of}


@dataclass(frozen=True, slots=True)
class Call:
    """One request as a handler sees it."""

    path: Mapping[str, str]  # what stood in the braces of the route's path
    query: Mapping[str, str]
    json: Mapping[str, Any]  # {} unless the route takes JSON
    data: bytes  # the body as it came
    last_event_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler says: JSON, text of another type, or a stream that ends when the client goes."""

    json: Any = None
    text: str | None = None
    stream: AsyncIterator[str] | None = None
    media_type: str = "application/json"
    status: int = 200


Handler = Callable[[Any, Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path."""

    method: str
    path: str
    name: str  # operationId
    summary: str
    handler: Handler
    answer: Schema
    body: Schema | None = None
    body_type: str = "application/json"
    query: Mapping[str, Schema] = field(default_factory=dict)
    answer_type: str = "application/json"
    status: int = 200


_PROBLEM = shape("title status detail", title=TEXT, status=WHOLE, detail=TEXT)


def openapi(routes: tuple[Route, ...], url: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of `routes`, served at `url`."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "iosim control API",
            "version": __version__,
            "description": "Power, time, licences and events of emulated devices. What the devices themselves can be"
            " told by SSH, console and SNMP is not repeated here.",
        },
        "servers": [{"url": url}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _operation(route: Route) -> dict[str, Any]:
    parameters = [
        {"name": part[1:-1], "in": "path", "required": True, "schema": TEXT}
        for part in route.path.split("/")
        if part.startswith("{")
    ]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in route.query.items()]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": parameters,
        "responses": {
            str(route.status): {"description": "Done.", "content": {route.answer_type: {"schema": route.answer}}},
            "default": {"description": "Refused.", "content": {"application/problem+json": problem}},
        },
    }
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": {route.body_type: {"schema": route.body}}}
    return operation
