"""
The device's side of call-home: JSON over HTTPS to the portal that `license call-home url` names.

The protocol is our own, documented with the portal; how a real device speaks to its licence servers is not published.
A request that takes something is sent with a key, made from what is asked and from a number that grows once the portal
has answered: where an answer is lost, the same request asked again is answered again and takes nothing more.
"""

import json
from base64 import encodebytes
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from iosim.chassis import keys
from iosim.cli.context import Context
from iosim.cli.file_questions import text_answer
from iosim.cli.stack_member import chosen_or_all
from iosim.config import read
from iosim.errors import DeviceRefusal
from iosim.flash import Location
from iosim.grammar.dialogue import Ask, Post, Posted, Step, TransferFailure
from iosim.license_store import FILE_BYTES_LIMIT
from iosim.license_store.credential import CHALLENGE, make_credentials

if TYPE_CHECKING:
    from iosim.system.stack import Member
    from iosim.system.system import System

ANSWER_BYTES_LIMIT = 3 * FILE_BYTES_LIMIT  # a licence file as a JSON string, and what is said of it
IDEMPOTENCY_HEADER = "Idempotency-Key"
_ROUND = keys.LICENSE_MARK + "call-home/round"

# What the device asks and says. None of it was found: INFERRED
USER, PASSWORD = "User name : ", "Password : "
WHICH, SWITCH_NUMBER = "Following UDIs are part of the stack :\n", "Select index of the UDI"
INVALID_INDEX = "Invalid index"
NO_URL = "License call-home URL is not configured"
UNREACHABLE = "Unable to connect to the license server"
NONSENSE = "License server sent an answer that is not understood"
FAILURES: Mapping[str, str] = {
    "certificate is not trusted": "License server certificate is not trusted",
    "certificate is not yet valid": "License server certificate is not yet valid",
    "certificate has expired": "License server certificate has expired",
}
# Last part of the problem's type -> what the device says
REFUSALS: Mapping[str, str] = {
    "not-signed-in": "User name or password is not valid",
    "wrong-password": "User name or password is not valid",
    "too-many-attempts": "Too many failed logins; try again later",
    "role-missing": "User may not obtain licenses",
    "pak-exhausted": "No licenses are left in the PAK",
    "feature-not-in-pak": "PAK has no license for this device",
    "already-licensed": "Device has this license already; use license call-home resend",
    "nothing-issued": "No license was issued for this device",
    "nothing-to-move": "Device has no license that can be moved",
    "move-pending": "Another permission ticket for this license is open",
    "device-of-other": "Device belongs to another customer",
    "device-replaced": "Device was reported as failed",
}
_NOT_DECIDED = (408, 429)  # the portal did not look at what was asked
OTHER_REFUSAL = "License server refused: {detail}"


class CallHomeError(DeviceRefusal):
    """A call that came to nothing, as the screen says it."""

    def __init__(self, text: str, *, code: str = "", answered: bool = False) -> None:
        super().__init__(f"% Error: {text}")
        self.code = code
        self.answered = answered  # whether the portal decided


@dataclass(slots=True)
class Call:
    """One conversation with the portal, as one caller."""

    cx: Context
    url: str
    caller: dict[str, str]  # user and password; empty: the device itself
    home: "System | Member"  # the switch of a stack that it is about; a device alone

    @property
    def udi(self) -> str:
        """Who the device is."""
        return str(self.home.chassis.udi)

    def ask(self, path: str, body: Mapping[str, Any], *, key: str = "") -> Generator[Step, Any, dict[str, Any]]:
        """
        The portal's answer.

        Args:
            path: the operation, below /call-home/.
            body: what is asked, without who asks.
            key: makes it a request that is carried out once.

        Raises:
            CallHomeError: no portal, or it said no.
        """
        who = self.caller or (yield from self._credentials())
        return (yield from self._post(path, {**body, **who}, key))

    def take(self, path: str, body: Mapping[str, Any]) -> Generator[Step, Any, dict[str, Any]]:
        """As `ask`, for what takes something: carried out once, even where the answer is lost and it is asked again."""
        chassis = self.cx.system.chassis
        number = int(chassis.get(_ROUND) or b"0")
        facts = json.dumps([self.udi, self.caller.get("user", ""), path, body, number], sort_keys=True)
        try:
            answer = yield from self.ask(path, body, key=sha256(facts.encode()).hexdigest()[:32])
        except CallHomeError as refused:
            if refused.answered:
                chassis.put(_ROUND, str(number + 1).encode())
            raise
        chassis.put(_ROUND, str(number + 1).encode())
        return answer

    def _credentials(self) -> Generator[Step, Any, dict[str, str]]:
        """The device's own credentials, for a challenge of this moment."""
        challenge = text_of((yield from self._post("challenge", {}, "")), "challenge")
        if not CHALLENGE.fullmatch(challenge):
            raise CallHomeError(NONSENSE)
        return {"credentials": self.own_credentials(challenge)}

    def own_credentials(self, challenge: str = "") -> str:
        """The document that says and proves which device this is."""
        chassis = self.home.chassis
        return make_credentials(chassis.udi, chassis.seed, challenge=challenge).decode()

    def _post(self, path: str, body: Mapping[str, Any], key: str) -> Generator[Step, Any, dict[str, Any]]:
        system = self.cx.system
        kit = system.device.kit
        order = Post(
            f"{self.url}/call-home/{path}",
            ANSWER_BYTES_LIMIT,
            self.cx.personality.platform.management_port,
            json.dumps(body).encode(),
            ((IDEMPOTENCY_HEADER, key),) if key else (),
            trusted(system),
            system.calendar.at(self.cx.now_ms) if kit.strict_clock else None,
        )
        return _understood((yield order))


def call(cx: Context) -> Generator[Step, Any, Call]:
    """
    Ask who calls; RETURN for the user name lets the device call for itself.

    Raises:
        CallHomeError: no portal is configured.
    """
    url = read.call_home_url(cx.system.config)
    if not url:
        raise CallHomeError(NO_URL)
    user = str((yield Ask(USER))).strip()
    password = str((yield Ask(PASSWORD, echo=False))) if user else ""
    home = yield from _home(cx)
    return Call(cx, url, {"user": user, "password": password} if user else {}, home)


def _home(cx: Context) -> "Generator[Step, Any, System | Member]":
    """Which switch of a stack it is about."""
    switches = chosen_or_all(cx, 0)
    if len(switches) == 1:
        return cx.system
    yield WHICH
    for number, found in enumerate(switches, 1):
        yield f"    {number} {found.chassis.udi}\n"
    typed = yield from text_answer(SWITCH_NUMBER, "1")
    chosen = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    if not 1 <= chosen <= len(switches):
        raise CallHomeError(INVALID_INDEX)
    return switches[chosen - 1]


def trusted(system: "System") -> bytes:
    """The certificates (PEM) of the authorities that the device trusts: those it was given, and its trustpoints'."""
    found = [system.device.kit.certificates]
    for text in read.trusted_certificates(system.config):
        place = system.files.parse_url(text)
        if isinstance(place, Location) and system.files.exists(place):
            body = encodebytes(system.files.read(place))
            found.append(b"-----BEGIN CERTIFICATE-----\n" + body + b"-----END CERTIFICATE-----\n")
    return b"\n".join(found)


def _understood(result: object) -> dict[str, Any]:
    """What the portal said."""
    if isinstance(result, TransferFailure):
        raise CallHomeError(FAILURES.get(result.reason, UNREACHABLE))
    if not isinstance(result, Posted):
        raise CallHomeError(NONSENSE)
    try:
        found = json.loads(result.data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise CallHomeError(NONSENSE)
    if 200 <= result.status < 300:
        return found
    code = str(found.get("type", "")).rpartition("#")[2]
    detail = "".join(c for c in str(found.get("detail", "")) if c.isascii() and c.isprintable())[:200].rstrip(".")
    text = REFUSALS.get(code) or OTHER_REFUSAL.format(detail=detail or result.status)
    raise CallHomeError(text, code=code, answered=400 <= result.status < 500 and result.status not in _NOT_DECIDED)


def text_of(answer: Mapping[str, Any], *path: str) -> str:
    """
    A text in an answer.

    Raises:
        CallHomeError: it is not there.
    """
    found: Any = answer
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, str):
        raise CallHomeError(NONSENSE)
    return found


def rows_of(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """
    A list of objects in an answer.

    Raises:
        CallHomeError: it is none.
    """
    found = answer.get(name)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise CallHomeError(NONSENSE)
    return found
