"""
Public keys of SSH users: `ip ssh pubkey-chain`. What is kept of a key is its hash, as on the device.

A key is pasted line by line into `key-string`; with its last line it turns into a `key-hash` of its user.

Source: RSA-based user authentication of "Secure Shell Version 2 Support" (RECALLED).
"""

import base64
import binascii
import re
from typing import Any

from iosim.config.public_key import CHAIN, HASH, RSA, USER, hash_of
from iosim.config.statement import ConfigRefusal, Edit, Statement
from iosim.config.value import Key, Path
from iosim.grammar import Parameter, Refused

_STRING = f"{CHAIN} key-string"
_DATA: Key = ("key-data",)
_IN_CHAIN, _IN_USER, _IN_STRING = "conf-ssh-pubkey", "conf-ssh-pubkey-user", "conf-ssh-pubkey-data"
_PASTED = re.compile(r"(?:ssh-rsa\s+)?([A-Za-z0-9+/=]+)(?:\s+\S+@\S+)?\s*")
_LINE_COLUMNS = 72


def _take(text: str, start: int, end: int) -> tuple[str, int]:
    found = _PASTED.fullmatch(text, start)
    if found is None:
        raise Refused(start)
    return found[1], len(text)


PUBLIC_KEY_DATA = Parameter("LINE", _take, help="A line of the key in base64")


def _begin(edit: Edit) -> None:
    edit.config = edit.config.close(_pasting(edit))
    edit.enter(_pasting(edit))


def _pasting(edit: Edit) -> Path:
    return (_STRING, *edit.path[1:])


def _paste(edit: Edit) -> None:
    """One more line; the last one of a key makes it known."""
    text = edit.get(*_DATA, default="") + edit.arguments["data"]
    blob = _decoded(text)
    if not _complete(blob):
        if "=" in text:  # base64 ends here
            raise NotAKey
        edit.put(_DATA, text)
        return
    edit.config = edit.config.close(edit.path)
    edit.config = edit.config.put((USER, *edit.path[1:]), (HASH, hash_of(blob)), {"type": RSA})


def _decoded(text: str) -> bytes:
    try:
        blob = base64.b64decode(text[: len(text) // 4 * 4], validate=True)
    except (binascii.Error, ValueError):
        raise NotAKey from None
    wanted = len(RSA).to_bytes(4, "big") + RSA.encode()
    if blob[: len(wanted)] != wanted[: len(blob)]:
        raise NotAKey
    return blob


def _complete(blob: bytes) -> bool:
    """Whether the three fields of an RSA key are there: its kind, the exponent, the modulus."""
    at = 0
    for _ in range(3):
        if at + 4 > len(blob):
            return False
        at += 4 + int.from_bytes(blob[at : at + 4], "big")
        if at > len(blob):
            return False
    if at != len(blob):
        raise NotAKey
    return True


class NotAKey(ConfigRefusal):
    """What was pasted is no RSA key (RECALLED)."""

    def __init__(self) -> None:
        super().__init__("%SSH: Failed to decode the Key Value")


def _write_data(language: Any, key: Key, text: str) -> list[str]:
    return [text[at : at + _LINE_COLUMNS] for at in range(0, len(text), _LINE_COLUMNS)]


PUBLIC_KEYS: tuple[Statement, ...] = (
    Statement("ip ssh pubkey-chain", opens=_IN_CHAIN, needs="k9"),
    Statement("username <name:word>", mode=_IN_CHAIN, slot=USER, keys=("name",), opens=_IN_USER, inside=CHAIN),
    Statement("key-string", mode=_IN_USER, slot=_STRING, opens=_IN_STRING, inside=USER, apply=_begin, no=False),
    Statement(
        "key-hash type={ssh-rsa} <hash:word> [<comment:word>]",
        mode=_IN_USER,
        slot=HASH,
        keys=("hash",),
        no="key-hash type={ssh-rsa} <hash:word> [<comment:word>]",
    ),
    Statement("<data:key-data>", mode=_IN_STRING, slot=_DATA[0], apply=_paste, write=_write_data, no=False),
)
