"""PAKs: what they hold, how they are redeemed, and that they never give more."""

import asyncio

import httpx
import pytest

from iosim.portal.paks import CODE
from tests.portal.made import OTHER_SWITCH, ROUTER, SWITCH, Office


def test_a_pak_has_eleven_characters_and_begins_with_sim(office: Office) -> None:
    pak = office.admin.pak()

    assert CODE.fullmatch(pak)
    assert len(pak) == 11


def test_a_redeemed_pak_is_a_licence_file_of_the_portals_own_authority(office: Office) -> None:
    pak = office.admin.pak()

    answer = office.admin.redeem(pak, SWITCH)

    (license,) = office.licenses(answer)
    assert (str(license.udi), license.feature, license.type.name) == (SWITCH, "ipservices", "permanent")
    assert license.authority == office.authority.id
    assert license.created == "2026-03-01T12:00:00"
    assert answer["file_name"] == "SIM1234X0AB_20260301120000000.lic"


def test_the_orderable_spelling_of_a_device_is_understood_in_any_case(office: Office) -> None:
    answer = office.admin.redeem(office.admin.pak(), "ws-c3750e-24td-s:sim1234x0ab")

    assert str(office.licenses(answer)[0].udi) == SWITCH


def test_a_pak_is_understood_in_any_case(office: Office) -> None:
    pak = office.admin.pak()

    office.admin.redeem(pak.lower(), SWITCH)

    assert office.admin.remaining(pak) == 9


def test_two_of_ten_now_and_eight_later(office: Office) -> None:
    pak = office.admin.pak(quantity=10)
    devices = [f"WS-C3560E-24TD:SIM1000X{number:03d}" for number in range(11)]

    office.admin.redeem(pak, *devices[:2])
    left = office.admin.remaining(pak)
    answer = office.admin.redeem(pak, *devices[2:10])

    assert left == 8
    assert [str(license.udi) for license in office.licenses(answer)] == devices[2:10]
    body = {"devices": [{"udi": devices[10]}]}
    assert office.admin.refused("POST", f"/api/paks/{pak}/redeem", body) == "pak-exhausted"


def test_several_devices_are_licensed_all_or_none(office: Office) -> None:
    pak = office.admin.pak(quantity=2)
    body = {"devices": [{"udi": SWITCH}, {"udi": OTHER_SWITCH}, {"udi": "WS-C3560E-24TD:SIM1234X0AF"}]}

    assert office.admin.refused("POST", f"/api/paks/{pak}/redeem", body) == "pak-exhausted"

    assert office.admin.remaining(pak) == 2
    assert office.admin.ok("GET", "/api/ledger")["ledger"] == []


def test_of_several_features_the_one_that_fits_the_device_needs_no_naming(office: Office) -> None:
    items = [{"feature": "ipservices", "quantity": 5}, {"feature": "advsecurity", "quantity": 5}]
    pak = office.admin.ok("POST", "/api/paks", {"customer": "Acme", "items": items})["pak"]

    assert [license["feature"] for license in office.admin.redeem(pak, ROUTER)["licenses"]] == ["advsecurity"]
    assert [license["feature"] for license in office.admin.redeem(pak, SWITCH)["licenses"]] == ["ipservices"]


def test_of_several_features_that_fit_one_is_named_or_all(office: Office) -> None:
    items = [{"feature": "ipservices", "quantity": 5}, {"feature": "advipservices", "quantity": 5}]
    pak = office.admin.ok("POST", "/api/paks", {"customer": "Acme", "items": items})["pak"]
    body = {"devices": [{"udi": SWITCH}]}

    assert office.admin.refused("POST", f"/api/paks/{pak}/redeem", body) == "feature-not-chosen"
    both = office.admin.redeem(pak, SWITCH, features=["ipservices", "advipservices"])
    assert [license["feature"] for license in both["licenses"]] == ["ipservices", "advipservices"]


def test_an_item_for_the_product_goes_before_one_for_any(office: Office) -> None:
    items = [
        {"feature": "ipservices", "quantity": 1},
        {"feature": "ipservices", "quantity": 1, "product": "WS-C3750E-24TD-S"},
    ]
    pak = office.admin.ok("POST", "/api/paks", {"customer": "Acme", "items": items})["pak"]

    office.admin.redeem(pak, SWITCH)
    held = office.admin.ok("GET", f"/api/paks/{pak}")["items"]
    office.admin.redeem(pak, "WS-C3560E-24TD:SIM1234X0AF")

    assert [(item["product"], item["remaining"]) for item in held] == [(None, 1), ("WS-C3750E-24TD", 0)]
    assert office.admin.remaining(pak) == 0


def test_seats_of_a_counted_feature_add_up_in_one_licence(office: Office) -> None:
    pak = office.admin.pak("advipservices", 2, seats=8)

    first = office.admin.redeem(pak, ROUTER)
    second = office.admin.redeem(pak, ROUTER)
    resent = office.admin.ok("POST", f"/api/devices/{ROUTER}/resend", {})

    assert [office.licenses(answer)[0].count for answer in (first, second)] == [8, 16]
    assert [license["count"] for license in resent["licenses"]] == [16]
    states = [license["state"] for license in office.admin.ok("GET", f"/api/devices/{ROUTER}")["licenses"]]
    assert states == ["replaced", "active"]


def test_several_units_of_a_counted_feature_go_to_one_device(office: Office) -> None:
    pak = office.admin.pak("advipservices", 10, seats=5)
    body = {"devices": [{"udi": ROUTER, "quantity": 3}]}

    answer = office.admin.ok("POST", f"/api/paks/{pak}/redeem", body)

    assert office.licenses(answer)[0].count == 15
    assert office.admin.remaining(pak) == 7


@pytest.mark.parametrize(
    ("devices", "more", "code"),
    [
        ([{"udi": "WS-C9300-24T:SIM1234X0AB"}], {}, "unknown-product"),
        ([{"udi": ROUTER}], {}, "feature-not-in-pak"),
        ([{"udi": SWITCH}], {"features": ["advipservices"]}, "feature-not-in-pak"),
        ([{"udi": SWITCH, "quantity": 2}], {}, "not-one-unit"),
        ([{"udi": SWITCH}, {"udi": SWITCH}], {}, "impossible"),
        ([{"udi": SWITCH}], {"email": ["me@example.com"]}, "no-mail-server"),
        ([{"udi": "nothing"}], {}, "invalid-input"),
        ([], {}, "invalid-input"),
    ],
)
def test_what_cannot_be_redeemed_takes_nothing(office: Office, devices: list[object], more: object, code: str) -> None:
    pak = office.admin.pak()
    assert isinstance(more, dict)

    assert office.admin.refused("POST", f"/api/paks/{pak}/redeem", {"devices": devices, **more}) == code

    assert office.admin.remaining(pak) == 10
    assert office.admin.ok("GET", "/api/devices")["devices"] == []


def test_a_device_takes_an_uncounted_feature_once(office: Office) -> None:
    pak = office.admin.pak()
    office.admin.redeem(pak, SWITCH)

    assert office.admin.refused("POST", f"/api/paks/{pak}/redeem", {"devices": [{"udi": SWITCH}]}) == "already-licensed"
    assert office.admin.remaining(pak) == 9


def test_a_pak_that_is_none_is_not_found(office: Office) -> None:
    for code in ("SIM00000000", "SIMIIIIIIII", "12345678901"):
        assert office.admin.refused("GET", f"/api/paks/{code}") == "not-found"


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"feature": "teleport", "quantity": 1}, "impossible"),
        ({"feature": "ipservices", "quantity": 1, "product": "CISCO881-K9"}, "feature-not-of-product"),
        ({"feature": "ipservices", "quantity": 1, "product": "CISCO9999"}, "unknown-product"),
        ({"feature": "ipservices", "quantity": 0}, "invalid-input"),
        ({"feature": "ipservices", "quantity": True}, "invalid-input"),
        ({"feature": "ipservices"}, "invalid-input"),
        ({"feature": "ipservices", "quantity": 1, "colour": "red"}, "invalid-input"),
    ],
)
def test_a_pak_nobody_could_redeem_is_not_sold(office: Office, item: object, code: str) -> None:
    assert office.admin.refused("POST", "/api/paks", {"customer": "Acme", "items": [item]}) == code

    assert office.admin.ok("GET", "/api/paks")["paks"] == []


def test_the_same_request_with_the_same_key_is_done_once(office: Office) -> None:
    pak = office.admin.pak("advipservices", 10, seats=1)

    first = office.admin.redeem(pak, ROUTER, key="abc")
    office.clock.advance(hours=1)
    second = office.admin.redeem(pak, ROUTER, key="abc")

    assert second == first
    assert office.admin.remaining(pak) == 9


def test_a_key_stands_for_one_request_and_one_user(office: Office) -> None:
    pak = office.admin.pak()
    office.admin.redeem(pak, SWITCH, key="abc")
    body = {"devices": [{"udi": OTHER_SWITCH}]}
    other = office.user("root", "admin")

    assert office.admin.refused("POST", f"/api/paks/{pak}/redeem", body, key="abc") == "idempotency-key-reused"
    other.redeem(pak, OTHER_SWITCH, key="abc")
    assert office.admin.remaining(pak) == 8


def test_a_refused_request_leaves_its_key_free(office: Office) -> None:
    pak = office.admin.pak(quantity=1)
    office.admin.redeem(pak, SWITCH)
    body = {"devices": [{"udi": OTHER_SWITCH}]}
    assert office.admin.refused("POST", f"/api/paks/{pak}/redeem", body, key="k") == "pak-exhausted"

    more = office.admin.pak(quantity=1)

    office.admin.redeem(more, OTHER_SWITCH, key="k")


def test_requests_at_the_same_time_never_oversell_and_lose_nothing(office: Office) -> None:
    pak = office.admin.pak(quantity=30)
    headers = {"Authorization": f"Bearer {office.admin.token}"}

    async def one(number: int) -> httpx.Response:
        body = {"devices": [{"udi": f"WS-C3560E-24TD:SIM2000X{number:03d}"}]}
        return await office.http.post(f"/api/paks/{pak}/redeem", json=body, headers=headers)

    async def all_of_them() -> list[httpx.Response]:
        return await asyncio.gather(*(one(number) for number in range(60)))

    answers = office.runner.run(all_of_them())

    assert sorted(answer.status_code for answer in answers) == [201] * 30 + [409] * 30
    assert office.admin.remaining(pak) == 0
    assert len(office.admin.ok("GET", "/api/ledger")["ledger"]) == 30


def test_a_double_submission_at_the_same_time_consumes_once(office: Office) -> None:
    pak = office.admin.pak("advipservices", 10, seats=1)
    headers = {"Authorization": f"Bearer {office.admin.token}", "Idempotency-Key": "twice"}

    async def both() -> list[httpx.Response]:
        body = {"devices": [{"udi": ROUTER}]}
        one = (office.http.post(f"/api/paks/{pak}/redeem", json=body, headers=headers) for _ in range(8))
        return await asyncio.gather(*one)

    answers = office.runner.run(both())

    assert {answer.text for answer in answers} == {answers[0].text}
    assert office.admin.remaining(pak) == 9


def test_licences_of_one_second_differ(office: Office) -> None:
    pak = office.admin.pak("advipservices", 10, seats=4)

    ids = {office.admin.redeem(pak, ROUTER)["licenses"][0]["id"] for _ in range(3)}

    assert len(ids) == 3
