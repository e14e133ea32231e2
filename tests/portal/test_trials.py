"""Licences that run out: an evaluation once, extensions with somebody's approval."""

import pytest

from tests.portal.made import ROUTER, SWITCH, Caller, Office


@pytest.fixture
def acme(office: Office) -> Caller:
    return office.user("adam", "customer", "Acme")


@pytest.fixture
def tac(office: Office) -> Caller:
    return office.user("tac", "approver")


def test_an_evaluation_is_sixty_days_and_comes_once(office: Office, acme: Caller) -> None:
    body = {"udi": SWITCH, "feature": "ipservices"}

    (license,) = office.licenses(acme.ok("POST", "/api/evaluations", body))

    assert (license.type.name, license.hours, license.feature) == ("evaluation", 60 * 24, "ipservices")
    assert acme.refused("POST", "/api/evaluations", body) == "trial-used"
    office.licenses(acme.ok("POST", "/api/evaluations", body | {"feature": "advipservices"}))


def test_who_works_for_several_customers_says_for_which(office: Office) -> None:
    partner = office.user("paula", "partner", "Acme", "Globex")
    body = {"udi": SWITCH, "feature": "ipservices"}

    assert partner.refused("POST", "/api/evaluations", body) == "impossible"
    partner.ok("POST", "/api/evaluations", body | {"customer": "Globex"})
    assert partner.refused("POST", "/api/evaluations", body | {"customer": "Nowhere"}) == "not-found"
    assert partner.ok("GET", f"/api/devices/{SWITCH}")["customer"] == "Globex"


def test_an_extension_is_issued_when_it_is_approved(office: Office, acme: Caller, tac: Caller) -> None:
    asked = acme.ok("POST", "/api/extensions", {"udi": SWITCH, "feature": "ipservices", "days": 30, "note": "Busy"})
    before = acme.call("POST", f"/api/devices/{SWITCH}/resend", {}).status_code

    decided = tac.ok("POST", f"/api/extensions/{asked['id']}/approve", {"answer": "Fine"})

    (license,) = office.licenses(acme.ok("POST", f"/api/devices/{SWITCH}/resend", {}))
    assert before == 409
    assert (license.type.name, license.hours) == ("extension", 30 * 24)
    assert decided["state"] == "approved"
    assert decided["license_id"] == license.id
    assert acme.ok("GET", f"/api/extensions/{asked['id']}")["answer"] == "Fine"


def test_an_approver_may_give_fewer_days(acme: Caller, tac: Caller) -> None:
    asked = acme.ok("POST", "/api/extensions", {"udi": SWITCH, "feature": "ipservices", "days": 300})

    tac.ok("POST", f"/api/extensions/{asked['id']}/approve", {"days": 10})

    assert acme.ok("GET", f"/api/devices/{SWITCH}")["licenses"][0]["days"] == 10


def test_a_refused_extension_issues_nothing(acme: Caller, tac: Caller) -> None:
    asked = acme.ok("POST", "/api/extensions", {"udi": SWITCH, "feature": "ipservices"})

    tac.ok("POST", f"/api/extensions/{asked['id']}/refuse", {"answer": "No contract"})

    assert acme.ok("GET", f"/api/devices/{SWITCH}")["licenses"] == []
    assert [row["state"] for row in acme.ok("GET", "/api/extensions?state=refused")["extensions"]] == ["refused"]


def test_a_request_is_decided_once(acme: Caller, tac: Caller) -> None:
    asked = acme.ok("POST", "/api/extensions", {"udi": SWITCH, "feature": "ipservices"})
    tac.ok("POST", f"/api/extensions/{asked['id']}/approve", {})

    for answer in ("approve", "refuse"):
        assert tac.refused("POST", f"/api/extensions/{asked['id']}/{answer}", {}) == "already-decided"


def test_a_customer_does_not_approve_his_own(acme: Caller) -> None:
    asked = acme.ok("POST", "/api/extensions", {"udi": SWITCH, "feature": "ipservices"})

    assert acme.refused("POST", f"/api/extensions/{asked['id']}/approve", {}) == "role-missing"


def test_nobody_asks_for_what_a_product_does_not_have(acme: Caller) -> None:
    body = {"udi": ROUTER, "feature": "ipservices"}

    for path in ("/api/extensions", "/api/evaluations"):
        assert acme.refused("POST", path, body) == "feature-not-of-product"
