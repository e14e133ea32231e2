"""A device for callers without an event loop: `with iosim.boot(...) as switch`."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from iosim.api import asynchronous
from iosim.api.asynchronous import Endpoint
from iosim.api.background import background
from iosim.api.options import Options
from iosim.api.witness import Trap
from iosim.events import Event
from iosim.platforms.catalog import DEFAULT_MODEL

if TYPE_CHECKING:
    from iosim.system.licensing import Installation

T = TypeVar("T")


class Device:
    """
    One running device; it lives on a loop in a thread that all devices of the process share.

    What needs a booted IOS (`cli`, `install`, `reload`, ...) raises UsageError while the device is off or at a prompt
    of its boot loader. `close`, or the end of the `with`, switches it off and gives its ports back.
    """

    def __init__(self, inner: asynchronous.Device) -> None:
        self._inner = inner
        self._loop = background()
        self._loop.run(inner.start())
        self._loop.devices.append(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Switch it off for good; closing again changes nothing."""
        if self.close in self._loop.devices:
            self._loop.devices.remove(self.close)
            self._loop.run(self._inner.close())

    # -- who and where it is

    @property
    def udi(self) -> str:
        """`PID:SN`, as `show license udi` has it."""
        return self._inner.udi

    @property
    def members(self) -> list[str]:
        """The UDI of every switch of a stack, the master's first; of a device alone its own."""
        return self._inner.members

    @property
    def serial(self) -> str:
        """The serial number."""
        return self._inner.serial

    @property
    def hostname(self) -> str:
        """The host name that the running configuration gives it."""
        return self._look(lambda: self._inner.hostname)

    @property
    def level(self) -> str:
        """The feature set it runs at: ipbase, ipservices, ..."""
        return self._look(lambda: self._inner.level)

    @property
    def stage(self) -> str:
        """off, loader, loading, running, ..."""
        return self._look(lambda: self._inner.stage)

    @property
    def ssh(self) -> Endpoint:
        """Where SSH answers while the configuration and the image let it."""
        return self._inner.ssh

    @property
    def telnet(self) -> Endpoint:
        """Where telnet answers while the configuration lets it."""
        return self._inner.telnet

    @property
    def console(self) -> Endpoint:
        """The console's serial line as a TCP port; there while the power is off, too."""
        return self._inner.console

    @property
    def http(self) -> Endpoint:
        """Where the device's web server answers while the configuration lets it."""
        return self._inner.http

    @property
    def https(self) -> Endpoint:
        """The same over TLS, where the image has cryptography."""
        return self._inner.https

    @property
    def snmp(self) -> Endpoint:
        """Where SNMP answers (UDP)."""
        return self._inner.snmp

    @property
    def api_url(self) -> str | None:
        """The control API; None unless `api=` asked for one."""
        return self._inner.api_url

    @property
    def known_hosts(self) -> list[str]:
        """Lines for the known_hosts file of an SSH client."""
        return self._inner.known_hosts

    # -- what happened

    @property
    def events(self) -> list[Event]:
        """Everything that happened to the device, oldest first; the last thousand."""
        return self._look(lambda: self._inner.events)

    @property
    def syslog(self) -> list[str]:
        """Every message that left for a `logging host`, whether it exists or not."""
        return self._look(lambda: self._inner.syslog)

    @property
    def traps(self) -> list[Trap]:
        """Every notification that left for an `snmp-server host`, whether it exists or not."""
        return self._look(lambda: self._inner.traps)

    # -- what one can do to it

    def cli(self, *lines: str, answers: Sequence[str] = (), privilege: int = 15) -> str:
        """
        What the device prints when these lines are typed in a session of their own, neither echoed nor paged.

        Args:
            lines: from EXEC mode; `configure terminal` first for configuration. Each may hold several.
            answers: what is typed at the questions a command asks, in order; RETURN when there are no more.
            privilege: of whoever types.
        """
        return self._loop.run(self._inner.cli(*lines, answers=answers, privilege=privilege))

    def install(self, data: bytes) -> "list[Installation]":
        """
        Install the licences of a file and accept their terms; what each became, when that is durable.

        Raises:
            LicenseRefusal: none of them was installed; the first one's reason, or the file's.
        """
        return self._loop.run(self._inner.install(data))

    def take_seats(self, feature: str, number: int = 1) -> None:
        """
        Users of a counted feature come, until they are given back or the device reloads.

        Raises:
            NoSeat: its licences do not allow as many; none came.
        """
        self._loop.run(self._inner.take_seats(feature, number))

    def give_seats(self, feature: str, number: int = 1) -> None:
        """Users of a counted feature go. Raises NoSeat when there are not as many."""
        self._loop.run(self._inner.give_seats(feature, number))

    def reload(self, *, save: bool = False) -> None:
        """
        Reload, and return when the device is up or at a prompt again; sessions end at once.

        Args:
            save: write the running configuration to the startup configuration first.
        """
        self._loop.run(self._inner.reload(save=save))

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0, sessions: bool = False
    ) -> None:
        """
        Let simulated time pass at once; every timer on the way fires, in order. Licence clocks are durable on return.

        Args:
            sessions: open sessions grow idle by it, too (exec-timeout).
        """
        self._loop.run(self._inner.advance(days=days, hours=hours, minutes=minutes, seconds=seconds, sessions=sessions))

    def power_cut(self) -> None:
        """Pull the plug: nothing is said to anybody, and what was not durable is lost."""
        self._loop.run(self._inner.power_cut())

    def power_on(self, *, hold_mode: bool = False) -> None:
        """Put the plug back and return when the device is up or at a prompt; `hold_mode` keeps MODE pressed."""
        self._loop.run(self._inner.power_on(hold_mode=hold_mode))

    def _look(self, question: Callable[[], T]) -> T:
        """The answer to `question`, asked where nothing of the device changes meanwhile."""

        async def ask() -> T:
            return question()

        return self._loop.run(ask())


def boot(model: str = DEFAULT_MODEL, **options: Unpack[Options]) -> Device:
    """
    A device, powered on and up (or at a prompt of its boot loader).

    Args:
        model: WS-C3750E-24TD, CISCO881-K9, ...; the orderable spelling (-S, -E) chooses the licence from the factory.
        options: see `iosim.api.options.Options`.

    Raises:
        UsageError: no such model, image, licence or option.
        PortUnavailable: a port that was asked for is taken.
    """
    return Device(asynchronous.boot(model, **options))
