"""Pages that move licences: between two working devices, and off a failed one."""

from typing import TYPE_CHECKING

from iosim.portal import devices, ledger, rehost
from iosim.portal.act import Act
from iosim.portal.refusals import InvalidInput, Refusal
from iosim.portal.web.licensing import issued
from iosim.portal.web.visit import Visit

if TYPE_CHECKING:
    from starlette.responses import Response


async def show_rehost(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """The steps, the forms of the first and the last, and the tickets there are."""
    tickets = (await visit.perform("list_rehosts", query={"limit": 100}))["rehosts"]
    return visit.page("rehost.html", "Move licences", refusal=refusal, tickets=tickets, now=visit.portal.now())


async def submit_rehost(visit: Visit) -> "Response":
    """One of the steps."""
    match visit.value("do"):
        case "choose":
            return await _choose(visit)
        case "permit":
            body = {
                "credentials": visit.value("credentials"),
                "licenses": visit.words("license"),
                "grace": bool(visit.value("grace")),
            }
            if not body["licenses"]:
                raise InvalidInput(what="Tick at least one licence")
            made = await visit.perform("permit_rehost", body)
            return visit.go(f"/rehost/{made['permission']['ticket']}")
        case "complete":
            body = {
                "rehost_ticket": _text(visit, "rehost_ticket"),
                "to": visit.value("to"),
                "email": visit.words("email"),
            }
            if not body["to"]:
                body["credentials"] = _text(visit, "to_credentials")
            return issued(visit, await visit.perform("complete_rehost", body))
    raise InvalidInput(what="The form says nothing to do")


async def _choose(visit: Visit) -> "Response":
    """Whose the credentials are, and which of its licences may go."""
    credentials = _text(visit, "credentials")

    def find(act: Act) -> tuple[str, list[dict[str, object]]]:
        udi, _ = devices.known(act, str(rehost.read_device(credentials)))
        return str(udi), [ledger.as_json(license) for license in ledger.licenses(rehost.movable(act, udi))]

    udi, licenses = await visit.look(find)
    return visit.page(
        "rehost_choose.html", f"Move licences of {udi}", udi=udi, licenses=licenses, credentials=credentials
    )


async def show_ticket(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """A permission ticket: where to download it, and what comes next."""
    found = await visit.perform("show_rehost", ticket=visit.path("ticket"))
    return visit.page(
        "ticket.html",
        f"Permission ticket {visit.path('ticket')}",
        refusal=refusal,
        ticket=found["permission"],
        now=visit.portal.now(),
    )


async def reopen_ticket(visit: Visit) -> "Response":
    """Let an expired ticket be answered after all."""
    await visit.perform("reopen_rehost", ticket=visit.path("ticket"))
    return visit.go(f"/rehost/{visit.path('ticket')}")


async def download_ticket(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """The file of a permission ticket."""
    found = await visit.perform("show_rehost", ticket=visit.path("ticket"))
    return visit.download(found["file_name"], found["file"])


async def show_rma(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """The form, and the RMAs there were."""
    rmas = (await visit.perform("list_rmas", query={"limit": 1000}))["rmas"]
    return visit.page("rma.html", "Replace a failed device", refusal=refusal, rmas=rmas)


async def submit_rma(visit: Visit) -> "Response":
    """Licences for the replacement."""
    body = {
        "failed": visit.value("failed"),
        "replacement": visit.value("replacement"),
        "number": visit.value("number"),
        "email": visit.words("email"),
    }
    return issued(visit, await visit.perform("replace_device", body))


def _text(visit: Visit, name: str) -> str:
    """What a file holds, or what was pasted instead of one."""
    text = visit.files.get(name, "") or visit.value(f"{name}_text")
    if not text:
        raise InvalidInput(what=f"Choose the file, or paste its text: {name.replace('_', ' ')}")
    return text
