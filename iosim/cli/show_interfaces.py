"""
`show interfaces`, `show ip interface` and their tables.

Source: captures of 12.2SE switches; column widths as the parsers of these tables expect them.
"""

from collections.abc import Callable

from iosim.chassis import keys
from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.config import read
from iosim.config.access_list import bits
from iosim.config.language import language
from iosim.errors import DeviceRefusal
from iosim.platforms.platform import Port
from iosim.system.interfaces import InterfaceState
from iosim.system.system import System

commands = Commands()

_SHOW = {
    "show": "Show running system information",
    "interfaces": "Interface status and configuration",
    "description": "Show interface description",
    "status": "Show interface line status",
    "ip": "IP information",
    "interface": "IP interface status and configuration",
    "brief": "Brief summary of IP status and configuration",
    "<interface>": "Interface name",
}
_BRIEF_NAME_WIDTH = 22


class NoSuchInterface(DeviceRefusal):
    """An interface that the device could have, and has not."""

    def __init__(self) -> None:
        super().__init__("% Invalid interface")  # INFERRED


@commands.add("show interfaces [<interface>]", help=_SHOW)
def show_interfaces(cx: Context, interface: str = "") -> str:
    """State and counters of all ports, or of one."""
    return "".join(_interface(cx.system, port, cx.now_ms) for port in _chosen(cx.system, interface))


@commands.add("show interfaces [<interface>] description", help=_SHOW)
def show_description(cx: Context, interface: str = "") -> str:
    """Names and descriptions."""
    rows = ["Interface                      Status         Protocol Description\n"]
    for port in _chosen(cx.system, interface):
        state = cx.system.interfaces.state_of(port)
        status = state.status if state.admin_up else "admin down"
        text = read.interface(cx.system.config, port.name).description
        rows.append(f"{port.short:<31}{status:<15}{_up(state.protocol_up):<9}{text}".rstrip() + "\n")
    return "".join(rows)


@commands.add("show interfaces [<interface>] status", needs="switch", help=_SHOW)
def show_status(cx: Context, interface: str = "") -> str:
    """Switch ports in a table."""
    rows = ["\nPort      Name               Status       Vlan       Duplex  Speed Type\n"]
    for port in _chosen(cx.system, interface):
        if port.kind in ("switchport", "management"):
            rows.append(_status_row(cx.system, port))
    return "".join(rows)


@commands.add("show ip interface brief", help=_SHOW)
def show_ip_interface_brief(cx: Context) -> str:
    """Addresses in a table."""
    rows = ["Interface              IP-Address      OK? Method Status                Protocol\n"]
    saved = _saved(cx)
    for port in cx.system.interfaces.ports():
        if port.kind == "null":
            continue
        state = cx.system.interfaces.state_of(port)
        address, _ = _address(cx.system, port)
        name = port.name if len(port.name) <= _BRIEF_NAME_WIDTH else port.short
        method = _method(cx.system, port, saved)
        rows.append(
            f"{name:<22} {address or 'unassigned':<15} YES {method:<6} {state.status:<21} {_up(state.protocol_up):<8}\n"
        )
    return "".join(rows)


@commands.add("show ip interface [<interface>]", help=_SHOW)
def show_ip_interface(cx: Context, interface: str = "") -> str:
    """What IP does on each port that has it."""
    return "".join(
        _ip_interface(cx.system, port)
        for port in _chosen(cx.system, interface)
        if interface or port.kind not in ("switchport", "null")
    )


def _chosen(system: System, name: str) -> list[Port]:
    if not name:
        return [port for port in system.interfaces.ports() if port.kind != "null"]
    port = system.interfaces.port(name)
    if port is None:
        raise NoSuchInterface
    return [port]


def _up(up: bool) -> str:
    return "up" if up else "down"


def _address(system: System, port: Port) -> tuple[str, str]:
    """Address and mask of a port; the management port that asks DHCP has the address clients dial."""
    found = read.interface(system.config, port.name)
    if found.dhcp and port.name == system.personality.platform.management_port:
        return system.management_address, "255.0.0.0"
    return found.address, found.mask


def _saved(cx: Context) -> Callable[[str], tuple[str, str]]:
    """Addresses by port as the startup-config has them."""
    text = (cx.system.chassis.get(keys.STARTUP_CONFIG) or b"").decode("utf-8", "replace")
    config = language(cx.personality).parse(text).config
    return lambda name: (read.interface(config, name).address, read.interface(config, name).mask)


def _method(system: System, port: Port, saved: Callable[[str], tuple[str, str]]) -> str:
    found = read.interface(system.config, port.name)
    if found.dhcp:
        return "DHCP"
    if not found.address:
        return "unset"
    return "NVRAM" if saved(port.name) == (found.address, found.mask) else "manual"


# -- show interfaces


def _interface(system: System, port: Port, now_ms: int) -> str:
    state = system.interfaces.state_of(port)
    found = read.interface(system.config, port.name)
    switch = system.personality.platform.family == "switch"
    word = f" ({_port_status(state)})" if switch and port.kind in ("switchport", "management") else ""
    lines = [f"{port.name} is {state.status}, line protocol is {_up(state.protocol_up)}{word} "]
    lines[0] = lines[0].rstrip()
    address = f", address is {_mac(system, port)} (bia {_mac(system, port)})" if port.mac_offset is not None else ""
    lines.append(f"  Hardware is {port.hardware}{address}")
    if found.description:
        lines.append(f"  Description: {found.description}")
    ip, mask = _address(system, port)
    if ip:
        lines.append(f"  Internet address is {ip}/{bits(mask).bit_count()}")
    kbps = found.bandwidth_kbps or port.speed_bps // 1000
    delay = 5000 if port.kind == "loopback" else 10 if port.speed_bps >= 10**9 else 100
    lines += [
        f"  MTU {found.mtu or port.mtu} bytes, BW {kbps} Kbit, DLY {delay} usec, ",
        f"     reliability 255/255, txload {_load(system, port, False)}/255, rxload {_load(system, port, True)}/255",
        f"  Encapsulation {'LOOPBACK' if port.kind == 'loopback' else 'ARPA'}, loopback not set",
    ]
    physical = port.kind not in ("svi", "loopback", "virtual")
    if physical:
        lines.append("  Keepalive set (10 sec)")
        media = f", media type is {port.media}" if port.media else ""
        media = f", media type is {port.media}" if port.media else ""
        lines.append(f"  {_duplex(found, state)}, {_speed(found, port, state)}{media}")
        if switch and port.kind == "switchport":
            lines.append("  input flow-control is off, output flow-control is unsupported ")
    if port.kind != "loopback":
        lines.append("  ARP type: ARPA, ARP Timeout 04:00:00")
    seen = "00:00:00" if state.protocol_up else "never"
    lines += [
        f"  Last input {seen}, output {seen}, output hang never",
        '  Last clearing of "show interface" counters never',
        "  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0",
        "  Queueing strategy: fifo",
        "  Output queue: 0/40 (size/max)",
    ]
    return "\n".join(lines + _counters(system, port, now_ms, physical=physical)) + "\n"


def _counters(system: System, port: Port, now_ms: int, *, physical: bool) -> list[str]:
    ports = system.interfaces
    received, received_bytes = ports.packets(port, True, now_ms), ports.octets(port, True, now_ms)
    sent, sent_bytes = ports.packets(port, False, now_ms), ports.octets(port, False, now_ms)
    rows = []
    for way, inbound in (("input", True), ("output", False)):
        rate = ports.rate_bps(port, inbound) // 1000 * 1000
        rows.append(f"  5 minute {way} rate {rate} bits/sec, {rate // 2500} packets/sec")
    rows += [
        f"     {received} packets input, {received_bytes} bytes, 0 no buffer",
        "     Received 0 broadcasts (0 multicasts)" if physical else "     Received 0 broadcasts (0 IP multicasts)",
        "     0 runts, 0 giants, 0 throttles ",
        "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored",
    ]
    if physical:
        rows += [
            "     0 watchdog, 0 multicast, 0 pause input",
            "     0 input packets with dribble condition detected",
        ]
    rows += [
        f"     {sent} packets output, {sent_bytes} bytes, 0 underruns",
        f"     0 output errors, {'0 collisions, ' if physical else ''}1 interface resets",
    ]
    if physical:
        rows += ["     0 babbles, 0 late collision, 0 deferred", "     0 lost carrier, 0 no carrier, 0 PAUSE output"]
    return [*rows, "     0 output buffer failures, 0 output buffers swapped out"]


def _mac(system: System, port: Port) -> str:
    number = int.from_bytes(system.box(port.member).mac) + (port.mac_offset or 0)
    text = f"{number & 0xFFFFFFFFFFFF:012x}"
    return f"{text[:4]}.{text[4:8]}.{text[8:]}"


def _load(system: System, port: Port, inbound: bool) -> int:
    return max(1, system.interfaces.rate_bps(port, inbound) * 255 // max(1, port.speed_bps))


def _duplex(found: read.InterfaceConfig, state: InterfaceState) -> str:
    if found.duplex != "auto":
        return f"{found.duplex.capitalize()}-duplex"
    return "Full-duplex" if state.link_up else "Auto-duplex"


def _speed(found: read.InterfaceConfig, port: Port, state: InterfaceState) -> str:
    if found.speed.isdigit():
        return f"{found.speed}Mb/s"
    return f"{port.speed_bps // 1_000_000}Mb/s" if state.link_up else "Auto-speed"


# -- show interfaces status


def _port_status(state: InterfaceState) -> str:
    if not state.admin_up:
        return "disabled"
    return "connected" if state.link_up else "notconnect"


def _status_row(system: System, port: Port) -> str:
    found = read.interface(system.config, port.name)
    state = system.interfaces.state_of(port)
    vlan = str(found.access_vlan)
    if port.kind != "switchport" or not found.switchport:
        vlan = "routed"
    elif found.mode == "trunk":
        vlan = "trunk"
    duplex, speed = found.duplex, found.speed
    if state.link_up:
        duplex = "a-full" if duplex == "auto" else duplex
        speed = f"a-{port.speed_bps // 1_000_000}" if speed == "auto" else speed
    return (
        f"{port.short:<9} {found.description[:18]:<18} {_port_status(state):<12} {vlan:<10} "
        f"{duplex:>6} {speed:>6} {port.media}\n"
    )


# -- show ip interface


def _ip_interface(system: System, port: Port) -> str:
    state = system.interfaces.state_of(port)
    head = f"{port.name} is {state.status}, line protocol is {_up(state.protocol_up)}\n"
    address, mask = _address(system, port)
    if not address:
        return f"{head}  Internet protocol processing disabled\n"
    found = read.interface(system.config, port.name)
    slots = system.config.slots(("interface", port.name))
    groups = {key[1]: value for key, value in slots.items() if key[0] == "ip access-group"}
    lines = [
        f"  Internet address is {address}/{bits(mask).bit_count()}",
        "  Broadcast address is 255.255.255.255",
        f"  Address determined by {'DHCP' if found.dhcp else 'setup command'}",
        f"  MTU is {found.mtu or port.mtu} bytes",
        "  Helper address is not set",
        "  Directed broadcast forwarding is disabled",
        f"  Outgoing access list is {groups.get('out', 'not set')}",
        f"  Inbound  access list is {groups.get('in', 'not set')}",
        "  Proxy ARP is enabled",
        "  Local Proxy ARP is disabled",
        "  Security level is default",
        "  Split horizon is enabled",
        "  ICMP redirects are always sent",
        "  ICMP unreachables are always sent",
        "  ICMP mask replies are never sent",
        "  IP fast switching is enabled",
        "  IP multicast fast switching is enabled",
        "  Router Discovery is disabled",
        "  IP output packet accounting is disabled",
        "  IP access violation accounting is disabled",
        "  TCP/IP header compression is disabled",
        "  RTP/IP header compression is disabled",
        "  Probe proxy name replies are disabled",
        "  Policy routing is disabled",
        "  Network address translation is disabled",
    ]
    secondary = [f"  Secondary address {a}/{bits(m).bit_count()}" for a, m in found.secondary]
    lines[4:4] = secondary
    return head + "\n".join(lines) + "\n"
