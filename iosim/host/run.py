"""
`iosim run`: one device, as a process.

The order of things is for whoever waits: arguments, then the ports (a taken one is said at once), then the imports,
the device, and the ready line. With `--json` the process is a service until it is ended; on a terminal it is the
device's console.
"""

import asyncio
import gc
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from iosim.api.station import Ports, Station, bound
from iosim.control.guard import is_loopback
from iosim.errors import IosimError, UsageError
from iosim.host.arguments import Parser, factor, number, port, seconds

if TYPE_CHECKING:
    from argparse import Namespace

    from iosim.api.settings import Settings

DEFAULT_PORTS = {
    "ssh": 2222,
    "telnet": 2323,
    "console": 2001,
    "snmp": 1161,
    "http": 8880,
    "https": 8843,
    "api": 8861,
}
DEFAULT_BOOT_TIME_S = 3.0
# What shapes a new chassis and says nothing to one that a state file already holds.
OF_NEW_DEVICES = ("hostname", "image", "config", "factory", "license", "seed")


class Unready(IosimError):
    """A file that the command line names cannot be read."""


def main(arguments: list[str]) -> int:
    """Run a device until the user ends it."""
    gc.disable()  # until it is ready: nothing that is made on the way there is garbage
    values, given = options().read(arguments)
    if "config" in given and "factory" in given:
        raise UsageError("--config and --factory exclude each other: one is a startup-config, the other is none")
    if "factory" in given:
        values.config = None
    elif "config" in given:
        values.factory = False
    for name, default in DEFAULT_PORTS.items():
        if getattr(values, name) is None:
            setattr(values, name, 0 if values.json else default)
    ports = bound(values.host, **{name: getattr(values, name) for name in DEFAULT_PORTS})
    try:
        wanted = settings(values)
    except BaseException:
        ports.close()
        raise
    return asyncio.run(serve(wanted, ports, as_json=values.json, given=sorted(given)))


def options() -> Parser:
    """The command line of `iosim run`."""
    parser = Parser("iosim run", "Power on a device. Every option is also a variable: --boot-time is IOSIM_BOOT_TIME.")
    parser.operand("model", default="WS-C3750E-24TD", text="default: WS-C3750E-24TD")
    parser.option("--serial", metavar="SN", text="or `random`; default: derived from model and seed")
    parser.option("--hostname", metavar="H", default="")
    parser.option("--state", metavar="FILE", default="", text="keep the device in this file")
    parser.option("--image", metavar="NAME", default="", text="universal image it ships with; see `iosim image list`")
    parser.option("--config", metavar="FILE", text="startup-config instead of the one it ships with")
    parser.switch("--factory", "no startup-config: the console asks for the initial dialog")
    parser.option("--stack", number, metavar="N", default=1, text="number of switches in the stack; WS-C3750E only")
    parser.option(
        "--license",
        many=True,
        metavar="FEATURE[:TYPE]",
        text="installed by the factory; may be repeated; `none`: not even the usual ones",
    )
    parser.option("--trust", many=True, metavar="FILE", text="public key of a licence authority, or CA of its portal")
    parser.option("--host", default="127.0.0.1", metavar="ADDRESS", text="address to listen at; default: 127.0.0.1")
    for name, default in DEFAULT_PORTS.items():
        parser.option(f"--{name}", port, metavar="PORT", text=f"default: {default}, with --json any free one")
    parser.switch("--json", "print one line when every listener is open, and nothing else")
    parser.option(
        "--boot-time", seconds, metavar="S", default=DEFAULT_BOOT_TIME_S, text="seconds a boot takes; default: 3"
    )
    parser.option(
        "--time-scale", factor, metavar="X", default=1.0, text="simulated seconds in a real one; 0 stops time"
    )
    parser.option("--clock", metavar="ISO8601", text="what the calendar reads when the device is powered on")
    parser.option("--seed", number, metavar="N", default=0, text="another one is another device")
    parser.option("--peer", many=True, metavar="HOST[:PORT]=127.0.0.1:PORT", text="where packets for HOST really go")
    parser.option("--allow-egress", many=True, metavar="CIDR", text="let packets to these addresses leave the machine")
    parser.switch("--strict-clock", "certificates and tickets must be valid by the device's own calendar")
    parser.switch("--lenient", "keep typed lines that iosim does not know")
    return parser


def settings(values: "Namespace") -> "Settings":
    """
    What the options ask for.

    Raises:
        UsageError: a value is impossible.
        Unready: a file cannot be read.
    """
    from iosim.api.options import Options
    from iosim.api.options import settings as settings_of

    wanted = Options(
        serial=serial(values.serial, values.state),
        seed=values.seed,
        hostname=values.hostname,
        image=values.image,
        factory=values.factory,
        licenses=values.license,
        stack=values.stack,
        state=values.state,
        trusted=[_contents(path) for path in values.trust],
        host=values.host,
        boot_time_s=values.boot_time,
        time_scale=values.time_scale,
        peers=values.peer,
        allow_egress=values.allow_egress,
        lenient=values.lenient,
        strict_clock=values.strict_clock,
    )
    if values.config is not None:
        wanted["config"] = _contents(values.config).decode("utf-8", "replace")
    if values.clock is not None:
        wanted["clock"] = values.clock
    return settings_of(values.model, wanted)


def serial(wanted: str | None, state: str) -> str:
    """The serial number asked for; "" leaves it to model and seed, or to the state file that has one already."""
    if wanted != "random":
        return wanted or ""
    if state and os.path.exists(state):
        return ""
    from random import SystemRandom

    from iosim.platforms.identity import random_serial

    return random_serial(SystemRandom())


async def serve(wanted: "Settings", ports: Ports, *, as_json: bool, given: Sequence[str]) -> int:
    """Power the device on and stay until the user ends it."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="iosim: %(message)s")
    station = Station(wanted, ports)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    _tell_ignored(station, given)
    warning = None if is_loopback(wanted.host) else loop.create_task(_warn_of_exposure(station))
    for signal_ in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(signal_, stop.set)
    try:
        _check_model(station, given)
        if as_json:
            await _as_service(station, stop)
        else:
            from iosim.host.welcome import be_there

            warming = _catch_up(station)
            await be_there(station, stop)
            warming.cancel()
    finally:
        if warning is not None:
            warning.cancel()
        await station.close()
    return 0


def _tell_ignored(station: Station, given: Sequence[str]) -> None:
    """Name the options that shape a new device, where the state file holds one already."""
    ignored = ", ".join(f"--{name}" for name in given if name in OF_NEW_DEVICES)
    if station.existed and ignored:
        sys.stderr.write(
            f"iosim: {station.settings.state} holds this device already: {ignored} shape a new one and change nothing\n"
        )


def _check_model(station: Station, given: Sequence[str]) -> None:
    """Refuse a model that was asked for by name where the state file holds another one, the default model too."""
    from iosim.platforms.catalog import find

    chassis, asked = station.single.device.chassis, station.settings.order.model
    if station.existed and "model" in given and find(asked)[0].pid != chassis.udi.product_id:
        raise UsageError(f"{station.settings.state} holds {chassis.udi}, not a {asked}; give --state another file")


async def _warn_of_exposure(station: Station) -> None:
    """When the device is up, say what others on the network know of it."""
    from iosim.control.machines import until
    from iosim.host.exposure import warn_of_exposure

    driver = station.single.driver
    await until(driver, lambda device: device.system is not None)
    system = driver.device.system
    if system is not None:
        warn_of_exposure(station.single.sockets.host, system.config)


def _catch_up(station: Station) -> "asyncio.Task[None]":
    """What comes after being ready: the rest of the imports, between turns of the loop."""
    from iosim.serve.warm_up import warm_up

    gc.freeze()  # what was imported stays, and no collection need look at it again
    gc.enable()
    return asyncio.create_task(warm_up(station.single))


async def _as_service(station: Station, stop: asyncio.Event) -> None:
    import iosim.cli.login
    import iosim.cli.session  # noqa: F401  (what the first caller meets, loaded while nobody waits for it yet)
    from iosim.host.records import Record, recorded

    station.single.power_on(at_once=True)
    await station.single.driver.durable()
    with recorded(Record(os.getpid(), station.udi, station.api_url or "", station.token)):
        with suppress(BrokenPipeError):
            sys.stdout.write(json.dumps(ready(station)) + "\n")
            sys.stdout.flush()
        warming = _catch_up(station)
        await stop.wait()
        warming.cancel()


def ready(station: Station) -> dict[str, Any]:
    """What the ready line says: who the device is and where it answers, null for what is closed."""
    single, host = station.single, station.single.sockets.host
    chassis, system = single.device.chassis, single.device.system
    api = {"url": station.api_url} if station.token is None else {"url": station.api_url, "token": station.token}

    def endpoint(service: str, at: int, **more: Any) -> dict[str, Any] | None:
        return {"host": host, "port": at, **more} if single.is_open(service) else None

    from iosim.chassis.member import members

    further = [str(box.udi) for box in members(chassis)]
    return {
        "udi": station.udi,
        **({"members": [station.udi, *further]} if further else {}),
        "product_id": chassis.udi.product_id,
        "orderable_pid": chassis.orderable_pid,
        "serial": chassis.udi.serial,
        "hostname": system.hostname if system is not None else None,
        "process": os.getpid(),
        "ssh": endpoint("ssh", single.sockets.ssh.port, known_hosts=single.known_hosts),
        "telnet": endpoint("telnet", single.sockets.telnet.port),
        "console": {"host": host, "port": single.sockets.console.port},
        "snmp": endpoint("snmp", single.sockets.snmp_port),
        "http": endpoint("http", single.sockets.http.port),
        "https": endpoint("https", single.sockets.https.port),
        "api": api,
    }


def _contents(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as problem:
        raise Unready(f"cannot read {path}: {problem.strerror}") from None
