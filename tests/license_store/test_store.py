"""The stores of a device: what is kept, for whom, and what outlives what."""

from dataclasses import replace

import pytest

from iosim.chassis import Chassis
from iosim.license_store import BUILT_IN, LAB, PRIMARY, Authority, LicenseStore, file, granted, read, refusals, write
from iosim.license_store.authority import LAB_ONLY
from iosim.license_store.license import License
from tests.license_store.made import DAY_MS, IMAGE, ROUTER_IMAGE, SERIAL, make_chassis, make_store

UDI = f"WS-C3750E-24TD:{SERIAL}"
IPSERVICES = granted(UDI, "ipservices")
EXTENSION = granted(UDI, "ipservices", type="extension", days=30, comment="on loan")


def shown(store: LicenseStore) -> list[tuple[int, int, str, str]]:
    return [(held.store, held.slot, held.license.feature, held.license.type.name) for held in store.held()]


def test_a_new_switch_holds_what_its_order_says_and_what_its_image_brings() -> None:
    assert shown(make_store(make_chassis("WS-C3750E-24TD-E"))) == [
        (PRIMARY, 0, "ipbase", "permanent"),
        (PRIMARY, 1, "ipservices", "permanent"),
        (BUILT_IN, 0, "ipservices", "evaluation"),
        (BUILT_IN, 1, "advipservices", "evaluation"),
    ]


def test_factory_licences_need_no_row(store: LicenseStore) -> None:
    assert store.held()[0].factory
    assert not store.chassis.own


def test_an_installed_licence_is_one_row_after_its_marks(store: LicenseStore, chassis: Chassis) -> None:
    held = store.install(EXTENSION, eula_accepted=True)

    assert [change.key for change in chassis.take()] == [f"licmark/eula/{EXTENSION.id}", "license/PRIMARY/0001"]
    assert shown(store)[1] == (PRIMARY, 1, "ipservices", "extension")
    assert store.comment(held) == "on loan"


@pytest.mark.parametrize(
    ("license", "expected"),
    [
        (granted("WS-C3750E-24TD:SIM9999X0AB", "ipservices"), refusals.WrongDevice),
        (granted(f"WS-C3750E-48TD:{SERIAL}", "ipservices"), refusals.WrongDevice),
        (granted(f"WS-C3750E-24TD:{SERIAL.lower()}", "ipservices"), refusals.WrongDevice),
        (granted(UDI, "ipservices", authority=Authority.create("other", bytes(32))), refusals.UnknownAuthority),
        (replace(IPSERVICES, signature=bytes(64)), refusals.BadSignature),
        (granted(UDI, "seck9"), refusals.UnknownFeature),
        (granted(UDI, "advsecurity"), refusals.UnknownFeature),
        (EXTENSION, refusals.EulaNotAccepted),
    ],
)
def test_a_refused_licence_changes_nothing(
    store: LicenseStore, license: License, expected: type[refusals.LicenseRefusal]
) -> None:
    with pytest.raises(expected):
        store.install(license)

    assert not store.chassis.journal


def test_the_same_licence_twice_is_a_duplicate_even_with_another_comment(store: LicenseStore) -> None:
    store.install(IPSERVICES)

    with pytest.raises(refusals.Duplicate):
        store.install(replace(IPSERVICES, comment="again"))


def test_an_exported_factory_licence_is_a_duplicate_until_it_is_cleared(store: LicenseStore) -> None:
    held = store.held()[0]
    exported = store.export(held)

    with pytest.raises(refusals.Duplicate):
        store.install(exported)
    store.clear(held)
    assert "ipbase" not in [row[2] for row in shown(store) if row[0] == PRIMARY]
    store.install(exported)
    assert shown(store)[0] == (PRIMARY, 0, "ipbase", "permanent")


def test_a_feature_of_a_later_image_is_kept_for_it(chassis: Chassis) -> None:
    early = replace(IMAGE, features=("ipbase", "ipservices"))

    make_store(chassis, early).install(granted(UDI, "advipservices"))

    assert (PRIMARY, 1, "advipservices", "permanent") in shown(make_store(chassis))


def test_a_full_store_takes_no_more_and_says_so(chassis: Chassis) -> None:
    store = make_store(chassis)
    small = replace(store, platform=replace(store.platform, license_store_bytes=2_000))

    small.install(granted(UDI, "ipservices", created="2010-01-01T00:00:00"))
    before = small.used_bytes()
    with pytest.raises(refusals.StoreFull):
        small.install(granted(UDI, "ipservices", created="2011-01-01T00:00:00"))

    assert small.used_bytes() == before <= small.size_bytes


def test_slots_stay_with_their_licences(store: LicenseStore) -> None:
    first, second = store.install(IPSERVICES), store.install(EXTENSION, eula_accepted=True)

    store.clear(first)

    assert [held.slot for held in store.held() if held.license == EXTENSION] == [second.slot]
    assert store.install(granted(UDI, "advipservices")).slot == first.slot


def test_rows_copied_to_another_chassis_cannot_be_used(store: LicenseStore, chassis: Chassis) -> None:
    store.install(IPSERVICES)
    other = make_chassis(serial="SIM9999X0AB")
    other.load(dict(chassis.own))

    copied = next(held for held in make_store(other).held() if held.license.feature == "ipservices")

    assert isinstance(copied.refusal, refusals.WrongDevice)
    assert [offer.feature for offer in make_store(other).offers()] == ["ipbase"]


@pytest.mark.parametrize("place", range(0, 1_150, 23))
def test_a_row_altered_at_rest_is_kept_but_not_used(store: LicenseStore, chassis: Chassis, place: int) -> None:
    store.install(IPSERVICES)
    row = bytearray(chassis.get("license/PRIMARY/0001") or b"")
    row[place % (len(row) - 120)] ^= 1
    chassis.put("license/PRIMARY/0001", bytes(row))

    assert [offer.feature for offer in store.offers()] == ["ipbase"]
    assert [held.refusal is None for held in store.held()[:2]] == [True, False]


def test_a_licence_of_an_authority_no_longer_trusted_is_kept_but_not_used(chassis: Chassis) -> None:
    private = Authority.create("acme", bytes(range(32)))
    trusting = replace(make_store(chassis), authorities=LAB_ONLY.trusting(private.key))
    trusting.install(granted(UDI, "ipservices", authority=private))

    assert [offer.feature for offer in trusting.offers()] == ["ipbase", "ipservices"]
    assert [offer.feature for offer in make_store(chassis).offers()] == ["ipbase"]


def test_built_in_licences_and_unknown_ones_cannot_be_cleared(store: LicenseStore) -> None:
    with pytest.raises(refusals.BuiltInKept):
        store.clear(store.held()[-1])


def test_clearing_and_installing_again_brings_no_time_back(store: LicenseStore) -> None:
    held = store.install(EXTENSION, eula_accepted=True)
    store.put_used_ms(held, 20 * DAY_MS)
    store.set_comment(held, "mine")

    store.clear(held)
    again = store.install(EXTENSION, eula_accepted=True)

    assert store.used_ms(again) == 20 * DAY_MS
    assert store.comment(again) == "on loan"


def test_a_damaged_record_of_use_counts_as_used_up(store: LicenseStore, chassis: Chassis) -> None:
    trial = store.held()[-1]
    store.accept_eula(trial)
    chassis.put("usage/built-in/advipservices", b"-1")

    assert store.expired(trial)


def test_the_trial_of_one_image_is_spent_on_another(chassis: Chassis) -> None:
    router = make_chassis("CISCO881-K9")
    store = make_store(router, ROUTER_IMAGE)
    store.accept_eula(store.held()[-1])
    store.put_used_ms(store.held()[-1], 60 * DAY_MS)

    other = make_store(router, replace(ROUTER_IMAGE, name="another", version="15.4(2)T1"))

    assert [offer.feature for offer in other.offers()] == ["advsecurity"]


def test_comments_are_short_and_plain(store: LicenseStore) -> None:
    held = store.held()[0]

    for text in ("x" * 100, "caf\N{LATIN SMALL LETTER E WITH ACUTE}", "a\tb"):
        with pytest.raises(refusals.InvalidComment):
            store.set_comment(held, text)
    store.set_comment(held, "rack 4 <left>")
    assert store.comment(held) == "rack 4 <left>"
    assert read(write([store.export(held)]))[0] == store.export(held)


def test_only_what_runs_out_can_be_given_priority(store: LicenseStore) -> None:
    with pytest.raises(refusals.PriorityFixed):
        store.set_high_priority(store.held()[0], True)


def test_the_lab_key_is_the_one_its_seed_makes() -> None:
    assert Authority.create("iosim lab", LAB.seed) == LAB
    assert file.read_block(file.block(IPSERVICES)) == IPSERVICES
