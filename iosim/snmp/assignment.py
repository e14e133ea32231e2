"""
SET: every variable is tested before any is changed, and what is changed is changed at once.

A row notes what it wants in an `Assignment`: another configuration, or an act for when all is well. Nothing
can fail after the tests, so there is nothing to undo.
Source: RFC 3416 section 4.2.5; RFC 3584 section 4.4 maps the reasons for version 1.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iosim.config.language import language as language_of
from iosim.config.outcome import TOP, Done
from iosim.config.value import Config
from iosim.errors import DeviceRefusal
from iosim.snmp import message
from iosim.snmp.message import (
    INCONSISTENT_VALUE,
    NO_ACCESS,
    NO_CREATION,
    NO_ERROR,
    NOT_WRITABLE,
    WRONG_LENGTH,
    WRONG_TYPE,
    WRONG_VALUE,
    Request,
)
from iosim.snmp.skeleton import Skeleton

if TYPE_CHECKING:
    from iosim.system.system import System


class Refused(DeviceRefusal):
    """A SET that cannot be; `status` is the error-status of RFC 3416."""

    def __init__(self, status: int) -> None:
        super().__init__(f"error-status {status}")
        self.status = status


@dataclass(slots=True)
class Assignment:
    """What the variables of one SET want together, while they are tested."""

    system: "System"
    config: Config  # as it will be
    peer: str
    now_ms: int
    eula_accepted: bool
    acts: list[Callable[[], None]] = field(default_factory=list)  # after the configuration is in force

    def command(self, *lines: str) -> None:
        """
        Change the configuration as these configuration lines would.

        Raises:
            Refused: the device does not take them.
        """
        language = language_of(self.system.personality)
        place = TOP
        for line in lines:
            done = language.execute(self.config, place, line, typed=False)
            if not isinstance(done, Done):
                raise Refused(WRONG_VALUE)
            self.config, place = done.config, done.place

    @property
    def by(self) -> str:
        """How messages name whoever did it: `10.1.1.1 by snmp`."""
        return f"{self.peer} by snmp"


def assign(
    system: "System", whole: Skeleton, seen: Skeleton, request: Request, peer: str, now_ms: int
) -> tuple[int, int]:
    """
    Carry out a SET, or say why not.

    Args:
        whole: everything the agent has.
        seen: what the community may touch of it.

    Returns:
        error-status, and the position (from 1) of the variable it is about.

    Raises:
        BadMessage: a name or value that is no BER of SNMP; nothing was changed.
    """
    wanted = message.values(request.varbinds)
    targets = [(position, name, seen.row_at(name, system)) for position, name in enumerate(request.names)]
    assignment = Assignment(system, system.config, peer, now_ms, system.snmp.notes.eula_accepted)
    targets.sort(key=lambda target: target[2] is not None and target[2][0].late)
    for position, name, target in targets:
        try:
            if target is None:
                raise Refused(NOT_WRITABLE if whole.row_at(name, system) is None else NO_ACCESS)
            row, index, exists = target
            if row.assign is None:
                raise Refused(NOT_WRITABLE)
            tag, value = wanted[position]
            if tag != row.syntax:
                raise Refused(WRONG_TYPE)
            if not exists:
                raise Refused(NO_CREATION)
            row.assign(assignment, value, *index)
        except Refused as refused:
            return refused.status, position + 1
        except DeviceRefusal:
            return INCONSISTENT_VALUE, position + 1
    if assignment.config is not system.config:
        system.change(assignment.config, now_ms, assignment.by)
    if assignment.eula_accepted is not system.snmp.notes.eula_accepted:
        system.snmp.note().eula_accepted = assignment.eula_accepted
    for act in assignment.acts:
        act()
    return NO_ERROR, 0


def text(value: bytes, longest: int) -> str:
    """
    A value as one line of text.

    Raises:
        Refused: longer than `longest` octets, no UTF-8, or with characters that no command line can hold.
    """
    if len(value) > longest:
        raise Refused(WRONG_LENGTH)
    if any(octet < 0x20 or octet == 0x7F for octet in value):
        raise Refused(WRONG_VALUE)
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(WRONG_VALUE) from None


def choice(value: int, *allowed: int) -> int:
    """
    A value of an enumeration.

    Raises:
        Refused: none of `allowed`.
    """
    if value not in allowed:
        raise Refused(WRONG_VALUE)
    return value


def truth(value: int) -> bool:
    """
    A TruthValue: true(1) or false(2).

    Raises:
        Refused: anything else.
    """
    return choice(value, 1, 2) == 1
