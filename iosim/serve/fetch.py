"""
Transfers a session asks for: `copy` and `license install` from and to tftp:, http:, https:, ftp: and scp:.

They run on wall time, off the event loop or in pieces on it, within limits of size and time, and only where the
rules of egress let them; elsewhere the server does not answer, in the device's own words.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from iosim.flash.location import NETWORK_SCHEMES, Remote, parse_remote, split_prefix
from iosim.grammar.dialogue import Fetch, Post, Posted, Put, TransferFailure
from iosim.serve.egress import Egress

PORTS = {"tftp": 69, "http": 80, "https": 443, "ftp": 21, "scp": 22}
NO_ROUTE_S = 1.0  # how long a device waits for a server it cannot reach; a real one takes longer
THREADS = 8

TIMED_OUT = TransferFailure("Timed out")
NO_PROTOCOL = TransferFailure("Protocol not supported")  # INFERRED


class Fetcher:
    """Performs the transfers of all sessions of a process."""

    def __init__(self, egress: Egress, *, no_route_s: float = NO_ROUTE_S) -> None:
        """
        Args:
            egress: where packets may go.
            no_route_s: wall time until a server that cannot be reached counts as silent.
        """
        self._egress = egress
        self._no_route_s = no_route_s
        self._threads = ThreadPoolExecutor(THREADS, "iosim-transfer")

    async def fetch(self, order: Fetch, source: str) -> bytes | Posted | TransferFailure:
        """Read a remote file from the device at address `source`; never more than the limit of the order."""
        remote = parse_url(order.url)
        target = await self._target(remote)
        if remote is None or isinstance(target, TransferFailure):
            return target if isinstance(target, TransferFailure) else NO_PROTOCOL
        if isinstance(order, Post):
            from iosim.serve import https_post

            posted: Posted | TransferFailure = await self._threaded(
                https_post.post, remote, target, (_bind(source, target), 0), order
            )
            return posted
        if remote.scheme == "tftp":
            from iosim.serve import tftp

            return await tftp.read(target, _bind(source, target), remote.path, order.limit_bytes)
        if remote.scheme == "scp":
            from iosim.serve import scp_client

            return await scp_client.read(remote, target, order.limit_bytes)
        from iosim.serve import web

        get = web.ftp_get if remote.scheme == "ftp" else web.http_get
        data: bytes | TransferFailure = await self._threaded(
            get, remote, target, (_bind(source, target), 0), order.limit_bytes
        )
        return data

    async def put(self, order: Put, source: str) -> int | TransferFailure:
        """Write a remote file; how many octets it was."""
        remote = parse_url(order.url)
        target = await self._target(remote)
        if remote is None or isinstance(target, TransferFailure):
            return target if isinstance(target, TransferFailure) else NO_PROTOCOL
        if remote.scheme == "tftp":
            from iosim.serve import tftp

            return await tftp.write(target, _bind(source, target), remote.path, order.data)
        if remote.scheme == "scp":
            from iosim.serve import scp_client

            return await scp_client.write(remote, target, order.data)
        from iosim.serve import web

        put = web.ftp_put if remote.scheme == "ftp" else web.http_put
        count: int | TransferFailure = await self._threaded(put, remote, target, (_bind(source, target), 0), order.data)
        return count

    async def _target(self, remote: Remote | None) -> tuple[str, int] | TransferFailure:
        if remote is None:
            return NO_PROTOCOL
        found = self._egress.route(remote.host, remote.port or PORTS[remote.scheme], remote.scheme)
        if found is None:
            await asyncio.sleep(self._no_route_s)
            return TIMED_OUT
        return found

    async def _threaded(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    def close(self) -> None:
        """Begin no more transfers."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def parse_url(url: str) -> Remote | None:
    """The parts of a URL, None when it is of no protocol that files are transferred by."""
    scheme, rest = split_prefix(url)
    return parse_remote(scheme, rest) if scheme in NETWORK_SCHEMES else None


def _bind(source: str, target: tuple[str, int]) -> str:
    """The address to send from: the device's, where the target can see it."""
    return source if target[0].startswith("127.") else "0.0.0.0"
