"""The device's web server: whom it lets in, what it bounds, and what a reload and a power cut do to it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

import iosim

QUERY = '<license-agent version="1"><request id="1"><query/></request></license-agent>'
ADMIN = ("admin", "admin")
LISTEN = "configure terminal\nlicense agent listener http plaintext /agent max-message 5000\nend"


@pytest.fixture
def switch() -> Iterator[iosim.Device]:
    with iosim.boot("WS-C3750E-24TD") as device:
        device.cli(LISTEN)
        yield device


@pytest.fixture
def client(switch: iosim.Device) -> Iterator[httpx.Client]:
    base = f"http://{switch.http.host}:{switch.http.port}"
    with httpx.Client(base_url=base, trust_env=False, headers={"Content-Type": "application/xml"}) as made:
        yield made


def ask(client: httpx.Client, **more: object) -> httpx.Response:
    more.setdefault("auth", ADMIN)
    return client.post("/agent", content=QUERY, **more)  # type: ignore[arg-type]


def test_a_local_user_of_privilege_15_is_answered_on_one_connection(switch: iosim.Device, client: httpx.Client) -> None:
    first, second = ask(client), ask(client)

    assert (first.status_code, second.status_code) == (200, 200)
    assert f'udi="{switch.udi}"' in first.text
    assert "1 open, maximum is 9" in switch.cli("show license agent session")
    assert "127.0.0.1        admin" in switch.cli("show license agent session")


def test_nobody_else_is_let_in(switch: iosim.Device, client: httpx.Client) -> None:
    anonymous = client.post("/agent", content=QUERY)

    assert (anonymous.status_code, anonymous.headers["www-authenticate"]) == (401, 'Basic realm="level_15_access"')
    assert ask(client, auth=("admin", "wrong")).status_code == 401
    assert ask(client, auth=("nobody", "admin")).status_code == 401
    assert ask(client, auth=("operator", "operator")).status_code == 403
    assert ask(client, headers={"Authorization": "Basic ###"}, auth=None).status_code == 401
    assert "Request Messages Received:0" in switch.cli("show license agent counters")
    assert [event.kind for event in switch.events if event.kind.startswith("login")] == ["login.failed"] * 2


def test_what_is_no_message_is_told_apart(client: httpx.Client) -> None:
    assert client.get("/agent", auth=ADMIN).status_code == 405
    assert client.post("/other", content=QUERY, auth=ADMIN).status_code == 404
    assert ask(client, headers={"Content-Type": "text/plain"}).status_code == 415
    assert client.post("/agent", content="x" * 5_001, auth=ADMIN).status_code == 413
    assert client.post("/agent", content="hello", auth=ADMIN).status_code == 400


def test_an_access_list_decides_who_may_try(switch: iosim.Device, client: httpx.Client) -> None:
    switch.cli(
        "configure terminal\naccess-list 10 permit 10.0.0.0 0.255.255.255\n"
        "license agent listener http plaintext /agent acl 10"
    )

    assert ask(client).status_code == 403


def test_there_are_so_many_sessions_and_no_more(switch: iosim.Device, client: httpx.Client) -> None:
    switch.cli("configure terminal\nlicense agent max-sessions 1")
    ask(client)
    with httpx.Client(base_url=client.base_url, trust_env=False, headers=client.headers) as other:
        refused = ask(other)
        switch.cli("clear license agent sessions")
        accepted = ask(other)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    assert accepted.status_code == 200


def test_the_same_over_tls_with_the_devices_own_certificate(switch: iosim.Device) -> None:
    switch.cli("configure terminal\nlicense agent listener http secure /agent authenticate none")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    with httpx.Client(verify=context, trust_env=False) as client:
        url = f"https://{switch.https.host}:{switch.https.port}/agent"
        answer = client.post(url, content=QUERY, headers={"Content-Type": "text/xml"})

    assert answer.status_code == 200


def test_a_listener_belongs_to_one_of_the_servers(switch: iosim.Device) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with httpx.Client(verify=context, trust_env=False) as client:
        url = f"https://{switch.https.host}:{switch.https.port}/agent"
        assert client.post(url, content=QUERY, headers={"Content-Type": "text/xml"}).status_code == 404


def test_what_closes_the_server_on_a_device_closes_it_here(switch: iosim.Device) -> None:
    switch.cli("configure terminal\nno ip http server\nno ip http secure-server")

    for endpoint in (switch.http, switch.https):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(endpoint)


def test_a_reload_ends_the_connection_and_the_saved_agent_is_back(switch: iosim.Device, client: httpx.Client) -> None:
    ask(client)
    with socket.create_connection(switch.http, timeout=10) as idle:
        switch.reload(save=True)
        assert idle.recv(1) == b""

    assert ask(client).status_code == 200


def test_a_power_cut_is_heard_as_silence(switch: iosim.Device) -> None:
    with socket.create_connection(switch.http) as idle:
        idle.settimeout(0.2)
        idle.sendall(b"POST /agent HTTP/1.1\r\nHost: x\r\n")
        with pytest.raises(TimeoutError):
            idle.recv(1)
        switch.power_cut()
        with pytest.raises(TimeoutError):
            idle.recv(1)

        switch.power_on()

        idle.settimeout(5)
        with pytest.raises(ConnectionResetError):
            idle.recv(1)


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x00\x00",
        b"GET\r\n\r\n",
        b"POST /agent HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"A" * 20_000,
    ],
)
def test_what_is_no_http_ends_the_connection_only(switch: iosim.Device, client: httpx.Client, data: bytes) -> None:
    with socket.create_connection(switch.http, timeout=5) as other:
        other.sendall(data)
        while other.recv(1_000):
            pass

    assert ask(client).status_code == 200


class Hearing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, self.headers["Authorization"], body))  # type: ignore[attr-defined]
        self.send_response(204 if self.path == "/hear" else 500)
        self.end_headers()
        self.server.enough.release()  # type: ignore[attr-defined]

    def log_message(self, *message: object) -> None:
        pass


def test_notifications_are_posted_and_what_became_of_them_is_counted(switch: iosim.Device) -> None:
    server = HTTPServer(("127.0.0.1", 0), Hearing)
    server.heard, server.enough = [], threading.Semaphore(0)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    try:
        switch.cli(
            "configure terminal\n"
            f"license agent notify {base}/hear joe secret\nlicense agent notify {base}/deaf joe secret"
        )
        switch.install(iosim.issue(switch.udi, "ipservices"))
        for _ in range(6):
            assert server.enough.acquire(timeout=10)  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    heard = server.heard  # type: ignore[attr-defined]
    assert {(path, credentials) for path, credentials, _ in heard} == {
        ("/hear", "Basic am9lOnNlY3JldA=="),
        ("/deaf", "Basic am9lOnNlY3JldA=="),
    }
    assert any(b'event="license.installed"' in body for _, _, body in heard)
    counters = switch.cli("show license agent counters")
    while "Sent:6" not in counters:  # the last answer is on its way
        counters = switch.cli("show license agent counters")
    assert "Notification Messages Sent:6: Transmission Errors:0: Soap Errors:3\n" in counters


def test_a_server_that_is_not_there_costs_a_transmission_error(switch: iosim.Device) -> None:
    switch.cli("configure terminal\nlicense agent notify http://127.0.0.1:9/hear joe secret")
    switch.install(iosim.issue(switch.udi, "ipservices"))

    counters = ""
    while "Sent:3" not in counters:
        counters = switch.cli("show license agent counters")

    assert "Transmission Errors:3" in counters
