"""The client side of the portal's API, for host commands. Trusts the portal's own CA only, and uses no proxy."""

import json
import ssl
import uuid
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from iosim.errors import IosimError, UsageError
from iosim.portal.operation import IDEMPOTENCY_HEADER

TIMEOUT_S = 60
TRIES = 3  # of a request whose answer was lost; its key keeps it from being done twice


class Refused(UsageError):
    """The portal said no, in its own words."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or "the portal refused"))
        self.problem = problem


class NotReached(IosimError):
    """No portal answered."""


class PortalClient:
    """
    One portal, seen with one token.

    Args:
        url: https://127.0.0.1:8443
        token: of a user.
        ca: file with the certificate of the portal's CA.
    """

    def __init__(self, url: str, token: str, ca: str) -> None:
        if not url.startswith("https://"):
            raise UsageError(f"--portal {url!r} is no URL that begins with https://")
        self.url = url.rstrip("/")
        self._token = token
        try:
            context = ssl.create_default_context(cafile=ca)
        except (OSError, ssl.SSLError) as problem:
            raise UsageError(f"--ca {ca!r} is no file with a certificate ({problem})") from None
        self._opener = build_opener(ProxyHandler({}), HTTPSHandler(context=context))

    def get(self, path: str) -> Any:
        """The answer to a question."""
        return self._call(Request(self.url + path))

    def post(self, path: str, body: Mapping[str, Any], *, key: str = "") -> Any:
        """
        Have something done, once, even where its answer is lost and it is asked for again.

        Args:
            key: idempotency key; one of its own for every call where it is not said.

        Raises:
            Refused: the portal said no.
            NotReached: it gave no answer.
        """
        request = Request(self.url + path, json.dumps(body).encode(), method="POST")
        request.add_header("Content-Type", "application/json")
        request.add_header(IDEMPOTENCY_HEADER, key or str(uuid.uuid4()))
        return self._call(request)

    def _call(self, request: Request) -> Any:
        request.add_header("Authorization", f"Bearer {self._token}")
        reason: object = ""
        for _ in range(TRIES):
            try:
                with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                    return json.loads(answer.read())
            except HTTPError as problem:
                with problem:
                    raise Refused(_problem(problem.read(), problem.code)) from None
            except (URLError, OSError, HTTPException, ValueError) as problem:
                reason = getattr(problem, "reason", problem) or type(problem).__name__
                if isinstance(reason, ssl.SSLError | ConnectionRefusedError):
                    break
        raise NotReached(f"no portal answers at {self.url} ({reason}); is it running, and is --ca its own?")


def _problem(body: bytes, status: int) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"title": f"the portal answered {status}"}
