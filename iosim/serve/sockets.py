"""The sockets of one device, bound before anything else is loaded: a taken port is the first thing one hears."""

import socket
from dataclasses import dataclass

from iosim.serve.listen import TcpPort, udp_socket

DEFAULT_PORTS = {"ssh": 2222, "telnet": 2323, "console": 2001, "http": 8880, "https": 8843, "snmp": 1161}


@dataclass(slots=True)
class Sockets:
    """Bound and, where TCP, listening: callers wait in the queue until somebody accepts them."""

    host: str
    ssh: TcpPort
    telnet: TcpPort
    console: TcpPort
    http: TcpPort
    https: TcpPort
    snmp: socket.socket

    @property
    def snmp_port(self) -> int:
        """The UDP port of the agent."""
        port: int = self.snmp.getsockname()[1]
        return port

    def close(self) -> None:
        """Give every port back."""
        for port in (self.ssh, self.telnet, self.console, self.http, self.https):
            port.close()
        self.snmp.close()


def bind(
    host: str = "127.0.0.1",
    *,
    ssh: int = 0,
    telnet: int = 0,
    console: int = 0,
    http: int = 0,
    https: int = 0,
    snmp: int = 0,
) -> Sockets:
    """
    Bind the listeners of a device; 0 is any free port.

    Raises:
        PortUnavailable: one is taken or the address is not of this machine. Nothing stays bound.
    """
    wanted = {"ssh": ssh, "telnet": telnet, "console": console, "http": http, "https": https}
    tcp: dict[str, TcpPort] = {}
    try:
        for flag, port in wanted.items():
            tcp[flag] = TcpPort(host, port, flag)
        return Sockets(host, **tcp, snmp=udp_socket(host, snmp, "snmp"))
    except BaseException:
        for bound in tcp.values():
            bound.close()
        raise
