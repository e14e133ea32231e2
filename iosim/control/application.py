"""
The control API as a Starlette application.

Imported, with Starlette itself, when the first client calls; see `iosim.control.server`.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route as HttpRoute

from iosim.control.guard import admit
from iosim.control.problem import Problem
from iosim.control.routes import Answer, Call, Route, openapi
from iosim.errors import IosimError, UsageError

BODY_LIMIT_BYTES = 4 * 1024 * 1024  # far above any licence file; a longer one is not even read to its end

log = logging.getLogger(__name__)


class Application:
    """
    Answers requests with the handlers of `routes`.

    Args:
        machines: handed to every handler.
        routes: what there is.
        url: where the API is served, for its own description.
        token: what clients have to send, None where only this machine can call.
        closing: ends the streams when it is set.
    """

    def __init__(
        self, machines: Any, routes: tuple[Route, ...], *, url: str, token: str | None, closing: asyncio.Event
    ) -> None:
        self._machines = machines
        self._token = token
        self._closing = closing
        document = openapi(routes, url)

        async def describe(request: Request) -> Response:
            return await self._answer(request, lambda: _ready(Answer(document)))

        table = [HttpRoute("/openapi.json", describe, methods=["GET"])]
        table += [HttpRoute(route.path, self._endpoint(route), methods=[route.method]) for route in routes]
        self.asgi = Starlette(routes=table, exception_handlers={404: _nowhere, 405: _nowhere})

    def _endpoint(self, route: Route) -> Any:
        async def endpoint(request: Request) -> Response:
            async def act() -> Answer:
                return await route.handler(self._machines, await _call(route, request))

            return await self._answer(request, act)

        return endpoint

    async def _answer(self, request: Request, act: Callable[[], Awaitable[Answer]]) -> Response:
        """The response to `request`: what `act` answers, or the problem it met."""
        try:
            admit(request.headers, self._token)
            answer = await act()
        except Problem as problem:
            return _refuse(problem)
        except UsageError as problem:
            return _refuse(Problem(422, str(problem)))
        except IosimError as problem:
            return _refuse(Problem(409, str(problem)))
        except Exception:
            log.exception("%s %s", request.method, request.url.path)
            return _refuse(Problem(500, "iosim made a mistake; its log has the traceback."))
        if answer.stream is not None:
            return StreamingResponse(_until(self._closing, answer.stream), media_type=answer.media_type)
        if answer.text is not None:
            return PlainTextResponse(answer.text, status_code=answer.status, media_type=answer.media_type)
        return JSONResponse(answer.json, status_code=answer.status)


async def _ready(answer: Answer) -> Answer:
    return answer


async def _until(closing: asyncio.Event, stream: Any) -> Any:
    """`stream` until it ends or the server closes."""
    iterator = aiter(stream)
    closed = asyncio.ensure_future(closing.wait())
    try:
        while True:
            piece = asyncio.ensure_future(anext(iterator))
            await asyncio.wait({piece, closed}, return_when=asyncio.FIRST_COMPLETED)
            if not piece.done():
                piece.cancel()
                await asyncio.gather(piece, return_exceptions=True)
                return
            try:
                yield piece.result()
            except StopAsyncIteration:
                return
    finally:
        closed.cancel()
        await iterator.aclose()


async def _call(route: Route, request: Request) -> Call:
    """The request as `route` wants it; refused when its body is too long or not what the route takes."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > BODY_LIMIT_BYTES:
            raise Problem(413, f"The body is longer than {BODY_LIMIT_BYTES} bytes.")
    body: Any = {}
    if route.body is not None and route.body_type == "application/json":
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Problem(415, "Send the body as application/json.")
        try:
            body = json.loads(bytes(data) or b"{}")
        except ValueError:
            raise Problem(400, "The body is not JSON.") from None
        if not isinstance(body, dict):
            raise Problem(422, "The body has to be a JSON object.")
        unknown = set(body) - set(route.body["properties"])
        if unknown:
            raise Problem(422, f"Unknown member {min(unknown)!r}; known are {', '.join(route.body['properties'])}.")
    return Call(
        path=dict(request.path_params),
        query=dict(request.query_params),
        json=body,
        data=bytes(data),
        last_event_id=request.headers.get("last-event-id", ""),
    )


def _refuse(problem: Problem) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None
    return JSONResponse(
        problem.document(), status_code=problem.status, headers=headers, media_type="application/problem+json"
    )


async def _nowhere(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    detail = f"There is no {request.method} {request.url.path}; /openapi.json lists what there is."
    return _refuse(Problem(status, detail))
