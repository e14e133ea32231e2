"""
Who may use the control API.

On a loopback address: whoever runs on this machine, but not a web page in a browser on it. So the Host header has to
name a loopback address (a page that rebinds its name sends its own), and a request with an Origin header is refused.
Elsewhere a token is asked for, as a bearer token.
"""

import hmac
from collections.abc import Mapping
from ipaddress import ip_address

from iosim.control.problem import Problem


def is_loopback(host: str) -> bool:
    """Whether `host` (an address or `localhost`) can only mean this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The host in a Host header, without its port."""
    if header.startswith("["):
        return header[: header.find("]") + 1]
    return header.partition(":")[0]


def admit(headers: Mapping[str, str], token: str | None) -> None:
    """
    Let a request through; header names are in lower case.

    Args:
        token: what is asked for where the API listens elsewhere than on loopback, None on loopback.

    Raises:
        Problem: 403 from a browser or under a foreign name, 401 without the token.
    """
    if "origin" in headers:
        raise Problem(403, "Requests of web pages are refused: this API has no business with a browser.")
    if token is None:
        if not is_loopback(host_of(headers.get("host", ""))):
            raise Problem(403, "The Host header has to name a loopback address.")
        return
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise Problem(401, "Send the token that `iosim run` printed: Authorization: Bearer TOKEN")
