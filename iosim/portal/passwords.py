"""Passwords as they are kept: scrypt with a salt of their own, slow on purpose."""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode

LENGTH = (8, 128)  # shortest and longest password
_COST = 1 << 14
_BLOCK = 8
_PARALLEL = 1


def hashed(password: str) -> str:
    """What is kept of a password; takes some 50 ms of a processor."""
    salt = os.urandom(16)
    return f"scrypt${_COST}${_BLOCK}${_PARALLEL}${b64encode(salt).decode()}${b64encode(_key(password, salt)).decode()}"


def accepts(kept: str | None, password: str) -> bool:
    """Whether `password` is the one that was kept; as slow where there is none, so that nobody learns who exists."""
    if not kept:
        _key(password, bytes(16))
        return False
    _, cost, block, parallel, salt, key = kept.split("$")
    made = _key(password, b64decode(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(made, b64decode(key))


def _key(password: str, salt: bytes, cost: int = _COST, block: int = _BLOCK, parallel: int = _PARALLEL) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, n=cost, r=block, p=parallel)
