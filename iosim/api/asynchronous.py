"""A device for asyncio programs: `async with iosim.aio.boot(...) as switch`."""

import asyncio
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar, Unpack

from iosim.api.options import Options, settings
from iosim.api.settings import Settings
from iosim.api.station import Station, bound
from iosim.api.witness import Trap, Witness
from iosim.boot.stages import Stage
from iosim.chassis.member import members as stack_members
from iosim.control.machines import at_rest, until
from iosim.errors import UsageError
from iosim.events import Event
from iosim.grammar.dialogue import Effect, Fetch, Hangup, Job, Put
from iosim.outputs import Datagram
from iosim.platforms.catalog import DEFAULT_MODEL

if TYPE_CHECKING:
    from iosim.system.licensing import Installation
    from iosim.system.system import System

T = TypeVar("T")

DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS = 86_400_000, 3_600_000, 60_000, 1_000
API_LINE = -1  # whoever calls from Python sits at no line of the device


class Endpoint(NamedTuple):
    """Where a client connects to."""

    host: str
    port: int


class Device:
    """
    One device on the running event loop. Use it in `async with`, or `await` it and `close` it.

    What needs the System (`cli`, `install`, `reload`, ...) raises UsageError while the device is off or at a prompt
    of its boot loader.
    """

    def __init__(self, wanted: Settings) -> None:
        self._settings = wanted
        self._witness = Witness()
        self._station: Station | None = None

    # -- life

    def __await__(self) -> Generator[Any, None, Self]:
        return self.start().__await__()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *failure: object) -> None:
        await self.close()

    async def start(self) -> Self:
        """Bind, power on, and return when the device is up or at a prompt."""
        wanted = self._settings
        names = ("ssh", "telnet", "console", "snmp", "http", "https", "api")
        ports = bound(wanted.host, **{name: getattr(wanted, name) for name in names})
        self._station = Station(wanted, ports)
        self._station.shared.sender.witness = self._keep
        self._station.single.power_on()
        await until(self._station.single.driver, at_rest)
        await self._station.single.driver.durable()
        return self

    async def close(self) -> None:
        """End every session and give the ports back; closing again changes nothing."""
        station, self._station = self._station, None
        if station is not None:
            await station.close()

    @property
    def station(self) -> Station:
        """What keeps the device going; UsageError before it was started and after it was closed."""
        if self._station is None:
            raise UsageError("the device is closed")
        return self._station

    # -- who and where it is

    @property
    def udi(self) -> str:
        """`PID:SN`, as `show license udi` has it."""
        return self.station.udi

    @property
    def members(self) -> list[str]:
        """The UDI of every switch of a stack, the master's first; of a device alone its own."""
        chassis = self.station.single.device.chassis
        return [self.udi, *(str(box.udi) for box in stack_members(chassis))]

    @property
    def serial(self) -> str:
        """The serial number."""
        return self.station.single.device.chassis.udi.serial

    @property
    def hostname(self) -> str:
        """The host name that the running configuration gives it."""
        return self._system.hostname

    @property
    def level(self) -> str:
        """The feature set it runs at: ipbase, ipservices, ..."""
        return self._system.personality.level.name

    @property
    def stage(self) -> str:
        """off, loader, loading, running, ..."""
        return self.station.single.device.stage.name.lower()

    @property
    def ssh(self) -> Endpoint:
        """Where SSH answers while the configuration and the image let it."""
        return Endpoint(self.station.single.sockets.host, self.station.single.sockets.ssh.port)

    @property
    def telnet(self) -> Endpoint:
        """Where telnet answers while the configuration lets it."""
        return Endpoint(self.station.single.sockets.host, self.station.single.sockets.telnet.port)

    @property
    def console(self) -> Endpoint:
        """The console's serial line as a TCP port; there while the power is off, too."""
        return Endpoint(self.station.single.sockets.host, self.station.single.sockets.console.port)

    @property
    def http(self) -> Endpoint:
        """Where the device's web server answers while the configuration lets it."""
        return Endpoint(self.station.single.sockets.host, self.station.single.sockets.http.port)

    @property
    def https(self) -> Endpoint:
        """The same over TLS, where the image has cryptography."""
        return Endpoint(self.station.single.sockets.host, self.station.single.sockets.https.port)

    @property
    def snmp(self) -> Endpoint:
        """Where SNMP answers (UDP)."""
        return Endpoint(self.station.single.sockets.host, self.station.single.sockets.snmp_port)

    @property
    def api_url(self) -> str | None:
        """The control API; None unless `api=` asked for one."""
        return self.station.api_url

    @property
    def known_hosts(self) -> list[str]:
        """Lines for the known_hosts file of an SSH client."""
        return self.station.single.known_hosts

    # -- what happened

    @property
    def events(self) -> list[Event]:
        """Everything that happened to the device, oldest first; the last thousand."""
        return self.station.single.device.events

    @property
    def syslog(self) -> list[str]:
        """Every message that left for a `logging host`, whether it exists or not."""
        return list(self._witness.syslog)

    @property
    def traps(self) -> list[Trap]:
        """Every notification that left for an `snmp-server host`, whether it exists or not."""
        return list(self._witness.traps)

    def _keep(self, address: str, datagram: Datagram) -> None:
        self._witness.keep(datagram)

    # -- what one can do to it

    async def cli(self, *lines: str, answers: Sequence[str] = (), privilege: int = 15) -> str:
        """
        What the device prints when these lines are typed in a session of their own, neither echoed nor paged.

        Args:
            lines: from EXEC mode; `configure terminal` first for configuration. Each may hold several.
            answers: what is typed at the questions a command asks, in order; RETURN when there are no more.
            privilege: of whoever types.
        """
        from iosim.cli.session import Session
        from iosim.system.lines import Line

        driver, device = self.station.single.driver, self.station.single.device
        line = Line(API_LINE, "console", 0, "api", "", self._now_ms, privilege=privilege)
        session = Session(self._running, line, transport="api", command="\n".join(lines))
        waiting, shown = list(answers), bytearray()
        effects: list[Effect] = await driver.ask(session.start)
        generation = device.generation
        while (effects or not session.closed) and device.generation == generation:
            if not effects:
                typed = f"{waiting.pop(0) if waiting else ''}\r".encode("latin-1", "replace")
                effects = await driver.ask(_receive(session.receive, typed))
                continue
            effect = effects.pop(0)
            match effect:
                case bytes():
                    shown += effect
                case Fetch() | Put() | Job():
                    result = await self._perform(effect)
                    effects += await driver.ask(_receive(session.resume, result))
                case Hangup():
                    break
        return shown.decode("latin-1").replace("\r\n", "\n")

    async def _perform(self, effect: Fetch | Put | Job) -> Any:
        fetcher, source = self.station.shared.fetcher, self.station.single.sockets.host
        match effect:
            case Fetch():
                return await fetcher.fetch(effect, source)
            case Put():
                return await fetcher.put(effect, source)
            case Job(run=run):
                return await asyncio.to_thread(run)

    async def install(self, data: bytes) -> "list[Installation]":
        """
        Install the licences of a file and accept their terms; what each became, when that is durable.

        Raises:
            LicenseRefusal: none of them was installed; the first one's reason, or the file's.
        """
        licensing = self._system.licensing
        results = await self.station.single.driver.ask(lambda now_ms: licensing.install(data, True, now_ms))
        if all(result.held is None for result in results):
            for result in results:
                if result.refusal is not None:
                    raise result.refusal
        return results

    async def take_seats(self, feature: str, number: int = 1) -> None:
        """
        Users of a counted feature come, until they are given back or the device reloads.

        Raises:
            NoSeat: its licences do not allow as many; none came.
        """
        seats = self._system.licensing.seats
        await self.station.single.driver.ask(lambda now_ms: seats.take(feature, number, now_ms))

    async def give_seats(self, feature: str, number: int = 1) -> None:
        """Users of a counted feature go. Raises NoSeat when there are not as many."""
        seats = self._system.licensing.seats
        await self.station.single.driver.ask(lambda now_ms: seats.give(feature, number, now_ms))

    async def reload(self, *, save: bool = False) -> None:
        """
        Reload, and return when the device is up or at a prompt again; sessions end at once.

        Args:
            save: write the running configuration to the startup configuration first.
        """
        if save:
            await self.cli("write memory")
        system, driver = self._system, self.station.single.driver
        await driver.ask(lambda now_ms: system.reload(now_ms, "api", "Reload command"))
        driver.call(driver.device.restart)
        await self._settled()

    async def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0, sessions: bool = False
    ) -> None:
        """
        Let simulated time pass at once; every timer on the way fires, in order. Licence clocks are durable on return.

        Args:
            sessions: open sessions grow idle by it, too (exec-timeout).
        """
        span_ms = round(days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS)
        if span_ms < 0:
            raise UsageError("time does not go back")
        await self.station.single.advance(span_ms, sessions=sessions)

    async def power_cut(self) -> None:
        """Pull the plug: nothing is said to anybody, and what was not durable is lost."""
        self.station.single.driver.power_off()

    async def power_on(self, *, hold_mode: bool = False) -> None:
        """Put the plug back and return when the device is up or at a prompt; `hold_mode` keeps MODE pressed."""
        self.station.single.power_on(hold_mode=hold_mode)
        await self._settled()

    async def _settled(self) -> None:
        driver = self.station.single.driver
        await until(driver, at_rest)
        await driver.durable()

    # -- inside

    @property
    def _now_ms(self) -> int:
        return self.station.single.clock.now_ms()

    @property
    def _running(self) -> Any:
        device = self.station.single.device
        if device.stage is not Stage.RUNNING:
            raise UsageError(f"the device is not running, it is {device.stage.name.lower()}")
        return device

    @property
    def _system(self) -> "System":
        system: System | None = self._running.system
        assert system is not None
        return system


def _receive(method: Callable[[Any, int], T], argument: Any) -> Callable[[int], T]:
    """`method(argument, now_ms)` as something a driver can call."""
    return lambda now_ms: method(argument, now_ms)


def boot(model: str = DEFAULT_MODEL, **options: Unpack[Options]) -> Device:
    """A device for `async with`; takes what `iosim.boot` takes."""
    return Device(settings(model, options))
