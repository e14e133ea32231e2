"""Access lists: entries, and whether an address passes."""

from collections.abc import Iterable
from typing import NamedTuple


class Entry(NamedTuple):
    """One line of an access list."""

    action: str  # "permit", "deny" or "remark"
    source: str  # "any" or a dotted address
    wildcard: str = "0.0.0.0"  # bits that do not matter
    text: str = ""  # of a remark; of an extended entry what stands after its source


def permitted(entries: Iterable[Entry], address: str) -> bool:
    """
    Whether a packet from `address` passes: the first entry that fits decides, and nothing passes after the last.

    Of an extended entry only its source is looked at, as `access-class` does on a line.
    """
    number = bits(address)
    decided = False
    for entry in entries:
        if entry.action == "remark":
            continue
        decided = True
        care = ~bits(entry.wildcard) & 0xFFFFFFFF
        if entry.source == "any" or (number ^ bits(entry.source)) & care == 0:
            return entry.action == "permit"
    return not decided


def bits(address: str) -> int:
    """A dotted address as a number."""
    value = 0
    for part in address.split("."):
        value = value << 8 | int(part)
    return value
