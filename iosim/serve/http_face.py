"""
The device's HTTP and HTTPS server. What it serves is the licence agent, at the paths that the configuration names.

A connection is a seat like any terminal's: it falls silent when the power fails and ends at a reload. Heads, bodies and
idle time are bounded.
"""

import asyncio
import socket
import ssl
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import h11

from iosim.agent import agent
from iosim.agent.message import MEDIA_TYPE
from iosim.config import license_agent
from iosim.config.license_agent import DEFAULT_PERSISTENT_S, PLAINTEXT, SECURE, Listener
from iosim.config.read import users
from iosim.grammar.dialogue import Job
from iosim.system.license_agent import Session

if TYPE_CHECKING:
    from iosim.serve.driver import Driver
    from iosim.serve.passwords import Passwords
    from iosim.system.system import System

HEAD_BYTES = 16_384
HEAD_S = 10.0  # from connecting to a complete head
BODY_S = 30.0
PIECE = 65_536
CONNECTIONS = 64  # at once; more are reset
PORTS = {PLAINTEXT: 80, SECURE: 443}  # of the device, for messages
REALM = "level_15_access"
_NUMBERS = count(100_000)  # seats of web connections lie far above the terminal lines


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    close: bool = False


class HttpFace:
    """Serves one device."""

    def __init__(self, driver: "Driver", passwords: "Passwords", context: Callable[[], ssl.SSLContext]) -> None:
        """
        Args:
            driver: of the device.
            passwords: what this process knows to be right.
            context: makes what HTTPS is spoken with; called once, at the first connection that needs it.
        """
        self.driver = driver
        self.passwords = passwords
        self._make_context = context
        self._context: ssl.SSLContext | None = None
        self._connections: set[Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        driver.watchers.append(self._follow)

    def accepted(self, connection: socket.socket, peer: tuple[str, int], *, secure: bool) -> None:
        """A client connected."""
        if len(self._connections) >= CONNECTIONS:
            connection.close()
            return
        made = Connection(self, peer[0], SECURE if secure else PLAINTEXT)
        self._connections.add(made)
        task = asyncio.get_running_loop().create_task(made.serve(connection, self._tls() if secure else None))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """End every conversation."""
        self.driver.watchers.remove(self._follow)
        for connection in list(self._connections):
            connection.drop()
        for task in self._tasks:
            task.cancel()

    def ended(self, connection: "Connection") -> None:
        """A connection is over."""
        self._connections.discard(connection)

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = self._make_context()
        return self._context

    def _follow(self) -> None:
        """A reload ends every conversation; nothing is heard of one whose power failed."""
        for connection in list(self._connections):
            if connection.generation != self.driver.device.generation and not connection.silent:
                connection.hang_up()


@dataclass(eq=False)
class Connection:
    """One client; also its seat at the device."""

    face: HttpFace
    source: str
    scheme: str
    number: int = field(default_factory=lambda: next(_NUMBERS))
    silent: bool = False
    session: bool = False
    over: bool = False
    generation: int = field(init=False)
    _writer: asyncio.StreamWriter | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.generation = self.face.driver.device.generation
        self.face.driver.seats[self.number] = self

    # -- a seat of the device

    def notify(self, text: str) -> None:
        """Nobody reads log messages here."""

    def hang_up(self) -> None:
        """The device ends it, after everything already written."""
        self.over = True
        if self._writer is not None:
            self._writer.close()

    def fall_silent(self) -> None:
        """The power is gone: nothing is sent or read any more."""
        self.silent = True
        if self._writer is not None:
            self._writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's transport has it

    def drop(self) -> None:
        """The device knows nothing of this connection."""
        self.over = True
        if self._writer is not None:
            connection = self._writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self._writer.transport.abort()

    def age(self, seconds: float) -> None:
        """Idle time here is the listener's own and does not follow simulated time."""

    # -- the conversation

    async def serve(self, connection: socket.socket, context: ssl.SSLContext | None) -> None:
        """Speak HTTP until the client goes, is sent away or says nothing."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(PIECE)
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol, connection, ssl=context, ssl_handshake_timeout=HEAD_S if context else None
            )
            self._writer = asyncio.StreamWriter(transport, protocol, reader, loop)
            if self.over:
                return
            await self._converse(reader, self._writer)
        except (OSError, TimeoutError, h11.RemoteProtocolError, ssl.SSLError):
            pass  # the client's affair
        finally:
            if self._writer is not None and not self.silent:
                self._writer.close()
            await self._end_session()
            if self.face.driver.seats.get(self.number) is self:
                del self.face.driver.seats[self.number]
            self.face.ended(self)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conn = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES)
        idle_s = HEAD_S
        while True:
            async with asyncio.timeout(idle_s):
                request = await self._event(conn, reader)
            if not isinstance(request, h11.Request):
                return
            answer, idle_s = await self._answered(conn, reader, writer, request)
            if answer is None or self.silent or writer.is_closing():
                return
            writer.write(_written(conn, answer))
            await writer.drain()
            if conn.our_state is not h11.DONE or conn.their_state is not h11.DONE:
                return
            conn.start_next_cycle()

    async def _event(self, conn: h11.Connection, reader: asyncio.StreamReader) -> Any:
        """The next event of the connection."""
        while (event := conn.next_event()) is h11.NEED_DATA:
            conn.receive_data(await reader.read(PIECE))
        return event

    async def _answered(
        self, conn: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: h11.Request
    ) -> tuple[Answer | None, float]:
        """The answer to one request, None where there is nobody to give it; and how long the next may take."""
        system = self.face.driver.device.system
        if system is None or self.face.driver.device.leaving:
            return None, 0.0
        path = request.target.decode("ascii", "replace").partition("?")[0]
        found = agent.listener(system, self.scheme, path)
        if found is None:
            return Answer(404, close=True), DEFAULT_PERSISTENT_S
        headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in request.headers}
        refused = _refused(request, headers) or (
            None if agent.lets_in(system, found, self.source) else Answer(403, close=True)
        )
        user = ""
        if refused is None and found.authenticate:
            user, refused = await self._authenticated(system, headers.get("authorization", ""))
        if refused is None:
            refused = await self._begin_session(system, user)
        if refused is not None:
            return refused, found.persistent_s
        if conn.they_are_waiting_for_100_continue:
            writer.write(conn.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
        body = await self._body(conn, reader, found)
        if body is None:
            return Answer(413, agent.error(f"the message is longer than {found.message_bytes} bytes"), close=True), 0.0
        return await self._asked(system, body, user), found.persistent_s

    async def _body(self, conn: h11.Connection, reader: asyncio.StreamReader, found: Listener) -> bytes | None:
        """The body of a request; None when it is too long."""
        body = bytearray()
        async with asyncio.timeout(BODY_S):
            while isinstance(event := await self._event(conn, reader), h11.Data):
                body += event.data
                if len(body) > found.message_bytes:
                    return None
        return bytes(body)

    async def _asked(self, system: "System", body: bytes, user: str) -> Answer | None:
        driver = self.face.driver

        def act(now_ms: int) -> agent.Reply | None:
            if driver.device.system is not system:
                return None
            return agent.respond(system, body, user, self.source, now_ms)

        reply = await driver.ask(act)
        return None if reply is None else Answer(reply.status, reply.body)

    async def _authenticated(self, system: "System", header: str) -> tuple[str, Answer | None]:
        """Who it is; or the answer to somebody who may not ask."""
        login = Answer(401, headers=(("WWW-Authenticate", f'Basic realm="{REALM}"'),))
        kind, _, text = header.partition(" ")
        try:
            user, colon, password = b64decode(text.strip(), validate=True).decode().partition(":")
        except (Base64Error, ValueError):
            return "", login
        if kind.lower() != "basic" or not colon:
            return "", login
        verdict = agent.login(system, user, password)
        if isinstance(verdict, Job):
            account = users(system.config)[user]
            verdict = await self.face.passwords.judged(str(account.secret), password, verdict)
        port, source = PORTS[self.scheme], self.source
        if not verdict.accepted:
            facts = {"user": user, "source": source, "port": port, "reason": verdict.reason}
            await self._told(system, "login.failed", **facts)
            return "", login
        if verdict.privilege < agent.PRIVILEGE:
            return "", Answer(403, agent.error("the user has not privilege 15"))
        if not self.session:
            await self._told(system, "login.success", user=user, source=source, port=port)
        return user, None

    async def _told(self, system: "System", kind: str, **facts: Any) -> None:
        def act(now_ms: int) -> None:
            if self.face.driver.device.system is system:
                system.emit(kind, now_ms, **facts)

        await self.face.driver.ask(act)

    async def _begin_session(self, system: "System", user: str) -> Answer | None:
        """Become one of the agent's sessions, if there is room."""

        def act(now_ms: int) -> bool:
            sessions = system.licensing.agent.sessions
            if self.number not in sessions:
                if len(sessions) >= license_agent.max_sessions(system.config):
                    return False
                sessions[self.number] = Session(self.number, self.source, user, now_ms)
            return True

        self.session = await self.face.driver.ask(act)
        if self.session:
            return None
        return Answer(503, agent.error("there are too many sessions"), (("Retry-After", "10"),), close=True)

    async def _end_session(self) -> None:
        driver = self.face.driver
        if not self.session or driver.device.generation != self.generation:
            return

        def act(now_ms: int) -> None:
            system = driver.device.system
            if system is not None and driver.device.generation == self.generation:
                system.licensing.agent.sessions.pop(self.number, None)

        driver.call(act)


def _refused(request: h11.Request, headers: dict[str, str]) -> Answer | None:
    """The answer to what is no message for the agent."""
    if request.method != b"POST":
        return Answer(405, headers=(("Allow", "POST"),), close=True)
    if headers.get("content-type", "").partition(";")[0].strip().lower() not in (MEDIA_TYPE, "text/xml"):
        return Answer(415, agent.error(f"send it as {MEDIA_TYPE}"), close=True)
    return None


def _written(conn: h11.Connection, answer: Answer) -> bytes:
    """The octets of an answer; one that was given before the body was read ends the connection."""
    headers = [("Server", "iosim"), ("Content-Length", str(len(answer.body))), *answer.headers]
    if answer.body:
        headers.append(("Content-Type", MEDIA_TYPE))
    if answer.close or conn.their_state is not h11.DONE:
        headers.append(("Connection", "close"))
    data = conn.send(h11.Response(status_code=answer.status, headers=headers)) or b""
    if answer.body:
        data += conn.send(h11.Data(data=answer.body)) or b""
    return data + (conn.send(h11.EndOfMessage()) or b"")
