"""Languages to test with, and lines that a syntax allows."""

import random
from functools import cache

from iosim.config.language import Language, language
from iosim.config.outcome import TOP, Done, Place
from iosim.config.statement import ConfigRefusal
from iosim.config.value import Config
from iosim.featureset.catalog import Catalog
from iosim.featureset.personality import Personality, personality
from iosim.grammar.syntax import heads
from iosim.platforms.catalog import find

SWITCH, ROUTER = "WS-C3750E-24TD", "CISCO881-K9"


def made_personality(model: str, level: str, image: str = "") -> Personality:
    """A personality of the packaged images; "" is the default image of the model."""
    platform, _ = find(model)
    catalog = Catalog.packaged()
    return personality(platform, catalog.image(image) if image else catalog.default(platform.image_family), level)


@cache
def speaks(model: str = SWITCH, level: str = "advipservices", image: str = "") -> Language:
    """The language of such a device."""
    return language(made_personality(model, level, image))


def typed(language: Language, *lines: str, config: Config | None = None) -> Config:
    """The configuration after these lines were typed one after the other; each must be understood."""
    config = language.blank if config is None else config
    place = TOP
    for line in lines:
        if line == "exit":
            place = language.around(place) or TOP
            continue
        done = language.execute(config, place, line)
        assert isinstance(done, Done), f"{line!r} at {place}: {done}"
        config, place = done.config, done.place
    return config


def body(language: Language, config: Config) -> list[str]:
    """Lines of running-config without separators."""
    return [line for line in language.write(config).splitlines() if line != "!"]


_WORDS = ("RED", "inside", "x1", "10", "a-b", "Core")
_SAMPLES = {
    "word": _WORDS, "string": ("public", "two words", "s3cret"), "url": ("flash:/x.bin", "x"), "file": ("x",),
    "line": ("some text", "x", 'say "hello"', "10 20"), "delimited": ("#one#", "^C\nmore\n^C", "xabcx"),
    "address": ("10.0.0.1", "192.168.7.0", "172.16.0.0"), "mask": ("255.255.255.0", "255.255.0.0"),
    "wildcard": ("0.0.0.255", "0.0.0.0"), "ipv6": ("2001:DB8::1",), "ipv6-prefix": ("2001:DB8::/64",),
    "hours": ("-5", "2"), "acl": ("10", "NAMED", "101"), "standard-acl": ("10", "99"), "extended-acl": ("101", "2000"),
    "any-acl": ("10", "101"), "acl-rule": ("tcp any any eq 22", "ip 10.0.0.0 0.0.0.255 any"),
    "protocol": ("ssh", "telnet"), "transform": ("esp-3des", "esp-sha-hmac"), "trap-type": ("config", "snmp"),
    "errdisable-cause": ("all", "udld"), "vlans": ("10", "20", "30-31"), "vlan-list": ("10,20-22", "5"),
    "vty": ("0", "4"), "boot-level": ("advipservices",),
    "key-data": ("AAAAB3NzaC1yc2E", "AAAAB3NzaC1yc2EAAAADAQABAAAAEgDFAMUAxQDFAMUAxQDFAMUAxQ=="),
}  # fmt: skip
_PORTS = {
    "switch": ("GigabitEthernet1/0/3", "Vlan7", "Loopback0", "Vlan1", "Port-channel2"),
    "router": ("FastEthernet4", "Vlan7", "Loopback0", "Vlan1"),
}


def random_line(language: Language, syntax: str, chance: random.Random) -> str:
    """A line that `syntax` allows; keywords in full."""
    words: list[str] = []
    while True:
        choices = list(heads(syntax))
        head = chance.choice(choices)
        if not head.token:
            return " ".join(words)
        words.append(_sample(language, head.token, chance) if head.token[0] == "<" else head.token)
        syntax = head.after


def _sample(language: Language, token: str, chance: random.Random) -> str:
    kind = token[1:-1]
    family = language.personality.platform.family
    if kind == "boot-module":
        return language.personality.platform.module
    if kind == "interface":
        return chance.choice(_PORTS[family])
    if kind == "interfaces":
        return "GigabitEthernet1/0/1 - 3" if family == "switch" else "FastEthernet0 - 3"
    if kind in _SAMPLES:
        word = chance.choice(_SAMPLES[kind])
        return f'"{word}"' if kind == "string" and " " in word else word
    low, high = kind.split("-")
    number = chance.choice((int(low, 0), int(high, 0), min(int(high, 0), int(low, 0) + 10)))
    return f"0x{number:X}" if low.startswith("0x") else str(number)


def type_at_random(language: Language, chance: random.Random, count: int) -> tuple[Config, list[str]]:
    """A configuration that came of lines chosen at random, and those lines; lines may lead into modes and back."""
    config, place = language.blank, TOP
    lines: list[str] = []
    for _ in range(count):
        if place != TOP and chance.random() < 0.3:
            place = Place() if chance.random() < 0.5 else language.around(place) or TOP
        rules = language.rules(place.mode)
        rule = chance.choice(rules)
        line = random_line(language, rule.syntax, chance)
        if chance.random() < 0.15:
            syntax = rule.no if isinstance(rule.no, str) else rule.syntax
            line = f"{chance.choice(('no', 'default'))} {random_line(language, syntax, chance)}"
        try:
            done = language.execute(config, place, line)
        except ConfigRefusal:
            continue
        if isinstance(done, Done):
            config, place = done.config, done.place
            lines.append(line)
    return config, lines
