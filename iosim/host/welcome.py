"""
What a person sees of `iosim run`: where the device can be reached, and then the device's console.

Where there is no terminal (a log file, a container) the text is all there is, and the process waits to be ended.
"""

import asyncio
import os
import re
import sys

from iosim.api.station import Station
from iosim.chassis import keys
from iosim.config.day0 import ADMIN
from iosim.host.records import Record, recorded

_USER = re.compile(r"^username (\S+)", re.MULTILINE)
_COMMUNITY = re.compile(r"^snmp-server community (\S+)", re.MULTILINE)
_HOST_KEY = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"


async def be_there(station: Station, stop: asyncio.Event) -> None:
    """Show the device, power it on, and be its console until the user quits or `stop` is set."""
    sys.stdout.write(text(station))
    with recorded(Record(os.getpid(), station.udi, station.api_url or "", station.token)):
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            sys.stdout.flush()
            station.single.power_on()
            await stop.wait()
            return
        from iosim.host.terminal import be_console

        sys.stdout.write(
            "^] opens the menu of the emulator: quit, BREAK, power. Everything else goes to the device.\n\n"
        )
        sys.stdout.flush()
        await be_console(station.single, stop)


def text(station: Station) -> str:
    """Where the device is reached and with what, one line each; each can be pasted into a shell."""
    single, host = station.single, station.single.sockets.host
    chassis = single.device.chassis
    saved = (chassis.get(keys.STARTUP_CONFIG) or b"").decode("utf-8", "replace")
    user, community = _USER.search(saved), _COMMUNITY.search(saved)
    name = user[1] if user else "USER"
    password = (
        f"    (password {ADMIN})" if name == ADMIN and not station.existed and not station.settings.order.config else ""
    )
    dialled = "127.0.0.1" if host == "0.0.0.0" else host
    rows = [
        ("ssh", f"ssh {_HOST_KEY} -p {single.sockets.ssh.port} {name}@{dialled}{password}"),
        ("telnet", f"telnet {dialled} {single.sockets.telnet.port}"),
        ("console", f"telnet {dialled} {single.sockets.console.port}"),
    ]
    if community:
        rows.append(("snmp", f"snmpwalk -v2c -c {community[1]} {dialled}:{single.sockets.snmp_port} 1.3.6.1.2.1.1"))
    if station.api_url is not None:
        rows.append(("control", f"{station.api_url}/openapi.json    (iosim clock advance 61d, iosim power cycle)"))
    if station.token is not None:
        rows.append(("token", station.token))
    kept = (
        f"It is kept in {station.settings.state}."
        if station.settings.state
        else "Nothing outlives this process; --state FILE keeps the device."
    )
    reached = "".join(f"  {name:<9}{command}\n" for name, command in rows)
    return f"{chassis.orderable_pid}, serial number {chassis.udi.serial}\n{reached}{kept}\n"
