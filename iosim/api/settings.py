"""What is asked for when a device is started, by the command line or from Python."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network

from iosim.assembly import Order
from iosim.serve.egress import Peer


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about one device and its place on this machine; the defaults are those of Python."""

    order: Order = field(default_factory=Order)
    state: str = ""  # path of a state file; "": nothing outlives the process
    trusted: tuple[bytes, ...] = ()  # public keys of further licence authorities, certificates of their servers
    host: str = "127.0.0.1"
    ssh: int = 0  # ports; 0 is any free one
    telnet: int = 0
    console: int = 0
    http: int = 0
    https: int = 0
    snmp: int = 0
    api: int | None = None  # of the control API; None: there is none
    boot_time_s: float = 0.0
    time_scale: float = 1.0
    calendar_ms: int | None = None  # calendar at simulated time 0; None: as the hardware has it
    peers: tuple[Peer, ...] = ()
    allow_egress: tuple[IPv4Network, ...] = ()
    lenient: bool = False
    strict_clock: bool = False  # certificates and tickets must be valid by the device's own calendar
