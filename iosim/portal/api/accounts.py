"""Customers, users, tokens."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from iosim.portal import accounts
from iosim.portal.act import Act
from iosim.portal.api import answers
from iosim.portal.operation import NOBODY, Input, Operation
from iosim.portal.shapes import (
    ANY_TEXT,
    CUSTOMER_NAME,
    EMAIL,
    PASSWORD,
    ROLE,
    TRUTH,
    USER_NAME,
    several,
    shape,
    text,
    whole,
)
from iosim.portal.visitor import ADMIN

if TYPE_CHECKING:
    from iosim.portal.portal import Portal


async def _hash_password(portal: "Portal", given: Input) -> Input:
    """The input with what is kept of the password in place of the password."""
    if "password" not in given.body:
        return given
    return replace(given, body={**given.body, "password": await portal.sign_in.hashed(given.body["password"])})


async def _check_password(portal: "Portal", given: Input) -> Input:
    """The input once name and password are known to be right."""
    visitor = await portal.sign_in.by_password(given.body["user"], given.body["password"])
    return replace(given, body={**given.body, "visitor": visitor})


def show_me(act: Act, given: Input) -> dict[str, Any]:
    """Who the token belongs to."""
    return accounts.user(act, act.visitor.name)


def list_customers(act: Act, given: Input) -> dict[str, Any]:
    """Customers by name."""
    return {"customers": accounts.customers(act)}


def create_customer(act: Act, given: Input) -> dict[str, Any]:
    """One more customer."""
    accounts.create_customer(act, given.body["name"])
    name = " ".join(given.body["name"].split())
    return next(customer for customer in accounts.customers(act) if customer["name"] == name)


def list_users(act: Act, given: Input) -> dict[str, Any]:
    """Users by name."""
    return {"users": accounts.users(act)}


def create_user(act: Act, given: Input) -> dict[str, Any]:
    """One more user."""
    body = given.body
    return accounts.create_user(
        act,
        body["name"],
        body["role"],
        password=body.get("password"),
        email=body.get("email", ""),
        customers=body.get("customers", ()),
    )


def change_user(act: Act, given: Input) -> dict[str, Any]:
    """Change role, access list, mail address, password, or whether a user may sign in."""
    body = given.body
    if "password" in body:
        accounts.set_password(act, given.path["user"], body["password"])
    return accounts.change_user(
        act,
        given.path["user"],
        role=body.get("role"),
        email=body.get("email"),
        active=body.get("active"),
        customers=body.get("customers"),
    )


def sign_in(act: Act, given: Input) -> dict[str, Any]:
    """A token for who knows the password."""
    own = replace(act, visitor=given.body["visitor"])
    return {"token": accounts.create_token(own, own.visitor.name, given.body.get("name", "signed in"))}


def create_token(act: Act, given: Input) -> dict[str, Any]:
    """A token for a user."""
    return {"token": accounts.create_token(act, given.path["user"], given.body.get("name", ""))}


def list_tokens(act: Act, given: Input) -> dict[str, Any]:
    """The tokens of a user, without what makes them tokens."""
    return {"tokens": accounts.tokens(act, given.path["user"])}


def revoke_token(act: Act, given: Input) -> dict[str, Any]:
    """Make a token worthless."""
    accounts.revoke_token(act, given.path["user"], int(given.path["id"]))
    return {"tokens": accounts.tokens(act, given.path["user"])}


_USER_PATH = {"user": USER_NAME}
_TOKEN_NAME = text(r"[ -~]{0,64}")
_TOKEN = shape("token", token=ANY_TEXT)
_TOKENS = shape("tokens", tokens=several(answers.TOKEN))

OPERATIONS = (
    Operation(
        "POST",
        "/api/tokens",
        "sign_in",
        "A token for a user name and password",
        sign_in,
        _TOKEN,
        body=shape("user password", user=USER_NAME, password=text(longest=128), name=_TOKEN_NAME),
        who=NOBODY,
        prepare=_check_password,
        status=201,
    ),
    Operation("GET", "/api/me", "show_me", "The user whose token this is", show_me, answers.USER),
    Operation(
        "GET",
        "/api/customers",
        "list_customers",
        "Customers by name",
        list_customers,
        shape("customers", customers=several(answers.CUSTOMER)),
    ),
    Operation(
        "POST",
        "/api/customers",
        "create_customer",
        "A new customer",
        create_customer,
        answers.CUSTOMER,
        body=shape("name", name=CUSTOMER_NAME),
        roles=(ADMIN,),
        once=True,
        status=201,
    ),
    Operation(
        "GET",
        "/api/users",
        "list_users",
        "Users by name",
        list_users,
        shape("users", users=several(answers.USER)),
        roles=(ADMIN,),
    ),
    Operation(
        "POST",
        "/api/users",
        "create_user",
        "A new user: of role customer for one customer, of role partner for those of the list, or staff",
        create_user,
        answers.USER,
        body=shape(
            "name role",
            name=USER_NAME,
            role=ROLE,
            password=PASSWORD,
            email=EMAIL,
            customers=several(CUSTOMER_NAME, most=1000),
        ),
        roles=(ADMIN,),
        prepare=_hash_password,
        status=201,
    ),
    Operation(
        "PATCH",
        "/api/users/{user}",
        "change_user",
        "Change role, access list, mail address or password of a user, or whether he may sign in",
        change_user,
        answers.USER,
        body=shape(
            role=ROLE, password=PASSWORD, email=EMAIL, active=TRUTH, customers=several(CUSTOMER_NAME, most=1000)
        ),
        path_shapes=_USER_PATH,
        roles=(ADMIN,),
        prepare=_hash_password,
    ),
    Operation(
        "GET",
        "/api/users/{user}/tokens",
        "list_tokens",
        "The tokens of a user; one's own, or anybody's for an administrator",
        list_tokens,
        _TOKENS,
        path_shapes=_USER_PATH,
    ),
    Operation(
        "POST",
        "/api/users/{user}/tokens",
        "create_token",
        "A token of a user; it is told once",
        create_token,
        _TOKEN,
        body=shape(name=_TOKEN_NAME),
        path_shapes=_USER_PATH,
        status=201,
    ),
    Operation(
        "DELETE",
        "/api/users/{user}/tokens/{id}",
        "revoke_token",
        "Make a token worthless",
        revoke_token,
        _TOKENS,
        path_shapes={**_USER_PATH, "id": whole(1, 1 << 53)},
    ),
)
