"""Permission tickets on a device: what is refused, and that a power cut neither loses nor doubles a licence."""

from dataclasses import replace

import pytest

from iosim.chassis import Chassis
from iosim.license_store import LAB, LAB_ONLY, Authority, License, LicenseStore, granted
from iosim.license_store.document import DocumentForged, DocumentRefusal
from iosim.license_store.refusals import LicenseRevoked, TicketNeeded
from iosim.license_store.revocation import (
    GraceUnusable,
    NotHeld,
    OtherIssuer,
    Revocations,
    TicketNotLast,
    TicketNotUsed,
    TicketUsed,
)
from iosim.license_store.ticket import (
    TicketExpired,
    TicketForOther,
    TicketUnknownAuthority,
    issue_permission_ticket,
    read_permission_ticket,
    read_rehost_ticket,
)
from tests.license_store.made import SERIAL, make_chassis, make_store

UDI = f"WS-C3750E-24TD:{SERIAL}"
PERMANENT = granted(UDI, "ipservices")
GRACE = granted(UDI, "ipservices", type="gracePeriod")


def permit(
    *licenses: License,
    number: int = 0,
    grace: tuple[License, ...] = (GRACE,),
    superseded: tuple[License, ...] = (),
    authority: Authority = LAB,
    chassis: Chassis | None = None,
) -> bytes:
    return issue_permission_ticket(
        (chassis or make_chassis()).udi,
        licenses or (PERMANENT,),
        id="ABCDEFGH"[number] * 16,
        created="2029-12-01T00:00:00",
        expires="2030-01-01T00:00:00",
        authority=authority,
        superseded=superseded,
        grace=grace,
    )


@pytest.fixture
def store() -> LicenseStore:
    store = make_store(make_chassis())
    store.install(PERMANENT)
    store.chassis.take()
    return store


def ids(store: LicenseStore) -> set[str]:
    return {held.license.id for held in store.held() if held.store == 1}


def test_a_ticket_gives_up_its_licence_and_brings_the_grace_period(store: LicenseStore) -> None:
    revoked, installed = Revocations(store).process(permit())

    assert [held.license for held in revoked] == [PERMANENT]
    assert [held.license for held in installed] == [GRACE]
    assert PERMANENT.id not in ids(store)
    assert store.eula_accepted(installed[0])
    assert (installed[0].license.period_ms, installed[0].license.type.mib) == (60 * 86_400_000, 3)


def test_the_answer_names_what_was_revoked_and_is_the_same_again(store: LicenseStore) -> None:
    Revocations(store).process(permit())

    answer = Revocations(store).rehost_ticket(permit())

    assert Revocations(store).rehost_ticket(permit()) == answer
    read_rehost_ticket(answer).check(read_permission_ticket(permit(), LAB_ONLY))


def test_a_revoked_licence_never_comes_back(store: LicenseStore) -> None:
    Revocations(store).process(permit())

    with pytest.raises(LicenseRevoked):
        store.install(PERMANENT)


def test_a_grace_period_comes_with_its_ticket_only(store: LicenseStore) -> None:
    with pytest.raises(TicketNeeded):
        store.install(GRACE, eula_accepted=True)
    Revocations(store).process(permit())
    (held,) = [held for held in store.held() if held.license == GRACE]
    store.clear(held)

    assert store.install(store.export(held), eula_accepted=True).license == GRACE


def test_factory_licences_can_be_given_up(store: LicenseStore) -> None:
    factory = store.held()[0].license

    Revocations(store).process(permit(factory, grace=()))

    assert factory.id not in ids(store)
    with pytest.raises(LicenseRevoked):
        store.install(replace(factory, signature=LAB.sign(factory.message)))


def test_what_a_licence_replaced_goes_with_it(store: LicenseStore) -> None:
    small, gone = granted(UDI, "ipservices", count=8), granted(UDI, "ipservices", count=4)
    store.install(small)
    ticket = permit(superseded=(small, gone), grace=())

    revoked, _ = Revocations(store).process(ticket)

    assert [held.license for held in revoked] == [PERMANENT, small]
    for license in (small, gone):
        with pytest.raises(LicenseRevoked):
            store.install(license)


def _used(store: LicenseStore) -> bytes:
    Revocations(store).process(permit())
    return permit()


def _foreign(store: LicenseStore) -> bytes:
    return permit(chassis=make_chassis(serial="SIM9999X0AB"))


def _cleared(store: LicenseStore) -> bytes:
    store.clear(next(held for held in store.held() if held.license == PERMANENT))
    return permit()


def _stranger(store: LicenseStore) -> bytes:
    return permit(grace=(), authority=Authority.create("stranger", bytes(32)))


def _other_issuer(store: LicenseStore) -> bytes:
    portal = Authority.create("portal", bytes(32))
    object.__setattr__(store, "authorities", LAB_ONLY.trusting(portal.key))
    return permit(grace=(), authority=portal)


def _altered(store: LicenseStore) -> bytes:
    return permit().replace(b"2030-01-01", b"2040-01-01")


def _bad_grace(store: LicenseStore) -> bytes:
    return permit(grace=(granted("WS-C3750E-24TD:SIM9", "ipservices", type="gracePeriod"),))


@pytest.mark.parametrize(
    ("made", "refusal", "words"),
    [
        (_used, TicketUsed, "Permission ticket was processed before on this device"),
        (_foreign, TicketForOther, "Permission ticket is not valid for this device"),
        (
            _cleared,
            NotHeld,
            f"Permission ticket names license {PERMANENT.id} of feature ipservices, which is not on this device",
        ),
        (_stranger, TicketUnknownAuthority, "Permission ticket authority is not trusted by this device"),
        (
            _other_issuer,
            OtherIssuer,
            f"Permission ticket is not of the authority that issued license {PERMANENT.id} of feature ipservices",
        ),
        (_altered, DocumentForged, "Permission ticket signature is not valid"),
        (
            _bad_grace,
            GraceUnusable,
            (
                "Permission ticket brings a license of feature ipservices that cannot be used: "
                "License is not valid for this device"
            ),
        ),
    ],
)
def test_every_misuse_has_its_words_and_changes_nothing(
    store: LicenseStore, made: object, refusal: type[DocumentRefusal], words: str
) -> None:
    data = made(store)  # type: ignore[operator]
    store.chassis.take()

    with pytest.raises(refusal) as caught:
        Revocations(store).process(data)

    assert str(caught.value) == words
    assert caught.value.fail_cause == 17
    assert not store.chassis.journal


def test_a_ticket_expires_by_a_calendar_that_is_relied_on(store: LicenseStore) -> None:
    with pytest.raises(TicketExpired):
        Revocations(store).read(permit(), now="2030-01-01T00:00:00")

    assert Revocations(store).read(permit()).revoke


def test_only_the_last_ticket_is_answered_again(store: LicenseStore) -> None:
    factory = store.held()[0].license
    with pytest.raises(TicketNotUsed):
        Revocations(store).rehost_ticket(permit())
    Revocations(store).process(permit())
    Revocations(store).process(permit(factory, number=1, grace=()))

    with pytest.raises(TicketNotLast):
        Revocations(store).rehost_ticket(permit())
    with pytest.raises(TicketNotUsed):  # another ticket of the same number
        Revocations(store).rehost_ticket(permit(number=1, grace=()))


def test_a_full_store_refuses_the_grace_period_before_anything_is_given_up(store: LicenseStore) -> None:
    many = tuple(
        granted(UDI, "ipservices", type="gracePeriod", created=f"2009-05-28T16:{at // 60:02d}:{at % 60:02d}")
        for at in range(80)
    )

    with pytest.raises(GraceUnusable, match="License store is full"):
        Revocations(store).read(permit(grace=many))


def test_wherever_the_power_fails_the_licence_is_held_or_was_given_up_with_its_ticket(store: LicenseStore) -> None:
    before = dict(store.chassis.own)
    Revocations(store).process(permit())
    journal = store.chassis.take()
    done = dict(store.chassis.own)
    answer = Revocations(store).rehost_ticket(permit())
    assert len(journal) > 5

    for kept in range(len(journal) + 1):
        store.chassis.load(dict(before))
        for change in journal[:kept]:
            store.chassis.put(change.key, change.value)
        Revocations(store).finish()

        if kept == 0:
            assert PERMANENT.id in ids(store)
            assert Revocations(store).read(permit()).revoke
        else:
            assert store.chassis.own == done
            assert PERMANENT.id not in ids(store)
            assert GRACE.id in ids(store)
            assert Revocations(store).rehost_ticket(permit()) == answer


def test_a_power_cut_while_the_rest_is_written_is_one_more_power_cut(store: LicenseStore) -> None:
    Revocations(store).process(permit())
    whole = store.chassis.take()
    done = dict(store.chassis.own)
    store.chassis.undo(whole[3:])

    for _ in range(len(whole)):
        Revocations(store).finish()
        store.chassis.undo(store.chassis.take()[1:])

    assert store.chassis.own == done


def test_rows_of_another_device_finish_nothing(store: LicenseStore) -> None:
    Revocations(store).process(permit())
    journal = store.chassis.take()
    other = make_store(make_chassis(serial="SIM9999X0AB"))
    other.chassis.put(journal[0].key, journal[0].value)
    other.chassis.take()

    Revocations(other).finish()

    assert not other.chassis.journal
