"""
Who a device is: serial number and base MAC address, derived so that no real unit can ever have them.

Serial numbers begin with `SIM`; MAC addresses have the locally-administered bit set. The same model, serial and
seed give the same identity on every run.
"""

import random
import re
from hashlib import sha256

from iosim.errors import UsageError

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O, as on the labels
_SERIAL = re.compile(r"[A-Z0-9]{4,16}")


def derived_serial(pid: str, seed: int) -> str:
    """The serial number of the device made from this model and seed: SIM, four digits, four characters."""
    return _serial(int.from_bytes(_digest("serial", pid, str(seed))[:16]))


def member_serial(pid: str, serial: str, seed: int, number: int) -> str:
    """The serial number of switch `number`, of model `pid`, in the stack whose master has `serial` and `seed`."""
    return _serial(int.from_bytes(_digest("member", pid, serial, str(seed), str(number))[:16]))


def random_serial(rng: random.Random) -> str:
    """A serial number from `rng`, of the same shape."""
    return _serial(rng.getrandbits(128))


def checked_serial(text: str) -> str:
    """
    `text` as a serial number, in capitals.

    Raises:
        UsageError: it is not 4 to 16 letters and digits.
    """
    serial = text.upper()
    if not _SERIAL.fullmatch(serial):
        raise UsageError(f"serial number {text!r} must be 4 to 16 letters and digits, such as SIM1234X0AB")
    return serial


def base_mac(pid: str, serial: str, seed: int) -> bytes:
    """Six octets, locally administered, the low seven bits free for the ports."""
    drawn = bytearray(_digest("mac", pid, serial, str(seed))[:6])
    drawn[0] = 0x02
    drawn[5] &= 0x80
    return bytes(drawn)


def port_mac(base: bytes, offset: int) -> bytes:
    """The address `offset` after the base address."""
    return (int.from_bytes(base) + offset).to_bytes(6)


def part_serial(serial: str, part: str) -> str:
    """The serial number of a part of the device with this serial: of the same shape, different per part."""
    return _serial(int.from_bytes(_digest("part", serial, part)[:16]))


def stream(pid: str, serial: str, seed: int, purpose: str) -> random.Random:
    """A random generator of its own for `purpose`; what one purpose draws moves no other."""
    return random.Random(_digest("stream", pid, serial, str(seed), purpose))


def _digest(*words: str) -> bytes:
    return sha256("\0".join(words).encode()).digest()


def _serial(number: int) -> str:
    year, number = number % 20 + 8, number // 20
    week, number = number % 52 + 1, number // 52
    tail = ""
    for _ in range(4):
        number, index = divmod(number, len(_ALPHABET))
        tail += _ALPHABET[index]
    return f"SIM{year:02d}{week:02d}{tail}"
