"""
The portal on the air: HTTPS by uvicorn, the API and the web pages by Starlette.

Nothing a client does or leaves undone holds anything for long: the handshake, the head of a request and its body each
have a limit of time, and what is sent one of size.
"""

import asyncio
import contextlib
import json
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iosim.portal.api import OPERATIONS
from iosim.portal.call_home import caller
from iosim.portal.operation import CALL_HOME, IDEMPOTENCY_HEADER, NOBODY, TOKEN, Input, Operation, openapi
from iosim.portal.portal import Portal
from iosim.portal.refusals import (
    BodyTooLong,
    BodyTooSlow,
    InternalMistake,
    InvalidInput,
    MethodMissing,
    NotFound,
    NotJson,
    NotSignedIn,
    Refusal,
    WrongMediaType,
)
from iosim.portal.shapes import Schema, checked
from iosim.portal.visitor import Visitor
from iosim.portal.web import site

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

BODY_LIMIT_BYTES = 1024 * 1024  # above the largest document with every character written as \\uXXXX
STRANGER_LIMIT_BYTES = 16 * 1024  # of what somebody sends who need not say who he is
GRACE_S = 2  # for answers under way when the portal is ended
BACKLOG = 4096
KEY_LENGTH = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a client may take, in seconds."""

    head_s: float = 10  # from connecting to a complete head of a request
    body_s: float = 10
    idle_s: float = 30  # between two requests on one connection


class Server:
    """`portal` on a listening socket; `run` until `stop` is set."""

    def __init__(
        self,
        portal: Portal,
        listener: socket.socket,
        context: ssl.SSLContext,
        url: str,
        limits: Limits = Limits(),
    ) -> None:
        self._listener = listener
        self._config = _config(application(portal, url, limits), context, limits)

    async def run(self, stop: asyncio.Event, ready: Callable[[], None]) -> None:
        """Serve until `stop` is set; `ready` is called once clients get an answer."""
        server = _server(self._config, ready)
        serving = asyncio.create_task(server.serve(sockets=[self._listener]))
        ending = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ending.cancel()
            server.should_exit = True
            await serving


def application(portal: Portal, url: str, limits: Limits = Limits()) -> "Starlette":
    """Every route of the portal."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    document = openapi(OPERATIONS, url)

    async def describe(request: "Request") -> "Response":
        return _json(document)

    routes = [Route("/openapi.json", describe, methods=["GET"])]
    by_path: dict[str, list[Operation]] = {}
    for operation in OPERATIONS:
        by_path.setdefault(operation.path, []).append(operation)
    for path, operations in by_path.items():
        routes.append(Route(path, _endpoint(portal, operations, limits), methods=[each.method for each in operations]))
    routes += site.routes(portal, limits.body_s)

    async def nowhere(request: "Request", error: Exception) -> "Response":
        if "text/html" in request.headers.get("accept", ""):
            return site.not_there(portal, request)
        return refused(NotFound(what=f"{request.url.path[:200]}; /openapi.json lists what there is"))

    return Starlette(routes=routes, exception_handlers={404: nowhere, 405: _wrong_method})


def _endpoint(
    portal: Portal, operations: list[Operation], limits: Limits
) -> Callable[["Request"], Awaitable["Response"]]:
    """The answer to every method of one path."""
    known = {operation.method: operation for operation in operations}

    async def endpoint(request: "Request") -> "Response":
        try:
            operation = known.get("GET" if request.method == "HEAD" else request.method)
            assert operation is not None, "Starlette lets no other method in"
            return _json(await _performed(portal, operation, request, limits), operation.status)
        except Refusal as refusal:
            return refused(refusal)
        except Exception:
            log.exception("%s %s", request.method, request.url.path)
            return refused(InternalMistake())

    return endpoint


async def _performed(portal: Portal, operation: Operation, request: "Request", limits: Limits) -> Any:
    address = request.client.host if request.client else ""
    visitor = await _visitor(portal, operation, request)
    if operation.who == TOKEN:
        visitor.need(operation.roles)
    given = await read_input(operation, request, limits)
    if operation.who == CALL_HOME:
        visitor = await caller(portal, given, address)
    return await portal.perform(operation, visitor, given, key=_key(operation, request), address=address)


async def _visitor(portal: Portal, operation: Operation, request: "Request") -> Visitor:
    if operation.who != TOKEN:
        return portal.system
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedIn()
    return await portal.sign_in.by_token(token.strip())


async def read_input(operation: Operation, request: "Request", limits: Limits) -> Input:
    """What the request says, in the shape that the operation asks for."""
    path = {
        name: str(checked(shape, _plain(shape, request.path_params[name], name), name))
        for name, shape in operation.path_shapes.items()
    }
    query = {}
    for name, text in request.query_params.items():
        if name not in operation.query:
            known = ", ".join(operation.query) or "none"
            raise InvalidInput(what=f"There is no parameter {name[:40]!r}; known are {known}")
        query[name] = checked(operation.query[name], _plain(operation.query[name], text, name), name)
    body: dict[str, Any] = {}
    if operation.body is not None:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise WrongMediaType(media_type="application/json")
        limit_bytes = STRANGER_LIMIT_BYTES if operation.who == NOBODY else BODY_LIMIT_BYTES
        body = checked(operation.body, _parsed(await read_body(request, limits, limit_bytes)))
    return Input(path, query, body)


async def read_body(request: "Request", limits: Limits, limit_bytes: int) -> bytes:
    """The body, within its limits of time and size."""
    data = bytearray()
    try:
        async with asyncio.timeout(limits.body_s):
            async for piece in request.stream():
                data += piece
                if len(data) > limit_bytes:
                    raise BodyTooLong(limit_bytes=limit_bytes)
    except TimeoutError:
        raise BodyTooSlow(seconds=limits.body_s) from None
    return bytes(data)


def _parsed(data: bytes) -> Any:
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise NotJson() from None
    if not isinstance(found, dict):
        raise NotJson()
    return found


def _plain(shape: Schema, text: Any, name: str) -> Any:
    """A word of the URL as its schema has it."""
    if shape["type"] != "integer":
        return text
    if not str(text).isascii() or not str(text).isdecimal() or len(str(text)) > 18:
        raise InvalidInput(what=f"{name} is a whole number")
    return int(text)


def _key(operation: Operation, request: "Request") -> str:
    key = request.headers.get(IDEMPOTENCY_HEADER) if operation.once else None
    if key is None:
        return ""
    if not 1 <= len(key) <= KEY_LENGTH or not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidInput(what=f"{IDEMPOTENCY_HEADER} has 1 to {KEY_LENGTH} visible ASCII characters")
    return key


def _json(value: Any, status: int = 200) -> "Response":
    from starlette.responses import JSONResponse

    return JSONResponse(value, status_code=status, headers={"Cache-Control": "no-store"})


def refused(refusal: Refusal) -> "Response":
    """The problem document of a refusal."""
    from starlette.responses import JSONResponse

    headers = {"Cache-Control": "no-store"}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if refusal.status in (429, 503):
        headers["Retry-After"] = str(refusal.facts.get("seconds", 1))
    return JSONResponse(
        refusal.document(), status_code=refusal.status, headers=headers, media_type="application/problem+json"
    )


async def _wrong_method(request: "Request", error: Exception) -> "Response":
    answer = refused(MethodMissing(method=request.method, path=request.url.path[:200]))
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer


def _config(app: "Starlette", context: ssl.SSLContext, limits: Limits) -> "uvicorn.Config":
    import uvicorn
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Protocol(H11Protocol):
        """One that hangs up on a client that connects and then says nothing, or does not come to the point."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._head_due = self.loop.call_later(limits.head_s, self._no_head)

        def connection_lost(self, exc: Exception | None) -> None:
            self._head_due.cancel()
            super().connection_lost(exc)

        def handle_events(self) -> None:
            super().handle_events()
            if self.cycle is not None:
                self._head_due.cancel()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if not self.transport.is_closing():
                self._head_due.cancel()
                self._head_due = self.loop.call_later(limits.idle_s + limits.head_s, self._no_head)

        def _no_head(self) -> None:
            if not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete):
                self.transport.close()

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        http=Protocol,
        loop="none",
        backlog=BACKLOG,
        timeout_keep_alive=int(limits.idle_s),
        timeout_graceful_shutdown=GRACE_S,
        server_header=False,
        h11_max_incomplete_event_size=32 * 1024,
        proxy_headers=False,
    )
    config.load()
    config.ssl = context
    return config


def _server(config: "uvicorn.Config", ready: Callable[[], None]) -> "uvicorn.Server":
    import uvicorn

    class Server(uvicorn.Server):
        """One that leaves the signals of the process to the process, and says when it is up."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    return Server(config)
