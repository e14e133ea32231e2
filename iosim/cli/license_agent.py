"""
The licence agent on the screen, and `debug license`.

Source: names are those of the IOS Software Activation Command Reference; the layout of `show license agent` is RECALLED
as far as its first lines go, what `debug` answers is INFERRED.
"""

from functools import partial

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.config import license_agent
from iosim.outputs import HangUp
from iosim.syslog.stamp import uptime_stamp

commands = Commands()
_HELP = {
    "show": "Show running system information",
    "clear": "Reset functions",
    "debug": "Debugging functions",
    "no": "Disable debugging functions",
    "undebug": "Disable debugging functions",
    "license": "Show license information",
    "agent": "License agent",
    "counters": "How much was said",
    "session": "Who is connected",
    "sessions": "End every session",
    "all": "Everything",
    "error": "Errors",
    "core": "License engine",
    "errors": "Errors",
    "events": "Events",
    "ipc": "Messages between processes",
}
# What may follow `debug license`, and what of the engine it is about
KINDS = {
    "agent all": "agent",
    "agent error": "agent error",
    "core all": "core",
    "core errors": "core errors",
    "core events": "core events",
    "errors": "errors",
    "events": "events",
    "ipc": "ipc",
}
ON, OFF = "License {kind} debugging is on\n", "License {kind} debugging is off\n"
ALL_OFF = "All possible debugging has been turned off\n"


@commands.add("show license agent counters", needs="licensed", help=_HELP)
def show_agent_counters(cx: Context) -> str:
    agent = cx.system.licensing.agent
    return (
        "License Agent Counters\n"
        f"Request Messages Received:{agent.messages}: Messages with Errors:{agent.bad_messages}\n"
        f"Request Operations Received:{agent.operations}: Operations with Errors:{agent.bad_operations}\n"
        f"Notification Messages Sent:{agent.notifications}: Transmission Errors:{agent.transmission_errors}: "
        f"Soap Errors:{agent.refused_notifications}\n"
    )


@commands.add("show license agent session", needs="licensed", help=_HELP)
def show_agent_session(cx: Context) -> str:
    sessions = cx.system.licensing.agent.sessions.values()
    maximum = license_agent.max_sessions(cx.system.config)
    text = f"License Agent Sessions: {len(sessions)} open, maximum is {maximum}\n"
    for number, session in enumerate(sessions, 1):  # INFERRED
        since = uptime_stamp(cx.now_ms - session.since_ms)
        text += f"  {number:<3} {session.source:<16} {session.user or '-':<16} {since}\n"
    return text


@commands.add("clear license agent counters", privilege=15, needs="licensed", help=_HELP)
def clear_agent_counters(cx: Context) -> str:
    cx.system.licensing.agent.clear_counters()
    return ""


@commands.add("clear license agent sessions", privilege=15, needs="licensed", help=_HELP)
def clear_agent_sessions(cx: Context) -> str:
    sessions = cx.system.licensing.agent.sessions
    cx.system.outbox.extend(HangUp(number) for number in sessions)
    sessions.clear()
    return ""


def _switched(kind: str, on: bool, cx: Context) -> str:
    licensing = cx.system.licensing
    wanted = frozenset((KINDS[kind],))
    licensing.debugging = licensing.debugging | wanted if on else licensing.debugging - wanted
    return (ON if on else OFF).format(kind=kind)


for _kind in KINDS:
    for _verb in ("debug", "no debug", "undebug"):
        commands.add(f"{_verb} license {_kind}", privilege=15, needs="licensed", help=_HELP)(
            partial(_switched, _kind, _verb == "debug")
        )


@commands.add("undebug all", privilege=15, help=_HELP)
@commands.add("no debug all", privilege=15, help=_HELP)
def undebug_all(cx: Context) -> str:
    cx.system.licensing.debugging = frozenset()
    return ALL_OFF


@commands.add("show debugging", help={"show": "Show running system information", "debugging": "State of each option"})
def show_debugging(cx: Context) -> str:
    on = cx.system.licensing.debugging
    names = sorted(name for name, kind in KINDS.items() if kind in on)
    return "License:\n" + "".join(f"  {ON.format(kind=name)}" for name in names) if names else ""
