"""
The startup-config a new chassis ships with: reachable, and open with well-known credentials.

The text is the same for every chassis of a model, so that all of them share one configuration. The secrets are
type 5 under fixed salts (`admin`, `operator`).
"""

from functools import cache

from iosim.aaa.secret import md5_crypt
from iosim.platforms.platform import Platform

DOMAIN = "iosim.example"
ADMIN, OPERATOR = "admin", "operator"


@cache
def _secret(password: str, salt: str) -> str:
    return f"5 {md5_crypt(password, salt)}"


def day0(platform: Platform, *, crypto: bool = True) -> str:
    """
    The day-0 startup-config of a model, ended by `end`.

    Args:
        platform: whose lines and management interface it names.
        crypto: whether the image that will read it has cryptography; without, there is no SCP to enable.
    """
    last = platform.vty_lines - 1
    vtys = ["line vty 0 4"] if last == 4 else ["line vty 0 4", f"line vty 5 {last}"]
    lines = [
        "!",
        f"hostname {platform.hostname}",
        "!",
        f"enable secret {_secret(ADMIN, 'iosm')}",
        "!",
        f"username {ADMIN} privilege 15 secret {_secret(ADMIN, 'siml')}",
        f"username {OPERATOR} secret {_secret(OPERATOR, 'simo')}",
        "!",
        "no ip domain-lookup",
        f"ip domain-name {DOMAIN}",
        "!",
        *(["ip scp server enable", "!"] if crypto else []),
        f"interface {platform.management_port}",
        " ip address dhcp",
        "!",
        "snmp-server community public RO",
        "snmp-server community private RW",
        "!",
        "line con 0",
        " exec-timeout 0 0",
        " logging synchronous",
    ]
    for head in vtys:
        lines += [head, " login local", " transport input all"]
    return "\n".join([*lines, "!", "end", ""])
