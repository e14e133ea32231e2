"""
What is configured and never shown in running-config: key pairs. Saved beside it, as private-config.

The numbers of a pair are not kept: they follow from the device, the modulus and how often a pair was made.
"""

import re
from dataclasses import dataclass

from iosim.config.value import GLOBAL, Config

KEY = "crypto key"  # subject of key pairs in a configuration; it has no place in running-config
FACTORY_BITS = 1024  # modulus of the pair that manufacturing makes
_PAIR = re.compile(r"crypto key pair rsa (\d+) (\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """The general-purpose RSA pair of a device."""

    bits: int
    generation: int = 0  # 0 is the factory's; each new one counts on


def with_pair(config: Config, pair: KeyPair | None) -> Config:
    """The configuration with this pair, or (None) without any."""
    return config.close((KEY,)) if pair is None else config.put(GLOBAL, (KEY, "rsa"), pair)


def write(config: Config) -> str:
    """private-config as text."""
    pair = config.get(GLOBAL, (KEY, "rsa"))
    line = "" if pair is None else f"crypto key pair rsa {pair.bits} {pair.generation}\n"
    return f"\n{line}end\n"


def restore(config: Config, text: str) -> Config:
    """The configuration with what a saved private-config holds; lines of others are passed over."""
    found = _PAIR.search(text)
    return with_pair(config, KeyPair(int(found[1]), int(found[2])) if found else None)
