"""Kinds of argument that only configuration lines have."""

import re
from collections.abc import Mapping

from iosim.config.statements.lines import TRANSPORTS
from iosim.config.statements.management import TRAPS
from iosim.config.statements.public_keys import PUBLIC_KEY_DATA
from iosim.config.statements.switching import CAUSES, numbers
from iosim.grammar import NeedsMore, Parameter, Refused, interface_parameters, of_word
from iosim.grammar.parameters import number
from iosim.platforms.platform import Platform

_TRANSFORMS = (
    "ah-md5-hmac", "ah-sha-hmac", "esp-3des", "esp-aes", "esp-des", "esp-md5-hmac", "esp-null", "esp-sha-hmac",
)  # fmt: skip
_IP_PROTOCOLS = frozenset(
    {"ahp", "eigrp", "esp", "gre", "icmp", "igmp", "ip", "ipinip", "nos", "ospf", "pcp", "pim", "tcp", "udp"}
)
_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_WORD = re.compile(r"\S+")


def one_of(words: tuple[str, ...], shown: str = "WORD") -> Parameter:
    """One of these words, which may be abbreviated."""

    def parse(typed: str) -> str:
        fits = [word for word in words if word.startswith(typed.lower())]
        exact = [word for word in fits if word == typed.lower()]
        if len(exact or fits) != 1:
            raise ValueError
        return (exact or fits)[0]

    made = of_word(shown, parse)
    return Parameter(shown, made.take, 0, "", lambda begun: [(w, "") for w in words if w.startswith(begun.lower())])


def _hours(word: str) -> int:
    if not re.fullmatch(r"-?\d{1,2}", word) or abs(int(word)) > 23:
        raise ValueError
    return int(word)


def _access_list(*ranges: range, names: bool) -> Parameter:
    shown = "".join(f"<{r.start}-{r.stop - 1}>" for r in ranges[:1])

    def parse(word: str) -> str | int:
        if word.isascii() and word.isdigit():
            if not any(int(word[:8]) in r for r in ranges):
                raise ValueError
            return word if names else int(word)
        if not names or not word[0].isalpha():
            raise ValueError
        return word

    return of_word(shown or "WORD", parse, help="Access list")


_STANDARD = (range(1, 100), range(1300, 2000))
_EXTENDED = (range(100, 200), range(2000, 2700))


def _vlans(word: str) -> list[int]:
    found = numbers(word)
    if not found:
        raise ValueError
    return found


def _vlan_list(word: str) -> str:
    numbers(word)
    return word


def _acl_rule(text: str, start: int, end: int) -> tuple[str, int]:
    """`PROTOCOL SOURCE [ports] DESTINATION ...`: the protocol and the source are looked at, the rest is kept."""
    words = list(_WORD.finditer(text, start))
    protocol = words[0][0].lower()
    if protocol not in _IP_PROTOCOLS and not (protocol.isdigit() and int(protocol[:4]) < 256):
        raise Refused(start)
    if len(words) < 3:
        raise NeedsMore
    source = words[1][0]
    if source not in ("any", "host") and not _ADDRESS.fullmatch(source):
        raise Refused(words[1].start())
    if source != "any" and not _ADDRESS.fullmatch(words[2][0]):
        raise Refused(words[2].start())
    return " ".join(word[0] for word in words), len(text)


def parameters(platform: Platform) -> Mapping[str, Parameter]:
    """The kinds for one model, its interfaces among them."""
    return {
        **interface_parameters(platform),
        "hours": of_word("<-23 - 23>", _hours, help="Hours offset from UTC"),
        "acl": _access_list(*_STANDARD, *_EXTENDED, names=True),
        "standard-acl": _access_list(*_STANDARD, names=False),
        "extended-acl": _access_list(*_EXTENDED, names=False),
        "any-acl": _access_list(*_STANDARD, *_EXTENDED, names=False),
        "acl-rule": Parameter("LINE", _acl_rule, help="Protocol, source and destination"),
        "protocol": one_of(TRANSPORTS),
        "transform": one_of(_TRANSFORMS),
        "trap-type": one_of(tuple(TRAPS)),
        "errdisable-cause": one_of(CAUSES),
        "vlans": of_word("WORD", _vlans, help="ISL VLAN IDs 1-4094"),
        "vlan-list": of_word("WORD", _vlan_list, help="VLANs such as 1,3-5"),
        "key-data": PUBLIC_KEY_DATA,
        "vty": number(0, platform.vty_lines - 1),
    }
