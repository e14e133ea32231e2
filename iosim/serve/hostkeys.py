"""
SSH host keys that follow from a device's identity: the same on every run, without a file.

The RSA pair is the one of the configuration (`crypto key generate rsa`); Ed25519 is offered besides, since
clients of today prefer it, and costs microseconds. RSA takes tens of milliseconds to make and is therefore
made in a thread.
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple

RSA_BITS = 1024  # the modulus manufacturing generates; what gear of that age usually has
_EXPONENT = 65537
_SIEVE_LIMIT = 20_000
_ROUNDS = 4  # Miller-Rabin on candidates that nobody could choose: error below 2^-80 at 512 bits and more


class RsaNumbers(NamedTuple):
    """An RSA key pair as numbers."""

    modulus: int
    private_exponent: int
    prime_1: int
    prime_2: int

    @property
    def bits(self) -> int:
        """Length of the modulus."""
        return self.modulus.bit_length()


def material(udi: str, seed: int, purpose: str) -> bytes:
    """Secret bytes of one device for one purpose. An emulated device has no secrets worth more."""
    return hashlib.sha256(f"iosim\0{purpose}\0{udi}\0{seed}".encode()).digest()


def ed25519_secret(udi: str, seed: int) -> bytes:
    """The 32 octets of the device's Ed25519 host key."""
    return material(udi, seed, "ssh-ed25519")


@lru_cache(maxsize=64)
def rsa_numbers(udi: str, seed: int, bits: int = RSA_BITS, generation: int = 0) -> RsaNumbers:
    """
    The RSA pair of a device; about 30 ms at 1024 bits, 300 ms at 2048.

    Args:
        udi: PID:SN.
        seed: of the chassis.
        bits: length of the modulus, even, at least 360.
        generation: grows each time the operator generates a new pair.
    """
    stream = _Stream(material(udi, seed, f"ssh-rsa/{bits}/{generation}"))
    prime_1 = _prime(stream, bits // 2)
    prime_2 = prime_1
    while prime_2 == prime_1:
        prime_2 = _prime(stream, bits // 2)
    prime_1, prime_2 = max(prime_1, prime_2), min(prime_1, prime_2)
    totient = (prime_1 - 1) * (prime_2 - 1)
    return RsaNumbers(prime_1 * prime_2, pow(_EXPONENT, -1, totient), prime_1, prime_2)


class _Stream:
    """Numbers that follow from a key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._blocks = count()

    def number(self, bits: int) -> int:
        made = hashlib.shake_256(self._key + next(self._blocks).to_bytes(4)).digest(bits // 8 + 8)
        return int.from_bytes(made) >> (64 + bits // 8 * 8 - bits)


def _prime(stream: _Stream, bits: int) -> int:
    """A prime of exactly `bits` bits whose two highest are set, so that a product of two has twice as many."""
    while True:
        start = stream.number(bits) | 3 << (bits - 2) | 1
        for candidate in _unsieved(start, 2 * bits):
            if candidate.bit_length() == bits and candidate % _EXPONENT != 1 and _probably_prime(candidate, stream):
                return candidate


def _unsieved(start: int, odd_numbers: int) -> Iterator[int]:
    """Odd numbers from `start` on without a small factor."""
    keep = bytearray(b"\1") * odd_numbers
    for small in _small_primes():
        # start + 2k = 0 modulo small
        first = (-start * (small + 1) // 2) % small
        keep[first::small] = bytes(len(range(first, odd_numbers, small)))
    return (start + 2 * k for k in compress(range(odd_numbers), keep))


@lru_cache(maxsize=1)
def _small_primes() -> tuple[int, ...]:
    keep = bytearray(b"\1") * _SIEVE_LIMIT
    for n in range(3, int(_SIEVE_LIMIT**0.5) + 1, 2):
        if keep[n]:
            keep[n * n :: 2 * n] = bytes(len(range(n * n, _SIEVE_LIMIT, 2 * n)))
    return tuple(n for n in range(3, _SIEVE_LIMIT, 2) if keep[n])


def _probably_prime(number: int, stream: _Stream) -> bool:
    """Miller-Rabin, first to base 2, which alone drops nearly every composite, then to bases from the stream."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    base = 2
    for _ in range(_ROUNDS):
        value = pow(base, odd, number)
        if value not in (1, number - 1) and not _reaches_minus_one(value, twos, number):
            return False
        base = 2 + stream.number(number.bit_length()) % (number - 3)
    return True


def _reaches_minus_one(value: int, twos: int, number: int) -> bool:
    for _ in range(twos - 1):
        value = value * value % number
        if value == number - 1:
            return True
    return False
