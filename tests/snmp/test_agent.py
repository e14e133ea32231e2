"""The agent's answers to versions 1 and 2c, on a system of a few objects."""

import pytest

from iosim.snmp.agent import respond
from iosim.snmp.ber import INTEGER, OCTET_STRING
from iosim.snmp.counters import (
    BAD_COMMUNITY_NAMES,
    BAD_COMMUNITY_USES,
    BAD_VERSIONS,
    GETS,
    IN_PACKETS,
    OUT_NO_SUCH_NAMES,
    OUT_PACKETS,
    OUT_RESPONSES,
    OUT_TOO_BIGS,
    PARSE_ERRORS,
    REQUESTED_VARIABLES,
    SET_VARIABLES,
    SILENT_DROPS,
)
from iosim.snmp.message import (
    BAD_VALUE,
    GEN_ERR,
    GET,
    GET_BULK,
    GET_NEXT,
    INCONSISTENT_VALUE,
    NO_ACCESS,
    NO_CREATION,
    NO_SUCH_NAME,
    NOT_WRITABLE,
    RESPONSE,
    SET,
    TOO_BIG,
    V1,
    V2_TRAP,
    WRONG_LENGTH,
    WRONG_TYPE,
    WRONG_VALUE,
)
from tests.snmp.made import ROOT, Asked, Reply, configured, reply, request

TEXT, NOTE, LEVEL, ACCEPTED = ((*ROOT, n, 0) for n in (1, 2, 5, 6))
PORT = (*ROOT, 3, 1)
PEER = "127.0.0.9"


@pytest.fixture
def system() -> Asked:
    return Asked(configured())


def ask(system: Asked, *args: object, **more: object) -> Reply:
    return reply(respond(system, request(*args, **more), PEER, 5))  # type: ignore[arg-type]


def silent(system: Asked, data: bytes) -> bool:
    return respond(system, data, PEER, 5) is None


def test_a_get_answers_with_what_was_asked_in_its_order(system: Asked) -> None:
    got = ask(system, GET, (*PORT, 2, 3), TEXT, request_id=-2)

    assert (got.version, got.community, got.pdu, got.request_id) == (1, b"public", RESPONSE, -2)
    assert (got.status, got.index) == (0, 0)
    assert got.varbinds == [((*PORT, 2, 3), 15), (TEXT, b"shared")]


def test_a_get_without_variables_is_answered_without_variables(system: Asked) -> None:
    assert ask(system, GET).varbinds == []


def test_the_same_variable_twice_is_answered_twice(system: Asked) -> None:
    assert ask(system, GET, TEXT, TEXT).values == [b"shared", b"shared"]


def test_version_2_says_per_variable_what_is_missing(system: Asked) -> None:
    got = ask(system, GET, (*PORT, 2, 99), (*ROOT, 77, 0), TEXT, (*PORT, 2))

    assert got.values == ["noSuchInstance", "noSuchObject", b"shared", "noSuchInstance"]
    assert got.status == 0


def test_version_1_refuses_the_whole_request_and_echoes_it(system: Asked) -> None:
    got = ask(system, GET, TEXT, (*ROOT, 77, 0), version=V1)

    assert (got.version, got.status, got.index) == (0, NO_SUCH_NAME, 2)
    assert got.varbinds == [(TEXT, None), ((*ROOT, 77, 0), None)]
    assert system.snmp.counted(OUT_NO_SUCH_NAMES) == 1


def test_version_1_sees_no_64_bit_counter(system: Asked) -> None:
    assert ask(system, GET, (*PORT, 3, 1), version=V1).status == NO_SUCH_NAME
    assert ask(system, GET_NEXT, (*PORT, 2, 20), version=V1).varbinds[0][0] == (*PORT, 4, 1)
    assert ask(system, GET_NEXT, (*PORT, 2, 20)).varbinds[0][0] == (*PORT, 3, 1)


def test_getnext_after_the_last_ends_the_view_or_the_request(system: Asked) -> None:
    assert ask(system, GET_NEXT, ACCEPTED, TEXT).values == ["endOfMibView", b""]
    assert ask(system, GET_NEXT, ACCEPTED, version=V1).status == NO_SUCH_NAME


def test_getnext_from_zero_dot_zero_begins_at_the_first(system: Asked) -> None:
    assert ask(system, GET_NEXT, (0, 0)).varbinds == [(TEXT, b"shared")]


def test_getbulk_answers_rows_of_its_repeaters_after_the_others(system: Asked) -> None:
    got = ask(system, GET_BULK, (*ROOT, 1), (*PORT, 1), (*PORT, 2, 18), first=1, second=3)

    assert [name for name, _ in got.varbinds] == [
        TEXT,
        *((*PORT, 1, 1), (*PORT, 2, 19)),
        *((*PORT, 1, 2), (*PORT, 2, 20)),
        *((*PORT, 1, 3), (*PORT, 3, 1)),
    ]


def test_getbulk_stops_once_all_its_repeaters_have_ended(system: Asked) -> None:
    assert ask(system, GET_BULK, LEVEL, second=50).varbinds == [(ACCEPTED, 2), (ACCEPTED, "endOfMibView")]
    got = ask(system, GET_BULK, LEVEL, ACCEPTED, second=50)
    assert got.values == [2, "endOfMibView", "endOfMibView", "endOfMibView"]


def test_getbulk_takes_negative_counts_as_none(system: Asked) -> None:
    assert ask(system, GET_BULK, TEXT, first=-1, second=-5).varbinds == []


def test_getbulk_fills_the_packet_and_not_more(system: Asked) -> None:
    data = respond(system, request(GET_BULK, (*PORT, 4), second=100), PEER, 5)

    assert data is not None
    assert 1400 < len(data) <= 1500
    assert reply(data).status == 0


def test_getbulk_is_no_request_of_version_1(system: Asked) -> None:
    assert silent(system, request(GET_BULK, TEXT, version=V1, second=1))
    assert system.snmp.counted(PARSE_ERRORS) == 1


def test_a_get_that_does_not_fit_is_too_big(system: Asked) -> None:
    names = [(*PORT, 4, port) for port in range(1, 21)]
    got = ask(system, GET, *names)

    assert (got.status, got.index, got.varbinds) == (TOO_BIG, 0, [])
    assert len(ask(system, GET, *names, version=V1).varbinds) == 20
    assert system.snmp.counted(OUT_TOO_BIGS) == 2


def test_where_not_even_the_refusal_fits_the_device_is_silent(system: Asked) -> None:
    assert silent(system, request(GET, *[(*PORT, 4, 1)] * 100, version=V1))
    assert system.snmp.counted(SILENT_DROPS) == 1


def test_an_unknown_community_is_met_with_silence_and_an_event(system: Asked) -> None:
    assert silent(system, request(GET, TEXT, community=b"guess"))

    assert system.events == [("snmp.auth_failure", {"peer": PEER, "community": "guess"})]
    assert system.snmp.counted(BAD_COMMUNITY_NAMES) == 1
    assert system.snmp.notes.auth_address == PEER


def test_an_access_list_lets_only_its_hosts_ask(system: Asked) -> None:
    from iosim.config.access_list import Entry

    system.config = system.config.put(("access-list", 10), ("entry", 0), Entry("permit", "127.0.0.1"))

    assert silent(system, request(GET, TEXT, community=b"guarded"))
    assert respond(system, request(GET, TEXT, community=b"guarded"), "127.0.0.1", 5)


def test_without_a_community_no_agent_runs() -> None:
    from iosim.config.value import EMPTY

    system = Asked(EMPTY)

    assert silent(system, request(GET, TEXT))
    assert not system.events


def test_a_view_hides_what_it_does_not_include() -> None:
    system = Asked(configured(views={"narrow": {"1.3.6.1.4.1.99": "included", "1.3.6.1.4.1.99.3.1.*.2": "excluded"}}))

    got = ask(system, GET, (*PORT, 1, 1), (*PORT, 1, 2), community=b"narrow")

    assert got.values == [1, "noSuchInstance"]
    assert ask(system, GET_NEXT, (*PORT, 1, 1), community=b"narrow").varbinds == [((*PORT, 1, 3), 3)]


def test_a_view_without_an_object_does_not_know_it_and_refuses_to_set_it() -> None:
    system = Asked(configured(views={"narrow": {"1.3.6.1.4.1.99.3": "included"}}))

    assert ask(system, GET, TEXT, community=b"narrow").values == ["noSuchObject"]
    assert ask(system, SET, NOTE, community=b"narrow", values=((OCTET_STRING, b"x"),)).status == NO_ACCESS


def test_other_versions_are_counted_and_dropped(system: Asked) -> None:
    assert silent(system, request(GET, TEXT, version=3))
    assert silent(system, request(GET, TEXT, version=2))
    assert system.snmp.counted(BAD_VERSIONS) == 2


@pytest.mark.parametrize("pdu", [RESPONSE, V2_TRAP, 0xA8, 0x30])
def test_what_is_no_request_is_dropped(system: Asked, pdu: int) -> None:
    assert silent(system, request(pdu, TEXT))
    assert system.snmp.counted(PARSE_ERRORS) == 1


def test_the_agent_counts_what_it_does(system: Asked) -> None:
    ask(system, GET, TEXT, NOTE)
    ask(system, SET, NOTE, community=b"private", values=((OCTET_STRING, b"x"),))

    counted = system.snmp.counted
    assert [counted(counter) for counter in (IN_PACKETS, OUT_PACKETS, OUT_RESPONSES)] == [2, 2, 2]
    assert [counted(counter) for counter in (GETS, REQUESTED_VARIABLES, SET_VARIABLES)] == [1, 2, 1]


# -- SET


def test_a_set_changes_all_its_variables_at_once_and_echoes_them(system: Asked) -> None:
    got = ask(
        system,
        SET,
        NOTE,
        ACCEPTED,
        community=b"private",
        values=((OCTET_STRING, b"hello"), (INTEGER, 1)),
    )

    assert (got.status, got.varbinds) == (0, [(NOTE, b"hello"), (ACCEPTED, 1)])
    assert system.events == [("changed", {"by": f"{PEER} by snmp"})]
    assert ask(system, GET, NOTE, ACCEPTED).values == [b"hello", 1]


def test_a_set_that_fails_anywhere_changes_nothing(system: Asked) -> None:
    got = ask(
        system,
        SET,
        NOTE,
        ACCEPTED,
        TEXT,
        community=b"private",
        values=((OCTET_STRING, b"hello"), (INTEGER, 1), (OCTET_STRING, b"no")),
    )

    assert (got.status, got.index) == (NOT_WRITABLE, 3)
    assert ask(system, GET, NOTE, ACCEPTED).values == [b"", 2]
    assert not system.events


def test_one_variable_may_depend_on_another_of_the_same_set_in_either_order(system: Asked) -> None:
    alone = ask(system, SET, LEVEL, community=b"private", values=((INTEGER, 3),))
    both = ask(system, SET, LEVEL, ACCEPTED, community=b"private", values=((INTEGER, 3), (INTEGER, 1)))

    assert (alone.status, alone.index) == (INCONSISTENT_VALUE, 1)
    assert both.status == 0
    assert ask(system, GET, LEVEL).values == [3]


@pytest.mark.parametrize(
    ("name", "value", "status", "version_1"),
    [
        (NOTE, (INTEGER, 1), WRONG_TYPE, BAD_VALUE),
        (NOTE, (OCTET_STRING, b"x" * 21), WRONG_LENGTH, BAD_VALUE),
        (NOTE, (OCTET_STRING, b"two\nlines"), WRONG_VALUE, BAD_VALUE),
        (TEXT, (OCTET_STRING, b"x"), NOT_WRITABLE, NO_SUCH_NAME),
        ((*ROOT, 77, 0), (INTEGER, 1), NOT_WRITABLE, NO_SUCH_NAME),
        ((*ROOT, 2, 5), (OCTET_STRING, b"x"), NO_CREATION, NO_SUCH_NAME),
        (LEVEL, (INTEGER, 1), INCONSISTENT_VALUE, BAD_VALUE),
    ],
)
def test_each_reason_has_its_status_in_both_versions(
    system: Asked, name: tuple[int, ...], value: tuple[int, object], status: int, version_1: int
) -> None:
    got = ask(system, SET, name, community=b"private", values=(value,))
    old = ask(system, SET, name, community=b"private", values=(value,), version=V1)

    assert (got.status, got.index) == (status, 1)
    assert (old.status, old.index) == (version_1, 1)
    assert GEN_ERR not in (got.status, old.status)


def test_a_read_only_community_sets_nothing(system: Asked) -> None:
    got = ask(system, SET, NOTE, values=((OCTET_STRING, b"x"),))
    old = ask(system, SET, NOTE, values=((OCTET_STRING, b"x"),), version=V1)

    assert (got.status, old.status) == (NO_ACCESS, NO_SUCH_NAME)
    assert system.snmp.counted(BAD_COMMUNITY_USES) == 2
    assert not system.events
