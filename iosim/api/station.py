"""
A device with all that keeps it going on this machine: ports, state file, clock, egress, control API.

The command line and the Python facade both stand on this. Ports are bound first (`bound`), so that a taken one is
the first thing anybody hears; what is heavy is imported after that.
"""

import os
import secrets
import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iosim.errors import UsageError
from iosim.serve.listen import TcpPort
from iosim.serve.sockets import Sockets, bind

if TYPE_CHECKING:
    from iosim.api.settings import Settings
    from iosim.chassis import Chassis
    from iosim.control.server import ControlServer
    from iosim.serve.clock import Clock
    from iosim.serve.writer import Commits


@dataclass(slots=True)
class Ports:
    """Everything a device and its control API listen at."""

    device: Sockets
    api: TcpPort | None

    def close(self) -> None:
        """Give every port back; harmless when that was done."""
        self.device.close()
        if self.api is not None:
            self.api.close()


def bound(
    host: str = "127.0.0.1",
    *,
    ssh: int = 0,
    telnet: int = 0,
    console: int = 0,
    http: int = 0,
    https: int = 0,
    snmp: int = 0,
    api: int | None = None,
) -> Ports:
    """
    Bind the ports of one device; 0 is any free one, no `api` means no control API.

    Raises:
        PortUnavailable: one is taken or the address is not of this machine. Nothing stays bound.
        UsageError: `host` is neither an IPv4 address nor the name of one.
    """
    host = _address(host)
    device = bind(host, ssh=ssh, telnet=telnet, console=console, http=http, https=https, snmp=snmp)
    try:
        return Ports(device, None if api is None else TcpPort(host, api, "api"))
    except BaseException:
        device.close()
        raise


def _address(host: str) -> str:
    """The IPv4 address that `host` is or names: it becomes that of the device's management interface."""
    try:
        return socket.gethostbyname(host)
    except OSError:
        raise UsageError(f"{host!r} is no IPv4 address and names none; give --host one of this machine") from None


class Station:
    """
    One device on the running event loop, powered off; `close` ends it in order.

    Raises:
        UsageError: the order is impossible, or the state file holds another device.
        StateFileInUse, StateFileUnusable: see there. The ports are given back in every case.
    """

    def __init__(self, settings: "Settings", ports: Ports) -> None:
        self.settings = settings
        self.token: str | None = None  # what the control API asks for; None on loopback
        self.existed = False  # the device was in the state file already
        self._ports = ports
        self._control: ControlServer | None = None
        with ExitStack() as opened:
            opened.callback(ports.close)
            self._assemble(opened)
            self._opened = opened.pop_all()

    @property
    def udi(self) -> str:
        """`PID:SN`."""
        return str(self.single.device.chassis.udi)

    @property
    def api_url(self) -> str | None:
        """Where the control API is; None when there is none."""
        return self._control.url if self._control is not None else None

    async def close(self) -> None:
        """Keep what only time changed, end every conversation, let go of ports and state file."""
        if self._control is not None:
            await self._control.close()
        await self.single.close()
        await self.commits.drain()
        if self._keep_time is not None:
            self._keep_time()
        await self.commits.close()
        self._opened.close()

    def _assemble(self, opened: ExitStack) -> None:
        from iosim.assembly import default_kit, new_chassis, new_device
        from iosim.serve.clock import Clock
        from iosim.serve.egress import Egress
        from iosim.serve.shared import Shared
        from iosim.serve.single import SingleDevice
        from iosim.serve.writer import MemoryWriter

        settings = self.settings
        self.shared = Shared(Egress(settings.peers, settings.allow_egress))
        opened.callback(self.shared.close)
        self._keep_time: Any = None
        self.commits: Commits
        if settings.state:
            chassis, clock = self._recall(opened)
        else:
            chassis, clock = new_chassis(settings.order), Clock(scale=settings.time_scale)
            self.commits = MemoryWriter(fault=_fault())
        start_ms = clock.now_ms()
        kit = default_kit(
            trusted=settings.trusted,
            calendar_ms=None if settings.calendar_ms is None else settings.calendar_ms - start_ms,
            host_calendar_ms=time.time_ns() // 1_000_000 - start_ms,
            lenient=settings.lenient,
            strict_clock=settings.strict_clock,
        )
        device = new_device(chassis, kit)
        self.single = SingleDevice(
            device, self._ports.device, self.shared, clock, self.commits, boot_time_s=settings.boot_time_s
        )
        self._start_control(clock)

    def _recall(self, opened: ExitStack) -> "tuple[Chassis, Clock]":
        """The chassis of the state file, or a new one kept in it, and the clock that goes on from there."""
        from iosim.serve.clock import Clock
        from iosim.serve.state import single_chassis
        from iosim.serve.store import SqliteStore
        from iosim.serve.writer import Writer

        fault = _fault()
        store = SqliteStore(self.settings.state, fault=fault)
        opened.callback(store.close)
        chassis, self.existed = single_chassis(store, self.settings.order)
        clock = Clock(scale=self.settings.time_scale, start_ms=store.clock_ms())
        self._keep_time = lambda: store.commit((), clock.exact())
        self.commits = Writer(store, self.shared.turn, clock_ceiling=clock.ceiling, fault=fault)
        return chassis, clock

    def _start_control(self, clock: "Clock") -> None:
        port = self._ports.api
        if port is None:
            return
        from iosim.control.guard import is_loopback
        from iosim.control.machines import Machines
        from iosim.control.server import ControlServer

        if not is_loopback(port.host):
            self.token = secrets.token_urlsafe(24)
        machines = Machines(clock, {self.udi: self.single.driver})
        dialled = "127.0.0.1" if port.host == "0.0.0.0" else port.host
        url = f"http://{dialled}:{port.port}"
        self._control = ControlServer(port.open(), machines, _routes, url=url, token=self.token)
        self._control.start()


def _routes() -> Any:
    from iosim.control.api import ROUTES

    return ROUTES


def _fault() -> Any:
    """The fault that IOSIM_FAULT orders for the writes of this process."""
    from iosim.serve.faults import ordered

    return ordered(os.environ.get("IOSIM_FAULT", ""))
