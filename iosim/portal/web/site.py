"""The pages, one row each, and how a request gets to its page."""

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from iosim.portal.portal import Portal
from iosim.portal.refusals import InternalMistake, NotFound, Refusal
from iosim.portal.visitor import ADMIN, EVERYONE, LICENSEES, STAFF
from iosim.portal.web import administration, licensing, moves, sign_in
from iosim.portal.web.visit import FORM_LIMIT_BYTES, STRANGER_LIMIT_BYTES, Visit, arrive, need, read_form

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

log = logging.getLogger(__name__)

Show = Callable[..., Awaitable["Response"]]
Submit = Callable[[Visit], Awaitable["Response"]]


@dataclass(frozen=True, slots=True)
class Page:
    """One address: what it shows, what its form does, and who gets there (None: everybody, signed in or not)."""

    path: str
    show: Show
    submit: Submit | None = None
    roles: Collection[str] | None = EVERYONE
    submit_roles: Collection[str] | None = None  # where not everybody who sees the page may send its form


PAGES = (
    Page("/", licensing.overview),
    Page("/sign-in", sign_in.show, sign_in.submit, roles=None),
    Page("/account", sign_in.show_account, sign_in.change_account),
    Page("/sign-out", licensing.overview, sign_in.leave),
    Page("/paks", licensing.list_paks, licensing.create_pak, submit_roles=(ADMIN,)),
    Page("/paks/{pak}", licensing.show_pak, licensing.redeem_pak, submit_roles=LICENSEES),
    Page("/issued", licensing.show_issued),
    Page("/download", licensing.download),
    Page("/devices", licensing.list_devices, licensing.register_device, submit_roles=LICENSEES),
    Page("/devices/{udi}", licensing.show_device, licensing.change_device),
    Page("/extensions", licensing.list_extensions, licensing.decide_extension, submit_roles=STAFF),
    Page("/rehost", moves.show_rehost, moves.submit_rehost, submit_roles=LICENSEES),
    Page("/rehost/{ticket}", moves.show_ticket, moves.reopen_ticket, submit_roles=STAFF),
    Page("/rehost/{ticket}/file", moves.download_ticket),
    Page("/rma", moves.show_rma, moves.submit_rma, submit_roles=LICENSEES),
    Page("/customers", administration.show_customers, administration.submit_customers, roles=(ADMIN,)),
    Page("/users/{user}", administration.show_user, administration.change_user, roles=(ADMIN,)),
    Page("/ledger", administration.show_ledger),
    Page("/audit", administration.show_audit, roles=STAFF),
    Page("/problems", administration.show_problems, roles=None),
)


def routes(portal: Portal, patience_s: float) -> "list[Route]":
    """The pages for Starlette."""
    from starlette.responses import Response
    from starlette.routing import Route

    css = files("iosim.portal.web").joinpath("static/portal.css").read_bytes()

    async def style(request: "Request") -> "Response":
        return Response(css, media_type="text/css", headers={"Cache-Control": "max-age=300"})

    found = [Route("/static/portal.css", style, methods=["GET"])]
    for page in PAGES:
        methods = ["GET", "POST"] if page.submit is not None else ["GET"]
        found.append(Route(page.path, _endpoint(portal, page, patience_s), methods=methods))
    return found


def _endpoint(portal: Portal, page: Page, patience_s: float) -> Callable[["Request"], Awaitable["Response"]]:
    async def endpoint(request: "Request") -> "Response":
        visit = Visit(portal, request)
        try:
            visit = await arrive(portal, request)
            if page.roles is not None:
                if visit.visitor is None:
                    return visit.go("/sign-in")
                need(visit, page.roles)
            if request.method != "POST":
                return await page.show(visit)
            return await _submitted(visit, page, patience_s)
        except Refusal as refusal:
            return visit.page("refused.html", "This cannot be done", refusal=refusal)
        except Exception:
            log.exception("%s %s", request.method, request.url.path)
            return visit.page("refused.html", "This cannot be done", refusal=InternalMistake())

    return endpoint


async def _submitted(visit: Visit, page: Page, patience_s: float) -> "Response":
    """What the form does, or the page once more with why it did nothing."""
    assert page.submit is not None
    limit_bytes = STRANGER_LIMIT_BYTES if page.roles is None else FORM_LIMIT_BYTES
    visit.fields, visit.files = await read_form(visit.request, patience_s, limit_bytes)
    if page.roles is None:
        visit.check_origin()
    else:
        visit.check_form()
        need(visit, page.submit_roles or page.roles)
    try:
        return await page.submit(visit)
    except Refusal as refusal:
        return await page.show(visit, refusal)


def not_there(portal: Portal, request: Any) -> "Response":
    """The page for an address that has none."""
    return Visit(portal, request).page("refused.html", "Not found", refusal=NotFound(what="such page"))
