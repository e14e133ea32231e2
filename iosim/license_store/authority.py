"""
Who may grant licences: key pairs that sign them, and the set of public keys a device trusts.

The *lab* authority works out of the box: its private key is in this file for everyone to read, so its licences
prove nothing outside a lab, and `iosim license show` says so. A private authority's key lives in a folder of its own.
Nothing here opens a file; `text` and `read` are the contents of the key files.
"""

from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from iosim.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_PUBLIC_HEADER = "iosim licence authority: public key"
_PRIVATE_HEADER = "iosim licence authority: private key, keep it secret"


def key_id(public: bytes) -> str:
    """Sixteen characters that name a public key in a licence line."""
    return b64encode(sha256(public).digest()[:12]).decode()


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What a device needs to know of an authority in order to trust it."""

    name: str
    public: bytes  # Ed25519, 32 bytes

    @property
    def id(self) -> str:
        """Its name in a licence line."""
        return key_id(self.public)

    def text(self) -> str:
        """The file for `iosim run --trust`."""
        return f"{_PUBLIC_HEADER}\nname: {self.name}\npublic: {b64encode(self.public).decode()}\n"

    @staticmethod
    def read(text: str) -> "PublicKey":
        """The key in such a file; UsageError when it is none."""
        values = _values(text, _PUBLIC_HEADER)
        return PublicKey(values["name"], _key(values, "public"))


@dataclass(frozen=True, slots=True)
class Authority:
    """A key pair that signs licences."""

    key: PublicKey
    seed: bytes = field(repr=False)  # Ed25519 private key, 32 bytes

    @property
    def name(self) -> str:
        """What people call it."""
        return self.key.name

    @property
    def id(self) -> str:
        """Its name in a licence line."""
        return self.key.id

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same for the same message. Whoever verifies them in this process need not compute again."""
        signature = _private_key(self.seed).sign(message)
        _remember(_digest(self.key, signature, message))
        return signature

    def text(self) -> str:
        """The private key file."""
        public = b64encode(self.key.public).decode()
        return f"{_PRIVATE_HEADER}\nname: {self.name}\npublic: {public}\nprivate: {b64encode(self.seed).decode()}\n"

    @staticmethod
    def read(text: str) -> "Authority":
        """The authority in a private key file; UsageError when it is none."""
        values = _values(text, _PRIVATE_HEADER)
        return Authority(PublicKey(values["name"], _key(values, "public")), _key(values, "private"))

    @staticmethod
    def create(name: str, seed: bytes) -> "Authority":
        """
        An authority from 32 secret random bytes.

        Raises:
            UsageError: the name is not 1 to 64 printable characters.
        """
        if not 1 <= len(name) <= 64 or not name.isprintable():
            raise UsageError("an authority's name has 1 to 64 printable characters")
        return Authority(PublicKey(name, _private_key(seed).public_key().public_bytes_raw()), seed)


LAB = Authority(
    PublicKey("iosim lab", a2b_base64(b"lnTRrIxMul0ONUjtTgUOOxG8GY7zDm/BzRrhGQvA5Zg=")),
    sha256(b"iosim lab licence authority: this key is public and proves nothing").digest(),
)


@dataclass(frozen=True, slots=True)
class Authorities:
    """The public keys a device trusts."""

    keys: tuple[PublicKey, ...]

    @staticmethod
    def lab_and(files: Iterable[bytes]) -> "Authorities":
        """
        The lab authority and those of these public key files (their contents).

        Raises:
            UsageError: one of them is no such file.
        """
        return LAB_ONLY.trusting(*(PublicKey.read(data.decode("utf-8", "replace")) for data in files))

    def trusting(self, *keys: PublicKey) -> "Authorities":
        """These and some more."""
        return Authorities((*self.keys, *(key for key in keys if key not in self.keys)))

    def get(self, id_: str) -> PublicKey | None:
        """The trusted key of this id, or None."""
        return next((key for key in self.keys if key.id == id_), None)


LAB_ONLY = Authorities((LAB.key,))


def verify(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is that of `key` for `message`; a yes is remembered for the life of the process."""
    digest = _digest(key, signature, message)
    if digest in _GOOD:
        return True
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    _remember(digest)
    return True


_REMEMBERED = 65536  # some 6 MiB; a fleet boots thousands of devices from the same rows again and again
_GOOD: set[bytes] = set()  # digests of (key, signature, message) known to agree


def _digest(key: PublicKey, signature: bytes, message: bytes) -> bytes:
    return sha256(key.public + signature + message).digest()


def _remember(digest: bytes) -> None:
    if len(_GOOD) >= _REMEMBERED:
        _GOOD.clear()
    _GOOD.add(digest)


def _private_key(seed: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed)


def _values(text: str, header: str) -> dict[str, str]:
    lines = text.splitlines()
    if not lines or lines[0] != header:
        raise UsageError(f"not a key file: its first line is not {header!r}")
    values = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if not values.get("name"):
        raise UsageError("the key file names no authority")
    return values


def _key(values: Mapping[str, str], name: str) -> bytes:
    try:
        key = a2b_base64(values.get(name, "").encode("ascii"), strict_mode=True)
    except (Base64Error, UnicodeEncodeError):
        key = b""
    if len(key) != 32:
        raise UsageError(f"the key file has no {name} key of 32 bytes")
    return key
