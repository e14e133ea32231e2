"""`license call-home`: the dialogues, against the portal itself, and what is said where there is none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from iosim.assembly import Order, default_kit, new_chassis, new_device
from iosim.grammar.dialogue import Fetch, Post, Posted, Put, TransferFailure
from iosim.license_store import read
from tests.cli.made_files import Operator
from tests.portal.made import OTHER_SWITCH, PASSWORD, SWITCH, Office

ADAM = ["adam", PASSWORD]
URL = "https://portal.test:8443"
SUMMARY = (
    "1/1 licenses were successfully installed\n"
    "0/1 licenses were existing licenses\n"
    "0/1 licenses were failed to install\n"
)


class Line:
    """The way from a device to the portal: it can be cut, also after the portal has decided."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.posts: list[Post] = []
        self.answer: Posted | TransferFailure | None = None  # in place of the portal's
        self.lost = ""  # requests whose answers get lost

    def __call__(self, errand: Fetch | Put) -> Posted | TransferFailure:
        assert isinstance(errand, Post)
        self.posts.append(errand)
        if self.answer is not None:
            return self.answer
        path = errand.url.removeprefix(URL)
        headers = {"Content-Type": "application/json", **dict(errand.headers)}
        found = self.office.runner.run(self.office.http.post(path, content=errand.body, headers=headers))
        return TransferFailure("Timed out") if errand.what == self.lost else Posted(found.status_code, found.content)


class Customer(Operator):
    """Somebody at a device that trusts the portal and knows where it is."""

    def __init__(self, office: Office, udi: str = SWITCH, members: tuple[str, ...] = ()) -> None:
        model, serial = udi.split(":")
        kit = default_kit(trusted=[office.authority.key.text().encode()])
        self.device = new_device(new_chassis(Order(model, serial, members=members)), kit)
        self.device.power_on(0)
        self.device.finish_boot(0)
        self.now_ms = 0
        self.line = Line(office)
        self.servers = self.line  # type: ignore[assignment]  # as good as servers
        self.types(f"configure terminal\nlicense call-home url {URL}/")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    made.user("adam", "customer", "Acme", password=PASSWORD)
    yield made
    made.close()


@pytest.fixture
def switch(office: Office) -> Customer:
    return Customer(office)


def test_a_pak_is_shown_and_installed(office: Office, switch: Customer) -> None:
    pak = office.admin.pak("ipservices", 10)

    said = switch.types(f"license call-home install pak {pak}", [*ADAM, "yes"])

    assert said == (
        "User name : Password : "
        f"\tPak Number   : {pak}\n"
        "\tPak Fulfillment type: PARTIAL\n"
        "\tSKU Name               : ipservices\n"
        "\tSKU Type               : Node Locked\n"
        "\tOrdered Qty            : 10, Available Qty: 10\n"
        "\tFeature List           :\n"
        "\t\tFeature name: ipservices          Count: Uncounted\n"
        "\tPlatform Supported     :\n"
        "\t\tWS-C3750E-24TD\n"
        "Are you sure you want to install? (yes/[no]): Installing...Feature:ipservices...Successful:Supported\n"
        + SUMMARY
    )
    assert office.admin.remaining(pak) == 9
    assert PASSWORD not in said


def test_nothing_is_taken_without_a_yes(office: Office, switch: Customer) -> None:
    pak = office.admin.pak()

    switch.types(f"license call-home install pak {pak}", [*ADAM, "no"])

    assert office.admin.remaining(pak) == 10


def test_one_of_several_features_is_chosen(office: Office, switch: Customer) -> None:
    items = [{"feature": feature, "quantity": 1} for feature in ("ipservices", "advipservices", "advsecurity")]
    pak = office.admin.ok("POST", "/api/paks", {"customer": "Acme", "items": items})["pak"]

    said = switch.types(f"license call-home install pak {pak}", [*ADAM, "2", "yes"])

    assert "    1 ipservices\n    2 advipservices\nSelect index to install [1-2, all] : " in said
    assert "Installing...Feature:advipservices...Successful:Supported\n" in said


def test_an_index_that_is_none_installs_nothing(office: Office, switch: Customer) -> None:
    items = [{"feature": feature, "quantity": 1} for feature in ("ipservices", "advipservices")]
    pak = office.admin.ok("POST", "/api/paks", {"customer": "Acme", "items": items})["pak"]

    assert "% Error: Invalid index\n" in switch.types(f"license call-home install pak {pak}", [*ADAM, "9"])
    assert office.admin.remaining(pak) == 2
    assert "2/2 licenses were succ" in switch.types(f"license call-home install pak {pak}", [*ADAM, "all", "yes"])


def test_seats_are_bought_by_the_unit(office: Office) -> None:
    router = Customer(office, "CISCO881-K9:SIM1234X0AD")
    pak = office.admin.pak("SSL_VPN", 4, seats=8)

    said = router.types(f"license call-home install pak {pak}", [*ADAM, "2", "yes"])

    assert "Count: 8\n" in said
    assert "Quantity to install [1]? " in said
    assert "License Count: 16/0/0  (Active/In-use/Violation)" in router.types("show license")


def test_an_answer_that_is_lost_costs_nothing_twice(office: Office, switch: Customer) -> None:
    pak = office.admin.pak(quantity=2)
    switch.line.lost = "install"
    lost = switch.types(f"license call-home install pak {pak}", [*ADAM, "yes"])
    switch.line.lost = ""

    again = switch.types(f"license call-home install pak {pak}", [*ADAM, "yes"])

    assert lost.endswith("% Error: Unable to connect to the license server\n")
    assert again.endswith(SUMMARY)
    assert office.admin.remaining(pak) == 1


def test_a_device_of_a_customer_calls_for_itself(office: Office, switch: Customer) -> None:
    office.admin.ok("POST", "/api/devices", {"udi": SWITCH, "customer": "Acme"})
    pak = office.admin.pak()

    said = switch.types(f"license call-home install pak {pak}", ["", "yes"])

    assert "Password" not in said
    assert said.endswith(SUMMARY)


def test_what_was_issued_is_sent_again(office: Office, switch: Customer) -> None:
    assert switch.types("license call-home resend", ADAM).endswith("% Error: No license was issued for this device\n")
    office.admin.redeem(office.admin.pak(), SWITCH)

    first = switch.types("license call-home resend", ADAM)
    second = switch.types("license call-home resend", ADAM)

    assert first.endswith(SUMMARY)
    assert "Skipped:Duplicate" in second


def test_a_licence_moves_in_one_go(office: Office, switch: Customer) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)
    switch.types("license call-home resend", ADAM)

    said = switch.types("license call-home revoke onetime", [*ADAM, "yes", OTHER_SWITCH, "", "yes"])

    assert "Permission ticket saved ..... to flash:SIM1234X0AB_permission.tic\nFeature: ipservices\n" in said
    assert said.endswith("license lines saved ..... to flash:SIM1234X0AC.lic\n")
    (license,) = read(switch.flash("SIM1234X0AC.lic"))
    assert str(license.udi) == OTHER_SWITCH  # type: ignore[union-attr]
    assert "License Type: Grace Period" in switch.types("show license")
    other = Customer(office, OTHER_SWITCH)
    assert other.types("license call-home resend", ADAM).endswith(SUMMARY)


def test_a_licence_is_given_up_and_the_proof_kept(office: Office, switch: Customer) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)
    switch.types("license call-home resend", ADAM)

    said = switch.types("license call-home revoke permission", [*ADAM, "yes", "flash:proof.tic", "yes"])

    assert said.endswith("Rehost ticket saved ..... to flash:proof.tic\n")
    body = {"rehost_ticket": switch.flash("proof.tic").decode(), "to": OTHER_SWITCH}
    office.admin.ok("POST", "/api/rehost-tickets", body)


def test_a_move_whose_last_answer_is_lost_can_be_finished(office: Office, switch: Customer) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)
    switch.types("license call-home resend", ADAM)
    switch.line.lost = "rehost"

    said = switch.types("license call-home revoke onetime", [*ADAM, "yes", OTHER_SWITCH, "", "yes"])

    assert said.endswith(
        "Rehost ticket saved ..... to flash:SIM1234X0AB_rehost.tic\n% Error: Unable to connect to the license server\n"
    )
    switch.types("license revoke last flash:SIM1234X0AB_permission.tic flash:again.tic")
    assert switch.flash("again.tic") == switch.flash("SIM1234X0AB_rehost.tic")


def test_a_stack_calls_for_one_of_its_switches(office: Office) -> None:
    stack = Customer(office, members=("WS-C3750E-48PD",))
    (second,) = stack.system.members
    pak = office.admin.pak()

    said = stack.types(f"license call-home install pak {pak}", [*ADAM, "2", "yes"])

    assert f"    1 {SWITCH}\n    2 {second.chassis.udi}\nSelect index of the UDI [1]? " in said
    assert said.endswith(SUMMARY)
    assert "License Type: Permanent" in stack.types("show license detail ipservices switch 2")
    moved = stack.types("license call-home revoke permission", [*ADAM, "2", "yes", "flash:proof.tic", "yes"])
    assert moved.endswith("Rehost ticket saved ..... to flash:proof.tic\n")
    assert "License Type: Grace Period" in stack.types("show license detail ipservices switch 2")
    assert "% Error: Invalid index\n" in stack.types("license call-home resend", [*ADAM, "3"])


def test_nothing_moves_unless_the_operator_goes_on(office: Office, switch: Customer) -> None:
    office.admin.redeem(office.admin.pak(), SWITCH)
    switch.types("license call-home resend", ADAM)

    switch.types("license call-home revoke onetime", [*ADAM, "no"])
    switch.types("license call-home revoke onetime", [*ADAM, "yes", "nonsense"])

    assert "Type: Permanent\n" in switch.types("show license detail ipservices")
    assert not [post for post in switch.line.posts if post.what == "permission"]


@pytest.mark.parametrize(
    ("answers", "pak", "words"),
    [
        (["adam", "wrong"], "good", "User name or password is not valid"),
        (ADAM, "SIM00000000", "PAK is not valid"),
        (ADAM, "short", "PAK is not valid"),
        (ADAM, "used", "No licenses are left in the PAK"),
        (ADAM, "other", "PAK has no license for this device"),
    ],
)
def test_each_refusal_is_in_the_devices_words(
    office: Office, switch: Customer, answers: list[str], pak: str, words: str
) -> None:
    paks = {"good": office.admin.pak(), "used": office.admin.pak(quantity=1), "other": office.admin.pak("advsecurity")}
    office.admin.redeem(paks["used"], OTHER_SWITCH)

    said = switch.types(f"license call-home install pak {paks.get(pak, pak)}", [*answers, "yes"])

    assert said.endswith(f"% Error: {words}\n")
    assert SUMMARY not in said


def problem(code: str, detail: str = "") -> Posted:
    return Posted(409, json.dumps({"type": f"/problems#{code}", "detail": detail}).encode())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (TransferFailure("Timed out"), "Unable to connect to the license server"),
        (TransferFailure("Connection refused"), "Unable to connect to the license server"),
        (TransferFailure("certificate is not trusted"), "License server certificate is not trusted"),
        (TransferFailure("certificate is not yet valid"), "License server certificate is not yet valid"),
        (TransferFailure("certificate has expired"), "License server certificate has expired"),
        (Posted(200, b"hello"), "License server sent an answer that is not understood"),
        (Posted(200, b"[" * 100_000), "License server sent an answer that is not understood"),
        (Posted(200, b"{}"), "License server sent an answer that is not understood"),
        (Posted(200, b'{"pak": "x", "items": [1]}'), "License server sent an answer that is not understood"),
        (Posted(500, b"<html>"), "License server sent an answer that is not understood"),
        (problem("new", "A bell\a and\n a line."), "License server refused: A bell and a line"),
        (problem("pak-exhausted"), "No licenses are left in the PAK"),
    ],
)
def test_whatever_a_server_says_is_one_line(switch: Customer, answer: Posted | TransferFailure, words: str) -> None:
    switch.line.answer = answer

    said = switch.types("license call-home install pak SIM12345678", [*ADAM, "yes"])

    assert said.endswith(f"Password : % Error: {words}\n")


def test_without_a_url_nothing_is_asked_and_only_https_is_one() -> None:
    switch = Operator("WS-C3750E-24TD")

    assert switch.types("license call-home resend") == "% Error: License call-home URL is not configured\n"
    for url in ("http://10.1.1.1/", "10.1.1.1", "https://"):
        said = switch.types(f"configure terminal\nlicense call-home url {url}")
        assert "% License call-home URL must be https://HOST[:PORT][/PATH]\n" in said


def test_the_url_is_kept_and_taken_away(switch: Customer) -> None:
    assert f"license call-home url {URL}\n" in switch.types("show running-config")

    switch.types("configure terminal\nno license call-home url")

    assert "call-home" not in switch.types("show running-config")


def test_an_image_without_cryptography_cannot_call() -> None:
    switch = Operator("WS-C3750E-24TD", image="c3750e-universal-mz.122-35.SE5")

    assert "Invalid input" in switch.types("license call-home resend")
