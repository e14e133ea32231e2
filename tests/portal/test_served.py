"""The portal as a process: HTTPS, the host commands, mail, and the worst of ends."""

import os
import socket
import ssl
import time
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from iosim.license_store import License, read
from tests.portal.load import Load
from tests.portal.made import OTHER_SWITCH, SWITCH, credentials
from tests.portal.served import PATIENCE_S, ServedPortal, run, serve_portal

KILLS = int(os.environ.get("IOSIM_PORTAL_KILLS", "3"))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPortal]:
    with serve_portal(tmp_path_factory.mktemp("portal") / "portal.db") as served:
        yield served


def test_the_ready_line_says_where_the_portal_is(portal: ServedPortal) -> None:
    with httpx.Client(verify=ssl.create_default_context(cafile=portal.ca), trust_env=False) as client:
        health = client.get(portal.url + "/healthz").json()

    assert health["trust"] == Path(portal.trust).read_text()


def test_a_client_that_does_not_know_the_ca_is_turned_away(portal: ServedPortal) -> None:
    with httpx.Client(trust_env=False) as client, pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        client.get(portal.url + "/healthz")


def test_a_pak_from_the_shell_to_a_file_that_verifies(portal: ServedPortal, tmp_path: Path) -> None:
    pak = portal.done("pak", "create", "--feature", "ipservices", "--quantity", "10", "--customer", "Shell")
    file = tmp_path / "a.lic"

    portal.done("pak", "redeem", pak, "--udi", f"WS-C3750E-24TD-S:{SWITCH[-11:]}", "-o", str(file))
    listed = portal.done("pak", "list", "--customer", "Shell")
    verified = run(["license", "verify", str(file), "--udi", SWITCH, "--trust", portal.trust])

    assert listed == f"{pak}\tShell\tipservices\t9/10"
    assert verified.stdout == f"ipservices for {SWITCH}: valid\n"


def test_a_file_without_a_name_gets_the_portals(portal: ServedPortal) -> None:
    pak = portal.done("pak", "create", "--feature", "ipservices", "--customer", "Shell")

    text = portal.done("pak", "redeem", pak, "--udi", "WS-C3560E-24TD:SIM1111X001", "-o", "-")

    assert isinstance(read(text.encode())[0], License)


def test_a_rehost_from_the_shell(portal: ServedPortal, tmp_path: Path) -> None:
    pak = portal.done("pak", "create", "--feature", "ipservices", "--customer", "Shell")
    device = "WS-C3560E-24TD:SIM1111X002"
    portal.done("pak", "redeem", pak, "--udi", device, "-o", str(tmp_path / "a.lic"))
    (tmp_path / "cred").write_text(credentials(device))

    portal.done("rehost", "permit", str(tmp_path / "cred"), "-o", str(tmp_path / "permission"))
    early = portal.iosim("rehost", "complete", str(tmp_path / "permission"), "--to", OTHER_SWITCH)
    rehost_ticket(tmp_path / "permission", Path(portal.trust), tmp_path / "ticket")
    portal.done("rehost", "complete", str(tmp_path / "ticket"), "--to", OTHER_SWITCH, "-o", str(tmp_path / "b.lic"))

    assert (early.returncode, early.stderr.count("\n")) == (2, 1)
    assert "not processed" in early.stderr
    (license,) = read((tmp_path / "b.lic").read_bytes())
    assert isinstance(license, License)
    assert str(license.udi) == OTHER_SWITCH


def rehost_ticket(permission: Path, trust: Path, ticket: Path) -> None:
    """What the device does between the two commands."""
    from iosim.license_store import Authorities, PublicKey
    from iosim.license_store.ticket import make_rehost_ticket, read_permission_ticket

    trusted = Authorities((PublicKey.read(trust.read_text()),))
    ticket.write_bytes(make_rehost_ticket(read_permission_ticket(permission.read_bytes(), trusted), 0))


def test_an_rma_from_the_shell(portal: ServedPortal, tmp_path: Path) -> None:
    pak = portal.done("pak", "create", "--feature", "advsecurity", "--customer", "Shell")
    failed, replacement = "CISCO881-K9:SIM1111X003", "CISCO881-K9:SIM1111X004"
    portal.done("pak", "redeem", pak, "--udi", failed, "-o", str(tmp_path / "a.lic"))

    portal.done("rma", "--from", failed, "--to", replacement, "--number", "R77", "-o", str(tmp_path / "b.lic"))
    again = portal.iosim("pak", "redeem", pak, "--udi", failed)

    (license,) = read((tmp_path / "b.lic").read_bytes())
    assert isinstance(license, License)
    assert str(license.udi) == replacement
    assert again.returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ("pak", "redeem", "SIM00000000", "--udi", SWITCH),
        ("pak", "redeem", "SIM00000000", "--udi", "nothing"),
        ("pak", "create", "--feature", "teleport", "--customer", "Shell"),
        ("pak", "create", "--feature", "ipservices"),
        ("pak", "create", "--feature", "ipservices", "--customer", "Shell", "--quantity", "many"),
        ("pak", "resend", "--udi", SWITCH.replace("AB", "ZZ")),
        ("pak", "sell"),
        ("rma", "--from", SWITCH, "--to", SWITCH),
        ("rehost", "complete", __file__, "--to", SWITCH),
        ("rehost", "complete", __file__),
        ("rehost",),
    ],
)
def test_a_refusal_is_exit_code_2_and_one_line(portal: ServedPortal, words: tuple[str, ...]) -> None:
    finished = portal.iosim(*words)

    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith(f"iosim {words[0]}: ")
    assert finished.stderr.count("\n") == 1


def test_a_portal_that_is_not_there_is_exit_code_1_and_one_line(portal: ServedPortal) -> None:
    finished = run(["pak", "list", "--portal", "https://127.0.0.1:9", "--token", "x", "--ca", portal.ca])

    assert (finished.returncode, finished.stdout) == (1, "")
    assert "no portal answers at https://127.0.0.1:9" in finished.stderr
    assert finished.stderr.count("\n") == 1


def test_what_a_host_command_needs_is_said_when_it_is_missing(portal: ServedPortal) -> None:
    for words, missing in (
        (["pak", "list"], "--portal"),
        (["pak", "list", "--portal", "http://127.0.0.1", "--token", "x", "--ca", portal.ca], "https://"),
        (["pak", "list", "--portal", portal.url, "--token", "x", "--ca", "/nowhere"], "--ca"),
        (["pak", "list", "--portal", portal.url, "--token", "x", "--ca", portal.ca], "Sign in first"),
    ):
        finished = run(words)
        assert finished.returncode == 2
        assert missing in finished.stderr


def test_a_taken_port_is_exit_code_1_and_names_the_flag(portal: ServedPortal) -> None:
    finished = run(["portal", "--port", portal.url.rpartition(":")[2]])

    assert finished.returncode == 1
    assert "--port" in finished.stderr


def test_a_state_file_in_use_is_exit_code_1_and_names_the_process(portal: ServedPortal) -> None:
    state = Path(portal.ca).parent.with_suffix("")
    finished = run(["portal", "--json", "--state", str(state)])

    assert finished.returncode == 1
    assert f"process {portal.process}" in finished.stderr
    assert finished.stderr.count("\n") == 1


def test_without_state_nothing_stays() -> None:
    with serve_portal() as served:
        folder = Path(served.ca).parent.parent
        there = folder.is_dir()

    assert there
    assert not folder.exists()


def test_a_body_that_is_too_long_is_answered_413(portal: ServedPortal) -> None:
    with httpx.Client(verify=ssl.create_default_context(cafile=portal.ca), trust_env=False) as client:
        headers = {"Authorization": f"Bearer {portal.token}", "Content-Type": "application/json"}
        answer = client.post(portal.url + "/api/paks", content=b" " * 2_000_000, headers=headers)

    assert answer.status_code == 413


class Inbox:
    """What an SMTP server took."""

    def __init__(self) -> None:
        self.mail: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        self.mail.append(envelope)
        return "250 taken"


@pytest.fixture
def smtp() -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, port
    controller.stop()


def test_a_licence_file_comes_by_mail(smtp: tuple[Inbox, int], tmp_path: Path) -> None:
    inbox, port = smtp
    with serve_portal(None, "--smtp", f"127.0.0.1:{port}", "--mail-from", "portal@example.com") as portal:
        pak = portal.done("pak", "create", "--feature", "ipservices", "--customer", "Shell")
        file = tmp_path / "a.lic"
        portal.done("pak", "redeem", pak, "--udi", SWITCH, "--email", "adam@example.com", "-o", str(file))
        end = time.monotonic() + PATIENCE_S
        while not inbox.mail and time.monotonic() < end:
            time.sleep(0.05)

    (envelope,) = inbox.mail
    assert (envelope.mail_from, envelope.rcpt_tos) == ("portal@example.com", ["adam@example.com"])
    message = message_from_bytes(bytes(envelope.content or b""))
    attached = [part for part in message.walk() if part.get_filename()]
    assert [part.get_payload(decode=True) for part in attached] == [file.read_bytes()]
    assert attached[0].get_filename("").startswith(SWITCH[-11:])


def test_a_killed_portal_forgets_nothing_it_answered_and_nothing_happens_twice(tmp_path: Path) -> None:
    with Load(tmp_path / "portal.db", requests=20 * KILLS, clients=4) as load:
        load.run(kills=KILLS)

        load.check()


def test_a_thousand_redemptions_at_once_never_oversell(tmp_path: Path) -> None:
    with Load(tmp_path / "portal.db", requests=1000, clients=100, quantity=600) as load:
        load.run(kills=0)

        load.check()
