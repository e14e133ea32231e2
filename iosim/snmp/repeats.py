"""
Requests that were asked before: pollers send the same octets again and again, but for the request id.

A GET or GETNEXT that went well leaves behind which instances it meant, under its octets without head and request id.
The next one like it is answered from there; what it reads is read anew. Anything that is not exactly so is taken
apart as usual (`iosim.snmp.message`), which also judges what is malformed.
"""

from typing import TYPE_CHECKING

from iosim.snmp.ber import SEQUENCE, head
from iosim.snmp.counters import GET_NEXTS, GETS, OUT_PACKETS, OUT_RESPONSES, REQUESTED_VARIABLES
from iosim.snmp.message import GET, GET_NEXT, NO_ERROR_FIELDS, RESPONSE, V1, V2C, Request
from iosim.snmp.skeleton import OwnTable, Skeleton
from iosim.snmp.state import AgentState

if TYPE_CHECKING:
    from iosim.system.system import System

_COUNTER = {GET: GETS, GET_NEXT: GET_NEXTS}
_REMEMBERED = 2048  # requests of one shape; more than that are not the same few again and again
_LARGEST = 1800  # octets of variable bindings that are answered from here
_HEADS = _LARGEST + 0x7F + 2  # with what a request this short can have around them
_SEQUENCE_HEADS = tuple(head(SEQUENCE, size) for size in range(_HEADS))
_RESPONSE_HEADS = tuple(head(RESPONSE, size) for size in range(_HEADS))
_COMMUNITY_AT = 7  # behind the message's tag and length, the version, and the community's tag and length


def answer(system: "System", state: AgentState, data: bytes, now_ms: int) -> bytes | None:
    """The reply to a request asked before, or None for any other."""
    size = len(data)
    if size < 20 or data[0] != SEQUENCE or data[1] != size - 2 or data[2] != 2 or data[3] != 1 or data[5] != 4:
        return None
    at = _COMMUNITY_AT + data[6]
    if at + 8 > size or data[at + 1] != size - at - 2 or data[at + 2] != 2:
        return None
    id_end = at + 4 + data[at + 3]
    standing = state.standing
    grant = standing.access.grants.get(data[_COMMUNITY_AT:at])
    if grant is None or not grant.plain:
        return None
    version = data[4]
    if version == V2C:
        skeleton = standing.skeleton
    elif version == V1:
        skeleton = standing.skeleton.without_counter64()
    else:
        return None
    known = skeleton.repeats.get(data[at : at + 1] + data[id_end:])
    if known is None or not 1 <= id_end - at - 4 <= 4:
        return None
    counter, places = known
    count = state.counters
    count[counter] += 1  # before anything is read: it may be this
    encoded, varbind = skeleton.encoded, skeleton.varbind
    if len(places) == 1:
        place = places[0]
        varbinds = encoded[place] or varbind(place, system, now_ms)
    else:
        varbinds = b"".join([encoded[place] or varbind(place, system, now_ms) for place in places])
    size = len(varbinds)
    if size > _LARGEST:
        count[counter] -= 1
        return None
    list_head = _SEQUENCE_HEADS[size]
    size += len(list_head) + id_end - at - 2 + len(NO_ERROR_FIELDS)
    pdu_head = _RESPONSE_HEADS[size]
    size += len(pdu_head) + at - 2
    message_head = _SEQUENCE_HEADS[size]
    if size + len(message_head) > standing.access.max_bytes:
        count[counter] -= 1
        return None
    request_id = data[at + 2 : id_end]
    reply = b"".join((message_head, data[2:at], pdu_head, request_id, NO_ERROR_FIELDS, list_head, varbinds))
    count[REQUESTED_VARIABLES] += len(places)
    count[OUT_PACKETS] += 1
    count[OUT_RESPONSES] += 1
    return reply


def remember(skeleton: Skeleton, data: bytes, request: Request) -> None:
    """Keep what a request meant that was just answered well, where each of its variables is one fixed place."""
    if len(data) > 0x7F:
        return
    step = 0 if request.pdu == GET else 1
    places = []
    for name in request.names:
        place = skeleton.at.get(name)
        if place is None or place + step >= len(skeleton.entries):
            return
        if isinstance(skeleton.entries[place + step][0], OwnTable):
            return
        places.append(place + step)
    if not places:
        return
    if len(skeleton.repeats) >= _REMEMBERED:
        skeleton.repeats.clear()
    at = 2 + len(request.head)
    key = data[at : at + 1] + data[at + 2 + len(request.request_id) :]
    skeleton.repeats[key] = (_COUNTER[request.pdu], tuple(places))
