"""The control API on the air: bound first, imported by its first client, and careful about who that is."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from iosim.control.application import BODY_LIMIT_BYTES
from iosim.control.problem import Problem
from iosim.control.routes import TEXT, WHOLE, Answer, Call, Route, shape
from iosim.control.server import ControlServer
from iosim.errors import DeviceRefusal, UsageError

ERRORS: dict[str, Exception] = {
    "problem": Problem(404, "No such thing."),
    "usage": UsageError("no such level"),
    "device": DeviceRefusal("% Error: no"),
}


async def echo(machines: str, call: Call) -> Answer:
    return Answer({"machines": machines, "path": dict(call.path), "json": dict(call.json)})


async def fail(machines: str, call: Call) -> Answer:
    raise ERRORS[call.path["error"]]


async def take(machines: str, call: Call) -> Answer:
    return Answer({"bytes": len(call.data)})


async def stream(machines: str, call: Call) -> Answer:
    async def forever() -> AsyncIterator[str]:
        yield "data: first\n\n"
        await asyncio.Event().wait()

    return Answer(stream=forever(), media_type="text/event-stream")


ROUTES = (
    Route("POST", "/things/{thing}", "echo", "Echo", echo, shape(), body=shape(size=WHOLE, name=TEXT)),
    Route("GET", "/errors/{error}", "fail", "Fail", fail, shape()),
    Route("PUT", "/file", "take", "Take", take, shape(), body=TEXT, body_type="application/octet-stream"),
    Route("GET", "/stream", "stream", "Stream", stream, TEXT, answer_type="text/event-stream"),
)

Talk = Callable[[httpx.AsyncClient], Awaitable[None]]


@asynccontextmanager
async def running(token: str | None = None) -> AsyncIterator[ControlServer]:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = ControlServer(listener, "machines", lambda: ROUTES, url=url, token=token)
    server.start()
    yield server
    await server.close()


@asynccontextmanager
async def served(token: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    async with running(token) as server, httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        yield client


def talk(conversation: Talk, token: str | None = None) -> None:
    async def whole() -> None:
        async with served(token) as client:
            await conversation(client)

    asyncio.run(whole())


def test_a_handler_gets_path_and_body_and_its_answer_is_json() -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        answer = await client.post("/things/one", json={"size": 3})

        assert answer.json() == {"machines": "machines", "path": {"thing": "one"}, "json": {"size": 3}}

    talk(conversation)


@pytest.mark.parametrize(("error", "status"), [("problem", 404), ("usage", 422), ("device", 409)])
def test_a_refusal_is_a_problem_document(error: str, status: int) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        answer = await client.get(f"/errors/{error}")

        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert answer.json()["detail"] == str(ERRORS[error])

    talk(conversation)


@pytest.mark.parametrize(
    ("method", "path", "content", "headers", "status"),
    [
        ("GET", "/nowhere", b"", {}, 404),
        ("DELETE", "/stream", b"", {}, 405),
        ("POST", "/things/one", b"{", {"content-type": "application/json"}, 400),
        ("POST", "/things/one", b"[]", {"content-type": "application/json"}, 422),
        ("POST", "/things/one", b'{"colour": 1}', {"content-type": "application/json"}, 422),
        ("POST", "/things/one", b"size=3", {"content-type": "application/x-www-form-urlencoded"}, 415),
        ("PUT", "/file", bytes(BODY_LIMIT_BYTES + 1), {}, 413),
        ("GET", "/openapi.json", b"", {"host": "evil.example"}, 403),
        ("GET", "/openapi.json", b"", {"origin": "http://127.0.0.1"}, 403),
    ],
)
def test_what_no_route_takes_is_a_problem_document_too(
    method: str, path: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        answer = await client.request(method, path, content=content, headers=headers)

        assert answer.status_code == status
        assert answer.json()["status"] == status

    talk(conversation)


def test_elsewhere_than_on_loopback_a_token_is_asked_for() -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        without = await client.get("/openapi.json")
        within = await client.get("/openapi.json", headers={"authorization": "Bearer secret"})

        assert (without.status_code, without.headers["www-authenticate"]) == (401, "Bearer")
        assert within.status_code == 200

    talk(conversation, token="secret")


def test_the_document_describes_every_route() -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        document = (await client.get("/openapi.json")).json()

        described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
        assert described == {(route.method, route.path) for route in ROUTES}
        assert document["openapi"].startswith("3.1")

    talk(conversation)


def test_closing_ends_a_stream_that_would_go_on() -> None:
    async def whole() -> list[str]:
        async with (
            running() as server,
            httpx.AsyncClient(base_url=server.url, trust_env=False) as client,
            client.stream("GET", "/stream") as answer,
        ):
            lines = answer.aiter_lines()
            first = await anext(lines)
            await server.close()
            return [first, *[line async for line in lines]]

    assert asyncio.run(asyncio.wait_for(whole(), 10)) == ["data: first", ""]


def test_a_server_that_nobody_called_closes_its_listener() -> None:
    async def whole() -> None:
        async with served() as client:
            url = client.base_url
        with pytest.raises(httpx.ConnectError):
            async with httpx.AsyncClient(base_url=url, trust_env=False) as late:
                await late.get("/openapi.json")

    asyncio.run(whole())
