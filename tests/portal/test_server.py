"""The server and clients that take their time, or send what is no request of ours."""

import asyncio
import json
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from iosim.portal.keys import prepare
from iosim.portal.server import Limits, Server
from tests.portal.made import Caller, Office

QUICK = Limits(head_s=0.1, body_s=0.1, idle_s=1)
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


def talk(office: Office, folder: Path, conversation: Talk) -> bytes:
    """What a client heard on one connection to a server that has little patience."""

    async def whole() -> bytes:
        keys = prepare(folder / "keys", None, "127.0.0.1")
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        stop, ready = asyncio.Event(), asyncio.Event()
        server = Server(office.portal, listener, keys.context(), f"https://127.0.0.1:{port}", QUICK)
        running = asyncio.create_task(server.run(stop, ready.set))
        await ready.wait()
        trusted = ssl.create_default_context(cafile=str(keys.ca))
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusted)
        try:
            async with asyncio.timeout(10):
                return await conversation(reader, writer)
        finally:
            writer.close()
            stop.set()
            await running
            listener.close()

    return office.runner.run(whole())


@pytest.mark.parametrize("said", [b"", b"GET /healthz HTTP/1.1\r\nHost: portal\r\n"])
def test_a_client_that_does_not_come_to_the_point_is_hung_up_on(office: Office, tmp_path: Path, said: bytes) -> None:
    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(said)
        return await reader.read()

    assert talk(office, tmp_path, conversation) == b""


def test_a_client_may_ask_again_on_the_same_connection(office: Office, tmp_path: Path) -> None:
    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        heard = b""
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: portal\r\n\r\n")
            heard += await reader.readuntil(b"}")
        return heard

    assert talk(office, tmp_path, conversation).count(b"HTTP/1.1 200") == 2


def test_a_body_that_does_not_arrive_is_answered_408(office: Office, tmp_path: Path) -> None:
    head = (
        f"POST /api/paks HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {office.admin.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    )

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(head.encode())
        return await reader.readuntil(b"\r\n")

    assert talk(office, tmp_path, conversation).startswith(b"HTTP/1.1 408 ")


def raw(
    office: Office, method: str, path: str, content: bytes, media_type: str = "application/json"
) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {office.admin.token}", "Content-Type": media_type}
    answer = office.runner.run(office.http.request(method, path, content=content, headers=headers))
    return answer.status_code, str(json.loads(answer.text)["type"]).removeprefix("/problems#")


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        (b"{", "application/json", (400, "not-json")),
        (b"[]", "application/json", (400, "not-json")),
        (b"\xff", "application/json", (400, "not-json")),
        (b"[" * 100_000, "application/json", (400, "not-json")),
        (b'{"name": "a\\ud800b"}', "application/json", (422, "invalid-input")),
        (b'{"name": NaN}', "application/json", (422, "invalid-input")),
        (b"name=a", "application/x-www-form-urlencoded", (415, "wrong-media-type")),
        (b'{"name": "' + b"a" * 2_000_000 + b'"}', "application/json", (413, "body-too-long")),
    ],
)
def test_a_body_that_is_none_of_ours_is_refused(
    office: Office, content: bytes, media_type: str, expected: tuple[int, str]
) -> None:
    assert raw(office, "POST", "/api/customers", content, media_type) == expected


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/paks?colour=red", "invalid-input"),
        ("/api/paks?limit=0", "invalid-input"),
        ("/api/paks?limit=" + "9" * 40, "invalid-input"),
        ("/api/paks?limit=-1", "invalid-input"),
        ("/api/extensions/x", "invalid-input"),
        ("/api/nothing", "not-found"),
        ("/api/paks/../../etc/passwd", "not-found"),
    ],
)
def test_an_address_that_is_none_of_ours_is_refused(office: Office, path: str, code: str) -> None:
    assert office.admin.refused("GET", path) == code


def test_a_method_that_is_not_there_names_those_that_are(office: Office) -> None:
    answer = office.admin.call("DELETE", "/api/paks")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) >= {"GET", "POST"}


@pytest.mark.parametrize("key", ["", "two words", "x" * 201, "\u00e9"])
def test_an_idempotency_key_is_visible_ascii(office: Office, key: str) -> None:
    headers = {"Authorization": f"Bearer {office.admin.token}", "Idempotency-Key": key.encode("latin-1")}
    asked = office.http.post("/api/customers", json={"name": "Acme"}, headers=headers)

    assert office.runner.run(asked).json()["type"] == "/problems#invalid-input"


def test_the_document_of_the_api_is_there_for_everybody(office: Office) -> None:
    document = Caller(office, None).ok("GET", "/openapi.json")

    assert document["openapi"] == "3.1.0"
    assert "/api/paks/{pak}/redeem" in document["paths"]
