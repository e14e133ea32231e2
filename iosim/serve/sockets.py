"""The sockets of one device, bound before anything else is loaded: a taken port is the first thing one hears."""

import socket
from dataclasses import dataclass

from iosim.serve.listen import TcpPort, udp_socket

DEFAULT_PORTS = {"ssh": 2222, "telnet": 2323, "console": 2001, "snmp": 1161}


@dataclass(slots=True)
class Sockets:
    """Bound and, where TCP, listening: callers wait in the queue until somebody accepts them."""

    host: str
    ssh: TcpPort
    telnet: TcpPort
    console: TcpPort
    snmp: socket.socket

    @property
    def snmp_port(self) -> int:
        """The UDP port of the agent."""
        port: int = self.snmp.getsockname()[1]
        return port

    def close(self) -> None:
        """Give every port back."""
        for port in (self.ssh, self.telnet, self.console):
            port.close()
        self.snmp.close()


def bind(host: str = "127.0.0.1", *, ssh: int = 0, telnet: int = 0, console: int = 0, snmp: int = 0) -> Sockets:
    """
    Bind the four listeners of a device; 0 is any free port.

    Raises:
        PortUnavailable: one is taken or the address is not of this machine. Nothing stays bound.
    """
    tcp: list[TcpPort] = []
    try:
        for flag, port in (("ssh", ssh), ("telnet", telnet), ("console", console)):
            tcp.append(TcpPort(host, port, flag))
        return Sockets(host, tcp[0], tcp[1], tcp[2], udp_socket(host, snmp, "snmp"))
    except BaseException:
        for bound in tcp:
            bound.close()
        raise
