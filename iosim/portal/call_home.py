"""
A device that calls home: who it is, or who sits at it.

It says a user's name and password, asked for in its dialogue, or shows its own credentials. Those answer a challenge of
this portal, good for five minutes and once, so credentials seen elsewhere, or in a file, open nothing. A device that
shows them acts for the customer it belongs to, and for itself only.
"""

import hmac
import secrets
import struct
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from iosim.license_store.credential import read_credentials
from iosim.license_store.document import DocumentRefusal
from iosim.portal.act import Act
from iosim.portal.operation import Input
from iosim.portal.refusals import (
    ChallengeUnknown,
    DeviceReplaced,
    DocumentRefused,
    NotFound,
    NotSignedIn,
)
from iosim.portal.visitor import CUSTOMER, Visitor

if TYPE_CHECKING:
    from iosim.portal.portal import Portal

CHALLENGE_S = 300
_STAMP = struct.Struct(">q8s")
_MAC_BYTES = 16


class Challenges:
    """Challenges of this process: nothing is kept of one until it was answered."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._answered: dict[str, float] = {}  # until when it has to be remembered

    def make(self, now_s: float) -> str:
        """A new one."""
        stamp = _STAMP.pack(int(now_s), secrets.token_bytes(8))
        return urlsafe_b64encode(stamp + self._mac(stamp)).decode().rstrip("=")

    def answer(self, challenge: str, now_s: float) -> None:
        """Accept an answer to `challenge`; ChallengeUnknown when it is not ours, too old, or was answered."""
        self._answered = {known: until for known, until in self._answered.items() if until > now_s}
        try:
            data = b64decode(challenge + "=" * (-len(challenge) % 4), altchars=b"-_", validate=True)
        except Base64Error:
            data = b""
        stamp, mac = data[: _STAMP.size], data[_STAMP.size :]
        if len(stamp) != _STAMP.size or not hmac.compare_digest(mac, self._mac(stamp)):
            raise ChallengeUnknown(seconds=CHALLENGE_S)
        until = _STAMP.unpack(stamp)[0] + CHALLENGE_S
        if until <= now_s or challenge in self._answered:
            raise ChallengeUnknown(seconds=CHALLENGE_S)
        self._answered[challenge] = until

    def _mac(self, stamp: bytes) -> bytes:
        return hmac.new(self._secret, stamp, sha256).digest()[:_MAC_BYTES]


async def caller(portal: "Portal", given: Input, address: str) -> Visitor:
    """
    Who calls.

    Raises:
        NotSignedIn: neither name and password nor credentials were sent.
        Refusal: those that were sent are not good; the type says why.
    """
    body = given.body
    if "user" in body and "password" in body:
        return await portal.sign_in.by_password(body["user"], body["password"], address=address)
    if "credentials" not in body:
        raise NotSignedIn()
    try:
        credentials = read_credentials(body["credentials"].encode())
    except DocumentRefusal as refusal:
        raise DocumentRefused(why=refusal) from None
    portal.challenges.answer(credentials.challenge, portal.now_s())
    udi = str(credentials.udi)
    return await portal.look(portal.system, lambda act: _device_visitor(act, udi))


async def with_challenge(portal: "Portal", given: Input) -> Input:
    """The input of a request for a challenge, with the challenge."""
    return replace(given, body={"challenge": portal.challenges.make(portal.now_s())})


def _device_visitor(act: Act, udi: str) -> Visitor:
    row = act.one("select * from device where udi = ?", udi)
    if row is None:
        raise NotFound(what=f"device {udi}: register it, or sign in with a user name and password")
    if row["failed"]:
        raise DeviceReplaced(udi=udi)
    customers = frozenset({int(row["customer"])})
    return replace(act.visitor, name=udi, role=CUSTOMER, customers=customers, device=udi)
