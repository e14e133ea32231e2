"""What a device calls: as the user who sits at it, or as itself."""

import pytest

from iosim.license_store import Authorities
from iosim.license_store.ticket import read_permission_ticket
from tests.portal.made import OTHER_SWITCH, PASSWORD, SWITCH, Caller, Office, credentials, processed


class Home:
    """A device that calls; Acme owns it and has a PAK."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.nobody = Caller(office, None)
        office.user("adam", "customer", "Acme", password=PASSWORD)
        office.user("gina", "customer", "Globex", password=PASSWORD)
        self.pak = office.admin.pak()

    def challenge(self) -> str:
        return str(self.nobody.ok("POST", "/call-home/challenge")["challenge"])

    def as_user(self, user: str = "adam", **more: object) -> dict[str, object]:
        return {"user": user, "password": PASSWORD, **more}

    def as_device(self, device: str = SWITCH, **more: object) -> dict[str, object]:
        return {"credentials": credentials(device, self.challenge()), **more}


@pytest.fixture
def home(office: Office) -> Home:
    return Home(office)


def test_a_device_asks_what_a_pak_holds_and_gets_its_licence(home: Home) -> None:
    held = home.nobody.ok("POST", "/call-home/pak", home.as_user(pak=home.pak, udi=SWITCH))
    answer = home.nobody.ok("POST", "/call-home/install", home.as_user(pak=home.pak, udi=SWITCH))

    assert held["items"] == [{"feature": "ipservices", "seats": None, "quantity": 10, "remaining": 10, "fits": True}]
    assert str(home.office.licenses(answer)[0].udi) == SWITCH
    assert home.office.admin.remaining(home.pak) == 9


def test_a_call_that_is_repeated_with_its_key_takes_one(home: Home) -> None:
    body = home.as_user(pak=home.pak, udi=SWITCH)

    answers = [home.nobody.ok("POST", "/call-home/install", body, key="call-1") for _ in range(2)]

    assert answers[0] == answers[1]
    assert home.office.admin.remaining(home.pak) == 9


def test_a_device_that_belongs_to_a_customer_calls_for_itself(home: Home) -> None:
    home.office.admin.ok("POST", "/api/devices", {"udi": SWITCH, "customer": "Acme"})

    home.nobody.ok("POST", "/call-home/install", home.as_device(pak=home.pak, udi=SWITCH), key="k")
    again = home.nobody.ok("POST", "/call-home/install", home.as_device(pak=home.pak, udi=SWITCH), key="k")

    assert home.office.admin.remaining(home.pak) == 9
    assert again["licenses"][0]["udi"] == SWITCH


def test_a_device_nobody_registered_is_told_so(home: Home) -> None:
    body = home.as_device(pak=home.pak, udi=SWITCH)

    assert home.nobody.refused("POST", "/call-home/install", body) == "not-found"


def test_a_device_speaks_for_itself_only(home: Home) -> None:
    for device in (SWITCH, OTHER_SWITCH):
        home.office.admin.redeem(home.pak, device)

    for path, more in (("resend", {}), ("licenses", {}), ("install", {"pak": home.pak}), ("pak", {"pak": home.pak})):
        body = home.as_device(SWITCH, udi=OTHER_SWITCH, **more)
        assert home.nobody.refused("POST", f"/call-home/{path}", body) == "credentials-of-other"


def test_a_challenge_is_answered_once_and_soon(home: Home) -> None:
    home.office.admin.redeem(home.pak, SWITCH)
    body = home.as_device(udi=SWITCH)
    late = home.as_device(udi=SWITCH)
    home.nobody.ok("POST", "/call-home/resend", body)

    assert home.nobody.refused("POST", "/call-home/resend", body) == "challenge-unknown"
    home.office.clock.advance(seconds=301)
    assert home.nobody.refused("POST", "/call-home/resend", late) == "challenge-unknown"


@pytest.mark.parametrize("challenge", ["", "AAAA", "x" * 43, "-_" * 16])
def test_a_challenge_that_the_portal_never_gave_opens_nothing(home: Home, challenge: str) -> None:
    home.office.admin.redeem(home.pak, SWITCH)
    body = {"credentials": credentials(SWITCH, challenge), "udi": SWITCH}

    assert home.nobody.refused("POST", "/call-home/resend", body) == "challenge-unknown"


def test_forged_credentials_open_nothing(home: Home) -> None:
    home.office.admin.redeem(home.pak, SWITCH)
    forged = credentials(OTHER_SWITCH, home.challenge()).replace(OTHER_SWITCH[-11:], SWITCH[-11:])

    assert (
        home.nobody.refused("POST", "/call-home/resend", {"credentials": forged, "udi": SWITCH}) == "document-refused"
    )


def test_a_licence_moves_by_three_calls(home: Home) -> None:
    home.nobody.ok("POST", "/call-home/install", home.as_user(pak=home.pak, udi=SWITCH))
    movable = home.nobody.ok("POST", "/call-home/licenses", home.as_user(udi=SWITCH))["licenses"]

    permission = home.nobody.ok("POST", "/call-home/permission", home.as_device(licenses=[movable[0]["id"]]))
    ticket = processed(home.office, permission["file"])
    body = home.as_device(rehost_ticket=ticket, to=OTHER_SWITCH)
    answer = home.nobody.ok("POST", "/call-home/rehost", body)

    assert str(home.office.licenses(answer)[0].udi) == OTHER_SWITCH
    assert answer["permission"]["answered"] is not None


def test_a_user_gets_a_permission_ticket_for_credentials_without_a_challenge(home: Home) -> None:
    home.nobody.ok("POST", "/call-home/install", home.as_user(pak=home.pak, udi=SWITCH))

    permission = home.nobody.ok("POST", "/call-home/permission", home.as_user(credentials=credentials()))

    trusted = Authorities((home.office.authority.key,))
    assert str(read_permission_ticket(permission["file"].encode(), trusted).udi) == SWITCH


def test_a_device_does_not_hand_in_the_ticket_of_another(home: Home) -> None:
    for device in (SWITCH, OTHER_SWITCH):
        home.office.admin.redeem(home.pak, device)
    permission = home.nobody.ok("POST", "/call-home/permission", home.as_device(SWITCH))
    body = home.as_device(
        OTHER_SWITCH, rehost_ticket=processed(home.office, permission["file"]), to="WS-C3560E-24TD:SIM1234X0AF"
    )

    assert home.nobody.refused("POST", "/call-home/rehost", body) == "credentials-of-other"


def test_staff_who_only_approve_do_not_redeem_by_calling_home(home: Home) -> None:
    home.office.user("tac", "approver", password=PASSWORD)

    body = home.as_user("tac", pak=home.pak, udi=SWITCH)
    assert home.nobody.refused("POST", "/call-home/install", body) == "role-missing"


@pytest.mark.parametrize(
    ("path", "more", "code"),
    [
        ("install", {"pak": "SIM00000000", "udi": SWITCH}, "not-found"),
        ("pak", {"pak": "SIM00000000", "udi": SWITCH}, "not-found"),
        ("resend", {"udi": SWITCH}, "not-found"),
        ("resend", {"udi": "C9300:X"}, "unknown-product"),
        ("rehost", {"rehost_ticket": "", "to": SWITCH}, "document-refused"),
        ("permission", {"credentials": ""}, "document-refused"),
    ],
)
def test_what_cannot_be_is_refused_by_name(home: Home, path: str, more: dict[str, object], code: str) -> None:
    assert home.nobody.refused("POST", f"/call-home/{path}", home.as_user(**more)) == code


def test_an_exhausted_pak_says_so(home: Home) -> None:
    pak = home.office.admin.pak(quantity=1)
    home.office.admin.redeem(pak, OTHER_SWITCH)

    assert home.nobody.refused("POST", "/call-home/install", home.as_user(pak=pak, udi=SWITCH)) == "pak-exhausted"
