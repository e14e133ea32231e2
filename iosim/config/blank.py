"""
What a device has before anything was configured.

Defaults that the device writes into running-config, and that differ by platform or release, are values here;
so a statement that is absent means the same on every device.
"""

from typing import TYPE_CHECKING

from iosim.config.private import FACTORY_BITS, KeyPair, with_pair
from iosim.config.value import EMPTY, GLOBAL, Config

if TYPE_CHECKING:
    from iosim.config.language import Language

_STAMPS = {
    "uptime": {"kind": "uptime"},
    "datetime msec": {"kind": "datetime", "msec": "msec"},
}


def blank(language: "Language") -> Config:
    """Ports, lines and defaults of a personality."""
    platform, image = language.personality.platform, language.personality.image
    switch = platform.family == "switch"
    config = EMPTY
    stamps = _STAMPS[image.words.get("timestamps", "datetime msec")]
    config = config.put(GLOBAL, ("service timestamps", "debug"), stamps)
    config = config.put(GLOBAL, ("service timestamps", "log"), stamps)
    config = config.put(GLOBAL, ("service password-encryption",), False)
    config = config.put(GLOBAL, ("service pad",), False)
    config = config.put(GLOBAL, ("hostname",), platform.hostname)
    if switch:
        config = config.put(GLOBAL, ("ip subnet-zero",), True)
        config = config.put(GLOBAL, ("spanning-tree mode",), "pvst")
        config = config.put(GLOBAL, ("spanning-tree extend",), "system-id")
        config = config.put(GLOBAL, ("vlan internal allocation policy",), "ascending")
    else:
        config = config.put(GLOBAL, ("ip cef",), True)
        config = config.put(GLOBAL, ("ip source-route",), True)
    config = config.put(GLOBAL, ("ip classless",), True)
    config = config.put(GLOBAL, ("ip http server",), True)
    if image.crypto:
        config = config.put(GLOBAL, ("ip http secure-server",), switch)
        config = with_pair(config, KeyPair(FACTORY_BITS))
    for port in platform.ports:
        if port.kind == "null":
            continue
        config = config.open(("interface", port.name))
        if port.kind not in ("switchport", "null"):
            config = config.put(("interface", port.name), ("ip address",), None)
    config = config.open(("line", "console", 0))
    if not switch:
        config = config.open(("line", "aux", 0))
    for index in range(platform.vty_lines):
        config = config.put(("line", "vty", index), ("login",), "line")
    return config
