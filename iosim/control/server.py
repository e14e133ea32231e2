"""
The control API on the air: a socket that was bound before Starlette and uvicorn were imported.

They are imported in a thread when the first client calls. A device that nobody controls over HTTP never pays
for them, and a first call does not hold up the device's own sessions for longer than an import step.
"""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import uvicorn

    from iosim.control.routes import Route

GRACE_S = 1  # for answers under way when the process ends


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
        routes: "Callable[[], tuple[Route, ...]]",
        *,
        url: str,
        token: str | None,
    ) -> None:
        self.url = url
        self._listener = listener
        self._machines = machines
        self._routes = routes
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

        from iosim.control.application import Application

        class Server(uvicorn.Server):
            """One that leaves the signals of the process to the process."""

            @contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield

        application = Application(
            self._machines, self._routes(), url=self.url, token=self._token, closing=self._closing
        )
        config = uvicorn.Config(
            application.asgi,
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
