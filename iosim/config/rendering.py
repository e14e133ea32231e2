"""
From arguments back to a line: the syntax of a statement, filled in.

A parameter and a named word are written where they stand; an optional part is written when its arguments were
given, and of several alternatives the one that fits. What a syntax leaves without a name is not kept by the
configuration, so it is not written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from iosim.grammar.syntax import alternatives

_TOKEN = re.compile(r"\s*(?:([a-z_][a-z0-9_]*)=)?([{\[]|<([^>]*)>(\.\.\.)?|[^\s{\[]+)")
_CLOSING = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One element of a syntax: a word, a parameter (`kind`), or a group of alternatives (`parts`)."""

    word: str = ""
    name: str = ""
    kind: str = ""
    many: bool = False
    parts: tuple[tuple["Piece", ...], ...] = ()
    optional: bool = False
    any_order: bool = False


@cache
def pieces(syntax: str) -> tuple[Piece, ...]:
    """A syntax taken apart."""
    found: list[Piece] = []
    position = 0
    while token := _TOKEN.match(syntax, position):
        name, text, inside, many = token.groups()
        position = token.end()
        if inside is not None:
            own, _, kind = inside.partition(":")
            default = "number" if own[:1].isdigit() else own.replace("-", "_")
            found.append(Piece(name=name or (own if kind else default), kind=kind or own, many=bool(many)))
        elif text in _CLOSING:
            end = _end(syntax, token.end(2) - 1)
            content = syntax[token.end(2) : end]
            position = end + 1
            any_order = content.startswith("* ")
            parts = tuple(_named(pieces(part), name) for part in alternatives(content[2:] if any_order else content))
            found.append(Piece(parts=parts, optional=text == "[", any_order=any_order))
        else:
            found.append(Piece(word=text, name=name or ""))
    return tuple(found)


def _named(part: tuple[Piece, ...], name: str | None) -> tuple[Piece, ...]:
    """`mode={access|trunk}` names the first element of each alternative."""
    if not name:
        return part
    first = part[0]
    return (Piece(first.word, name, first.kind, first.many, first.parts, first.optional, first.any_order), *part[1:])


def _end(syntax: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(syntax)):
        depth += (syntax[index] in "{[") - (syntax[index] in "}]")
        if not depth:
            return index
    raise ValueError(f"unbalanced group in {syntax!r}")


def render(syntax: str, arguments: Mapping[str, Any]) -> str:
    """The canonical line of `syntax` with these arguments; ValueError when one it must have is missing."""
    words = _sequence(pieces(syntax), arguments)
    if words is None:
        raise ValueError(f"{syntax!r} cannot be written with {dict(arguments)!r}")
    return " ".join(words)


def names(syntax: str) -> list[tuple[str, bool]]:
    """Every argument of a syntax, and whether each line must have it."""
    return _names(pieces(syntax), True)


def head(syntax: str) -> str:
    """The words before the first argument or group."""
    words = []
    for word in syntax.split():
        if word[0] in "<[{" or "=" in word:
            break
        words.append(word)
    return " ".join(words)


def start(syntax: str, arguments: Mapping[str, Any]) -> str:
    """The beginning of a line as far as `arguments` fill it in: what stands behind `no`."""
    words: list[str] = []
    for piece in pieces(syntax):
        inside = [name for name, _ in _names((piece,), True)]
        if inside and not any(name in arguments for name in inside):
            break
        some = _sequence((piece,), arguments)
        if some is None:
            break
        words += some
    return " ".join(words)


def _names(sequence: tuple[Piece, ...], must: bool) -> list[tuple[str, bool]]:
    found: dict[str, bool] = {}
    for piece in sequence:
        if piece.parts:
            sole = len(piece.parts) == 1 and not piece.optional
            inner: list[dict[str, bool]] = [dict(_names(part, True)) for part in piece.parts]
            for part in inner:
                for name, inside in part.items():
                    everywhere = all(other.get(name, False) for other in inner)
                    found[name] = found.get(name, False) or (
                        must and inside and not piece.optional and not piece.any_order and (sole or everywhere)
                    )
        elif piece.name:
            found[piece.name] = found.get(piece.name, False) or must
    return list(found.items())


def _sequence(sequence: tuple[Piece, ...], arguments: Mapping[str, Any]) -> list[str] | None:
    words: list[str] = []
    for piece in sequence:
        if piece.parts:
            some = _group(piece, arguments)
            if some is None:
                return None
            words += some
        elif piece.kind:
            if piece.name not in arguments:
                return None
            value = arguments[piece.name]
            words += [_text(piece.kind, v) for v in value] if piece.many else [_text(piece.kind, value)]
        elif piece.name:
            if str(arguments.get(piece.name, "")).lower() != piece.word.lower():
                return None
            words.append(piece.word)
        else:
            words.append(piece.word)
    return words


def _group(piece: Piece, arguments: Mapping[str, Any]) -> list[str] | None:
    written = [(part, words) for part in piece.parts if (words := _sequence(part, arguments)) is not None]
    given = [words for part, words in written if any(name in arguments for name, _ in _names(part, True))]
    if piece.any_order:
        return [word for words in given for word in words] if given or piece.optional else None
    if given:
        return max(given, key=len)
    if piece.optional:
        return []
    return written[0][1] if written else None


def _text(kind: str, value: Any) -> str:
    if kind == "string" and (not value or " " in value):
        return f'"{value}"'
    return str(value)
