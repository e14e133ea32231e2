"""
Typed questions about a configuration.

Everybody but the command language itself asks here; nobody else knows under which keys things lie. Each answer
is what the device acts on: defaults of IOS are filled in. Levels are severities 0..7, None for off.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from iosim.aaa import Account, LoginMethod, Policy, Secret
from iosim.config.access_list import Entry, permitted
from iosim.config.private import KEY, KeyPair
from iosim.config.value import Config
from iosim.syslog.stamp import StampFormat

TELNET, SSH = "telnet", "ssh"
_ALL_TRANSPORTS = frozenset({TELNET, SSH})
DEFAULT_EXEC_TIMEOUT_S = 600
# Syslog facilities by the names of `logging facility` (RFC 3164 section 4.1.1)
FACILITIES = {
    "kern": 0, "user": 1, "mail": 2, "daemon": 3, "auth": 4, "syslog": 5, "lpr": 6, "news": 7, "uucp": 8, "sys9": 9,
    "sys10": 10, "sys11": 11, "sys12": 12, "sys13": 13, "sys14": 14, "cron": 15, "local0": 16, "local1": 17,
    "local2": 18, "local3": 19, "local4": 20, "local5": 21, "local6": 22, "local7": 23,
}  # fmt: skip


# -- identity and services


def hostname(config: Config) -> str:
    """`hostname`; "" when none was configured (the platform has a default)."""
    return str(config.one("hostname", ""))


def domain_name(config: Config) -> str:
    """`ip domain-name`; "" when none was configured."""
    return str(config.one("ip domain-name", ""))


def domain_lookup(config: Config) -> bool:
    """Whether an unknown word at the EXEC prompt is looked up as a host name."""
    return bool(config.one("ip domain-lookup", True))


def banner(config: Config, kind: str) -> str | None:
    """Text of `banner motd|login|exec|incoming`, lines ended by newline; None when there is none."""
    found = config.get((), ("banner", kind))
    return None if found is None else str(found)


def scp_enabled(config: Config) -> bool:
    """`ip scp server enable`."""
    return bool(config.one("ip scp server enable", False))


def http_enabled(config: Config) -> bool:
    """`ip http server`."""
    return bool(config.one("ip http server", False))


def https_enabled(config: Config) -> bool:
    """`ip http secure-server`."""
    return bool(config.one("ip http secure-server", False))


def alias(config: Config, mode: str, name: str) -> str | None:
    """What `alias MODE NAME` stands for, mode "exec", "configure" or "interface"; None when it is no alias."""
    found = config.get((), ("alias", mode, name))
    return None if found is None else str(found)


def file_prompt_quiet(config: Config) -> bool:
    """`file prompt quiet`: copy and delete ask nothing."""
    return bool(config.one("file prompt", {}).get("mode") == "quiet")


@dataclass(frozen=True, slots=True)
class SshSettings:
    """`ip ssh ...`."""

    version: int | None  # 2; None: both
    timeout_s: int
    retries: int
    events: bool  # `ip ssh logging events`


def ssh_settings(config: Config) -> SshSettings:
    """`ip ssh ...`, with the defaults of IOS."""
    return SshSettings(
        config.one("ip ssh version"),
        config.one("ip ssh time-out", 120),
        config.one("ip ssh authentication-retries", 3),
        bool(config.one("ip ssh logging events", False)),
    )


def key_pair(config: Config) -> KeyPair | None:
    """The RSA pair that SSH needs; None after `crypto key zeroize rsa`, and where the image has no cryptography."""
    found = config.get((), (KEY, "rsa"))
    return found if isinstance(found, KeyPair) else None


def reachable_by(config: Config, transport: str, vty_lines: int) -> bool:
    """Whether any vty of the device takes `transport` ("ssh" or "telnet"), and for SSH there is a key pair."""
    if transport == SSH and key_pair(config) is None:
        return False
    return any(
        (found := line(config, "vty", index)) is not None and transport in found.transport_input
        for index in range(vty_lines)
    )


def boot_system(config: Config) -> list[str]:
    """URLs of `boot system`, in order."""
    return [str(key[1]) for key in config.many("boot system")]


# -- licences


def boot_level(config: Config) -> str:
    """The feature set asked for by `license boot level` or `license boot module`; "" when none is."""
    found = config.one("license boot level")
    if found is None:
        found = next(iter(config.many("license boot module").values()), "")
    return str(found)


def call_home_url(config: Config) -> str:
    """`license call-home url`, without a slash at its end; "" when none is configured."""
    return str(config.one("license call-home url", ""))


def trusted_certificates(config: Config) -> list[str]:
    """Files with the certificates of authorities that trustpoints accept."""
    return [
        str(value)
        for path in config.under("crypto pki certificate chain")
        for key, value in config.slots(path).items()
        if key[0] == "certificate ca"
    ]


def eula_accepted(config: Config) -> bool:
    """`license accept end user agreement`: no EULA is asked for."""
    return bool(config.one("license accept end user agreement", False))


# -- who may in


def users(config: Config) -> dict[str, Account]:
    """`username` lines by name."""
    return {key[1]: account for key, account in config.many("username").items()}


def enable_secret(config: Config, level: int = 15) -> Secret | None:
    """What `enable LEVEL` asks for: the enable secret, else the enable password; None when neither is set."""
    for name in ("enable secret", "enable password"):
        found = config.get((), (name, level))
        if isinstance(found, Secret):
            return found
    return None


@dataclass(frozen=True, slots=True)
class LineConfig:
    """One terminal line, `console 0` or `vty N`."""

    exec_timeout_s: int = DEFAULT_EXEC_TIMEOUT_S  # 0: never
    login: str = "none"  # none, line, local, or aaa for a method list of its own
    login_list: str = "default"  # the method list of `login authentication`
    password: Secret | None = None
    privilege: int = 1
    transport_input: frozenset[str] = _ALL_TRANSPORTS
    access_class: str = ""  # of `access-class N in`; "" when none
    logging_synchronous: bool = False
    history_size: int = 10  # 0: `no history`
    length: int = 24
    width: int = 80
    exec_enabled: bool = True  # False after `no exec`


def line(config: Config, kind: str, index: int) -> LineConfig | None:
    """The configuration of one line, kind "console" or "vty"; None for a line that is not configured to exist."""
    section = config.section(("line", kind, index))
    if section is None:
        return LineConfig() if kind == "console" else None
    slots = section.slots
    minutes, seconds = slots.get(("exec-timeout",), (10, 0))
    login = slots.get(("login",), "none")
    name = "default"
    if isinstance(login, tuple):
        login, name = login
    if config.one("aaa new-model") and login != "aaa":
        login = "aaa"
    transports = slots.get(("transport input",))
    accepted = _ALL_TRANSPORTS
    if transports is not None and "all" not in transports:
        accepted &= frozenset(transports)
    history = slots.get(("history size",), 10)
    return LineConfig(
        exec_timeout_s=minutes * 60 + seconds,
        login=login,
        login_list=name,
        password=slots.get(("password",)),
        privilege=slots.get(("privilege level",), 1),
        transport_input=accepted,
        access_class=str(slots.get(("access-class", "in"), "")),
        logging_synchronous=("logging synchronous",) in slots,
        history_size=history or 0,
        length=slots.get(("length",), 24),
        width=slots.get(("width",), 80),
        exec_enabled=slots.get(("exec",), True),
    )


def login_policy(config: Config, kind: str, index: int, *, ssh: bool = False) -> Policy:
    """
    How a line lets people in.

    Args:
        config: the running configuration.
        kind: "console" or "vty".
        index: number within its kind.
        ssh: SSH always needs a user: a line with `login` or `no login` checks the local users then.
    """
    found = line(config, kind, index) or LineConfig()
    method = _method(config, found)
    if ssh and method is not LoginMethod.CLOSED:
        method = LoginMethod.LOCAL
    return Policy(method, users(config), found.password, found.privilege)


def _method(config: Config, found: LineConfig) -> LoginMethod:
    if found.login != "aaa":
        return {"none": LoginMethod.NONE, "line": LoginMethod.LINE, "local": LoginMethod.LOCAL}[found.login]
    methods = config.get((), ("aaa authentication login", found.login_list))
    if methods is None:
        return LoginMethod.LOCAL  # without a list aaa new-model asks the local users
    for word in methods:
        if word in ("local", "local-case"):
            return LoginMethod.LOCAL
        if word == "line":
            return LoginMethod.LINE
        if word == "none":
            return LoginMethod.NONE
        if word == "enable":
            return LoginMethod.LINE
    return LoginMethod.CLOSED  # only servers, and none of those answers


def exec_authorized(config: Config, kind: str) -> bool:
    """Whether a session starts at the privilege of its user; aaa new-model wants `aaa authorization exec` for it."""
    if not config.one("aaa new-model"):
        return True
    methods = config.get((), ("aaa authorization exec", "default"))
    return methods is not None and kind != "console"


def permits(config: Config, access_list: str, address: str) -> bool:
    """Whether an access list lets `address` pass; one that does not exist lets everybody."""
    entries = access_list_entries(config, access_list)
    return True if entries is None else permitted(entries, address)


def access_list_entries(config: Config, name: str) -> list[Entry] | None:
    """Entries of a numbered or named access list in their order; None when there is no such list."""
    paths: list[tuple[Any, ...]] = [("access-list", int(name))] if name.isdigit() else []
    paths += [("ip access-list", "standard", name), ("ip access-list", "extended", name)]
    for path in paths:
        section = config.section(path)
        if section is not None:
            return [section.slots[key] for key in sorted(k for k in section.slots if k[0] == "entry")]
    return None


# -- interfaces


@dataclass(frozen=True, slots=True)
class InterfaceConfig:
    """One interface."""

    description: str = ""
    shutdown: bool = False
    address: str = ""  # dotted; "" when it has none
    mask: str = ""
    dhcp: bool = False  # `ip address dhcp`
    secondary: tuple[tuple[str, str], ...] = ()  # (address, mask)
    switchport: bool = True  # False after `no switchport`
    mode: str = ""  # access, trunk, dynamic auto, ...; "" as the hardware has it
    access_vlan: int = 1
    native_vlan: int = 1
    speed: str = "auto"
    duplex: str = "auto"
    mtu: int | None = None
    bandwidth_kbps: int | None = None
    trap_link_status: bool = True  # False after `no snmp trap link-status`
    log_link_status: bool = True  # False after `no logging event link-status`


_NO_INTERFACE = InterfaceConfig()


def interface(config: Config, name: str) -> InterfaceConfig:
    """The configuration of the interface with this full name (`GigabitEthernet1/0/1`); defaults for one without any."""
    section = config.section(("interface", name))
    if section is None:
        return _NO_INTERFACE
    found: InterfaceConfig | None = section.meaning
    if found is None:
        found = section.meaning = _interface(section.slots)
    return found


def _interface(slots: Mapping[Any, Any]) -> InterfaceConfig:
    if not slots:
        return _NO_INTERFACE
    get = slots.get
    own = get(("ip address",))
    address, mask = own if isinstance(own, tuple) else ("", "")
    return InterfaceConfig(
        description=get(("description",), ""),
        shutdown=get(("shutdown",), False),
        address=address,
        mask=mask,
        dhcp=own == "dhcp",
        secondary=tuple((k[1], v) for k, v in slots.items() if k[0] == "ip address secondary"),
        switchport=get(("switchport",), True),
        mode=" ".join(get(("switchport mode",), {}).values()),
        access_vlan=get(("switchport access vlan",), 1),
        native_vlan=get(("switchport trunk native vlan",), 1),
        speed=str(get(("speed",), "auto")),
        duplex=get(("duplex",), "auto"),
        mtu=get(("mtu",)),
        bandwidth_kbps=get(("bandwidth",)),
        trap_link_status=get(("snmp trap link-status",), True),
        log_link_status=get(("logging event link-status",), True),
    )


_VIRTUAL = re.compile(r"([A-Za-z-]+)(\d+)")


def virtual_interfaces(config: Config) -> tuple[str, ...]:
    """Interfaces that exist because they are configured (Vlan10, Loopback0, Port-channel1), by kind and number."""
    found = []
    for path in config.under("interface"):
        parts = _VIRTUAL.fullmatch(path[1])
        if parts and parts[1] in ("Vlan", "Loopback", "Port-channel", "Tunnel"):
            found.append((parts[1], int(parts[2]), path[1]))
    return tuple(name for _, _, name in sorted(found))


def vlans(config: Config) -> dict[int, str]:
    """VLANs of the database by number, with their names; the default ones are not among them."""
    return {path[1]: config.get(path, ("name",), f"VLAN{path[1]:04d}") for path in sorted(config.under("vlan"))}


# -- SNMP


def snmp_enabled(config: Config) -> bool:
    """Whether the agent runs: any `snmp-server` community, host, user or location starts it."""
    return any(
        config.section((name,)) is not None
        for name in ("snmp-server community", "snmp-server host", "snmp-server contact", "snmp-server location")
    )


def communities(config: Config) -> dict[str, tuple[bool, str]]:
    """`snmp-server community`: name -> (whether it may write, access list or "")."""
    return {
        key[1]: (value.get("access") == "rw", str(value.get("acl", "")))
        for key, value in config.many("snmp-server community").items()
    }


def community_views(config: Config) -> dict[str, str]:
    """`snmp-server community NAME view VIEW`: community -> view, for those that have one."""
    return {key[1]: value["view"] for key, value in config.many("snmp-server community").items() if "view" in value}


def views(config: Config) -> dict[str, dict[str, bool]]:
    """`snmp-server view`: name -> {subtree as typed: whether it is included}."""
    found: dict[str, dict[str, bool]] = {}
    for key, value in config.many("snmp-server view").items():
        found.setdefault(key[1], {})[key[2]] = value == "included"
    return found


def snmp_contact(config: Config) -> str:
    """`snmp-server contact`; "" when not set."""
    return str(config.one("snmp-server contact", ""))


def snmp_location(config: Config) -> str:
    """`snmp-server location`; "" when not set."""
    return str(config.one("snmp-server location", ""))


def snmp_chassis_id(config: Config) -> str:
    """`snmp-server chassis-id`; "" for the serial number of the device."""
    return str(config.one("snmp-server chassis-id", ""))


def snmp_packet_bytes(config: Config) -> int:
    """`snmp-server packetsize`."""
    return int(config.one("snmp-server packetsize", 1500))


@dataclass(frozen=True, slots=True)
class TrapHost:
    """One `snmp-server host`."""

    host: str
    port: int
    version: str  # "1", "2c" or "3"
    community: str  # or the user, of version 3
    inform: bool
    types: tuple[str, ...]  # () means every enabled type


def trap_hosts(config: Config) -> list[TrapHost]:
    """`snmp-server host` lines, in the order they were entered."""
    return [
        TrapHost(
            key[1],
            value.get("port", 162),
            value.get("version", "1"),
            key[2],
            value.get("kind") == "informs",
            tuple(value.get("types", ())),
        )
        for key, value in config.many("snmp-server host").items()
    ]


# Parts of `snmp-server enable traps license` that are on until somebody turns them off
DEFAULT_LICENSE_TRAPS = ("deploy", "error", "usage")


def enabled_traps(config: Config) -> dict[str, tuple[str, ...]]:
    """`snmp-server enable traps`: type -> its enabled parts; () for a type that has none."""
    typed = {key[1]: value for key, value in config.many("snmp-server enable traps").items()}
    found = {"license": DEFAULT_LICENSE_TRAPS, **typed}
    return {kind: parts for kind, parts in found.items() if parts or kind != "license"}


def trap_enabled(config: Config, kind: str, part: str = "") -> bool:
    """Whether traps of a type, and of this part of it (`snmp`, `linkdown`), are enabled."""
    default = DEFAULT_LICENSE_TRAPS if kind == "license" else None
    parts = config.get((), ("snmp-server enable traps", kind), default)
    return parts is not None and (part in parts if part else kind != "license" or bool(parts))


def trap_source(config: Config) -> str:
    """Interface of `snmp-server trap-source`; "" when none."""
    return str(config.one("snmp-server trap-source", ""))


# -- logging


@dataclass(frozen=True, slots=True)
class LoggingSettings:
    """`logging ...`, `service timestamps log ...` and `clock timezone`, resolved."""

    on: bool
    console_level: int | None
    monitor_level: int | None
    buffered_level: int | None
    buffer_bytes: int
    trap_level: int | None
    hosts: tuple[tuple[str, int], ...]  # (address, UDP port)
    facility: int
    origin_id: str  # "", "hostname", "ip", "ipv6", or the text of `origin-id string`
    source_interface: str
    message_counter: bool
    sequence_numbers: bool
    history_level: int
    history_size: int
    stamp: StampFormat
    zone: str
    zone_offset_ms: int
    userinfo: bool
    login_success: bool  # `login on-success log`
    login_failure: bool  # `login on-failure log`
    ssh_events: bool  # `ip ssh logging events`


_asked_last: tuple[Config, LoggingSettings] | None = None  # one event asks several times, and devices alike ask alike


def logging_settings(config: Config) -> LoggingSettings:
    """What is logged where."""
    global _asked_last
    if _asked_last is None or _asked_last[0] is not config:
        _asked_last = config, _logging_settings(config)
    return _asked_last[1]


def _logging_settings(config: Config) -> LoggingSettings:
    one = config.one
    level, size = one("logging buffered", (7, 4096)) or (None, 4096)
    origin, origin_text = one("logging origin-id", ("", ""))
    zone, offset_minutes = one("clock timezone", ("UTC", 0))
    return LoggingSettings(
        on=one("logging on", True),
        console_level=one("logging console", 7),
        monitor_level=one("logging monitor", 7),
        buffered_level=level,
        buffer_bytes=size,
        trap_level=one("logging trap", 6),
        hosts=tuple((key[1], value.get("port", 514)) for key, value in config.many("logging host").items()),
        facility=FACILITIES[one("logging facility", "local7")],
        origin_id=origin_text or origin,
        source_interface=one("logging source-interface", ""),
        message_counter=one("logging message-counter", True),
        sequence_numbers=one("service sequence-numbers", False),
        history_level=one("logging history", 4),
        history_size=one("logging history size", 1),
        stamp=stamp_format(config.get((), ("service timestamps", "log"))),
        zone=zone,
        zone_offset_ms=offset_minutes * 60_000,
        userinfo=one("logging userinfo", False),
        login_success=one("login on-success", False),
        login_failure=one("login on-failure", False),
        ssh_events=one("ip ssh logging events", False),
    )


def stamp_format(words: Any) -> StampFormat:
    """`service timestamps log ...` resolved; nothing means no time stamps."""
    if not words:
        return StampFormat("none")
    if words.get("kind") == "uptime":
        return StampFormat("uptime")
    return StampFormat(
        "datetime",
        milliseconds="msec" in words,
        local_time="localtime" in words,
        show_zone="zone" in words,
        year="year" in words,
    )


def clock_zone(config: Config) -> tuple[str, int]:
    """Name and offset in milliseconds of `clock timezone`."""
    settings = logging_settings(config)
    return settings.zone, settings.zone_offset_ms
