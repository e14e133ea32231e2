"""
The control API on the air: Starlette and uvicorn on a socket that was bound before either was imported.

They are imported in a thread when the first client calls. A device that nobody controls over HTTP never pays
for them, and a first call does not hold up the device's own sessions for longer than an import step.
"""

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from iosim.control.guard import admit
from iosim.control.problem import Problem
from iosim.control.routes import Answer, Call, Route, openapi
from iosim.errors import IosimError, UsageError

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

BODY_LIMIT_BYTES = 4 * 1024 * 1024  # far above any licence file; a longer one is not even read to its end
GRACE_S = 1  # for answers under way when the process ends

log = logging.getLogger(__name__)


class ControlServer:
    """
    The API of `machines` on a listening `socket`; use `start` and `close` on the event loop.

    Args:
        routes: called when the first client does, so that what handlers need is not imported before.
        token: what clients have to send, None where only this machine can call.
    """

    def __init__(
        self,
        listener: socket.socket,
        machines: Any,
        routes: Callable[[], tuple[Route, ...]],
        *,
        url: str,
        token: str | None,
    ) -> None:
        self.url = url
        self._listener = listener
        self._machines = machines
        self._make_routes = routes
        self._token = token
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def start(self) -> None:
        """Wait for the first client."""
        asyncio.get_running_loop().add_reader(self._listener, self._called)

    async def close(self) -> None:
        """End every connection and the listener; closing again changes nothing."""
        if self._closing.is_set():
            return
        self._closing.set()
        asyncio.get_running_loop().remove_reader(self._listener)
        if self._server is not None:
            self._server.should_exit = True
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        self._listener.close()

    def _called(self) -> None:
        asyncio.get_running_loop().remove_reader(self._listener)
        self._task = asyncio.create_task(self._serve())

    async def _serve(self) -> None:
        self._server = await asyncio.to_thread(self._make)
        if self._closing.is_set():
            return
        await self._server.serve(sockets=[self._listener])

    def _make(self) -> "uvicorn.Server":
        import uvicorn

        class Server(uvicorn.Server):
            """One that leaves the signals of the process to the process."""

            @contextlib.contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield

        config = uvicorn.Config(
            self._application(),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            http="h11",
            loop="none",
            timeout_graceful_shutdown=GRACE_S,
        )
        config.load()
        return Server(config)

    def _application(self) -> "Starlette":
        from starlette.applications import Starlette
        from starlette.routing import Route as HttpRoute

        table = self._make_routes()
        document = openapi(table, self.url)

        async def describe(request: "Request") -> "Response":
            return await self._answer(request, lambda: _ready(Answer(document)))

        routes = [HttpRoute("/openapi.json", describe, methods=["GET"])]
        routes += [HttpRoute(route.path, self._endpoint(route), methods=[route.method]) for route in table]
        return Starlette(routes=routes, exception_handlers={404: _nowhere, 405: _nowhere})

    def _endpoint(self, route: Route) -> Any:
        async def endpoint(request: "Request") -> "Response":
            async def act() -> Answer:
                return await route.handler(self._machines, await _call(route, request))

            return await self._answer(request, act)

        return endpoint

    async def _answer(self, request: "Request", act: Any) -> "Response":
        """The response to `request`: what `act` answers, or the problem it met."""
        from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse

        try:
            admit(request.headers, self._token)
            answer: Answer = await act()
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


async def _call(route: Route, request: "Request") -> Call:
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


def _refuse(problem: Problem) -> "Response":
    from starlette.responses import JSONResponse

    headers = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None
    return JSONResponse(
        problem.document(), status_code=problem.status, headers=headers, media_type="application/problem+json"
    )


async def _nowhere(request: "Request", error: Exception) -> "Response":
    status = getattr(error, "status_code", 404)
    detail = f"There is no {request.method} {request.url.path}; /openapi.json lists what there is."
    return _refuse(Problem(status, detail))
