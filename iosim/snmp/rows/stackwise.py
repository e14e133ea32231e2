"""CISCO-STACKWISE-MIB: the switches of a stack; a stackable switch that is alone is a stack of one."""

from typing import TYPE_CHECKING, Any

from iosim.snmp.ber import INTEGER, OCTET_STRING, UNSIGNED32
from iosim.snmp.row import Group, Index, Row, Table, columns, scalar
from iosim.snmp.rows.cisco import CISCO
from iosim.system.stack import State, state_of

if TYPE_CHECKING:
    from iosim.featureset.personality import Personality
    from iosim.system.system import System

STACKWISE = (*CISCO, 9, 500, 1)
SWITCH_ENTRY = (*STACKWISE, 2, 1, 1)
SWITCHES_MAX, PRIORITY_MAX = 9, 15
MASTER, MEMBER, NOT_MEMBER = 1, 2, 3  # cswSwitchRole
PRIORITY = 1  # of a switch that nobody configured
ABSENT = bytes(6)


def _stackable(personality: "Personality") -> bool:
    return personality.platform.stackable


def _switches(system: "System") -> tuple[Index, ...]:
    """Rows hang at the chassis of each switch, 1001, 2001, ..., in a stack or alone."""
    return tuple((entity.index,) for entity in system.personality.platform.entities if entity.chassis)


def _number(value: Any) -> Any:
    return lambda system, now_ms, index: value(system, index // 1000)


def _role(system: "System", number: int) -> int:
    if number == 1:
        return MASTER
    return NOT_MEMBER if state_of(system, number) is State.PROVISIONED else MEMBER


def _address(system: "System", number: int) -> bytes:
    return ABSENT if state_of(system, number) is State.PROVISIONED else system.box(number).mac


def _image(system: "System", number: int) -> str:
    return "" if state_of(system, number) is State.PROVISIONED else system.personality.image.image_id


GROUP = Group(
    (
        scalar("cswMaxSwitchNum", (*STACKWISE, 1, 1), UNSIGNED32, lambda personality: SWITCHES_MAX, fixed=True),
        scalar(
            "cswMaxSwitchConfigPriority", (*STACKWISE, 1, 2), UNSIGNED32, lambda personality: PRIORITY_MAX, fixed=True
        ),
        scalar("cswRingRedundant", (*STACKWISE, 1, 3), INTEGER, lambda system, now_ms: 1 if system.members else 2),
        *columns(
            "cswSwitchInfoTable",
            SWITCH_ENTRY,
            (
                Row("cswSwitchNumCurrent", (1,), UNSIGNED32, _number(lambda system, number: number)),
                Row("cswSwitchNumNextReload", (2,), UNSIGNED32, _number(lambda system, number: number)),
                Row("cswSwitchRole", (3,), INTEGER, _number(_role)),
                Row("cswSwitchSwPriority", (4,), UNSIGNED32, _number(lambda system, number: PRIORITY)),
                Row("cswSwitchHwPriority", (5,), UNSIGNED32, _number(lambda system, number: 0)),
                Row("cswSwitchState", (6,), INTEGER, _number(lambda system, number: int(state_of(system, number)))),
                Row("cswSwitchMacAddress", (7,), OCTET_STRING, _number(_address)),
                Row("cswSwitchSoftwareImage", (8,), OCTET_STRING, _number(_image)),
            ),
        ),
    ),
    (Table("cswSwitchInfoTable", _switches),),
    present=_stackable,
)
