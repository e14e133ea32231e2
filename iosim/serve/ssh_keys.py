"""Host keys in the form asyncssh uses; the RSA pair is made when somebody asks for it."""

import asyncio
from collections import OrderedDict
from typing import Any

import asyncssh
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from iosim.serve.hostkeys import ed25519_secret, rsa_numbers

RSA_ALGORITHMS = (b"rsa-sha2-256", b"rsa-sha2-512", b"ssh-rsa")

HostKeys = OrderedDict[bytes, Any]  # algorithm -> key pair, in the order of preference


def host_keys(udi: str, seed: int, rsa_bits: int, generation: int = 0) -> HostKeys:
    """Ed25519 at once, and the RSA pair as a promise."""
    keys: HostKeys = OrderedDict()
    keys[b"ssh-ed25519"] = asyncssh.load_keypairs([ed25519_key(udi, seed)])[0]
    promise = PromisedRsa(udi, seed, rsa_bits, generation)
    for algorithm in RSA_ALGORITHMS:
        keys[algorithm] = promise
    return keys


def ed25519_key(udi: str, seed: int) -> asyncssh.SSHKey:
    """The device's Ed25519 host key."""
    made = ed25519.Ed25519PrivateKey.from_private_bytes(ed25519_secret(udi, seed))
    return asyncssh.import_private_key(made.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))


def rsa_key(udi: str, seed: int, bits: int, generation: int = 0) -> asyncssh.SSHKey:
    """The device's RSA host key; tens of milliseconds."""
    numbers = rsa_numbers(udi, seed, bits, generation)
    p, q, d = numbers.prime_1, numbers.prime_2, numbers.private_exponent
    made = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(65537, numbers.modulus)
    ).private_key(unsafe_skip_rsa_key_validation=True)
    data = made.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return asyncssh.import_private_key(data, unsafe_skip_rsa_key_validation=True)


class PromisedRsa:
    """
    The RSA pair, made in a thread for the first client that wants it.

    Which algorithms it has is known before, and is all that the beginning of a key exchange asks.
    """

    def __init__(self, udi: str, seed: int, bits: int, generation: int) -> None:
        self._identity = (udi, seed, bits, generation)
        self._making: asyncio.Future[Any] | None = None
        self._pair: Any = None

    async def make(self) -> None:
        """Return when the pair is there."""
        if self._pair is None:
            if self._making is None:
                loop = asyncio.get_running_loop()
                self._making = loop.run_in_executor(None, rsa_key, *self._identity)
            key = await asyncio.shield(self._making)
            self._pair = asyncssh.load_keypairs([key])[0]

    def __getattr__(self, name: str) -> Any:
        assert self._pair is not None, "a connection makes the pair before it uses it"
        return getattr(self._pair, name)
