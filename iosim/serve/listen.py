"""
Listening sockets: bound before anything heavy is imported, with errors that say which flag to change.

A TCP port stays this process's while the device is down: `TcpPort` closes and reopens its listener (a device
without power refuses connections) around a socket that holds the port.
"""

import asyncio
import errno
import logging
import socket
import sys
from collections.abc import Callable

from iosim.errors import IosimError

Accepted = Callable[[socket.socket, tuple[str, int]], None]

BACKLOG = 1024
_ACCEPTS_A_TURN = 16
_PAUSE_S = 1.0

logger = logging.getLogger(__name__)


class PortUnavailable(IosimError):
    """A port or address that cannot be bound."""

    def __init__(self, host: str, port: int, flag: str, why: str) -> None:
        super().__init__(why)
        self.host = host
        self.port = port
        self.flag = flag


def _refused(host: str, port: int, flag: str, error: OSError) -> PortUnavailable:
    match error.errno:
        case errno.EADDRINUSE:
            why = f"port {port} on {host} is taken; give --{flag} another port (0 for any free one)"
        case errno.EADDRNOTAVAIL:
            why = f"{host} is not an address of this machine; give --host one that is"
        case errno.EACCES:
            why = f"port {port} needs privileges this process lacks; give --{flag} a port above 1023"
        case _:
            why = f"port {port} on {host} (--{flag}) cannot be used: {error.strerror or error}"
    return PortUnavailable(host, port, flag, why)


class TcpPort:
    """
    A TCP port of this process, listening or not.

    Raises:
        PortUnavailable: somebody else has it, or the address is not of this machine.
    """

    def __init__(self, host: str, port: int, flag: str) -> None:
        self.host = host
        self.flag = flag
        self._listener: socket.socket | None = None
        self._holder: socket.socket | None = None
        try:
            first = self._bound(port)
            self.port: int = first.getsockname()[1]
            if sys.platform == "linux":  # elsewhere two sockets cannot share a port they do not listen on
                self._holder = first
                self._listener = self._bound(self.port)
            else:
                self._listener = first
            self._listener.listen(BACKLOG)
        except OSError as error:
            self.close()
            raise _refused(host, port, flag, error) from None

    def _bound(self, port: int) -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((self.host, port))
        except OSError:
            made.close()
            raise
        return made

    @property
    def listener(self) -> socket.socket | None:
        """The listening socket; None while the port refuses."""
        return self._listener

    def open(self) -> socket.socket:
        """Listen, again if need be."""
        if self._listener is None:
            self._listener = self._bound(self.port)
            self._listener.listen(BACKLOG)
        return self._listener

    def refuse(self) -> None:
        """Refuse connections; those already accepted are not touched, those not yet accepted are reset."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def close(self) -> None:
        """Give the port back."""
        self.refuse()
        if self._holder is not None:
            self._holder.close()
            self._holder = None


def udp_socket(host: str, port: int, flag: str) -> socket.socket:
    """
    A bound UDP socket, not blocking.

    Raises:
        PortUnavailable: somebody else has it, or the address is not of this machine.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise _refused(host, port, flag, error) from None
    return made


class Acceptor:
    """Hands the connections of a `TcpPort` to a function, while it is open."""

    def __init__(self, port: TcpPort, accepted: Accepted) -> None:
        self.port = port
        self._accepted = accepted
        self._loop = asyncio.get_running_loop()
        self._reading: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        """Whether connections are taken."""
        return self._reading is not None

    def open(self) -> None:
        """Take connections; harmless when open."""
        if self._reading is None:
            self._reading = self.port.open()
            self._loop.add_reader(self._reading, self._ready)

    def refuse(self) -> None:
        """Refuse connections; harmless when closed."""
        if self._reading is not None:
            self._loop.remove_reader(self._reading)
            self._reading = None
        self.port.refuse()

    def _ready(self) -> None:
        for _ in range(_ACCEPTS_A_TURN):
            if self._reading is None:
                return
            try:
                connection, peer = self._reading.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as problem:  # no more files for this process: callers wait in the queue
                logger.error("cannot take a caller at --%s: %s", self.port.flag, problem.strerror)
                self._loop.remove_reader(self._reading)
                self._loop.call_later(_PAUSE_S, self._resume)
                return
            connection.setblocking(False)
            self._accepted(connection, peer[:2])

    def _resume(self) -> None:
        if self._reading is not None:
            self._loop.add_reader(self._reading, self._ready)


def reset(connection: socket.socket) -> None:
    """Close a connection the way a device does that will not have it: with a reset, and without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
