"""
Passwords as a configuration holds them: in clear (0), reversibly hidden (7), or hashed (4, 5, 8, 9).

Whatever is random about a new hash, its salt, is handed in.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

_ITOA64: Final = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# The well-known sequence of type 7, which hides a password from a glance and nothing more.
_TYPE_7: Final = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
_TYPE_7_OFFSETS: Final = 16

HASHED: Final = frozenset({4, 5, 8, 9})
SLOW: Final = frozenset({5, 8, 9})  # a check takes a millisecond or more


@dataclass(frozen=True, slots=True)
class Secret:
    """A password and the type number that stands before it in the configuration."""

    type: int
    text: str

    def __str__(self) -> str:
        """As written in running-config: `5 $1$...`; a clear one has no number."""
        return self.text if self.type == 0 else f"{self.type} {self.text}"

    @property
    def slow(self) -> bool:
        """Whether `accepts` takes long enough to belong into a `Job`."""
        return self.type in SLOW

    def accepts(self, password: str) -> bool:
        """Whether `password` is the right one; a text that is no hash of its type accepts nothing."""
        given = password.encode()
        match self.type:
            case 0:
                return hmac.compare_digest(self.text.encode(), given)
            case 7:
                clear = decode7(self.text)
                return clear is not None and hmac.compare_digest(clear.encode(), given)
            case 4:
                return hmac.compare_digest(self.text, _base64(hashlib.sha256(given).digest()))
            case 5:
                parts = self.text.split("$")
                return len(parts) == 4 and hmac.compare_digest(self.text, md5_crypt(password, parts[2]))
            case 8 | 9:
                parts = self.text.split("$")
                if len(parts) != 4:
                    return False
                salt = parts[2].encode()
                if self.type == 8:
                    made = hashlib.pbkdf2_hmac("sha256", given, salt, 20_000)
                else:
                    made = hashlib.scrypt(given, salt=salt, n=16384, r=1, p=1, dklen=32)
                return hmac.compare_digest(parts[3], _base64(made))
            case _:
                return False


def hashed(password: str, salt: str) -> Secret:
    """`password` as `enable secret` and `username ... secret` keep it: type 5 under a salt of up to 8 characters."""
    return Secret(5, md5_crypt(password, salt))


def salt_for(*words: str) -> str:
    """
    A salt of four characters that follows from `words` alone.

    A configuration is a function of what was typed, so that two runs hold the same bytes; a real device draws its
    salts. The words must name more than the password (a user, a command), so that equal passwords do not show.
    """
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return "".join(_ITOA64[byte & 63] for byte in digest[:4])


def hidden(password: str, offset: int) -> Secret:
    """`password` as `service password-encryption` keeps it: type 7 from a place in the sequence (taken modulo 16)."""
    start = offset % _TYPE_7_OFFSETS
    raw = password.encode()
    shown = "".join(f"{byte ^ _TYPE_7[(start + i) % len(_TYPE_7)]:02X}" for i, byte in enumerate(raw))
    return Secret(7, f"{start:02d}{shown}")


def decode7(text: str) -> str | None:
    """The clear password in a type 7 text; None when it is not one."""
    if len(text) < 2 or len(text) % 2 or not text[:2].isdecimal() or int(text[:2]) >= len(_TYPE_7):
        return None
    start = int(text[:2])
    try:
        raw = bytes.fromhex(text[2:])
        return bytes(byte ^ _TYPE_7[(start + i) % len(_TYPE_7)] for i, byte in enumerate(raw)).decode()
    except ValueError:
        return None


def md5_crypt(password: str, salt: str) -> str:
    """
    `$1$salt$hash` of `password`; about a millisecond.

    Source: the MD5-based crypt of FreeBSD 2.0 (Poul-Henning Kamp), which IOS calls type 5.
    """
    secret, grain = password.encode(), salt[:8].encode()
    inner = hashlib.md5(secret + grain + secret).digest()
    outer = hashlib.md5(secret + b"$1$" + grain)
    for left in range(len(secret), 0, -16):
        outer.update(inner[: min(16, left)])
    left = len(secret)
    while left:
        outer.update(b"\0" if left & 1 else secret[:1])
        left >>= 1
    digest = outer.digest()
    for turn in range(1000):
        step = secret if turn & 1 else digest
        step += (grain if turn % 3 else b"") + (secret if turn % 7 else b"")
        digest = hashlib.md5(step + (digest if turn & 1 else secret)).digest()
    letters = ""
    for a, b, c in ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)):
        letters += _letters(digest[a] << 16 | digest[b] << 8 | digest[c], 4)
    return f"$1${grain.decode()}${letters}{_letters(digest[11], 2)}"


def _letters(value: int, count: int) -> str:
    return "".join(_ITOA64[value >> (6 * i) & 63] for i in range(count))


def _base64(data: bytes) -> str:
    """Base64 with the alphabet of crypt, most significant bits first and without padding."""
    bits = int.from_bytes(data + b"\0" * (-len(data) % 3))
    count = -(-len(data) * 8 // 6)
    total = -(-len(data) // 3) * 4
    return "".join(_ITOA64[bits >> (6 * (total - 1 - i)) & 63] for i in range(count))
