"""A portal without a network, and a person who calls its API."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from iosim.chassis import Udi
from iosim.license_store import Authorities, Authority, License, read
from iosim.license_store.credential import make_credentials
from iosim.license_store.ticket import make_rehost_ticket, read_permission_ticket
from iosim.portal.database import Database
from iosim.portal.portal import Portal
from iosim.portal.server import application

SWITCH = "WS-C3750E-24TD:SIM1234X0AB"
OTHER_SWITCH = "WS-C3750E-24TD:SIM1234X0AC"
ROUTER = "CISCO881-K9:SIM1234X0AD"
PASSWORD = "correct horse"
SEED = 0


@dataclass
class Clock:
    """The time of a portal, in the test's hand."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


class Office:
    """A portal on a state file, called by ASGI; `admin` is who may do everything."""

    def __init__(self, folder: Path, *, sends_mail: bool = False) -> None:
        self.clock = Clock()
        self.authority = Authority.create("portal under test", bytes(range(32)))
        self.runner = asyncio.Runner()
        self.portal = Portal(Database(folder / "portal.db"), self.authority, clock=self.clock, sends_mail=sends_mail)
        transport = httpx.ASGITransport(application(self.portal, "https://portal.test"), raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="https://portal.test")
        self.admin = Caller(self, self.portal.start_token())

    def close(self) -> None:
        self.runner.run(self.http.aclose())
        self.runner.run(self.portal.close())
        self.runner.close()

    def user(self, name: str, role: str, *customers: str, password: str | None = None) -> "Caller":
        """A new user, with a token."""
        for customer in customers:
            self.admin.post("/api/customers", {"name": customer})
        body: dict[str, Any] = {"name": name, "role": role, "customers": list(customers)}
        self.admin.ok("POST", "/api/users", body | ({"password": password} if password else {}))
        return Caller(self, self.admin.ok("POST", f"/api/users/{name}/tokens", {})["token"])

    def licenses(self, answer: Mapping[str, Any]) -> list[License]:
        """What is in the licence file of an answer; all of it has to be right."""
        found = [license for license in read(answer["file"].encode()) if isinstance(license, License)]
        assert len(found) == len(answer["licenses"])
        return found


@dataclass
class Caller:
    """Somebody with a token, or (None) without."""

    office: Office
    token: str | None

    def call(self, method: str, path: str, body: Any = None, *, key: str = "") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}
        if key:
            headers["Idempotency-Key"] = key
        if body is None:
            return self.office.runner.run(self.office.http.request(method, path, headers=headers))
        return self.office.runner.run(self.office.http.request(method, path, headers=headers, json=body))

    def post(self, path: str, body: Any, *, key: str = "") -> httpx.Response:
        return self.call("POST", path, body, key=key)

    def ok(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        answer = self.call(method, path, body, key=key)
        assert answer.is_success, answer.text
        return answer.json()

    def refused(self, method: str, path: str, body: Any = None, *, key: str = "") -> str:
        """The code of the refusal."""
        answer = self.call(method, path, body, key=key)
        assert not answer.is_success, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == answer.status_code
        return str(problem["type"].removeprefix("/problems#"))

    def pak(self, feature: str = "ipservices", quantity: int = 10, *, customer: str = "Acme", **more: Any) -> str:
        """A PAK that was just sold."""
        item = {"feature": feature, "quantity": quantity, **more}
        return str(self.ok("POST", "/api/paks", {"customer": customer, "items": [item]})["pak"])

    def redeem(self, pak: str, *udis: str, key: str = "", **more: Any) -> Any:
        body = {"devices": [{"udi": udi} for udi in udis], **more}
        return self.ok("POST", f"/api/paks/{pak}/redeem", body, key=key)

    def remaining(self, pak: str) -> int:
        return int(sum(item["remaining"] for item in self.ok("GET", f"/api/paks/{pak}")["items"]))


def udi(text: str) -> Udi:
    return Udi(*text.split(":"))


def credentials(device: str = SWITCH, challenge: str = "") -> str:
    """What the device would write."""
    return make_credentials(udi(device), SEED, challenge=challenge).decode()


def processed(office: Office, permission: str) -> str:
    """The rehost ticket that the device makes of a permission ticket."""
    trusted = Authorities((office.authority.key,))
    return make_rehost_ticket(read_permission_ticket(permission.encode(), trusted), SEED).decode()
