"""
The agent: one datagram in, one or none out.

Source: RFC 1157 section 4.1 (version 1), RFC 3416 section 4.2 (version 2), RFC 3584 section 4 (both in one agent).
"""

from itertools import islice
from typing import TYPE_CHECKING

from iosim.snmp import message, repeats
from iosim.snmp.access import Grant, admits
from iosim.snmp.assignment import assign
from iosim.snmp.ber import (
    END_OF_MIB_VIEW,
    NO_SUCH_INSTANCE,
    NO_SUCH_OBJECT,
    OBJECT_IDENTIFIER,
    SEQUENCE,
    BadMessage,
    field_at,
    tlv,
)
from iosim.snmp.counters import (
    BAD_COMMUNITY_NAMES,
    BAD_COMMUNITY_USES,
    BAD_VERSIONS,
    GET_NEXTS,
    GETS,
    IN_PACKETS,
    OUT_BAD_VALUES,
    OUT_GEN_ERRS,
    OUT_NO_SUCH_NAMES,
    OUT_PACKETS,
    OUT_RESPONSES,
    OUT_TOO_BIGS,
    PARSE_ERRORS,
    REQUESTED_VARIABLES,
    SET_VARIABLES,
    SETS,
    SILENT_DROPS,
)
from iosim.snmp.message import (
    GET,
    GET_BULK,
    GET_NEXT,
    NO_ACCESS,
    NO_ERROR,
    NO_SUCH_NAME,
    SET,
    TOO_BIG,
    V1,
    V1_STATUS,
    BadVersion,
    Request,
)
from iosim.snmp.skeleton import Skeleton
from iosim.snmp.state import AgentState, state_of

if TYPE_CHECKING:
    from iosim.system.system import System

_STATUS_COUNTER = {
    message.TOO_BIG: OUT_TOO_BIGS,
    message.NO_SUCH_NAME: OUT_NO_SUCH_NAMES,
    message.BAD_VALUE: OUT_BAD_VALUES,
    message.GEN_ERR: OUT_GEN_ERRS,
}
# Octets a Response needs beyond its head, request id and variable-bindings: three lengths, status and index.
_FRAMING_BYTES = 3 * 4 + 6


def respond(system: "System", data: bytes, peer: str, now_ms: int) -> bytes | None:
    """
    Answer one datagram, or return None where the device stays silent.

    Args:
        system: the running System that was asked.
        data: the datagram as it came; anything at all.
        peer: address it came from, dotted.
        now_ms: simulated time.
    """
    state = state_of(system)
    if not state.standing.access.grants:
        return None  # no agent runs
    count = state.counters
    count[IN_PACKETS] += 1
    try:
        reply = repeats.answer(system, state, data, now_ms)
        if reply is not None:
            return reply
        request = message.parse(data)
        grant = state.standing.access.grants.get(request.community)
        if grant is None or (grant.access_list is not None and not admits(system.config, grant.access_list, peer)):
            _reject(system, state, request, peer, now_ms)
            return None
        reply = _answer(system, state, data, request, grant, peer, now_ms)
    except BadVersion:
        state.count(BAD_VERSIONS)
        return None
    except BadMessage:
        state.count(PARSE_ERRORS)
        return None
    finally:
        state.done()
    if reply is not None:
        count[OUT_PACKETS] += 1
        count[OUT_RESPONSES] += 1
    return reply


def _reject(system: "System", state: AgentState, request: Request, peer: str, now_ms: int) -> None:
    state.count(BAD_COMMUNITY_NAMES)
    state.note().auth_address = peer
    community = request.community.decode("latin-1")
    system.emit("snmp.auth_failure", now_ms, peer=peer, community=community)


def _answer(
    system: "System", state: AgentState, data: bytes, request: Request, grant: Grant, peer: str, now_ms: int
) -> bytes | None:
    skeleton = state.standing.skeleton
    if grant.view is not None:
        skeleton = skeleton.part(grant.view, grant.view.permits)
    if request.version == V1:
        skeleton = skeleton.without_counter64()
    count = state.counters
    pdu = request.pdu
    if pdu == GET:
        count[GETS] += 1
        out = _get(skeleton, request, system, now_ms)
    elif pdu == GET_NEXT:
        count[GET_NEXTS] += 1
        out = _next(skeleton, request, system, now_ms)
    elif pdu == GET_BULK and request.version != V1:
        out = _bulk(skeleton, request, system, now_ms, state.standing.access.max_bytes)
    elif pdu == SET:
        state.count(SETS)
        return _set(system, state, skeleton, request, grant, peer, now_ms)
    else:
        raise BadMessage("no request")
    if isinstance(out, int):
        return _refuse(state, request, NO_SUCH_NAME, out)
    reply = message.response(request, b"".join(out))
    if len(reply) > state.standing.access.max_bytes:
        return _refuse(state, request, TOO_BIG, 0)
    count[REQUESTED_VARIABLES] += len(out)
    if pdu != GET_BULK and grant.plain:
        repeats.remember(skeleton, data, request)
    return reply


def _refuse(state: AgentState, request: Request, status: int, index: int) -> bytes | None:
    told = V1_STATUS.get(status, status) if request.version == V1 else status
    if told in _STATUS_COUNTER:
        state.count(_STATUS_COUNTER[told])
    reply = message.refusal(request, status, index)
    if len(reply) > state.standing.access.max_bytes:
        state.count(SILENT_DROPS)
        return None
    return reply


def _get(skeleton: Skeleton, request: Request, system: "System", now_ms: int) -> list[bytes] | int:
    """Variable bindings, or the position (from 1) of the variable that version 1 cannot have."""
    out: list[bytes] = []
    for name in request.names:
        varbind = skeleton.get(name, system, now_ms)
        if varbind is None:
            if request.version == V1:
                return len(out) + 1
            missing = NO_SUCH_INSTANCE if skeleton.knows_object(name) else NO_SUCH_OBJECT
            varbind = tlv(SEQUENCE, tlv(OBJECT_IDENTIFIER, name) + missing)
        out.append(varbind)
    return out


def _next(skeleton: Skeleton, request: Request, system: "System", now_ms: int) -> list[bytes] | int:
    out: list[bytes] = []
    for name in request.names:
        varbind = skeleton.next(name, system, now_ms)
        if varbind is None:
            if request.version == V1:
                return len(out) + 1
            varbind = _end_of_view(name)
        out.append(varbind)
    return out


def _end_of_view(name: bytes) -> bytes:
    return tlv(SEQUENCE, tlv(OBJECT_IDENTIFIER, name) + END_OF_MIB_VIEW)


def _name_of(varbind: bytes) -> bytes:
    end = len(varbind)
    _, name_at, _ = field_at(varbind, 0, end)
    _, start, stop = field_at(varbind, name_at, end)
    return varbind[start:stop]


def _bulk(skeleton: Skeleton, request: Request, system: "System", now_ms: int, max_bytes: int) -> list[bytes]:
    """As many of the asked-for variable bindings as fit (RFC 3416 section 4.2.3)."""
    single = min(max(request.first, 0), len(request.names))
    repetitions = max(request.second, 0)
    room = max_bytes - len(request.head) - len(request.request_id) - _FRAMING_BYTES
    out: list[bytes] = []
    for name in request.names[:single]:
        varbind = skeleton.next(name, system, now_ms)
        if varbind is None:
            varbind = _end_of_view(name)
        room -= len(varbind)
        if room < 0:
            return out
        out.append(varbind)
    latest = request.names[single:]
    walks = [skeleton.walk(name, system, now_ms) for name in latest]
    if len(walks) == 1:
        for varbind in islice(walks[0], repetitions):
            room -= len(varbind)
            if room < 0:
                return out
            out.append(varbind)
            repetitions -= 1
        if repetitions:
            varbind = _end_of_view(_name_of(out[-1]) if len(out) > single else latest[0])
            if len(varbind) <= room:
                out.append(varbind)
        return out
    while repetitions and walks:
        repetitions -= 1
        ended = 0
        for i, walk in enumerate(walks):
            found = next(walk, None)
            if found is None:
                ended += 1
                found = _end_of_view(latest[i])
            else:
                latest[i] = _name_of(found)
            room -= len(found)
            if room < 0:
                return out
            out.append(found)
        if ended == len(walks):
            break
    return out


def _set(
    system: "System", state: AgentState, skeleton: Skeleton, request: Request, grant: Grant, peer: str, now_ms: int
) -> bytes | None:
    if not grant.write:
        state.count(BAD_COMMUNITY_USES)
        return _refuse(state, request, NO_ACCESS, 1)
    if len(message.response(request, request.varbinds)) > state.standing.access.max_bytes:
        return _refuse(state, request, TOO_BIG, 0)
    status, index = assign(system, state.standing.skeleton, skeleton, request, peer, now_ms)
    if status != NO_ERROR:
        return _refuse(state, request, status, index)
    state.count(SET_VARIABLES, len(request.names))
    return message.response(request, request.varbinds)
