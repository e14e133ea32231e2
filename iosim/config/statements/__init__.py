"""Every configuration command, by subject. What is listed first in a mode is written first."""

from collections.abc import Mapping
from functools import cache

from iosim.config.rendering import pieces
from iosim.config.statement import Statement
from iosim.config.statements import (
    access_lists,
    certificates,
    interfaces,
    licenses,
    lines,
    management,
    public_keys,
    routing,
    security,
    services,
    switching,
)
from iosim.config.words import WORDS
from iosim.grammar import Rule

STATEMENTS: tuple[Statement, ...] = (
    *services.SERVICES,
    *licenses.LICENSES,
    *services.ARCHIVE,
    *management.LOGGING,
    *management.SNMP,
    *management.SERVERS,
    *public_keys.PUBLIC_KEYS,
    *switching.HEAD,
    *switching.BODY,
    *switching.GLOBAL,
    *certificates.CERTIFICATES,
    *security.ZONES,
    *security.INSPECTION,
    *security.IPSEC,
    *routing.VRFS,
    *interfaces.HEAD,
    *interfaces.BODY,
    *routing.PROCESSES,
    *routing.ROUTE_MAPS,
    *routing.MORE,
    *routing.STATIC,
    *access_lists.ACCESS_LISTS,
    *lines.HEAD,
    *lines.BODY,
)


def rule(statement: Statement) -> Rule:
    """A statement as the grammar takes it."""
    help_texts: Mapping[str, str] = {**WORDS, **statement.help} if statement.help else WORDS
    return Rule(
        statement.syntax,
        statement,
        help_texts,
        needs=statement.needs,
        no=_no(statement),
        hidden=statement.hidden,
    )


def _no(statement: Statement) -> bool | str:
    """Where an instance is removed by its keys, the line up to the last of them; what follows may be typed or not."""
    if statement.no is not True or not statement.keys:
        return statement.no
    words: list[str] = []
    wanted = set(statement.keys)
    found = pieces(statement.syntax)
    for index, piece in enumerate(found):
        if piece.parts or (piece.name and piece.name not in wanted):
            break
        words.append(f"<{piece.name}:{piece.kind}>" if piece.kind else piece.word)
        wanted.discard(piece.name)
        if not wanted:
            rest = found[index + 1 :]
            if rest and (rest[0].name or rest[0].parts):
                words.append("[<rest:line>]")
            else:
                words += [piece.word for piece in rest if not piece.name and not piece.parts]
            return " ".join(words)
    return statement.syntax


MODES: tuple[str, ...] = tuple(dict.fromkeys(statement.mode for statement in STATEMENTS))


@cache
def rules(mode: str) -> tuple[Rule, ...]:
    """Every line of a mode, as the grammar takes it; made when the mode is first needed."""
    return tuple(rule(statement) for statement in STATEMENTS if statement.mode == mode)
