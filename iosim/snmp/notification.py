"""One kind of trap, as a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iosim.events import Event
from iosim.snmp.ber import Oid

if TYPE_CHECKING:
    from iosim.system.system import System

Variable = tuple[Oid, int, Any]  # name, syntax, value


@dataclass(frozen=True, slots=True)
class Notification:
    """What an event is told as."""

    name: str  # as in its MIB module
    oid: Oid  # snmpTrapOID
    kind: str  # of `snmp-server enable traps KIND PART` and of `snmp-server host`; "" for one without a switch
    part: str
    variables: Callable[["System", Event], list[Variable]]  # in the order of the MIB
    when: Callable[["System", Event], bool] | None = None  # None: always
