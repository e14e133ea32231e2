"""
The startup-config a new chassis ships with, so that any client gets in at once.

Text is shared by all devices of one platform, image and host name. The secrets are type 5 with fixed salts: two runs
are byte-identical. `admin`/`admin` at privilege 15, `operator`/`operator` at 1, enable secret `admin`.
"""

from functools import cache

from iosim.aaa.secret import hashed
from iosim.featureset.image import Image
from iosim.platforms.platform import Platform


@cache
def _secret(password: str, salt: str) -> str:
    return str(hashed(password, salt))


def startup_config(platform: Platform, image: Image, hostname: str = "") -> str:
    """
    The day-0 configuration.

    Args:
        platform: whose ports and lines it names.
        image: the release it will be read by; an image without crypto has no SSH and no SCP server.
        hostname: "" is the platform's own.
    """
    lines = [
        f"hostname {hostname or platform.hostname}",
        f"enable secret 5 {_secret('admin', 'a0en')}",
        f"username admin privilege 15 secret 5 {_secret('admin', 'a0ad')}",
        f"username operator privilege 1 secret 5 {_secret('operator', 'a0op')}",
        "no ip domain-lookup",
        "ip domain-name example.com",
        *(["ip scp server enable"] if image.crypto else []),
        "interface Vlan1",
        " ip address dhcp",
        " no shutdown",
        "snmp-server community public RO",
        "snmp-server community private RW",
        "line con 0",
        " exec-timeout 0 0",
        " logging synchronous",
    ]
    vty = [" login local", " transport input all"]
    if platform.family == "switch":
        lines += ["line vty 0 4", *vty, "line vty 5 15", *vty]
    else:
        lines += [f"line vty 0 {platform.vty_lines - 1}", *vty]
    return "".join(f"{line}\n" for line in [*lines, "end"])
