"""Who may do what: one customer never learns of another's PAKs and devices, by no operation there is."""

from collections.abc import Callable
from typing import Any

import pytest

from iosim.portal.api import OPERATIONS
from iosim.portal.operation import CALL_HOME, NOBODY, TOKEN, Operation
from iosim.portal.visitor import ROLES
from tests.portal.made import OTHER_SWITCH, PASSWORD, SWITCH, Caller, Office, credentials, processed

BY_NAME = {operation.name: operation for operation in OPERATIONS}
THEIRS = "WS-C3560E-24TD:SIM1234X0AF"


class World:
    """Acme has a PAK, devices, a request and an open ticket; `globex` works for another customer."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.globex = office.user("gina", "customer", "Globex", password=PASSWORD)
        self.acme = office.user("adam", "customer", "Acme", password=PASSWORD)
        self.pak = office.admin.pak()
        self.license = office.admin.redeem(self.pak, SWITCH)["licenses"][0]["id"]
        self.extension = self.acme.ok("POST", "/api/extensions", {"udi": SWITCH, "feature": "ipservices"})["id"]
        permission = self.acme.ok("POST", "/api/rehosts", {"credentials": credentials()})
        self.ticket = permission["permission"]["ticket"]
        self.rehost_ticket = processed(office, permission["file"])
        self.token_id = self.acme.ok("GET", "/api/users/adam/tokens")["tokens"][0]["id"]

    def path(self, operation: Operation) -> str:
        """The operation's path about something of Acme's."""
        values = {"pak": self.pak, "udi": SWITCH, "ticket": self.ticket, "user": "adam"}
        number = self.token_id if "{user}" in operation.path else self.extension
        return operation.path.format(**values, id=number)

    def secrets(self) -> tuple[str, ...]:
        """What nobody but Acme and staff may read."""
        return ("Acme", self.pak, self.license, self.ticket)


@pytest.fixture
def world(office: Office) -> World:
    return World(office)


Body = Callable[[World], Any]
SAY: Body = lambda world: {"user": "gina", "password": PASSWORD}  # noqa: E731 - one of many in the table
# What each operation that takes a body is sent, each about something of Acme's.
BODIES: dict[str, Body] = {
    "sign_in": lambda world: {"user": "adam", "password": "not the password"},
    "create_customer": lambda world: {"name": "Acme"},
    "create_user": lambda world: {"name": "eve", "role": "customer", "customers": ["Acme"]},
    "change_user": lambda world: {"password": "another password"},
    "create_token": lambda world: {},
    "create_pak": lambda world: {"customer": "Acme", "items": [{"feature": "ipservices", "quantity": 1}]},
    "redeem_pak": lambda world: {"devices": [{"udi": THEIRS}]},
    "register_device": lambda world: {"udi": THEIRS, "customer": "Acme"},
    "resend_licenses": lambda world: {},
    "evaluate": lambda world: {"udi": SWITCH, "feature": "advipservices"},
    "ask_extension": lambda world: {"udi": SWITCH, "feature": "advipservices"},
    "approve_extension": lambda world: {},
    "refuse_extension": lambda world: {},
    "permit_rehost": lambda world: {"credentials": credentials()},
    "complete_rehost": lambda world: {"rehost_ticket": world.rehost_ticket, "to": THEIRS},
    "replace_device": lambda world: {"failed": SWITCH, "replacement": THEIRS},
    "call_home_pak": lambda world: SAY(world) | {"pak": world.pak, "udi": THEIRS},
    "call_home_install": lambda world: SAY(world) | {"pak": world.pak, "udi": THEIRS},
    "call_home_resend": lambda world: SAY(world) | {"udi": SWITCH},
    "call_home_licenses": lambda world: SAY(world) | {"udi": SWITCH},
    "call_home_permission": lambda world: SAY(world) | {"credentials": credentials()},
    "call_home_rehost": lambda world: SAY(world) | {"rehost_ticket": world.rehost_ticket, "to": THEIRS},
}
# Operations whose answer to a stranger is his own (or nobody's), not a refusal.
OWN_ANSWER = {
    "health",
    "show_me",
    "list_products",
    "list_customers",
    "list_paks",
    "list_devices",
    "list_ledger",
    "list_extensions",
    "list_rehosts",
    "list_rmas",
    "call_home_challenge",
}


def test_every_operation_is_in_the_table_of_this_test() -> None:
    assert {operation.name for operation in OPERATIONS if operation.body is not None} == set(BODIES)
    assert set(BY_NAME) >= OWN_ANSWER
    assert len(BY_NAME) == len(OPERATIONS)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_user_of_another_customer_learns_and_changes_nothing(world: World, name: str) -> None:
    operation = BY_NAME[name]
    before = world.acme.ok("GET", "/api/ledger")
    body = BODIES[name](world) if name in BODIES else None

    answer = world.globex.call(operation.method, world.path(operation), body)

    if name in OWN_ANSWER:
        assert answer.is_success
        told = answer.text
    else:
        assert answer.status_code in (401, 403, 404)
        told = answer.json()["detail"].replace("customer Acme", "").replace(f"PAK {world.pak}", "")
        told = told.replace(f"ticket {world.ticket}", "")  # what the stranger said himself
    assert not [secret for secret in world.secrets() if secret in told]
    assert world.acme.ok("GET", "/api/ledger") == before


@pytest.mark.parametrize("name", [name for name, operation in BY_NAME.items() if operation.who == TOKEN])
def test_nobody_gets_in_without_a_token_or_with_a_wrong_one(world: World, name: str) -> None:
    operation = BY_NAME[name]
    body = BODIES[name](world) if name in BODIES else None

    for token in (None, "", "iosim_wrong", "x" * 5000):
        caller = Caller(world.office, token)
        assert caller.refused(operation.method, world.path(operation), body) == "not-signed-in"


@pytest.mark.parametrize("name", [name for name, operation in BY_NAME.items() if operation.who == CALL_HOME])
def test_nobody_calls_home_without_saying_who_it_is(world: World, name: str) -> None:
    operation = BY_NAME[name]
    body = {key: value for key, value in BODIES[name](world).items() if key not in ("user", "password", "credentials")}
    if name == "call_home_permission":
        body["credentials"] = credentials()  # from a file: it answers no challenge

    code = Caller(world.office, None).refused(operation.method, operation.path, body)

    assert code == ("challenge-unknown" if name == "call_home_permission" else "not-signed-in")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", [name for name, operation in BY_NAME.items() if operation.who == TOKEN])
def test_each_role_is_let_in_where_the_table_says_so(office: Office, role: str, name: str) -> None:
    operation = BY_NAME[name]
    caller = office.user("somebody", role, *(["Acme"] if role in ("customer", "partner") else []))
    path = operation.path.format(pak="SIM00000000", udi=SWITCH, ticket="A" * 16, user="nobody", id=1)

    answer = caller.call(operation.method, path, {"wrong": 1} if operation.body is not None else None)

    assert (answer.status_code == 403) == (role not in operation.roles)


def test_public_operations_are_few() -> None:
    public = {name for name, operation in BY_NAME.items() if operation.who == NOBODY}

    assert public == {"health", "sign_in", "call_home_challenge"}


def test_a_partner_works_for_the_customers_of_his_list(world: World) -> None:
    partner = world.office.user("paula", "partner", "Acme")

    assert [pak["pak"] for pak in partner.ok("GET", "/api/paks")["paks"]] == [world.pak]
    partner.redeem(world.pak, OTHER_SWITCH)
    world.office.admin.ok("PATCH", "/api/users/paula", {"customers": ["Globex"]})
    assert partner.ok("GET", "/api/paks")["paks"] == []
    assert partner.refused("GET", f"/api/devices/{SWITCH}") == "not-found"


def test_a_device_of_another_customer_is_not_licensed_nor_told_about(world: World) -> None:
    pak = world.office.admin.pak(customer="Globex")

    answer = world.globex.post(f"/api/paks/{pak}/redeem", {"devices": [{"udi": SWITCH}]})

    assert answer.json()["type"] == "/problems#device-of-other"
    assert "Acme" not in answer.text


def test_a_user_who_may_not_sign_in_any_more_is_out_at_once(world: World) -> None:
    world.office.admin.ok("PATCH", "/api/users/adam", {"active": False})

    assert world.acme.refused("GET", "/api/me") == "not-signed-in"
    assert Caller(world.office, None).refused("POST", "/api/tokens", {"user": "adam", "password": PASSWORD}) == (
        "wrong-password"
    )


def test_a_password_opens_a_token_and_a_wrong_one_nothing(world: World) -> None:
    stranger = Caller(world.office, None)

    token = stranger.ok("POST", "/api/tokens", {"user": "ADAM", "password": PASSWORD, "name": "laptop"})["token"]

    assert Caller(world.office, token).ok("GET", "/api/me")["name"] == "adam"
    for user, password in (("adam", "wrong"), ("nobody", PASSWORD), ("portal", PASSWORD), ("admin", "")):
        assert stranger.refused("POST", "/api/tokens", {"user": user, "password": password}) == "wrong-password"


def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(world: World) -> None:
    stranger = Caller(world.office, None)
    for _ in range(10):
        stranger.post("/api/tokens", {"user": "adam", "password": "wrong"})

    answer = stranger.post("/api/tokens", {"user": "adam", "password": PASSWORD})

    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert stranger.ok("POST", "/api/tokens", {"user": "gina", "password": PASSWORD})


def test_one_token_is_revoked_without_the_others(world: World) -> None:
    other = Caller(world.office, world.acme.ok("POST", "/api/users/adam/tokens", {"name": "second"})["token"])

    world.acme.ok("DELETE", f"/api/users/adam/tokens/{world.token_id}")

    assert world.acme.refused("GET", "/api/me") == "not-signed-in"
    assert other.ok("GET", "/api/me")["name"] == "adam"


def test_the_first_administrator_stays_one(office: Office) -> None:
    for change in ({"role": "approver"}, {"active": False}):
        assert office.admin.refused("PATCH", "/api/users/admin", change) == "administrator-stays"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "x", "role": "customer"}, "impossible"),
        ({"name": "x", "role": "admin", "customers": ["Acme"]}, "impossible"),
        ({"name": "x", "role": "customer", "customers": ["Nowhere"]}, "not-found"),
        ({"name": "x", "role": "partner", "password": "short"}, "invalid-input"),
        ({"name": "ADMIN", "role": "approver"}, "already-there"),
        ({"name": "\n", "role": "approver"}, "invalid-input"),
        ({"name": "x", "role": "king"}, "invalid-input"),
    ],
)
def test_users_that_cannot_be_are_not_made(office: Office, body: dict[str, Any], code: str) -> None:
    office.admin.post("/api/customers", {"name": "Acme"})

    assert office.admin.refused("POST", "/api/users", body) == code

    assert [user["name"] for user in office.admin.ok("GET", "/api/users")["users"]] == ["admin"]


def test_passwords_and_tokens_are_not_in_the_state_file(office: Office) -> None:
    user = office.user("adam", "customer", "Acme", password=PASSWORD)
    office.admin.redeem(office.admin.pak(), SWITCH, key="k")
    folder = office.portal.database.path.parent

    kept = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())

    assert b"adam" in kept
    for secret in (PASSWORD, user.token, office.admin.token):
        assert str(secret).encode() not in kept
