"""Logging, SNMP, SSH and HTTP, and what else lets somebody manage the device."""

from typing import Any

from iosim.config.outcome import INCOMPLETE
from iosim.config.read import DEFAULT_LICENSE_TRAPS, FACILITIES
from iosim.config.statement import ConfigRefusal, Edit, Statement, flag
from iosim.config.value import Key
from iosim.grammar.tree import Form

LEVELS = ("emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging")
_DEBUGGING, _INFORMATIONAL, _WARNINGS = 7, 6, 4
_BUFFER_BYTES = 4096
_LEVEL = "[{level={" + "|".join(LEVELS) + "}|<number:0-7>}]"
_LEVEL_NEEDED = _LEVEL[1:-1]


def _level(edit: Edit, default: int) -> int:
    given = edit.arguments
    return LEVELS.index(given["level"]) if "level" in given else int(given.get("number", default))


def _severity(default: int, implicit: int) -> dict[str, Any]:
    """Functions of `logging console`, `monitor` and `trap`: what a bare word means, and what says nothing."""

    def apply(edit: Edit) -> None:
        level = _level(edit, default)
        key = (edit.statement.slot,)
        edit.drop(key) if level == implicit else edit.put(key, level)

    def undo(edit: Edit) -> None:
        key = (edit.statement.slot,)
        edit.drop(key) if edit.form is Form.DEFAULT else edit.put(key, None)

    def write(language: Any, key: Key, value: int | None) -> str:
        if value is None:
            return f"no {key[0]}"
        return f"{key[0]} {LEVELS[value]}"

    return {"apply": apply, "undo": undo, "write": write}


def _buffered(edit: Edit) -> None:
    given = edit.arguments
    size = given.get("size", _BUFFER_BYTES)
    value = (_level(edit, _DEBUGGING), size)
    key = ("logging buffered",)
    edit.drop(key) if value == (_DEBUGGING, _BUFFER_BYTES) else edit.put(key, value)


def _no_buffered(edit: Edit) -> None:
    key = ("logging buffered",)
    edit.drop(key) if edit.form is Form.DEFAULT else edit.put(key, False)


def _write_buffered(language: Any, key: Key, value: Any) -> str:
    if value is False:
        return "no logging buffered"
    level, size = value
    sized = f" {size}" if size != _BUFFER_BYTES or level == _DEBUGGING else ""
    return f"logging buffered{sized}" + ("" if level == _DEBUGGING else f" {LEVELS[level]}")


def _logging_host(edit: Edit) -> None:
    value = {name: edit.arguments[name] for name in ("transport", "port") if name in edit.arguments}
    edit.put(("logging host", edit.arguments["host"]), value)


def _no_logging_host(edit: Edit) -> None:
    edit.drop(("logging host", edit.arguments["host"]))


def _write_logging_host(language: Any, key: Key, value: dict[str, Any]) -> str:
    if value:
        transport = f" transport {value['transport']}" if "transport" in value else ""
        port = f" port {value['port']}" if "port" in value else ""
        return f"logging host {key[1]}{transport}{port}"
    word = language.personality.image.words.get("logging_host", "logging host")
    return f"{word} {key[1]}"


def _history(edit: Edit) -> None:
    level = _level(edit, _WARNINGS)
    key = ("logging history",)
    edit.drop(key) if level == _WARNINGS else edit.put(key, level)


def _origin(edit: Edit) -> None:
    given = edit.arguments
    edit.put(("logging origin-id",), ("string", given["text"]) if "text" in given else (given["what"], ""))


def _write_origin(language: Any, key: Key, value: tuple[str, str]) -> str:
    return f"logging origin-id {value[0]} {value[1]}".rstrip()


LOGGING: tuple[Statement, ...] = (
    flag("logging on", on=True),
    flag("logging message-counter syslog", on=True, slot="logging message-counter"),
    flag("logging userinfo"),
    Statement(
        f"logging buffered [<size:4096-2147483647>] {_LEVEL}",
        apply=_buffered,
        undo=_no_buffered,
        write=_write_buffered,
    ),
    Statement(f"logging console {_LEVEL}", **_severity(_DEBUGGING, _DEBUGGING)),
    Statement(f"logging monitor {_LEVEL}", **_severity(_DEBUGGING, _DEBUGGING)),
    Statement(
        f"logging history {_LEVEL_NEEDED}",
        apply=_history,
        write=lambda language, key, value: f"logging history {LEVELS[value]}",
    ),
    Statement("logging history size <size:1-500>", implicit=1),
    Statement(f"logging trap {_LEVEL}", **_severity(_INFORMATIONAL, _INFORMATIONAL)),
    Statement(
        "logging origin-id {what={hostname|ip|ipv6}|string <text:line>}",
        apply=_origin,
        write=_write_origin,
    ),
    Statement("logging facility name={" + "|".join(sorted(FACILITIES)) + "}", implicit="local7"),
    Statement("logging source-interface <interface>"),
    Statement(
        "logging [host] <host:address> [transport transport={tcp|udp} [port <port:1-65535>]]",
        slot="logging host",
        keys=("host",),
        no="logging [host] <host:address> [transport transport={tcp|udp} [port <port:1-65535>]]",
        apply=_logging_host,
        undo=_no_logging_host,
        write=_write_logging_host,
    ),
)

# Types of `snmp-server enable traps` in the order in which running-config lists them, with their parts.
TRAPS: dict[str, tuple[str, ...]] = {
    "snmp": ("authentication", "linkdown", "linkup", "coldstart", "warmstart"),
    "tty": (),
    "vtp": (),
    "vlancreate": (),
    "vlandelete": (),
    "port-security": (),
    "license": ("imagelevel", "deploy", "error", "usage"),
    "cpu": ("threshold",),
    "stackwise": (),
    "fru-ctrl": (),
    "flash": ("insertion", "removal"),
    "entity": (),
    "envmon": ("fan", "shutdown", "supply", "temperature", "status"),
    "config-copy": (),
    "config": (),
    "config-ctid": (),
    "bridge": ("newroot", "topologychange"),
    "stpx": ("inconsistency", "root-inconsistency", "loop-inconsistency"),
    "syslog": (),
    "mac-notification": (),
    "hsrp": (),
    "bgp": (),
    "ospf": (),
    "pim": ("neighbor-change", "rp-mapping-change", "invalid-pim-message"),
    "ipmulticast": (),
    "msdp": (),
    "errdisable": (),
    "vlan-membership": (),
}
_SWITCH_TRAPS = frozenset(
    {
        "vtp", "vlancreate", "vlandelete", "port-security", "stackwise", "fru-ctrl", "flash", "envmon", "bridge",
        "stpx", "mac-notification", "errdisable", "vlan-membership",
    }
)  # fmt: skip


# Enabled although nobody typed it. Source: CISCO-LICENSE-MGMT-MIB, defaults of its notification switches.
DEFAULT_TRAPS: dict[str, tuple[str, ...]] = {"license": DEFAULT_LICENSE_TRAPS}


def trap_types(family: str) -> list[str]:
    """The types that `snmp-server enable traps` alone enables on a family."""
    return [kind for kind in TRAPS if family == "switch" or kind not in _SWITCH_TRAPS]


def _enable_traps(edit: Edit) -> None:
    given = edit.arguments
    if "type" not in given:
        for kind in trap_types(edit.language.personality.platform.family):
            edit.put(("snmp-server enable traps", kind), TRAPS[kind])
        return
    kind = given["type"]
    parts = TRAPS[kind]
    asked = [part for part in parts if part in given.values()]
    before = edit.get("snmp-server enable traps", kind, default=DEFAULT_TRAPS.get(kind, ()))
    _keep_traps(edit, kind, tuple(p for p in parts if p in before or p in (asked or parts)))


def _disable_traps(edit: Edit) -> None:
    given = edit.arguments
    if edit.form is Form.DEFAULT:
        edit.drop(("snmp-server enable traps", *([given["type"]] if "type" in given else [])))
        return
    if "type" not in given:
        edit.drop(("snmp-server enable traps",))
        for kind in DEFAULT_TRAPS:
            _keep_traps(edit, kind, ())
        return
    kind = given["type"]
    before = edit.get("snmp-server enable traps", kind, default=DEFAULT_TRAPS.get(kind, ()))
    asked = [part for part in TRAPS[kind] if part in given.values()]
    left = tuple(p for p in before if p not in asked) if asked else ()
    if left or kind in DEFAULT_TRAPS:
        _keep_traps(edit, kind, left)
    else:
        edit.drop((edit.statement.slot, kind))


def _keep_traps(edit: Edit, kind: str, parts: tuple[str, ...]) -> None:
    """Keep which parts of a type are enabled; those that go without saying are not kept."""
    if DEFAULT_TRAPS.get(kind) == parts:
        edit.drop(("snmp-server enable traps", kind))
    else:
        edit.put(("snmp-server enable traps", kind), parts)


def _write_traps(language: Any, key: Key, parts: tuple[str, ...]) -> list[str]:
    kind = key[1]
    missing = [part for part in DEFAULT_TRAPS.get(kind, ()) if part not in parts]
    if not missing:
        return [f"snmp-server enable traps {' '.join((kind, *parts))}"]
    others = [part for part in parts if part not in DEFAULT_TRAPS[kind]]
    lines = [f"no snmp-server enable traps {' '.join((kind, *(missing if parts else ())))}"]
    if others:
        lines.append(f"snmp-server enable traps {' '.join((kind, *others))}")
    return lines


def _trap_syntax() -> str:
    types = []
    for kind, parts in TRAPS.items():
        options = " | ".join(f"{part.replace('-', '_')}={part}" for part in parts)
        types.append(f"type={kind} [* {options}]" if options else f"type={kind}")
    return "snmp-server enable traps [{" + "|".join(types) + "}]"


def _community(edit: Edit) -> None:
    given = edit.arguments
    value = {"access": given.get("access", "ro")}
    value.update({name: given[name] for name in ("view", "acl") if name in given})
    edit.put(("snmp-server community", given["name"]), value)


def _write_community(language: Any, key: Key, value: dict[str, Any]) -> str:
    view = f" view {value['view']}" if "view" in value else ""
    acl = f" {value['acl']}" if "acl" in value else ""
    name = f'"{key[1]}"' if " " in key[1] else key[1]
    return f"snmp-server community {name}{view} {value['access'].upper()}{acl}"


def _trap_host(edit: Edit) -> None:
    given = edit.arguments
    value: dict[str, Any] = {}
    if given.get("kind") == "informs":
        value["kind"] = "informs"
    if given.get("version", "1") != "1":
        value["version"] = given["version"]
    if "security" in given:
        value["security"] = given["security"]
    if given.get("port", 162) != 162:
        value["port"] = given["port"]
    if given.get("types"):
        value["types"] = given["types"]
    edit.put(("snmp-server host", given["host"], given["community"]), value)


def _no_trap_host(edit: Edit) -> None:
    key = ("snmp-server host", edit.arguments["host"], edit.arguments.get("community"))
    edit.drop(key if key[2] is not None else key[:2])


def _write_trap_host(language: Any, key: Key, value: dict[str, Any]) -> str:
    words = ["snmp-server host", key[1]]
    if "kind" in value:
        words.append("informs")
    if "version" in value:
        words += ["version", value["version"], *([value["security"]] if "security" in value else [])]
    words.append(key[2])
    if "port" in value:
        words += ["udp-port", str(value["port"])]
    return " ".join([*words, *value.get("types", ())])


_HOST = (
    "snmp-server host <host:address> [kind={informs|traps}]"
    " [version {version={1|2c}|version=3 security={auth|noauth|priv}}] <community:word> [udp-port <port:0-65535>]"
)


def _no_agent_alone(edit: Edit) -> None:
    raise ConfigRefusal(INCOMPLETE)


def _stop_agent(edit: Edit) -> None:
    for path in [p for p in edit.config.paths() if str(p[0]).startswith("snmp-server ")]:
        edit.config = edit.config.close(path)


SNMP: tuple[Statement, ...] = (
    Statement("snmp-server view <name:word> <tree:word> mode={excluded|included}", keys=("name", "tree")),
    Statement(
        "snmp-server community <name:string> [view <view:word>] [access={ro|rw}] [<acl:acl>]",
        keys=("name",),
        apply=_community,
        write=_write_community,
    ),
    Statement("snmp-server ifindex persist"),
    Statement("snmp-server trap link ietf", slot="snmp-server trap link"),
    Statement("snmp-server trap-source <interface>"),
    Statement("snmp-server source-interface informs <interface>", slot="snmp-server source-interface"),
    Statement("snmp-server packetsize <octets:484-17940>", implicit=1500),
    Statement("snmp-server queue-length <number:1-5000>", implicit=10),
    Statement("snmp-server trap-timeout <seconds:1-1000>", implicit=30),
    Statement("snmp-server location <text:line>"),
    Statement("snmp-server contact <text:line>"),
    Statement("snmp-server chassis-id <text:line>"),
    Statement("snmp-server system-shutdown"),
    Statement("snmp-server tftp-server-list <acl:acl>"),
    Statement(
        _trap_syntax(),
        no=_trap_syntax(),
        apply=_enable_traps,
        undo=_disable_traps,
        write=_write_traps,
    ),
    Statement(
        _HOST + " [<types:trap-type>...]",
        keys=("host", "community"),
        no=_HOST.replace("<community:word>", "[<community:word>]") + " [<types:trap-type>...]",
        apply=_trap_host,
        undo=_no_trap_host,
        write=_write_trap_host,
    ),
    Statement(
        "snmp-server", slot="snmp-server", no="snmp-server", apply=_no_agent_alone, undo=_stop_agent, hidden=True
    ),
)


def _write_dash(language: Any, name: str) -> str:
    """`ip domain-name` on 12.x, `ip domain name` from 15.0."""
    dashed: str = name if language.personality.image.version.startswith("12") else name.replace("domain-", "domain ")
    return dashed


SERVERS: tuple[Statement, ...] = (
    Statement(
        "ip domain-lookup",
        off=False,
        implicit=True,
        write=lambda language, key, value: f"no {_write_dash(language, 'ip domain-lookup')}",
    ),
    Statement("ip domain lookup", slot="ip domain-lookup", off=False, implicit=True),
    Statement(
        "ip domain-name <name:word>",
        write=lambda language, key, value: f"{_write_dash(language, 'ip domain-name')} {value}",
    ),
    Statement("ip domain name <name:word>", slot="ip domain-name"),
    Statement("ip name-server <server:address>", keys=("server",)),
    Statement("ip host <name:word> <address:address>", keys=("name",), help={"host": "Address of a host name"}),
    Statement("ip ssh time-out <seconds:1-120>", implicit=120, needs="k9"),
    Statement("ip ssh authentication-retries <number:0-5>", implicit=3, needs="k9"),
    Statement("ip ssh logging events", needs="k9"),
    Statement("ip ssh version <version:1-2>", needs="k9"),
    Statement("ip ssh source-interface <interface>", needs="k9"),
    Statement("ip scp server enable", needs="k9"),
    Statement("ip ftp username <name:word>"),
    Statement("ip ftp passive"),
    Statement("ip ftp source-interface <interface>"),
    Statement("ip tftp source-interface <interface>"),
    Statement("ip tftp blocksize <octets:512-8192>"),
    flag("ip http server", off=False),
    Statement("ip http access-class <acl:1-99>"),
    Statement("ip http authentication method={aaa|enable|local}", implicit="enable"),
    Statement("ip http secure-server", off=False, needs="k9"),
    flag("cdp run", on=True),
    Statement("lldp run"),
    Statement("ntp server <server:address> [version <version:1-4>] [prefer=prefer]", keys=("server",)),
    Statement("ntp source <interface>"),
    Statement("tacacs-server host <host:address> [key <key:line>]", keys=("host",)),
    Statement("tacacs-server key <key:line>"),
    Statement(
        "radius-server host <host:address> [auth-port <auth:0-65535>] [acct-port <acct:0-65535>] [key <key:line>]",
        keys=("host",),
    ),
    Statement("radius-server key <key:line>"),
)
