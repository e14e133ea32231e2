"""
The notation a command is declared in, read one position at a time.

    license install <url>                 words, and a parameter that becomes the argument `url`
    vlan <number:1-4094>                  a parameter with a name of its own
    logging trap [<level:0-7>]            an optional part
    {enable|line vty <first:0-15>}        one of several
    switchport mode mode={access|trunk}   the word taken becomes the argument `mode`
    show ip route [longer=longer]         the same for one word
    snmp [* ro=ro | view <view:word>]     any of these, in any order, each at most once ({* ...}: at least one)
    name-server <servers:address>...      one or more; the argument is a tuple

Arguments that were not typed are not handed over: a handler gives its parameters defaults.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(r"\s*(?:([a-z_][a-z0-9_]*)=)?([{\[]|<([^>]*)>(\.\.\.)?|\S+)")
_CLOSING = {"{": "}", "[": "]"}


class Head(NamedTuple):
    """One thing that may come next; `token` is "" where the syntax may end."""

    token: str  # a word, or "<kind>" for a parameter
    name: str  # of the argument it becomes; "" for none, "name*" when it collects several
    after: str  # the syntax of what follows


def heads(syntax: str) -> Iterator[Head]:
    """Everything `syntax` can begin with."""
    found = _TOKEN.match(syntax)
    if found is None:
        yield Head("", "", "")
        return
    name, token, inside, repeats = found.groups()
    after = syntax[found.end() :]
    if inside is not None:
        own, _, kind = inside.partition(":") if not inside.startswith("hh:") else ("", "", inside)
        if not kind:
            own, kind = _default_name(own), own
        name = name or own or "time"
        if repeats:
            yield Head(f"<{kind}>", name + "*", f"[{name}=<{kind}>...]{after}")
        else:
            yield Head(f"<{kind}>", name, after)
        return
    if token not in _CLOSING:
        yield Head(token, name or "", after)
        return
    content, after = _group(syntax, found.end(2) - 1)
    prefix = f"{name}=" if name else ""
    any_order = content.startswith("* ")
    parts = alternatives(content[2:] if any_order else content)
    for index, part in enumerate(parts):
        others = " | ".join(parts[:index] + parts[index + 1 :]) if any_order else ""
        yield from heads(f"{prefix}{part} [* {others}] {after}" if others else f"{prefix}{part} {after}")
    if token == "[":
        yield from heads(after)


def alternatives(content: str) -> list[str]:
    """The parts of a group between its own bars."""
    parts, depth, begin = [], 0, 0
    for index, character in enumerate(content):
        if character in "{[<":
            depth += 1
        elif character in "}]>":
            depth -= 1
        elif character == "|" and not depth:
            parts.append(content[begin:index].strip())
            begin = index + 1
    return [*parts, content[begin:].strip()]


def _group(syntax: str, opening: int) -> tuple[str, str]:
    """Content of the group that opens at `opening`, and what follows it."""
    depth = 0
    for index in range(opening, len(syntax)):
        if syntax[index] in "{[":
            depth += 1
        elif syntax[index] in "}]":
            depth -= 1
            if not depth:
                return syntax[opening + 1 : index], syntax[index + 1 :]
    raise ValueError(f"unbalanced group in {syntax!r}")


def _default_name(kind: str) -> str:
    return "number" if kind[:1].isdigit() else kind.replace("-", "_")
