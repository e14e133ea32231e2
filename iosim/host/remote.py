"""The client side of the control API, for `iosim clock` and `iosim power`."""

import json
import os
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from iosim.errors import IosimError, UsageError
from iosim.host.records import latest


class NotReached(IosimError):
    """The control API did not answer, or refused."""


class Remote:
    """One control API. Never goes through a proxy: a device is controlled where it runs."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._opener = build_opener(ProxyHandler({}))

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """
        One request; the decoded JSON of the answer.

        Raises:
            NotReached: nothing answers there, or the API says no (its own words).
        """
        request = Request(self.url + path, method=method)
        if self._token is not None:
            request.add_header("Authorization", f"Bearer {self._token}")
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, data) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as problem:
            with problem:
                raise NotReached(_words(problem.read(), problem.code)) from None
        except (URLError, OSError, ValueError) as problem:
            reason = getattr(problem, "reason", problem)
            raise NotReached(f"no control API answers at {self.url} ({reason}); is the device running?") from None

    def device_path(self, device: str | None) -> str:
        """Path of `device` (UDI or serial number), or of the only one behind this API."""
        if device is not None:
            return f"/devices/{quote(device, safe=':')}"
        found = [row["udi"] for row in self.call("GET", "/devices")["devices"]]
        if len(found) != 1:
            raise UsageError(f"{len(found)} devices are behind {self.url}; name one with --device UDI")
        return f"/devices/{quote(found[0], safe=':')}"


def remote(api: str | None) -> Remote:
    """
    The API named by `--api` or IOSIM_API (a URL, or a port on this machine), else that of the device started last.

    Raises:
        UsageError: none is named and nothing runs here.
    """
    named = api or os.environ.get("IOSIM_API")
    if named:
        url = f"http://127.0.0.1:{named}" if named.isdecimal() else named
        if not url.startswith(("http://", "https://")):
            raise UsageError(f"--api {named!r} is neither a URL nor a port")
        record = latest()
        token = record.token if record is not None and record.url == url.rstrip("/") else None
        return Remote(url, os.environ.get("IOSIM_TOKEN") or token)
    record = latest()
    if record is None:
        raise UsageError("no device runs here; start one with `iosim run`, or name one with --api URL")
    return Remote(record.url, record.token)


def _words(body: bytes, status: int) -> str:
    """What a problem document says, or the bare status."""
    try:
        problem = json.loads(body)
        return str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, AttributeError, TypeError):
        return f"the control API answered {status}"
