"""One request of a browser: who sends it, what was filled in, and the page or the way on that answers it."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from iosim.portal import accounts
from iosim.portal.act import Act
from iosim.portal.api import OPERATIONS
from iosim.portal.operation import Input
from iosim.portal.refusals import (
    BodyTooLong,
    BodyTooSlow,
    FormExpired,
    InvalidInput,
    Refusal,
    RoleMissing,
    WrongMediaType,
)
from iosim.portal.shapes import checked
from iosim.portal.visitor import Visitor

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.requests import Request
    from starlette.responses import Response

    from iosim.portal.portal import Portal

Value = TypeVar("Value")

COOKIE = "__Host-iosim"  # browsers take a cookie of this prefix over HTTPS only, and for this host only
FORM_LIMIT_BYTES = 512 * 1024
STRANGER_LIMIT_BYTES = 16 * 1024  # of the form that somebody sends who has not signed in
FIELDS_LIMIT = 1000
FILES_LIMIT = 4
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_BY_NAME = {operation.name: operation for operation in OPERATIONS}


@dataclass(slots=True)
class Visit:
    """What a page is handed."""

    portal: "Portal"
    request: "Request"
    visitor: Visitor | None = None
    secret: str = ""  # of the session
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    # ---- what was sent

    def value(self, name: str, default: str = "") -> str:
        """What was filled in, without blanks around it."""
        return next(iter(self.fields.get(name, ())), default).strip()

    def number(self, name: str) -> int | None:
        """A whole number that was filled in, None where nothing was; InvalidInput for anything else."""
        text = self.value(name)
        if not text:
            return None
        if not text.isascii() or not text.isdecimal() or len(text) > 12:
            raise InvalidInput(what=f"{name.replace('_', ' ').capitalize()} is a whole number")
        return int(text)

    def words(self, name: str) -> list[str]:
        """What was filled in or ticked, separated by blanks, commas or lines."""
        return [word for text in self.fields.get(name, ()) for word in text.replace(",", " ").split()]

    def path(self, name: str) -> str:
        """What stands in the address."""
        return str(self.request.path_params[name])

    def query(self, name: str, default: str = "") -> str:
        """What stands behind the question mark."""
        return str(self.request.query_params.get(name, default))

    def after(self) -> int:
        """Where a list that is counted goes on; 0 for its beginning."""
        text = self.query("after")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0

    # ---- who sends it

    @property
    def known(self) -> Visitor:
        """The visitor of a page that needs one."""
        assert self.visitor is not None
        return self.visitor

    @property
    def form_secret(self) -> str:
        """What every form of this session carries."""
        return hmac.new(self.secret.encode(), b"form", hashlib.sha256).hexdigest()

    def check_form(self) -> None:
        """FormExpired unless the form came from a page of this session."""
        self.check_origin()
        if not hmac.compare_digest(self.value("form_secret").encode(), self.form_secret.encode()):
            raise FormExpired()

    def check_origin(self) -> None:
        """FormExpired when a page of somebody else sends the form."""
        origin = self.request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != self.request.headers.get("host"):
            raise FormExpired()
        if self.request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise FormExpired()

    @property
    def address(self) -> str:
        """Where the browser is."""
        return self.request.client.host if self.request.client else ""

    # ---- what is done

    async def perform(
        self, name: str, body: Mapping[str, Any] | None = None, *, query: Mapping[str, Any] | None = None, **path: str
    ) -> Any:
        """An operation of the API for the visitor; what was left empty is left out."""
        operation = _BY_NAME[name]
        filled = {key: value for key, value in (body or {}).items() if value not in ("", None)}
        given = Input(
            {key: str(checked(operation.path_shapes[key], _whole(value), key)) for key, value in path.items()},
            {key: checked(operation.query[key], value, key) for key, value in (query or {}).items()},
            checked(operation.body, filled) if operation.body is not None else {},
        )
        key = self.value("once") if operation.once else ""
        return await self.portal.perform(operation, self.known, given, key=key[:100], address=self.address)

    async def look(self, do: Callable[[Act], Value]) -> Value:
        """Look something up for the visitor."""
        return await self.portal.look(self.known, do)

    # ---- what is answered

    def page(self, template: str, title: str, *, refusal: Refusal | None = None, **values: Any) -> "Response":
        """A page; with a refusal its status is the refusal's."""
        from starlette.responses import HTMLResponse

        text = (
            environment()
            .get_template(template)
            .render(
                title=title,
                visit=self,
                visitor=self.visitor,
                refusal=refusal,
                form_secret=self.form_secret,
                once=secrets.token_urlsafe(16),
                sends_mail=self.portal.sends_mail,
                **values,
            )
        )
        return HTMLResponse(text, status_code=refusal.status if refusal is not None else 200, headers=HEADERS)

    def go(self, path: str, **query: str) -> "Response":
        """Send the browser on to another page."""
        from starlette.responses import RedirectResponse

        if query:
            path += "?" + "&".join(f"{key}={quote(value, safe=',')}" for key, value in query.items())
        return RedirectResponse(path, status_code=303, headers=HEADERS)

    def download(self, name: str, text: str) -> "Response":
        """A file for the browser to keep."""
        from starlette.responses import Response

        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text.encode(), media_type="application/xml", headers=HEADERS | disposition)


async def read_form(
    request: "Request", patience_s: float, limit_bytes: int = FORM_LIMIT_BYTES
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """
    The fields of a form and the texts of its files, within limits of time and size.

    Raises:
        Refusal: it is none, or too long, or does not arrive.
    """
    from starlette.datastructures import UploadFile
    from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

    data = bytearray()
    try:
        async with asyncio.timeout(patience_s):
            async for piece in request.stream():
                data += piece
                if len(data) > limit_bytes:
                    raise BodyTooLong(limit_bytes=limit_bytes)
    except TimeoutError:
        raise BodyTooSlow(seconds=patience_s) from None

    async def whole() -> Any:
        yield bytes(data)
        yield b""

    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    parser: FormParser | MultiPartParser
    if kind == "multipart/form-data":
        parser = MultiPartParser(
            request.headers,
            whole(),
            max_files=FILES_LIMIT,
            max_fields=FIELDS_LIMIT,
            max_part_size=limit_bytes,
        )
    elif kind == "application/x-www-form-urlencoded":
        parser = FormParser(request.headers, whole())
    else:
        raise WrongMediaType(media_type="a form")
    try:
        parts = await parser.parse()
    except (MultiPartException, ValueError, KeyError) as problem:
        raise InvalidInput(what=f"The form cannot be read ({problem})") from None
    fields: dict[str, list[str]] = {}
    files: dict[str, str] = {}
    for name, part in parts.multi_items():
        if isinstance(part, UploadFile):
            files[name] = (await part.read()).decode("utf-8", "replace")
            await part.close()
        else:
            fields.setdefault(name, []).append(part)
    return fields, files


async def arrive(portal: "Portal", request: "Request") -> Visit:
    """Who sends a request, by the cookie of a session."""
    visit = Visit(portal, request)
    cookie = request.cookies.get(COOKIE, "")
    if cookie:
        found = await portal.look(portal.system, lambda act: accounts.by_session(act, cookie))
        if found is not None:
            visit.visitor, session = found
            visit.secret = session["secret"]
            if session["seen"][:16] != portal.now()[:16]:  # once a minute is enough
                await portal.change(portal.system, lambda act: accounts.touch_session(act, cookie))
    return visit


def need(visit: Visit, roles: Any) -> None:
    """RoleMissing unless the visitor has one of `roles`."""
    if visit.known.role not in roles:
        raise RoleMissing(roles=" or ".join(roles))


@cache
def environment() -> "Environment":
    """The templates: everything that is put into one is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("iosim.portal.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _whole(value: str) -> Any:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else value
