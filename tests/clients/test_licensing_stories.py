"""
What nobody may do to licences, tried at every door from outside, and what must not go wrong under load.

Stories in which all goes well are played by docs/licensing.md; parallel redemptions and kills of the portal one by
one by tests/portal/test_served.py.
"""

import json
import re
import sqlite3
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import paramiko
import pytest

from iosim.license_store import LAB, Authorities, Authority, issue
from iosim.license_store.ticket import make_rehost_ticket, read_permission_ticket
from tests.clients.book import Screen
from tests.clients.served import Served, serve
from tests.portal.load import Load
from tests.portal.made import credentials
from tests.portal.served import ServedPortal, serve_portal

SWITCH, OTHER = "WS-C3750E-24TD:SIM1234X0AB", "WS-C3750E-24TD:SIM1234X0AC"
PASSWORD = "correct horse"
LIMIT_BYTES = 524_288


def flipped(data: bytes, how_many: int) -> Iterator[bytes]:
    """The same with one bit changed, at places all over it; which bit differs from place to place."""
    for number in range(how_many):
        place = number * len(data) // how_many
        yield data[:place] + bytes([data[place] ^ 1 << number % 7]) + data[place + 1 :]


def bad_files(good: bytes, *, flips: int) -> list[bytes]:
    """Everything that is nearly, but not, a licence file for the switch."""
    stranger = Authority.create("stranger", bytes(32))
    return [
        *flipped(good, flips),
        *(good[: len(good) * part // 8] for part in range(8)),
        issue(SWITCH, "advipservices", authority=stranger),
        issue(OTHER, "advipservices", authority=LAB),
        good.replace(b"ipservices", b"advipservices"),
        good.replace(b"<CISCO_WT_LICENSES", b'<!DOCTYPE a [<!ENTITY b "c">]><CISCO_WT_LICENSES'),
        good + b" " * LIMIT_BYTES,
        bytes(4 * LIMIT_BYTES),
    ]


class Operator:
    """A session with a device."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def types(self, line: str, *answers: str) -> str:
        """What comes after a line, up to the next prompt; questions are answered in turn."""
        left = list(answers)
        self._next_is_prompt()
        self._screen.type(line)
        said: list[str] = []
        while True:
            came, waiting = self._screen.next()
            assert came is not None, said
            if not waiting:
                said.append(came)
            elif came.endswith("#"):
                return "\n".join(said)
            else:
                self._screen.type(left.pop(0))

    def _next_is_prompt(self) -> None:
        came, waiting = self._screen.next()
        assert waiting, came


@contextmanager
def at(device: Served) -> Iterator[Operator]:
    """A session by SSH."""
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.MissingHostKeyPolicy())
        client.connect(device.host, device.ssh_port, "admin", "admin", look_for_keys=False, allow_agent=False)
        screen = Screen(client.invoke_shell(width=200, height=500))
        screen.until_prompt()
        yield Operator(screen)


def held(operator: Operator) -> str:
    """All that the device holds, and at which level it is; without what time alone changes."""
    return operator.types("show license file") + operator.types("show version | include icense")


Answer = tuple[int, bytes]


@contextmanager
def answering(answer: Callable[[str], Answer], context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server whose answer to any request is `answer` of its path; yields where it is, HOST:PORT."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def do_GET(self) -> None:
            status, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # it had seen enough

        def log_message(self, *message: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up

    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def api(portal: ServedPortal, token: str = "") -> Iterator[httpx.Client]:
    """A client of the portal's API."""
    headers = {"Authorization": f"Bearer {token or portal.token}"}
    trusted = ssl.create_default_context(cafile=portal.ca)
    with httpx.Client(base_url=portal.url, verify=trusted, headers=headers, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPortal]:
    with serve_portal(tmp_path_factory.mktemp("portal") / "portal.db") as served:
        with api(served) as client:
            client.post("/api/customers", json={"name": "Example"}).raise_for_status()
            user = {"name": "adam", "role": "customer", "customers": ["Example"], "password": PASSWORD}
            client.post("/api/users", json=user).raise_for_status()
        yield served


def bought(portal: ServedPortal, feature: str, udi: str, file: Path) -> bytes:
    """A licence of a PAK that was just sold."""
    pak = portal.done("pak", "create", "--feature", feature, "--customer", "Example")
    portal.done("pak", "redeem", pak, "--udi", udi, "-o", str(file))
    return file.read_bytes()


def test_no_bad_file_leaves_anything_when_it_is_installed() -> None:
    good = issue(SWITCH, "ipservices")
    files = bad_files(good, flips=60)
    with (
        answering(lambda path: (200, files[int(path[1:])])) as server,
        serve("WS-C3750E-24TD", "--serial", SWITCH[-11:]) as device,
        at(device) as operator,
    ):
        before = held(operator)
        said = [operator.types(f"license install http://{server}/{number}") for number in range(len(files))]

        assert [text for text in said if "% Error" not in text and "Failed:" not in text] == []
        assert held(operator) == before


def test_a_licence_that_is_installed_again_is_there_once() -> None:
    good = issue(SWITCH, "ipservices")
    with (
        answering(lambda path: (200, good)) as server,
        serve("WS-C3750E-24TD", "--serial", SWITCH[-11:]) as device,
        at(device) as operator,
    ):
        operator.types(f"license install http://{server}/good")
        before = held(operator)
        again = operator.types(f"license install http://{server}/good")

        assert "1/1 licenses were existing licenses" in again
        assert held(operator) == before


def agent_message(file: bytes) -> str:
    operation = f"<install><file>{b64encode(file).decode()}</file></install>"
    return f'<license-agent version="1"><request id="1">{operation}</request></license-agent>'


def test_no_bad_file_leaves_anything_when_the_agent_is_given_it() -> None:
    good = issue(SWITCH, "ipservices")
    with serve("WS-C3750E-24TD", "--serial", SWITCH[-11:]) as device, at(device) as operator:
        operator.types("configure terminal")
        operator.types("ip http server")
        operator.types("license agent listener http plaintext /agent")
        operator.types("end")
        before = held(operator)
        door = f"http://{device.ready['http']['host']}:{device.ready['http']['port']}/agent"
        headers = {"Content-Type": "application/xml"}
        with httpx.Client(auth=("admin", "admin"), trust_env=False, headers=headers) as client:
            answers = [client.post(door, content=agent_message(file)) for file in bad_files(good, flips=30)]
            broken = [client.post(door, content=text) for text in flipped(agent_message(good).encode()[:60], 30)]
            stranger = client.post(door, content=agent_message(good), auth=("admin", "guess"))

        assert {answer.status_code for answer in answers} == {200, 413}
        assert [text for text in (answer.text for answer in answers) if 'status="successful"' in text] == []
        assert {answer.status_code for answer in broken} == {400}
        assert stranger.status_code == 401
        assert held(operator) == before


def test_no_bad_file_leaves_anything_when_the_control_api_is_given_it() -> None:
    with serve("WS-C3750E-24TD", "--serial", SWITCH[-11:]) as device, at(device) as operator:
        before = held(operator)
        door = f"{device.api}/devices/{SWITCH}/licenses"
        with httpx.Client(trust_env=False) as client:
            answers = [client.post(door, content=file) for file in bad_files(issue(SWITCH, "ipservices"), flips=30)]

        assert {answer.status_code for answer in answers} == {409}
        assert held(operator) == before


def lies(good: bytes) -> list[Answer]:
    """What a portal could say in place of the licence."""
    files = [file for file in bad_files(good, flips=10) if file]
    told = [(200, json.dumps({"file": file.decode("latin-1")}).encode()) for file in files]
    return [
        *told,
        (200, b""),
        (200, b"[" * 10_000),
        (200, b'{"file": 5}'),
        (200, b" " * 4_000_000),
        (500, b"<html>"),
        (302, b""),
    ]


def test_no_portal_can_talk_a_device_into_anything(portal: ServedPortal) -> None:
    answers = lies(issue(SWITCH, "ipservices"))
    left = list(answers)
    item = {"feature": "ipservices", "seats": 0, "quantity": 1, "remaining": 1, "fits": True}
    honest = json.dumps({"pak": "SIM00000000", "items": [item]}).encode()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    keys = Path(portal.ca).parent
    context.load_cert_chain(keys / "server.pem", keys / "server.key")

    def answer(path: str) -> Answer:
        return (200, honest) if path.endswith("/pak") else left.pop(0)

    arguments = ("--serial", SWITCH[-11:], "--trust", portal.ca)
    with (
        answering(answer, context) as server,
        serve("WS-C3750E-24TD", *arguments) as device,
        at(device) as operator,
    ):
        operator.types("configure terminal")
        operator.types(f"license call-home url https://{server}")
        operator.types("end")
        before = held(operator)
        said = [operator.types("license call-home install pak SIM00000000", "adam", PASSWORD, "yes") for _ in answers]

        assert not left
        assert [text for text in said if "% Error" not in text and "Failed:" not in text] == []
        assert held(operator) == before


def ledger(client: httpx.Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get("/api/ledger?limit=1000").json()["ledger"]
    return rows


def refused(answer: httpx.Response) -> str:
    """The code of a refusal."""
    assert answer.status_code in range(400, 500), answer.text
    return str(answer.json()["type"].rpartition("#")[2])


def test_nobody_redeems_what_was_not_sold(portal: ServedPortal) -> None:
    pak = portal.done("pak", "create", "--feature", "ipservices", "--customer", "Example")
    body = {"devices": [{"udi": "WS-C3750E-24TD:SIM1234X0BA"}]}
    guessed = [text.decode() for text in flipped(pak.encode(), 11)]
    with api(portal) as client:
        before = ledger(client)
        for guess in guessed:
            if guess.upper() != pak:
                at_guess = f"/api/paks/{quote(guess, safe='')}/redeem"
                assert refused(client.post(at_guess, json=body)) in ("not-found", "invalid-input")
        for token in (text.decode() for text in flipped(portal.token.encode(), 20)):
            if not token.isprintable() or " " in token:
                continue  # it fits into no header
            headers = {"Authorization": f"Bearer {token}"}
            assert refused(client.post(f"/api/paks/{pak}/redeem", json=body, headers=headers)) == "not-signed-in"
        long = {"devices": [{"udi": f"WS-C3750E-24TD:SIM{number:08d}"} for number in range(50_000)]}
        assert refused(client.post(f"/api/paks/{pak}/redeem", json=long)) == "body-too-long"

        assert ledger(client) == before

        key = {"Idempotency-Key": "replayed"}
        first, again = (client.post(f"/api/paks/{pak}/redeem", json=body, headers=key) for _ in range(2))
        assert first.json() == again.json()
        assert refused(client.post(f"/api/paks/{pak}/redeem", json=body)) in ("pak-exhausted", "already-licensed")
        assert len(ledger(client)) == len(before) + 1


def test_no_ticket_moves_a_licence_but_the_one_that_was_processed(portal: ServedPortal, tmp_path: Path) -> None:
    device, other = "WS-C3750E-24TD:SIM1234X0BB", "WS-C3750E-24TD:SIM1234X0BC"
    bought(portal, "ipservices", device, tmp_path / "file.lic")
    trusted = Authorities.lab_and([Path(portal.trust).read_bytes()])
    with api(portal) as client:
        permitted = client.post("/api/rehosts", json={"credentials": credentials(device)})
        permission = read_permission_ticket(permitted.json()["file"].encode(), trusted)
        ticket = make_rehost_ticket(permission, 0)
        before = ledger(client)

        def complete(data: bytes, to: str = other) -> httpx.Response:
            return client.post("/api/rehost-tickets", json={"rehost_ticket": data.decode("latin-1"), "to": to})

        altered = [*flipped(ticket, 80), ticket[: len(ticket) // 2], permitted.json()["file"].encode()]
        assert {refused(complete(data)) for data in altered} <= {"document-refused", "not-found", "invalid-input"}
        assert refused(complete(ticket + b" " * 70_000)) == "invalid-input"
        assert refused(complete(ticket + b" " * 2_000_000)) == "body-too-long"
        assert refused(complete(ticket, device)) == "same-device"
        forged = [data.decode("latin-1") for data in flipped(credentials(device).encode(), 60)]
        codes = {refused(client.post("/api/rehosts", json={"credentials": text})) for text in forged}
        assert codes <= {"document-refused", "invalid-input"}
        assert ledger(client) == before

        assert complete(ticket).is_success
        assert refused(complete(ticket)) == "ticket-replayed"
        assert len(ledger(client)) == len(before) + 2


def test_a_call_is_answered_for_the_device_that_makes_it_and_once(portal: ServedPortal, tmp_path: Path) -> None:
    device = "WS-C3750E-24TD:SIM1234X0BD"
    bought(portal, "ipservices", device, tmp_path / "file.lic")
    with api(portal) as client:

        def resend(document: str) -> httpx.Response:
            return client.post("/call-home/resend", json={"credentials": document, "udi": device})

        def challenge() -> str:
            return str(client.post("/call-home/challenge", json={}).json()["challenge"])

        own = credentials(device, challenge())
        for data in flipped(own.encode(), 60):
            assert refused(resend(data.decode("latin-1"))) in ("document-refused", "invalid-input")
        assert refused(resend(credentials(OTHER, challenge()))) in ("credentials-of-other", "not-found")
        assert refused(resend(own + " " * 20_000)) == "invalid-input"
        assert resend(own).is_success
        assert refused(resend(own)) == "challenge-unknown"


def test_of_two_devices_that_call_for_the_last_licence_one_gets_it(portal: ServedPortal) -> None:
    pak = portal.done("pak", "create", "--feature", "ipservices", "--customer", "Example")
    trust = ("--trust", portal.trust, "--trust", portal.ca)

    def call(device: Served) -> str:
        with at(device) as operator:
            operator.types("configure terminal")
            operator.types(f"license call-home url {portal.url}")
            operator.types("end")
            return operator.types(f"license call-home install pak {pak}", "adam", PASSWORD, "yes")

    with (
        serve("WS-C3750E-24TD", "--serial", "SIM1234X0BE", *trust) as one,
        serve("WS-C3750E-24TD", "--serial", "SIM1234X0BF", *trust) as other,
        ThreadPoolExecutor(2) as pool,
    ):
        said = sorted(pool.map(call, (one, other)), key=lambda text: "% Error" in text)

    assert "1/1 licenses were successfully installed" in said[0]
    assert said[1].endswith("% Error: No licenses are left in the PAK")
    assert portal.done("pak", "list", "--customer", "Example").endswith("0/1")


def test_a_store_that_is_copied_into_another_device_is_worth_nothing_there(tmp_path: Path) -> None:
    licensed, foreign = tmp_path / "licensed.db", tmp_path / "foreign.db"
    good = issue(SWITCH, "ipservices")
    with (
        answering(lambda path: (200, good)) as server,
        serve("WS-C3750E-24TD", "--serial", SWITCH[-11:], "--state", str(licensed)) as device,
        at(device) as operator,
    ):
        operator.types(f"license install http://{server}/good")
    with serve("WS-C3750E-24TD", "--serial", OTHER[-11:], "--state", str(foreign)):
        pass
    with sqlite3.connect(foreign) as database:
        database.execute("attach ? as source", (str(licensed),))
        copied = database.execute(
            "insert or replace into row select ?, key, value from source.row where key glob 'license/*'", (OTHER,)
        ).rowcount
    database.close()

    with serve("WS-C3750E-24TD", "--state", str(foreign)) as device, at(device) as operator:
        shown = operator.types("show license all")
        version = operator.types("show version | include License Level")
        logged = operator.types("show logging | include VLS_ERROR")

    assert copied > 0
    assert re.search(r"Feature: ipservices .*\nLicense Type: Permanent\nLicense State: Inactive", shown)
    assert version == "License Level: ipbase"
    assert "%LICENSE-2-VLS_ERROR" in logged


def test_a_thousand_redemptions_across_kills_of_the_portal_oversell_and_lose_nothing(tmp_path: Path) -> None:
    with Load(tmp_path / "portal.db", requests=1000, clients=50, quantity=600) as load:
        load.run(kills=3)

        load.check()


def test_a_credential_file_of_one_device_is_no_ticket_for_another(portal: ServedPortal) -> None:
    with (
        serve("WS-C3750E-24TD", "--serial", "SIM1234X0BG", "--trust", portal.trust) as device,
        at(device) as operator,
    ):
        before = held(operator)
        operator.types("license save credential flash:credentials")
        said = operator.types("license revoke flash:credentials flash:rehost")

        assert "% Error: File is not a Permission ticket" in said
        assert held(operator) == before
