"""Signing in and out, and what a user changes of himself."""

from typing import TYPE_CHECKING

from iosim.portal import accounts
from iosim.portal.accounts import check_password
from iosim.portal.refusals import InvalidInput, NotSignedIn, Refusal, WrongPassword
from iosim.portal.web.visit import COOKIE, Visit

if TYPE_CHECKING:
    from starlette.responses import Response


async def show(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """The form."""
    return visit.page("sign_in.html", "Sign in", refusal=refusal)


async def submit(visit: Visit) -> "Response":
    """Open a session for a name and password, or for a token."""
    sign_in = visit.portal.sign_in
    try:
        if visit.value("token"):
            visitor = await sign_in.by_token(visit.value("token"))
        else:
            password = next(iter(visit.fields.get("password", ())), "")
            visitor = await sign_in.by_password(visit.value("user"), password, address=visit.address)
    except NotSignedIn:
        raise WrongPassword() from None
    cookie = await visit.portal.change(visitor, lambda act: accounts.open_session(act, visitor.user), visit.address)
    answer = visit.go("/")
    answer.set_cookie(COOKIE, cookie, secure=True, httponly=True, samesite="lax", path="/")
    return answer


async def leave(visit: Visit) -> "Response":
    """End the session."""
    cookie = visit.request.cookies.get(COOKIE, "")
    await visit.portal.change(visit.known, lambda act: accounts.close_session(act, cookie), visit.address)
    answer = visit.go("/sign-in")
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
    return answer


async def show_account(visit: Visit, refusal: Refusal | None = None, token: str = "") -> "Response":
    """Who one is, one's tokens, and the form for another password."""
    name = visit.known.name
    return visit.page(
        "account.html",
        "Your account",
        refusal=refusal,
        user=await visit.perform("show_me"),
        tokens=(await visit.perform("list_tokens", user=name))["tokens"],
        token=token,
        done=visit.query("done"),
    )


async def change_account(visit: Visit) -> "Response":
    """Another password, a new token, or the end of one."""
    name = visit.known.name
    if visit.value("do") == "token":
        made = await visit.perform("create_token", {"name": visit.value("token_name")}, user=name)
        return await show_account(visit, token=made["token"])
    if visit.value("do") == "revoke":
        await visit.perform("revoke_token", user=name, id=visit.value("token_id"))
        return visit.go("/account", done="revoked")
    new = next(iter(visit.fields.get("new_password", ())), "")
    if new != next(iter(visit.fields.get("new_password_again", ())), ""):
        raise InvalidInput(what="The two new passwords differ")
    check_password(new)
    user = await visit.perform("show_me")
    if user["password"]:
        old = next(iter(visit.fields.get("password", ())), "")
        await visit.portal.sign_in.by_password(name, old, address=visit.address)
    kept = await visit.portal.sign_in.hashed(new)
    await visit.portal.change(visit.known, lambda act: accounts.set_password(act, name, kept), visit.address)
    cookie = await visit.portal.change(visit.known, lambda act: accounts.open_session(act, visit.known.user))
    answer = visit.go("/account", done="password")
    answer.set_cookie(COOKIE, cookie, secure=True, httponly=True, samesite="lax", path="/")
    return answer
