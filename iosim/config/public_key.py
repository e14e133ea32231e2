"""Public keys of SSH users as a configuration keeps them: a hash of each, below its user in `ip ssh pubkey-chain`."""

import hashlib

from iosim.config.value import Config, Path

CHAIN = "ip ssh pubkey-chain"
USER = f"{CHAIN} username"
HASH = "key-hash"
RSA = "ssh-rsa"  # the only kind of key that such a device takes


def hash_of(blob: bytes) -> str:
    """What stands for a key: MD5 of its SSH wire form, 32 hexadecimal digits."""
    return hashlib.md5(blob, usedforsecurity=False).hexdigest().upper()


def user_path(name: str) -> Path:
    """The section of a user's keys."""
    return (USER, "", name)


def knows_key(config: Config, user: str, blob: bytes) -> bool:
    """Whether this is a key of `user`; `blob` is its SSH wire form."""
    return config.get(user_path(user), (HASH, hash_of(blob))) is not None
