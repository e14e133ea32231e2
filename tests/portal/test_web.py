"""The pages: every story of the API with forms only. `Browser` looks at how each page is made as it goes."""

from collections.abc import Iterator

import pytest

from iosim.license_store import License, read
from iosim.portal.web.site import PAGES
from tests.portal.browser import Browser
from tests.portal.made import OTHER_SWITCH, PASSWORD, ROUTER, SWITCH, Office, credentials, processed


@pytest.fixture
def admin(office: Office) -> Iterator[Browser]:
    browser = Browser(office)
    yield browser.sign_in_as_admin()
    browser.close()


@pytest.fixture
def acme(office: Office) -> Iterator[Browser]:
    office.user("adam", "customer", "Acme", password=PASSWORD)
    browser = Browser(office)
    yield browser.sign_in("adam", PASSWORD)
    browser.close()


def test_nobody_sees_a_page_before_signing_in(office: Office) -> None:
    browser = Browser(office)

    for page in PAGES:
        path = page.path.format(pak="SIM00000000", udi=SWITCH, ticket="A" * 16, user="admin")
        seen = browser.open(path)
        assert seen.heading == ("Refusals" if page.path == "/problems" else "Sign in")
    browser.close()


def test_a_wrong_password_is_told_at_the_form_and_the_name_stays(office: Office) -> None:
    browser = Browser(office).sign_in("adam", "wrong password")

    assert browser.answer.status_code == 401
    assert "User name or password is wrong" in browser.refusal
    assert [field.get("value") for field in browser.page.all("input") if field.get("name") == "user"] == ["adam"]
    browser.close()


def test_a_customer_redeems_a_pak_and_downloads_the_file(office: Office, acme: Browser) -> None:
    pak = office.admin.pak()

    acme.open("/").open(f"/paks/{pak}").submit("Redeem the PAK", devices=f"{SWITCH}\n{OTHER_SWITCH}")
    file = acme.download("Download the licence file")

    assert acme.heading == "Licences issued"
    assert file.headers["content-disposition"] == 'attachment; filename="SIM1234X0AB_20260301120000000.lic"'
    assert {str(license.udi) for license in read(file.content) if isinstance(license, License)} == {
        SWITCH,
        OTHER_SWITCH,
    }
    assert office.admin.remaining(pak) == 8


def test_a_form_that_is_sent_twice_is_done_once(office: Office, acme: Browser) -> None:
    pak = office.admin.pak("advipservices", 10, seats=2)
    acme.open(f"/paks/{pak}")
    form = acme.page

    first = acme.submit("Redeem the PAK", devices=ROUTER).answer.url
    acme.page = form
    acme.answer = acme.open(f"/paks/{pak}").answer
    acme.page = form
    second = acme.submit("Redeem the PAK", devices=ROUTER).answer.url

    assert second == first
    assert office.admin.remaining(pak) == 9


def test_what_is_refused_is_told_with_the_form_as_it_was_filled_in(office: Office, acme: Browser) -> None:
    pak = office.admin.pak(quantity=1)
    office.admin.redeem(pak, OTHER_SWITCH)

    acme.open(f"/paks/{pak}").submit("Redeem the PAK", devices=SWITCH)

    assert acme.answer.status_code == 409
    assert f"PAK {pak} has 0 of 1 left" in acme.refusal
    assert [field.text for field in acme.page.all("textarea") if field.get("name") == "devices"] == [SWITCH]
    assert acme.page.all("title")[0].text.startswith("Refused: ")


def test_an_administrator_sells_a_pak_to_a_new_customer(office: Office, admin: Browser) -> None:
    admin.open("/paks").submit("Sell the PAK", customer="Acme", feature=["ipservices"], quantity=5, note="Order 7")

    assert admin.heading.startswith("PAK SIM")
    (pak,) = office.admin.ok("GET", "/api/paks")["paks"]
    assert (pak["customer"], pak["note"], pak["items"][0]["quantity"]) == ("Acme", "Order 7", 5)


def test_a_device_is_looked_up_and_its_file_comes_once_more(office: Office, acme: Browser) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)

    acme.open("/devices").submit("Look it up", udi=SWITCH.lower())
    heading = acme.heading
    acme.submit("Download the licence file")

    assert heading == f"Device {SWITCH}"
    assert acme.answer.headers["content-type"] == "application/xml"
    assert len(read(acme.answer.content)) == 1


def test_a_device_that_is_none_is_told_at_the_form(acme: Browser) -> None:
    acme.open("/devices").submit("Look it up", udi="nothing")

    assert "is no device" in acme.refusal


def test_a_trial_and_an_extension_that_somebody_approves(office: Office, acme: Browser) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)
    office.user("tac", "approver", password=PASSWORD)
    tac = Browser(office).sign_in("tac", PASSWORD)

    acme.open(f"/devices/{SWITCH}").submit("Issue an evaluation licence", feature="advipservices")
    evaluated = acme.text
    acme.open(f"/devices/{SWITCH}").submit("Ask for it", feature="advipservices", days=30, note="Not yet done")
    waiting = acme.text
    tac.open("/extensions").submit("Approve request 1", days=20, answer="Granted")
    acme.open("/extensions")

    assert "evaluation" in evaluated
    assert "Waiting for approval" in waiting
    assert "Approved by tac" in acme.text
    file = acme.open(f"/devices/{SWITCH}").submit("Download the licence file").answer.content
    assert sorted(one.type.name for one in read(file) if isinstance(one, License)) == [
        "evaluation",
        "extension",
        "permanent",
    ]
    tac.close()


def test_licences_move_with_two_files_handed_in(office: Office, acme: Browser) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)

    acme.open("/rehost").submit("Go on to its licences", files={"credentials": credentials()})
    acme.submit("Make the permission ticket")
    permission = acme.download("Download the permission ticket").text
    ticket = processed(office, permission)
    acme.open("/rehost").submit("Move the licences", files={"rehost_ticket": ticket}, to=OTHER_SWITCH)
    file = acme.download("Download the licence file").content

    assert [str(one.udi) for one in read(file) if isinstance(one, License)] == [OTHER_SWITCH]
    acme.open("/rehost")
    assert f"answered, licences on {OTHER_SWITCH}" in acme.text


def test_the_text_of_a_document_can_be_pasted(office: Office, acme: Browser) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)

    acme.open("/rehost").submit("Go on to its licences", credentials_text=credentials())

    assert acme.heading == f"Move licences of {SWITCH}"


@pytest.mark.parametrize("text", ["", "<a/>", "\ufffd" * 100])
def test_a_file_that_is_no_document_is_refused_at_the_form(acme: Browser, text: str) -> None:
    acme.open("/rehost").submit("Move the licences", files={"rehost_ticket": text}, to=SWITCH)

    assert acme.refusal
    assert acme.answer.status_code in (409, 422)


def test_a_failed_device_is_replaced(office: Office, acme: Browser) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)

    acme.open("/rma").submit(
        "Issue the licences of the replacement", failed=SWITCH, replacement=OTHER_SWITCH, number="R1"
    )
    issued = acme.heading
    acme.open(f"/devices/{SWITCH}")

    assert issued == "Licences issued"
    assert "nothing is issued for it any more" in acme.text
    acme.open("/rma")
    assert "R1" in acme.text


def test_an_administrator_makes_customers_and_users_who_can_sign_in(office: Office, admin: Browser) -> None:
    admin.open("/customers").submit("Add the customer", customer="Acme")
    admin.submit("Add the user", user="paula", role="partner", password=PASSWORD, customers=["Acme"])

    paula = Browser(office).sign_in("paula", PASSWORD)
    assert paula.heading == "Overview"
    admin.open("/users/paula").submit("Change the user", role="partner", customers=[])
    assert office.admin.ok("GET", "/api/users")["users"][1]["customers"] == []
    admin.submit("Change the user", active=[])
    assert paula.open("/").heading == "Sign in"
    paula.close()


def test_a_user_changes_the_password_and_other_sessions_end(office: Office, acme: Browser) -> None:
    other = Browser(office).sign_in("adam", PASSWORD)
    new = "another password"

    acme.open("/account").submit("Change the password", password=PASSWORD, new_password=new, new_password_again=new)

    assert "The password is another one now" in acme.text
    assert other.open("/account").heading == "Sign in"
    assert other.sign_in("adam", PASSWORD).refusal
    assert other.sign_in("adam", new).heading == "Overview"
    other.close()


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", "long enough", "long enough"), (PASSWORD, "short", "short"), (PASSWORD, "a" * 9, "b" * 9)],
)
def test_a_password_is_changed_by_who_knows_it_only(acme: Browser, old: str, new: str, again: str) -> None:
    acme.open("/account").submit("Change the password", password=old, new_password=new, new_password_again=again)

    assert acme.refusal


def test_a_token_is_shown_once_and_ended_with_a_button(office: Office, acme: Browser) -> None:
    acme.open("/account").submit("Make a token", token_name="laptop")
    token = next(code.text for code in acme.page.all("code") if code.get("id") == "new-token")
    works = office.runner.run(office.http.get("/api/me", headers={"Authorization": f"Bearer {token}"}))
    acme.open("/account")
    shown = token in acme.answer.text
    newest = max(each.text for each in acme.page.all("button") if each.text.startswith("End token"))
    acme.submit(newest)
    ended = office.runner.run(office.http.get("/api/me", headers={"Authorization": f"Bearer {token}"}))

    assert works.json()["name"] == "adam"
    assert not shown
    assert ended.status_code == 401


def test_signing_out_ends_the_session(office: Office, acme: Browser) -> None:
    acme.open("/").submit("Sign out")

    assert acme.open("/paks").heading == "Sign in"


def test_a_session_ends_by_itself(office: Office, acme: Browser) -> None:
    office.clock.advance(minutes=59)
    used = acme.open("/").heading
    office.clock.advance(minutes=61)

    assert used == "Overview"
    assert acme.open("/").heading == "Sign in"


def test_a_session_that_is_used_ends_after_twelve_hours_all_the_same(office: Office, acme: Browser) -> None:
    for _ in range(24):
        office.clock.advance(minutes=31)
        acme.open("/problems")

    assert acme.open("/").heading == "Sign in"


def test_a_form_from_elsewhere_does_nothing(office: Office, acme: Browser) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)
    acme.open("/rma")
    secret = next(field.get("value") for field in acme.page.all("input") if field.get("name") == "form_secret")
    data = {"failed": SWITCH, "replacement": OTHER_SWITCH}

    answers = [
        acme.post("/rma", data),
        acme.post("/rma", data | {"form_secret": "0" * 64}),
        acme.post("/rma", data | {"form_secret": secret}, Origin="https://elsewhere.test"),
        acme.post("/rma", data | {"form_secret": secret}, Sec_Fetch_Site="cross-site"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert office.admin.ok("GET", "/api/rmas")["rmas"] == []


def test_signing_in_from_elsewhere_does_nothing(office: Office) -> None:
    browser = Browser(office)

    answer = browser.post("/sign-in", {"token": str(office.admin.token)}, Origin="https://elsewhere.test")

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    browser.close()


def test_the_cookie_is_for_https_and_for_no_script(office: Office) -> None:
    browser = Browser(office)

    answer = browser.post("/sign-in", {"token": str(office.admin.token)})

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-iosim=")
    for mark in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert mark in cookie
    browser.close()


def test_pages_may_not_be_framed_nor_run_anything(acme: Browser) -> None:
    headers = acme.open("/").answer.headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_what_people_write_is_shown_as_text(office: Office, admin: Browser) -> None:
    office.admin.ok("POST", "/api/customers", {"name": "Acme & Sons (UK)"})
    items = [{"feature": "ipservices", "quantity": 1}]
    body = {"customer": "Acme & Sons (UK)", "items": items, "note": "<script>alert(1)</script>"}
    pak = office.admin.ok("POST", "/api/paks", body)["pak"]

    admin.open(f"/paks/{pak}")

    assert "<script>alert(1)</script>" in admin.text
    assert admin.page.all("script") == []


def test_no_page_shows_another_customers_things(office: Office, acme: Browser) -> None:
    pak = office.admin.pak(customer="Globex")
    license = office.admin.redeem(pak, SWITCH)["licenses"][0]["id"]
    permission = office.admin.ok("POST", "/api/rehosts", {"credentials": credentials()})["permission"]["ticket"]

    for page in PAGES:
        path = page.path.format(pak=pak, udi=SWITCH, ticket=permission, user="admin")
        acme.open(f"{path}?ids={license}" if path in ("/issued", "/download") else path)
        told = acme.page.all("main")[0].text.replace(f"PAK {pak}", "")
        assert "Globex" not in acme.answer.text
        assert pak not in told
        if "{" in page.path or path in ("/issued", "/download"):
            assert acme.answer.status_code in (403, 404)


def test_a_customer_has_no_page_of_the_staff(acme: Browser) -> None:
    for path in ("/customers", "/audit", "/users/admin"):
        assert acme.open(path).answer.status_code == 403


def test_staff_see_the_audit_log_and_the_ledger(office: Office, admin: Browser) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)

    assert "pak.redeem" in admin.open("/audit").text
    assert SWITCH in admin.open("/ledger").text


def test_an_address_without_a_page_is_a_page_that_says_so(office: Office, admin: Browser) -> None:
    answer = office.runner.run(admin._http.get("/nowhere", headers={"Accept": "text/html"}))

    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_long_lists_go_on_on_the_next_page(office: Office, admin: Browser) -> None:
    pak = office.admin.pak(quantity=60)
    office.admin.redeem(pak, *(f"WS-C3560E-24TD:SIM3000X{number:03d}" for number in range(60)))

    admin.open("/devices")
    more = next(link for link in admin.page.all("a") if link.text.startswith("More devices"))
    first = len(admin.page.all("tr"))
    admin.open(more.get("href"))

    assert (first, len(admin.page.all("tr"))) == (51, 11)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"a=b", "text/plain", 415),
        (b"--x\r\nnothing", "multipart/form-data; boundary=x", 403),
        (b"nothing", "multipart/form-data", 422),
        (b"a=" + b"b" * 3_000_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % number for number in range(5000)), "application/x-www-form-urlencoded", 422),
    ],
)
def test_a_form_that_is_none_is_refused(office: Office, acme: Browser, content: bytes, kind: str, status: int) -> None:
    answer = office.runner.run(acme._http.post("/rma", content=content, headers={"Content-Type": kind}))

    assert answer.status_code == status


def test_everything_that_can_be_refused_is_explained(admin: Browser) -> None:
    from iosim.portal.refusals import REFUSALS

    admin.open("/problems")

    assert {each.get("id") for each in admin.page.all("dt")} == {refusal.code for refusal in REFUSALS}
