"""Pages for staff: customers, users, the ledger, the audit log, mail; and what every refusal means."""

from typing import TYPE_CHECKING

from iosim.portal.refusals import REFUSALS, NotFound, Refusal
from iosim.portal.visitor import ROLES
from iosim.portal.web.visit import Visit

if TYPE_CHECKING:
    from starlette.responses import Response

PAGE = 100


async def show_customers(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """Customers and users, and the forms for new ones."""
    return visit.page(
        "customers.html",
        "Customers and users",
        refusal=refusal,
        customers=(await visit.perform("list_customers"))["customers"],
        users=(await visit.perform("list_users"))["users"],
        roles=ROLES,
        done=visit.query("done"),
    )


async def submit_customers(visit: Visit) -> "Response":
    """One more customer or user."""
    if visit.value("do") == "customer":
        await visit.perform("create_customer", {"name": visit.value("customer")})
        return visit.go("/customers", done="customer")
    body = {
        "name": visit.value("user"),
        "role": visit.value("role"),
        "password": next(iter(visit.fields.get("password", ())), ""),
        "email": visit.value("email"),
        "customers": list(visit.fields.get("customers", ())),
    }
    await visit.perform("create_user", body)
    return visit.go("/customers", done="user")


async def show_user(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """One user."""
    users = (await visit.perform("list_users"))["users"]
    user = next((each for each in users if each["name"].lower() == visit.path("user").lower()), None)
    if user is None:
        raise NotFound(what=f"user {visit.path('user')[:64]}")
    return visit.page(
        "user.html",
        f"User {user['name']}",
        refusal=refusal,
        user=user,
        customers=(await visit.perform("list_customers"))["customers"],
        roles=ROLES,
        done=visit.query("done"),
    )


async def change_user(visit: Visit) -> "Response":
    """Change what is said of a user."""
    body: dict[str, object] = {
        "role": visit.value("role"),
        "email": visit.value("email"),
        "password": next(iter(visit.fields.get("password", ())), ""),
        "active": bool(visit.value("active")),
    }
    if visit.value("role") in ("partner", "customer"):
        body["customers"] = list(visit.fields.get("customers", ()))
    await visit.perform("change_user", body, user=visit.path("user"))
    return visit.go(visit.request.url.path, done="user")


async def show_ledger(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """Every licence issued and ended."""
    query = {"after": visit.after(), "limit": PAGE + 1}
    rows = (await visit.perform("list_ledger", query=query))["ledger"]
    more = rows[PAGE - 1]["seq"] if len(rows) > PAGE else ""
    return visit.page("ledger.html", "Ledger", refusal=refusal, rows=rows[:PAGE], more=more)


async def show_audit(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """Who did what."""
    query = {"after": visit.after(), "limit": PAGE + 1}
    rows = (await visit.perform("list_audit", query=query))["audit"]
    more = rows[PAGE - 1]["seq"] if len(rows) > PAGE else ""
    return visit.page("audit.html", "Audit log", refusal=refusal, rows=rows[:PAGE], more=more)


async def show_problems(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """What every refusal of the API means."""
    return visit.page("problems.html", "Refusals", refusal=refusal, refusals=REFUSALS)
