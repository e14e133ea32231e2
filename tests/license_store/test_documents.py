"""Device credentials and tickets: what one side makes the other reads, and nothing else."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosim.chassis import Udi
from iosim.license_store import LAB, LAB_ONLY, Authorities, Authority, granted
from iosim.license_store.credential import (
    NotCertified,
    UnknownManufacturer,
    device_identity,
    make_credentials,
    read_credentials,
)
from iosim.license_store.document import (
    DocumentAltered,
    DocumentEntities,
    DocumentForged,
    DocumentNotXml,
    DocumentRefusal,
    DocumentTooLarge,
    DocumentTruncated,
    EmptyDocument,
    OtherDocument,
)
from iosim.license_store.ticket import (
    PERMISSION,
    PermissionTicket,
    Revocation,
    TicketExpired,
    TicketForOther,
    TicketMismatch,
    TicketNotProcessed,
    TicketUnknownAuthority,
    issue_permission_ticket,
    make_rehost_ticket,
    read_permission_ticket,
    read_rehost_ticket,
)

UDI = Udi("WS-C3750E-24TD", "SIM1234X0AB")
OTHER = Udi("WS-C3750E-24TD", "SIM1234X0AC")
SEED = 7
SUPERSEDED = [granted(UDI, "advipservices", count=8)]
PERMANENT = [granted(UDI, "ipservices"), granted(UDI, "advipservices")]


def permission(
    udi: Udi = UDI, *, ticket_id: str = "A" * 16, expires: str = "2030-01-01T00:00:00", authority: Authority = LAB
) -> bytes:
    grace = [granted(udi, "ipservices", type="extension", authority=authority)]
    return issue_permission_ticket(
        udi,
        PERMANENT,
        id=ticket_id,
        created="2029-12-01T00:00:00",
        expires=expires,
        authority=authority,
        superseded=SUPERSEDED,
        grace=grace,
    )


def permitted(data: bytes | None = None) -> PermissionTicket:
    return read_permission_ticket(permission() if data is None else data, LAB_ONLY)


CREDENTIALS = make_credentials(UDI, SEED, challenge="nonce_1")
PERMISSION_TICKET = permission()
REHOST_TICKET = make_rehost_ticket(permitted(), SEED)
READERS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "credentials": (CREDENTIALS, read_credentials),
    "permission": (PERMISSION_TICKET, permitted),
    "rehost": (REHOST_TICKET, read_rehost_ticket),
}


def test_credentials_say_which_device_made_them_and_whom_it_answers() -> None:
    credentials = read_credentials(CREDENTIALS)

    assert (credentials.udi, credentials.challenge) == (UDI, "nonce_1")
    assert credentials.device_key == device_identity(UDI, SEED).key.public


def test_credentials_need_a_certificate_of_a_known_manufacturer() -> None:
    stranger = Authority.create("another factory", bytes(32))

    with pytest.raises(UnknownManufacturer):
        read_credentials(CREDENTIALS, (stranger.key,))


def test_credentials_for_a_device_with_the_certificate_of_another_are_refused() -> None:
    with pytest.raises(NotCertified):
        read_credentials(CREDENTIALS.replace(UDI.serial.encode(), OTHER.serial.encode()))


def test_credentials_of_another_challenge_are_refused() -> None:
    with pytest.raises(DocumentForged):
        read_credentials(CREDENTIALS.replace(b"nonce_1", b"nonce_2"))


def test_a_permission_ticket_names_device_licences_those_they_replaced_and_grace() -> None:
    ticket = permitted()

    assert ticket.udi == UDI
    assert ticket.revoke == tuple(Revocation(license.id, license.feature) for license in PERMANENT)
    assert [revocation.license_id for revocation in ticket.superseded] == [license.id for license in SUPERSEDED]
    assert [license.type.name for license in ticket.grace] == ["extension"]


def test_a_permission_ticket_is_refused_by_another_device() -> None:
    with pytest.raises(TicketForOther):
        read_permission_ticket(PERMISSION_TICKET, LAB_ONLY, udi=OTHER)


def test_a_permission_ticket_is_refused_from_its_expiry_on() -> None:
    read_permission_ticket(PERMISSION_TICKET, LAB_ONLY, now="2029-12-31T23:59:59")

    with pytest.raises(TicketExpired):
        read_permission_ticket(PERMISSION_TICKET, LAB_ONLY, now="2030-01-01T00:00:00")


def test_a_permission_ticket_of_an_unknown_authority_is_refused() -> None:
    stranger = Authority.create("stranger", bytes(32))

    with pytest.raises(TicketUnknownAuthority):
        permitted(permission(authority=stranger))
    assert read_permission_ticket(permission(authority=stranger), Authorities((stranger.key,))).udi == UDI


def test_a_permission_ticket_with_another_date_is_forged() -> None:
    with pytest.raises(DocumentForged):
        permitted(PERMISSION_TICKET.replace(b"2030-01-01", b"2040-01-01"))


def test_a_permission_ticket_needs_no_grace_licence() -> None:
    bare = issue_permission_ticket(
        UDI, PERMANENT, id="B" * 16, created="2029-12-01T00:00:00", expires="2030-01-01T00:00:00", authority=LAB
    )

    assert permitted(bare).grace == ()


def test_a_rehost_ticket_answers_its_permission_ticket_and_is_the_same_every_time() -> None:
    ticket = read_rehost_ticket(REHOST_TICKET)

    ticket.check(permitted())
    assert make_rehost_ticket(permitted(), SEED) == REHOST_TICKET


def test_a_rehost_ticket_that_revokes_too_little_was_not_processed() -> None:
    partial = read_rehost_ticket(make_rehost_ticket(permitted(), SEED, revoked=permitted().revoke[:1]))

    with pytest.raises(TicketNotProcessed):
        partial.check(permitted())


def test_a_permission_ticket_handed_in_as_rehost_ticket_was_not_processed() -> None:
    with pytest.raises(TicketNotProcessed):
        read_rehost_ticket(PERMISSION_TICKET)


def test_a_rehost_ticket_answers_no_other_permission_ticket() -> None:
    ticket = read_rehost_ticket(REHOST_TICKET)

    with pytest.raises(TicketMismatch):
        ticket.check(permitted(permission(ticket_id="C" * 16)))
    with pytest.raises(TicketMismatch):
        ticket.check(permitted(permission(expires="2031-01-01T00:00:00")))


def test_a_rehost_ticket_of_another_device_is_refused() -> None:
    other = read_permission_ticket(permission(OTHER), LAB_ONLY)

    with pytest.raises(TicketForOther):
        read_rehost_ticket(make_rehost_ticket(other, SEED)).check(permitted())


def test_a_device_cannot_sign_for_another() -> None:
    forged = make_rehost_ticket(permitted(), SEED).replace(UDI.serial.encode(), OTHER.serial.encode())

    with pytest.raises(NotCertified):
        read_rehost_ticket(forged)


@pytest.mark.parametrize("kind", READERS)
def test_white_space_between_elements_and_a_byte_order_mark_do_not_matter(kind: str) -> None:
    data, read = READERS[kind]

    assert read(b"\xef\xbb\xbf" + data.replace(b">\n", b">\r\n\t ")) == read(data)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", EmptyDocument),
        (b" \n", EmptyDocument),
        (b"x" * 600_000, DocumentTooLarge),
        (b"\x00\xff\xfe", DocumentNotXml),
        (b"hello", DocumentNotXml),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", DocumentEntities),
        (b"<a/>", OtherDocument),
    ],
)
def test_what_is_no_such_document_is_refused_by_name(kind: str, data: bytes, refusal: type[DocumentRefusal]) -> None:
    with pytest.raises(refusal):
        READERS[kind][1](data)


@pytest.mark.parametrize("kind", READERS)
def test_a_truncated_document_says_so(kind: str) -> None:
    data, read = READERS[kind]

    with pytest.raises(DocumentTruncated):
        read(data[: len(data) // 2])


@pytest.mark.parametrize("kind", READERS)
@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_of_a_document_can_flip(kind: str, position: int, bit: int) -> None:
    data, read = READERS[kind]
    good = read(data)
    flipped = bytearray(data)
    flipped[position % len(data)] ^= 1 << bit

    try:
        found = read(bytes(flipped))
    except DocumentRefusal:
        return

    assert found == good
    assert bytes(flipped).split() == data.split(), "only white space may differ"


def test_refusals_of_documents_carry_the_snmp_cause_of_their_kind() -> None:
    with pytest.raises(DocumentAltered) as refusal:
        permitted(PERMISSION_TICKET.replace(b"<TICKET_ID>", b"<TICKET_ID >"))

    assert refusal.value.fail_cause == PERMISSION.fail_cause == 17
    assert str(refusal.value) == "Permission ticket was altered or is incomplete"
