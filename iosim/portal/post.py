"""
Sending the mail that is queued, through a real SMTP server.

A mail is marked as sent when the server took it, so a portal that ends in between sends it again: rather twice than
never. A server that is away is tried again, less and less often, for a day.
"""

import asyncio
import logging
import smtplib
import sqlite3
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

from iosim.license_store import file
from iosim.portal import ledger
from iosim.portal.act import Act

if TYPE_CHECKING:
    from iosim.portal.portal import Portal

TIMEOUT_S = 20
LOOK_AGAIN_S = 15
ATTEMPTS = 12
_LONGEST_WAIT_S = 2 * 3600

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes, and as whom."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    starttls: bool = False

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over; OSError or SMTPException when the server does not take it."""
        with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


class PostOffice:
    """Sends what is due, one mail after the other."""

    def __init__(self, portal: "Portal", server: MailServer) -> None:
        self._portal = portal
        self._server = server

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._portal.mail_queued.clear()
            while await self.send_next():
                pass
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._portal.mail_queued.wait()

    async def send_next(self) -> bool:
        """Try to send the mail that is due first; False when none is."""
        system = self._portal.system
        row = await self._portal.look(system, _due)
        if row is None:
            return False
        message = await self._portal.look(system, lambda act: _message(act, row, self._server.sender))
        try:
            await asyncio.to_thread(self._server.send, message)
        except (OSError, smtplib.SMTPException) as problem:
            why = f"{type(problem).__name__}: {problem}"[:200]
            log.warning("mail to %s was not taken by %s:%d (%s)", row["recipient"], *self._at, why)
            await self._portal.change(system, lambda act: _failed(act, row, why))
        else:
            await self._portal.change(system, lambda act: _sent(act, row))
        return True

    @property
    def _at(self) -> tuple[str, int]:
        return self._server.host, self._server.port


def _due(act: Act) -> sqlite3.Row | None:
    return act.one("select * from mail where state = 'queued' and due <= ? order by due, id limit 1", act.now)


def _message(act: Act, row: sqlite3.Row, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = row["recipient"]
    message["Subject"] = row["subject"]
    message["Date"] = format_datetime(act.moment)
    message["Message-ID"] = make_msgid(domain="iosim.invalid")
    message.set_content(row["body"])
    data = file.write(ledger.licenses_of(act, row["license_ids"].split()))
    message.add_attachment(data, maintype="application", subtype="xml", filename=row["file_name"])
    return message


def _sent(act: Act, row: sqlite3.Row) -> None:
    act.db.execute("update mail set state = 'sent', attempts = attempts + 1, error = '' where id = ?", (row["id"],))


def _failed(act: Act, row: sqlite3.Row, why: str) -> None:
    attempts = row["attempts"] + 1
    wait_s = min(30 * 2 ** row["attempts"], _LONGEST_WAIT_S)
    state = "failed" if attempts >= ATTEMPTS else "queued"
    act.db.execute(
        "update mail set state = ?, attempts = ?, due = ?, error = ? where id = ?",
        (state, attempts, act.later(seconds=wait_s), why, row["id"]),
    )
