"""
Parameters: what may stand where a syntax has `<...>`, and what `?` calls it.

A parameter reads from a position of the typed line and says what it made of it and where it stopped, so that one
may span several words (`gigabitethernet 1/0/1`, `"two words"`, the rest of the line). Where it refuses, it says at
which character, since that is where the caret goes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from typing import Any


class Refused(ValueError):
    """A parameter does not take this text; `at` is the index of the offending character in the line."""

    def __init__(self, at: int) -> None:
        super().__init__(f"refused at {at}")
        self.at = at


class NeedsMore(Exception):
    """The line ended inside a parameter: IOS calls the command incomplete."""


class Unfinished(Exception):
    """A delimited text goes on in the next line."""


class Unclear(Exception):
    """An abbreviation inside a parameter fits several words."""


Take = Callable[[str, int, int], tuple[Any, int]]
"""(line, start of a word, end of that word) -> (value, index where reading goes on)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One kind of argument."""

    shown: str  # what `?` lists: "A.B.C.D", "WORD", "<1-4094>"
    take: Take
    rank: int = 0  # of several that accept a text, the lowest rank has it: 0 formats, 1 words, 2 lines
    help: str = ""  # shown where the command says nothing better
    # (what is typed of it so far) -> rows of word and help, for parameters made of words; None: one row, `shown`
    offers: Callable[[str], list[tuple[str, str]]] | None = None


def of_word(shown: str, parse: Callable[[str], Any], rank: int = 0, help: str = "") -> Parameter:  # noqa: A002
    """A parameter that is one word; `parse` raises ValueError for what it does not take, as a whole."""

    def take(text: str, start: int, end: int) -> tuple[Any, int]:
        try:
            return parse(text[start:end]), end
        except Refused:
            raise
        except ValueError:
            raise Refused(start) from None

    return Parameter(shown, take, rank, help)


def number(low: int, high: int) -> Parameter:
    """`<low-high>`, an int."""

    def parse(word: str) -> int:
        if not (word.isascii() and word.isdigit()) or not low <= int(word[:20]) <= high:
            raise ValueError
        return int(word)

    return of_word(f"<{low}-{high}>", parse)


def hexadecimal(low: int, high: int) -> Parameter:
    """`<0x0-0xFFFF>`, an int, written with or without 0x."""

    def parse(word: str) -> int:
        if not re.fullmatch(r"(0[xX])?[0-9a-fA-F]{1,16}", word) or not low <= int(word, 16) <= high:
            raise ValueError
        return int(word, 16)

    return of_word(f"<0x{low:X}-0x{high:X}>", parse)


def _address(word: str) -> str:
    parts = word.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and int(part[:4]) < 256 for part in parts):
        raise ValueError
    return ".".join(str(int(part)) for part in parts)


def _ipv6(word: str) -> str:
    try:
        return str(IPv6Address(word)).upper()
    except AddressValueError:
        raise ValueError from None


def _ipv6_prefix(word: str) -> str:
    address, _, length = word.partition("/")
    if not length.isdigit() or int(length) > 128:
        raise ValueError
    return f"{_ipv6(address)}/{int(length)}"


def _mac(word: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{1,4}(\.[0-9a-fA-F]{1,4}){2}", word):
        raise ValueError
    return ".".join(part.zfill(4) for part in word.lower().split("."))


def _clock(word: str) -> tuple[int, int, int]:
    found = re.fullmatch(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?", word)
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError
    return hour, minute, second


MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def _month(word: str) -> int:
    fits = [index for index, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word.lower())]
    if len(fits) != 1:
        raise ValueError
    return fits[0]


def _string(text: str, start: int, end: int) -> tuple[str, int]:
    """A word, or a text in double quotes that may hold blanks."""
    if text[start] != '"':
        return text[start:end], end
    close = text.find('"', start + 1)
    if close < 0:
        raise NeedsMore
    return text[start + 1 : close], close + 1


def _line(text: str, start: int, end: int) -> tuple[str, int]:
    return text[start:].rstrip("\r\n"), len(text)


def _delimited(text: str, start: int, end: int) -> tuple[str, int]:
    """
    A text between two equal characters, over any number of lines; what follows the second one is dropped.

    A saved configuration writes the delimiter ^C as two characters, which are one here too.
    """
    width = 2 if text.startswith("^C", start) else 1
    close = text.find(text[start : start + width], start + width)
    if close < 0:
        raise Unfinished
    return text[start + width : close], len(text)


PARAMETERS: Mapping[str, Parameter] = {
    "word": of_word("WORD", str, rank=1),
    "string": Parameter("WORD", _string, rank=1),
    "url": of_word("WORD", str, rank=1, help="URL of the file"),
    "file": of_word("WORD", str, rank=1, help="Name of a file on the device"),
    "line": Parameter("LINE", _line, rank=2),
    "delimited": Parameter("LINE", _delimited, rank=2, help="c text c, where 'c' is a delimiting character"),
    "address": of_word("A.B.C.D", _address, help="IP address"),
    "mask": of_word("A.B.C.D", _address, help="IP mask"),
    "wildcard": of_word("A.B.C.D", _address, help="Wildcard bits"),
    "ipv6": of_word("X:X:X:X::X", _ipv6, help="IPv6 address"),
    "ipv6-prefix": of_word("X:X:X:X::X/<0-128>", _ipv6_prefix, help="IPv6 prefix"),
    "mac": of_word("H.H.H", _mac, help="48-bit hardware address"),
    "hh:mm:ss": of_word("hh:mm:ss", _clock, help="Time of day"),
    "hh:mm": of_word("hh:mm", _clock, help="Time of day"),
    "month": of_word("MONTH", _month, help="Month of the year"),
    "hex": hexadecimal(0, 0xFFFFFFFF),
}

_RANGE = re.compile(r"(\d+)-(\d+)")
_HEX_RANGE = re.compile(r"0x([0-9A-Fa-f]+)-0x([0-9A-Fa-f]+)")


def find(kind: str, parameters: Mapping[str, Parameter]) -> Parameter:
    """The parameter a syntax calls `kind`: a range of numbers, or a name from `parameters` (KeyError)."""
    if ranged := _RANGE.fullmatch(kind):
        return number(int(ranged[1]), int(ranged[2]))
    if ranged := _HEX_RANGE.fullmatch(kind):
        return hexadecimal(int(ranged[1], 16), int(ranged[2], 16))
    return parameters[kind]
