"""Licences that move between working devices, and off a failed one."""

import pytest

from iosim.license_store import Authorities
from iosim.license_store.ticket import make_rehost_ticket, read_permission_ticket
from tests.portal.made import OTHER_SWITCH, ROUTER, SEED, SWITCH, Office, credentials, processed, udi


def permitted(office: Office, device: str = SWITCH, **more: object) -> dict[str, object]:
    body = {"credentials": credentials(device), **more}
    return dict(office.admin.ok("POST", "/api/rehosts", body))


@pytest.fixture
def licensed(office: Office) -> Office:
    """The switch has ipservices from a PAK."""
    office.admin.redeem(office.admin.pak(), SWITCH)
    return office


def test_credentials_to_permission_to_rehost_ticket_to_licence(licensed: Office) -> None:
    permission = permitted(licensed)
    ticket = processed(licensed, str(permission["file"]))
    answer = licensed.admin.ok("POST", "/api/rehost-tickets", {"rehost_ticket": ticket, "to": OTHER_SWITCH})

    (license,) = licensed.licenses(answer)
    assert (str(license.udi), license.feature) == (OTHER_SWITCH, "ipservices")
    assert answer["permission"]["target"] == OTHER_SWITCH
    assert licensed.admin.refused("POST", f"/api/devices/{SWITCH}/resend", {}) == "nothing-issued"


def test_a_permission_ticket_is_for_its_device_and_names_its_licences(licensed: Office) -> None:
    permission = permitted(licensed)

    ticket = read_permission_ticket(str(permission["file"]).encode(), Authorities((licensed.authority.key,)))

    issued = licensed.admin.ok("GET", f"/api/devices/{SWITCH}")["licenses"]
    assert ticket.udi == udi(SWITCH)
    assert [revocation.license_id for revocation in ticket.revoke] == [issued[0]["id"]]
    assert ticket.expires == "2026-03-31T12:00:00"


def test_the_second_device_can_be_named_by_its_credentials(licensed: Office) -> None:
    ticket = processed(licensed, str(permitted(licensed)["file"]))
    body = {"rehost_ticket": ticket, "credentials": credentials(OTHER_SWITCH)}

    answer = licensed.admin.ok("POST", "/api/rehost-tickets", body)

    assert answer["licenses"][0]["udi"] == OTHER_SWITCH


def test_a_replayed_ticket_is_refused_and_says_where_its_licences_are(licensed: Office) -> None:
    ticket = processed(licensed, str(permitted(licensed)["file"]))
    licensed.admin.ok("POST", "/api/rehost-tickets", {"rehost_ticket": ticket, "to": OTHER_SWITCH})
    again = licensed.admin.post("/api/rehost-tickets", {"rehost_ticket": ticket, "to": "WS-C3560E-24TD:SIM1234X0AF"})

    assert again.json()["type"] == "/problems#ticket-replayed"
    assert OTHER_SWITCH in again.json()["detail"]


def test_a_ticket_that_no_device_processed_is_refused(licensed: Office) -> None:
    permission = str(permitted(licensed)["file"])
    ticket = read_permission_ticket(permission.encode(), Authorities((licensed.authority.key,)))
    half = make_rehost_ticket(ticket, SEED, revoked=()).decode()

    for given in (permission, half):
        answer = licensed.admin.post("/api/rehost-tickets", {"rehost_ticket": given, "to": OTHER_SWITCH})
        assert answer.json()["type"] == "/problems#document-refused"
        assert "not processed" in answer.json()["detail"]


def test_an_altered_ticket_is_refused(licensed: Office) -> None:
    ticket = processed(licensed, str(permitted(licensed)["file"])).replace("ipservices", "ipservicez")
    body = {"rehost_ticket": ticket, "to": OTHER_SWITCH}

    assert licensed.admin.refused("POST", "/api/rehost-tickets", body) == "document-refused"


def test_a_ticket_of_another_device_is_refused(licensed: Office) -> None:
    permission = str(permitted(licensed)["file"])
    ticket = read_permission_ticket(permission.encode(), Authorities((licensed.authority.key,)))
    stranger = make_rehost_ticket(ticket, SEED + 1).decode().replace(SWITCH[-11:], OTHER_SWITCH[-11:])
    body = {"rehost_ticket": stranger, "to": OTHER_SWITCH}

    assert licensed.admin.refused("POST", "/api/rehost-tickets", body) == "document-refused"


def test_an_expired_ticket_is_refused_until_an_approver_opens_it_again(licensed: Office) -> None:
    permission = permitted(licensed)
    body = {"rehost_ticket": processed(licensed, str(permission["file"])), "to": OTHER_SWITCH}
    tac = licensed.user("tac", "approver")
    licensed.clock.advance(days=31)
    number = licensed.admin.ok("GET", "/api/rehosts")["rehosts"][0]["ticket"]

    assert licensed.admin.refused("POST", "/api/rehost-tickets", body) == "ticket-too-late"
    tac.ok("POST", f"/api/rehosts/{number}/reopen", {})
    licensed.admin.ok("POST", "/api/rehost-tickets", body)
    assert tac.refused("POST", f"/api/rehosts/{number}/reopen", {}) == "ticket-replayed"


def test_a_licence_is_named_by_one_open_ticket_at_a_time(licensed: Office) -> None:
    permitted(licensed)

    assert licensed.admin.refused("POST", "/api/rehosts", {"credentials": credentials()}) == "move-pending"
    licensed.clock.advance(days=31)
    permitted(licensed)


def test_of_two_tickets_for_one_licence_one_is_good(licensed: Office) -> None:
    first = permitted(licensed)
    licensed.clock.advance(days=31)
    second = permitted(licensed)
    number = str(first["permission"]["ticket"])  # type: ignore[index]  # JSON
    licensed.admin.ok("POST", f"/api/rehosts/{number}/reopen", {})
    tickets = [processed(licensed, str(each["file"])) for each in (first, second)]

    licensed.admin.ok("POST", "/api/rehost-tickets", {"rehost_ticket": tickets[0], "to": OTHER_SWITCH})

    body = {"rehost_ticket": tickets[1], "to": "WS-C3560E-24TD:SIM1234X0AF"}
    assert licensed.admin.refused("POST", "/api/rehost-tickets", body) == "not-movable"


def test_only_named_licences_move(office: Office) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)
    kept = office.admin.redeem(office.admin.pak("advipservices"), SWITCH)["licenses"][0]["id"]
    moved = office.admin.ok("GET", f"/api/devices/{SWITCH}")["licenses"][0]["id"]

    ticket = processed(office, str(permitted(office, licenses=[moved])["file"]))
    answer = office.admin.ok("POST", "/api/rehost-tickets", {"rehost_ticket": ticket, "to": OTHER_SWITCH})

    assert [license["feature"] for license in answer["licenses"]] == ["ipservices"]
    left = office.admin.ok("POST", f"/api/devices/{SWITCH}/resend", {})["licenses"]
    assert [license["id"] for license in left] == [kept]


def test_grace_comes_once_with_the_first_ticket_that_is_answered(licensed: Office) -> None:
    trusted = Authorities((licensed.authority.key,))

    def grace(permission: dict[str, object]) -> list[str]:
        return [one.id for one in read_permission_ticket(str(permission["file"]).encode(), trusted).grace]

    first = permitted(licensed)
    licensed.clock.advance(days=31)
    second = permitted(licensed)
    licensed.admin.ok(
        "POST", "/api/rehost-tickets", {"rehost_ticket": processed(licensed, str(second["file"])), "to": OTHER_SWITCH}
    )
    licensed.admin.redeem(licensed.admin.pak(), SWITCH)
    third = permitted(licensed)

    assert len(grace(first)) == 1
    assert grace(second) == grace(first)
    assert grace(third) == []


def test_grace_can_be_declined(licensed: Office) -> None:
    permission = permitted(licensed, grace=False)

    ticket = read_permission_ticket(str(permission["file"]).encode(), Authorities((licensed.authority.key,)))

    assert ticket.grace == ()


def test_licences_arrive_in_the_order_they_were_issued_in(office: Office) -> None:
    features = ["ipservices", "advipservices", "ipbase"]  # of their ids any order may come
    for feature in features:
        office.admin.redeem(office.admin.pak(feature), SWITCH)

    rehost_ticket = processed(office, str(permitted(office)["file"]))
    answer = office.admin.ok("POST", "/api/rehost-tickets", {"rehost_ticket": rehost_ticket, "to": OTHER_SWITCH})

    assert [license["feature"] for license in answer["licenses"]] == features


def test_seats_move_together_and_the_replaced_licence_is_revoked_too(office: Office) -> None:
    pak = office.admin.pak("advipservices", 2, seats=8)
    office.admin.redeem(pak, ROUTER)
    office.admin.redeem(pak, ROUTER)
    other = "CISCO881-K9:SIM1234X0AE"

    permission = str(permitted(office, ROUTER)["file"])
    ticket = read_permission_ticket(permission.encode(), Authorities((office.authority.key,)))
    body = {"rehost_ticket": processed(office, permission), "to": other}
    answer = office.admin.ok("POST", "/api/rehost-tickets", body)

    assert (len(ticket.revoke), len(ticket.superseded)) == (1, 1)
    assert [license["count"] for license in answer["licenses"]] == [16]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"credentials": credentials(OTHER_SWITCH)}, "not-found"),
        ({"credentials": "<a/>"}, "document-refused"),
        ({"credentials": credentials(), "licenses": ["A" * 16]}, "not-movable"),
    ],
)
def test_no_permission_without_cause(licensed: Office, body: dict[str, object], code: str) -> None:
    assert licensed.admin.refused("POST", "/api/rehosts", body) == code


def test_a_licence_that_runs_out_does_not_move(office: Office) -> None:
    evaluation = office.admin.ok(
        "POST", "/api/evaluations", {"udi": SWITCH, "feature": "ipservices", "customer": customer(office)}
    )["licenses"][0]["id"]

    assert office.admin.refused("POST", "/api/rehosts", {"credentials": credentials()}) == "nothing-to-move"
    body = {"credentials": credentials(), "licenses": [evaluation]}
    assert office.admin.refused("POST", "/api/rehosts", body) == "not-movable"


def customer(office: Office) -> str:
    office.admin.post("/api/customers", {"name": "Acme"})
    return "Acme"


def test_a_licence_does_not_move_to_where_it_is(licensed: Office) -> None:
    ticket = processed(licensed, str(permitted(licensed)["file"]))

    body = {"rehost_ticket": ticket, "to": SWITCH}
    assert licensed.admin.refused("POST", "/api/rehost-tickets", body) == "same-device"


def test_an_rma_gives_the_replacement_what_the_failed_device_had(licensed: Office) -> None:
    body = {"failed": SWITCH, "replacement": OTHER_SWITCH, "number": "R123"}

    answer = licensed.admin.ok("POST", "/api/rmas", body)

    assert [license["udi"] for license in answer["licenses"]] == [OTHER_SWITCH]
    failed = licensed.admin.ok("GET", f"/api/devices/{SWITCH}")
    assert (failed["failed"], failed["replaced_by"]) == ("2026-03-01T12:00:00", OTHER_SWITCH)
    assert [license["state"] for license in failed["licenses"]] == ["revoked"]
    assert licensed.admin.ok("GET", "/api/rmas")["rmas"][0]["number"] == "R123"


def test_nothing_is_issued_for_a_failed_device_any_more(licensed: Office) -> None:
    licensed.admin.ok("POST", "/api/rmas", {"failed": SWITCH, "replacement": OTHER_SWITCH})
    pak = licensed.admin.pak("advipservices")
    third = "WS-C3560E-24TD:SIM1234X0AF"
    asked = {"udi": SWITCH, "feature": "advipservices"}

    for path, body in (
        (f"/api/paks/{pak}/redeem", {"devices": [{"udi": SWITCH}]}),
        ("/api/evaluations", asked),
        ("/api/extensions", asked),
        ("/api/rehosts", {"credentials": credentials()}),
        ("/api/rmas", {"failed": SWITCH, "replacement": third}),
        ("/api/rmas", {"failed": OTHER_SWITCH, "replacement": SWITCH}),
    ):
        assert licensed.admin.refused("POST", path, body) == "device-replaced"
    assert licensed.admin.refused("POST", f"/api/devices/{SWITCH}/resend", {}) == "nothing-issued"


def test_a_rehost_that_was_under_way_ends_with_the_rma(licensed: Office) -> None:
    ticket = processed(licensed, str(permitted(licensed)["file"]))
    licensed.admin.ok("POST", "/api/rmas", {"failed": SWITCH, "replacement": OTHER_SWITCH})

    body = {"rehost_ticket": ticket, "to": "WS-C3560E-24TD:SIM1234X0AF"}
    assert licensed.admin.refused("POST", "/api/rehost-tickets", body) == "not-movable"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"failed": OTHER_SWITCH, "replacement": SWITCH}, "not-found"),
        ({"failed": SWITCH, "replacement": SWITCH}, "same-device"),
        ({"failed": SWITCH, "replacement": ROUTER}, "feature-not-of-product"),
        ({"failed": SWITCH}, "invalid-input"),
    ],
)
def test_an_rma_that_cannot_be_changes_nothing(licensed: Office, body: dict[str, str], code: str) -> None:
    assert licensed.admin.refused("POST", "/api/rmas", body) == code

    assert licensed.admin.ok("GET", f"/api/devices/{SWITCH}")["failed"] is None
