"""One device with listeners of its own: the ports refuse while it is down, as a box without power would."""

import socket
from functools import partial
from typing import TYPE_CHECKING

from iosim.config import read
from iosim.outputs import Datagram, Notice
from iosim.serve.clock import Clock
from iosim.serve.console import Console
from iosim.serve.driver import Driver, advance
from iosim.serve.library_search import by_loader_cache
from iosim.serve.listen import Acceptor
from iosim.serve.seat import TerminalSeat, Wire
from iosim.serve.shared import Shared
from iosim.serve.sockets import Sockets
from iosim.serve.udp import DatagramFace, Respond
from iosim.serve.writer import Commits

if TYPE_CHECKING:
    from iosim.device.device import Device
    from iosim.serve.http_face import HttpFace
    from iosim.serve.notices import Notices
    from iosim.serve.telnet import TelnetFace
    from iosim.system.lines import Line


class SingleDevice:
    """A device, its driver and its listeners."""

    def __init__(
        self,
        device: "Device",
        sockets: Sockets,
        shared: Shared,
        clock: Clock,
        commits: Commits,
        *,
        boot_time_s: float = 0.0,
    ) -> None:
        """
        Args:
            device: powered off.
            sockets: bound; the device's from now on.
            shared: services of the loop.
            clock: simulated time of this device.
            commits: where its journal goes; stays the caller's to close.
            boot_time_s: wall time a reload takes.
        """
        with by_loader_cache():
            from iosim.serve.ssh import SshFace

        self.device = device
        self.sockets = sockets
        self.clock = clock
        self._shared = shared
        self._notices: Notices | None = None
        device.management_address = "127.0.0.1" if sockets.host == "0.0.0.0" else sockets.host
        self.driver = Driver(
            device,
            clock,
            commits,
            shared.turn,
            send=self._send,
            boot_time_s=boot_time_s,
        )
        self._commits = commits
        self.console = Console(self.driver, shared.fetcher)
        self._ssh = SshFace(self.driver, self._ssh_seat, shared.passwords)
        self._telnet: TelnetFace | None = None
        self._http: HttpFace | None = None
        self._acceptors: dict[str, Acceptor] = {
            "ssh": Acceptor(sockets.ssh, self._ssh.accepted),
            "telnet": Acceptor(sockets.telnet, self._telnet_accepted),
            "http": Acceptor(sockets.http, partial(self._http_accepted, secure=False)),
            "https": Acceptor(sockets.https, partial(self._http_accepted, secure=True)),
        }
        self._console_port = Acceptor(sockets.console, self.console.accepted)
        self._console_port.open()
        self._snmp = DatagramFace(sockets.snmp, self._locate, _agent, shared.turn)
        self.driver.watchers.append(self._follow)
        self._follow()

    # -- what it is reached by

    @property
    def known_hosts(self) -> list[str]:
        """Lines for a known_hosts file; the RSA key is left out, since it may still be in the making."""
        return [self._ssh.known_hosts_line(self.sockets.host, self.sockets.ssh.port)]

    async def make_host_keys(self) -> None:
        """Make the RSA key now instead of for the first client that wants it."""
        if self._wanted("ssh"):
            await self._ssh.keys[b"ssh-rsa"].make()

    def is_open(self, service: str) -> bool:
        """Whether "ssh", "telnet", "http", "https" or "snmp" is answered now, as power and configuration have it."""
        if service == "snmp":
            system = self.device.system
            return system is not None and read.snmp_enabled(system.config)
        return self._acceptors[service].is_open

    def _follow(self) -> None:
        """Open and close listeners as power and configuration say."""
        for service, acceptor in self._acceptors.items():
            if self._wanted(service):
                acceptor.open()
            else:
                acceptor.refuse()

    def _wanted(self, service: str) -> bool:
        system = self.device.system
        if system is None or self.device.leaving:
            return False
        if service in ("ssh", "https") and not system.personality.image.crypto:
            return False
        if service == "http":
            return read.http_enabled(system.config)
        if service == "https":
            return read.https_enabled(system.config)
        return read.reachable_by(system.config, service, system.personality.platform.vty_lines)

    def _locate(self, address: str, port: int) -> Driver | None:
        return self.driver

    # -- who is there

    def _telnet_accepted(self, connection: socket.socket, peer: tuple[str, int]) -> None:
        if self._telnet is None:
            from iosim.serve.telnet import TelnetFace

            self._telnet = TelnetFace(self.driver, self._telnet_seat)
        self._telnet.accepted(connection, peer)

    def _http_accepted(self, connection: socket.socket, peer: tuple[str, int], *, secure: bool) -> None:
        if self._http is None:
            from iosim.serve.http_face import HttpFace
            from iosim.serve.http_keys import server_context

            chassis = self.device.chassis
            self._http = HttpFace(self.driver, self._shared.passwords, lambda: server_context(chassis))
        self._http.accepted(connection, peer, secure=secure)

    def _send(self, output: Datagram | Notice) -> None:
        """Put what the device wants to tell somebody on the wire."""
        if isinstance(output, Datagram):
            self._shared.sender.send(self.sockets.host, output)
            return
        if self._notices is None:
            from iosim.serve.notices import Notices

            self._notices = Notices(self.driver, self._shared.fetcher)
        self._notices.send(output)

    def _ssh_seat(self, line: "Line", wire: Wire, command: str | None) -> TerminalSeat:
        from iosim.cli.session import Session

        if command is None:
            session = Session(self.device, line, transport="ssh")
        else:
            session = Session(self.device, line, transport="exec", command=command)
        return TerminalSeat(self.driver, session, wire, self._shared.fetcher, line)

    def _telnet_seat(self, line: "Line", wire: Wire) -> TerminalSeat:
        from iosim.cli.login import login
        from iosim.cli.session import Session

        session = Session(self.device, line, dialogue=login)
        return TerminalSeat(self.driver, session, wire, self._shared.fetcher, line)

    # -- power and time

    def power_on(self, *, hold_mode: bool = False, at_once: bool = False) -> None:
        """Turn it on; `at_once` boots without taking wall time, whatever the boot time is."""
        self.driver.power_on(hold_mode=hold_mode)
        if at_once:
            self.driver.boot_now()

    async def advance(self, by_ms: int, *, sessions: bool = False) -> None:
        """Let simulated time pass; see `iosim.serve.driver.advance`."""
        await advance(self.clock, [self.driver], by_ms, sessions=sessions)

    async def close(self) -> None:
        """Keep what only time changed, then let go of callers, timers and ports. The state file stays open."""
        await self.driver.checkpoint()
        self.driver.close()
        for acceptor in (*self._acceptors.values(), self._console_port):
            acceptor.refuse()
        for seat in list(self.driver.seats.values()):
            seat.hang_up()
        self.console.close()
        if self._http is not None:
            self._http.close()
        if self._notices is not None:
            self._notices.close()
        self._snmp.close()
        self.sockets.close()


def _agent() -> Respond:
    from iosim.snmp.agent import respond

    return respond
