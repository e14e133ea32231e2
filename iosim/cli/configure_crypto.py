"""
`crypto key generate rsa` and `crypto key zeroize rsa`: commands of configuration mode that write no line of it.

Without a pair there is no SSH. The new pair is kept with `write`. Prompts as in the SSH chapter of the switch guides.
"""

from collections.abc import Generator
from typing import Any

from iosim.cli.commands import Commands, Mode
from iosim.cli.context import Context
from iosim.config import read
from iosim.config.private import KeyPair, with_pair
from iosim.errors import DeviceRefusal
from iosim.grammar.dialogue import Ask, Dialogue, Step

commands = Commands()

LOWEST_BITS, HIGHEST_BITS, DEFAULT_BITS = 360, 2048, 512
_HELP = {
    "crypto": "Encryption module",
    "key": "Long term key operations",
    "generate": "Generate new keys",
    "zeroize": "Remove keys",
    "rsa": "RSA keys",
    "general-keys": "A general purpose pair for signing and encryption",
    "modulus": "Size of the key modulus",
    "<bits>": "Size in bits",
}


class NoHostname(DeviceRefusal):
    """Keys are named after the device, which has no name of its own yet."""

    def __init__(self, hostname: str) -> None:
        super().__init__(f"% Please define a hostname other than {hostname}.")


class NoDomain(DeviceRefusal):
    """Keys are named after the device, which is in no domain yet."""

    def __init__(self) -> None:
        super().__init__("% Please define a domain-name first.")


class NoKeys(DeviceRefusal):
    """There is nothing to remove."""

    def __init__(self) -> None:
        super().__init__("% No Signature RSA Keys found in configuration.\n")


@commands.add(
    "crypto key generate rsa [general-keys] [modulus <bits:360-2048>]", mode=Mode.CONFIG, needs="k9", help=_HELP
)
def generate(cx: Context, bits: int | None = None) -> Dialogue:
    """Make a pair; SSH is there from now on."""
    config = cx.system.config
    hostname = read.hostname(config)
    if hostname == cx.personality.platform.hostname:
        raise NoHostname(hostname)
    if not read.domain_name(config):
        raise NoDomain
    name = f"{hostname}.{read.domain_name(config)}"
    old = read.key_pair(config)
    if old is not None:
        yield f"% You already have RSA keys defined named {name}.\n"
        if not (yield from _yes("% Do you really want to replace them? [yes/no]: ")):
            return
    yield f"The name for the keys will be: {name}\n"
    while bits is None:
        yield f"The modulus may have {LOWEST_BITS} to {HIGHEST_BITS} bits.\n\n"
        answer = (yield Ask(f"How many bits in the modulus [{DEFAULT_BITS}]: ")).strip() or str(DEFAULT_BITS)
        if answer.isdecimal() and LOWEST_BITS <= int(answer[:6]) <= HIGHEST_BITS:
            bits = int(answer)
        else:
            yield f"% A decimal number between {LOWEST_BITS} and {HIGHEST_BITS}.\n"
    bits += bits % 2
    generation = 1 if old is None else old.generation + 1
    cx.system.change(with_pair(cx.system.config, KeyPair(bits, generation)), cx.now_ms, cx.by)
    yield f"% Generating {bits} bit RSA keys, keys will be non-exportable...[OK]\n\n"


@commands.add("crypto key zeroize rsa", mode=Mode.CONFIG, needs="k9", help=_HELP)
def zeroize(cx: Context) -> Dialogue:
    """Remove the pair; SSH is gone from now on."""
    if read.key_pair(cx.system.config) is None:
        raise NoKeys
    yield "% All RSA keys will be removed.\n"
    if (yield from _yes("Do you really want to remove these keys? [yes/no]: ")):
        cx.system.change(with_pair(cx.system.config, None), cx.now_ms, cx.by)


def _yes(prompt: str) -> Generator[Step, Any, bool]:
    """A question that takes only yes or no."""
    while True:
        answer = (yield Ask(prompt)).strip().lower()
        if answer and "yes".startswith(answer):
            return True
        if answer and "no".startswith(answer):
            return False
        yield "% Please answer 'yes' or 'no'.\n"
