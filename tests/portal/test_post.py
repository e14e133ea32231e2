"""Mail that was queued: sent once the server takes it, tried again while it does not, given up after a day."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from iosim.portal.post import ATTEMPTS, PostOffice
from tests.portal.made import SWITCH, Office


class Server:
    """A mail server that takes nothing for a while."""

    sender = "portal@example.com"
    host, port = "mail.test", 25

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.taken: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        if self.refusals:
            self.refusals -= 1
            raise smtplib.SMTPServerDisconnected("not now")
        self.taken.append(message)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, sends_mail=True)
    yield made
    made.close()


def queue(office: Office) -> str:
    """A licence file that is to go to two people; the text of the file."""
    email = ["adam@example.com", "eve@example.com"]
    return str(office.admin.redeem(office.admin.pak(), SWITCH, email=email)["file"])


def post(office: Office, server: Server) -> int:
    """Send what is due; how many times the server was tried."""
    post_office = PostOffice(office.portal, server)  # type: ignore[arg-type]  # it is asked for no more than this
    tries = 0
    while office.runner.run(post_office.send_next()):
        tries += 1
    return tries


def test_each_recipient_gets_the_file_and_nothing_twice(office: Office) -> None:
    text, server = queue(office), Server(0)

    post(office, server)
    again = post(office, server)

    assert again == 0
    assert [message["To"] for message in server.taken] == ["adam@example.com", "eve@example.com"]
    (attached,) = server.taken[0].iter_attachments()
    assert attached.get_content() == text.encode()
    assert [row["state"] for row in office.admin.ok("GET", "/api/mail")["mail"]] == ["sent", "sent"]


def test_a_server_that_is_away_is_tried_again_later(office: Office) -> None:
    queue(office)
    server = Server(2)

    assert post(office, server) == 2
    assert post(office, server) == 0
    office.clock.advance(seconds=31)
    assert post(office, server) == 2

    assert len(server.taken) == 2
    assert [row["attempts"] for row in office.admin.ok("GET", "/api/mail")["mail"]] == [2, 2]


def test_mail_that_nobody_takes_is_given_up(office: Office) -> None:
    queue(office)
    server = Server(1000)

    for _ in range(ATTEMPTS + 1):
        post(office, server)
        office.clock.advance(hours=3)

    rows = office.admin.ok("GET", "/api/mail")["mail"]
    assert [(row["state"], row["attempts"]) for row in rows] == [("failed", ATTEMPTS)] * 2
    assert "not now" in rows[0]["error"]


def test_a_refused_redemption_queues_nothing(office: Office) -> None:
    pak = office.admin.pak()
    body = {"devices": [{"udi": "CISCO881-K9:SIM1234X0AD"}], "email": ["adam@example.com"]}

    office.admin.refused("POST", f"/api/paks/{pak}/redeem", body)

    assert office.admin.ok("GET", "/api/mail")["mail"] == []


@pytest.mark.parametrize(
    "address", ["adam", "adam@", "a b@example.com", "adam@example.com\nBcc: eve@example.com", "@x"]
)
def test_what_is_no_address_is_refused(office: Office, address: str) -> None:
    body = {"devices": [{"udi": SWITCH}], "email": [address]}

    assert office.admin.refused("POST", f"/api/paks/{office.admin.pak()}/redeem", body) == "invalid-input"


def test_who_asked_for_an_extension_hears_by_mail(office: Office) -> None:
    office.admin.ok("POST", "/api/customers", {"name": "Acme"})
    office.admin.ok("PATCH", "/api/users/admin", {"email": "root@example.com"})
    asked = {"udi": SWITCH, "feature": "ipservices", "customer": "Acme"}
    number = office.admin.ok("POST", "/api/extensions", asked)["id"]

    office.admin.ok("POST", f"/api/extensions/{number}/approve", {})

    assert [row["recipient"] for row in office.admin.ok("GET", "/api/mail")["mail"]] == ["root@example.com"]
