"""
Where packets of a device may go: to loopback, to the test peers that were named, and nowhere else unasked.

A device is configured with addresses of some real network. `--peer 10.1.1.5=127.0.0.1:5514` says that what
it sends there goes to a test's receiver; `--allow-egress CIDR` lets real packets out. Everything else is lost on
the way, as on a network without a route, and named once on stderr.
"""

import ipaddress
import logging
from collections.abc import Iterable
from typing import NamedTuple

from iosim.errors import UsageError

logger = logging.getLogger(__name__)

Address = tuple[str, int]

_NAMED_AT_MOST = 1_000  # destinations remembered as already named


class Peer(NamedTuple):
    """What is sent to `host` (and `port`, unless None) goes to `target`."""

    host: str
    port: int | None
    target: Address


def parse_peer(text: str) -> Peer:
    """
    `HOST[:PORT]=ADDRESS:PORT`, as `--peer` takes it.

    Raises:
        UsageError: it does not look like that, or the target is not on this machine.
    """
    left, equals, right = text.partition("=")
    host, _, port = left.partition(":")
    address, _, target_port = right.partition(":")
    try:
        if not equals or not host or (port and not 0 < int(port) < 65536) or not 0 < int(target_port) < 65536:
            raise ValueError(text)
        target = ipaddress.IPv4Address("127.0.0.1" if address == "localhost" else address)
    except ValueError:
        raise UsageError(f"--peer {text!r}: expected HOST[:PORT]=127.0.0.1:PORT") from None
    if not target.is_loopback:
        raise UsageError(f"--peer {text!r}: {address} is not a loopback address; use --allow-egress for others")
    return Peer(host, int(port) if port else None, (str(target), int(target_port)))


def parse_network(text: str) -> ipaddress.IPv4Network:
    """
    A network of `--allow-egress`.

    Raises:
        UsageError: it is none.
    """
    try:
        return ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        raise UsageError(f"--allow-egress {text!r}: expected a network such as 192.0.2.0/24") from None


class Egress:
    """The rules of one process."""

    def __init__(self, peers: Iterable[Peer] = (), allowed: Iterable[ipaddress.IPv4Network] = ()) -> None:
        self.peers = tuple(peers)
        self.allowed = tuple(allowed)
        self._routes: dict[Address, Address | None] = {}

    def route(self, host: str, port: int, service: str) -> Address | None:
        """
        Where a packet for `host` and `port` really goes, or None when it must not leave.

        Args:
            host: dotted address or name, as configured on the device.
            port: the port the device would use.
            service: "syslog", "tftp", ...: for the one line on stderr.
        """
        asked = (host, port)
        if asked not in self._routes:
            if len(self._routes) >= _NAMED_AT_MOST:
                self._routes.clear()
            self._routes[asked] = self._find(host, port)
            if self._routes[asked] is None:
                logger.warning(
                    "%s to %s:%d was not sent: packets go to loopback only; "
                    "name a test peer with --peer %s=127.0.0.1:PORT, or open the way with --allow-egress",
                    service,
                    host,
                    port,
                    host,
                )
        return self._routes[asked]

    def _find(self, host: str, port: int) -> Address | None:
        for wanted in (port, None):
            for peer in self.peers:
                if peer.host == host and peer.port == wanted:
                    return peer.target
        try:
            address = ipaddress.IPv4Address("127.0.0.1" if host == "localhost" else host)
        except ValueError:
            return None
        if address.is_loopback or any(address in network for network in self.allowed):
            return (str(address), port)
        return None
