"""Pages of PAKs, devices and licences."""

from typing import TYPE_CHECKING, Any

from iosim.portal import ledger
from iosim.portal.act import Act
from iosim.portal.products import features, products, read_udi
from iosim.portal.refusals import InvalidInput, NotFound, Refusal
from iosim.portal.shapes import LICENSE_ID, checked
from iosim.portal.web.visit import Visit

if TYPE_CHECKING:
    from starlette.responses import Response

PAGE = 50


async def overview(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """What there is to do."""
    return visit.page(
        "overview.html",
        "Overview",
        refusal=refusal,
        paks=(await visit.perform("list_paks", query={"limit": 5}))["paks"],
        devices=(await visit.perform("list_devices", query={"limit": 5}))["devices"],
        pending=(await visit.perform("list_extensions", query={"state": "pending"}))["extensions"],
    )


async def list_paks(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """The eDelivery list, and for an administrator the form that sells."""
    found = (await visit.perform("list_paks", query={"after": visit.query("after"), "limit": PAGE + 1}))["paks"]
    return visit.page(
        "paks.html",
        "PAKs",
        refusal=refusal,
        paks=found[:PAGE],
        more=found[PAGE - 1]["pak"] if len(found) > PAGE else "",
        features=features(),
        products=sorted(products()),
    )


async def create_pak(visit: Visit) -> "Response":
    """Sell one."""
    items = []
    for feature in visit.words("feature"):
        item: dict[str, Any] = {"feature": feature, "quantity": visit.number("quantity") or 1}
        if visit.number("seats"):
            item["seats"] = visit.number("seats")
        if visit.value("product"):
            item["product"] = visit.value("product")
        items.append(item)
    body = {"customer": visit.value("customer"), "items": items, "note": visit.value("note")}
    made = await visit.perform("create_pak", body)
    return visit.go(f"/paks/{made['pak']}")


async def show_pak(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """What is left of a PAK, and the form that redeems it."""
    pak = await visit.perform("show_pak", pak=visit.path("pak"))
    names = list(dict.fromkeys(item["feature"] for item in pak["items"]))
    return visit.page("pak.html", f"PAK {pak['pak']}", refusal=refusal, pak=pak, features=names)


async def redeem_pak(visit: Visit) -> "Response":
    """Redeem it for the devices named, one on each line."""
    quantity = visit.number("quantity") or 1
    devices = [{"udi": word, "quantity": quantity} for word in visit.words("devices")]
    body = {"devices": devices, "features": visit.words("feature"), "email": visit.words("email")}
    answer = await visit.perform("redeem_pak", body, pak=visit.path("pak"))
    return issued(visit, answer)


def issued(visit: Visit, answer: dict[str, Any]) -> "Response":
    """On to the page of licences that were just issued."""
    return visit.go("/issued", ids=",".join(license["id"] for license in answer["licenses"]))


async def show_issued(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """Licences by their ids, and where to download their file."""
    ids = _ids(visit)
    licenses = await visit.look(lambda act: [ledger.as_json(license) for license in _visible(act, ids)])
    return visit.page("issued.html", "Licences issued", refusal=refusal, licenses=licenses, ids=",".join(ids))


async def download(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """The file of licences by their ids."""
    ids = _ids(visit)
    file = await visit.look(lambda act: ledger.as_file(_visible(act, ids), act.now))
    return visit.download(file["file_name"], file["file"])


async def list_devices(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """Devices, and the form that looks one up."""
    wanted = visit.query("udi").strip()
    if wanted:
        try:
            return visit.go(f"/devices/{read_udi(wanted)}")
        except Refusal as problem:
            refusal = problem
    query = {"after": visit.query("after"), "limit": PAGE + 1}
    found = (await visit.perform("list_devices", query=query))["devices"]
    return visit.page(
        "devices.html",
        "Devices",
        refusal=refusal,
        wanted=wanted,
        devices=found[:PAGE],
        more=found[PAGE - 1]["udi"] if len(found) > PAGE else "",
        customers=(await visit.perform("list_customers"))["customers"],
    )


async def register_device(visit: Visit) -> "Response":
    """Note whose a device is."""
    body = {"udi": visit.value("udi"), "customer": visit.value("customer")}
    made = await visit.perform("register_device", body)
    return visit.go(f"/devices/{made['udi']}")


async def show_device(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """A device, its licences, and what can be asked for it."""
    device = await visit.perform("show_device", udi=visit.path("udi"))
    return visit.page(
        "device.html",
        f"Device {device['udi']}",
        refusal=refusal,
        device=device,
        features=products()[device["product_id"]].features,
        history=(await visit.perform("list_ledger", query={"udi": device["udi"], "limit": 1000}))["ledger"],
        done=visit.query("done"),
    )


async def change_device(visit: Visit) -> "Response":
    """Send its licences again, evaluate a feature, or ask for an extension."""
    udi = visit.path("udi")
    match visit.value("do"):
        case "download":
            file = await visit.perform("resend_licenses", {}, udi=udi)
            return visit.download(file["file_name"], file["file"])
        case "mail":
            await visit.perform("resend_licenses", {"email": visit.words("email")}, udi=udi)
            return visit.go(f"/devices/{read_udi(udi)}", done="mail")
        case "evaluate":
            return issued(visit, await visit.perform("evaluate", {"udi": udi, "feature": visit.value("feature")}))
        case "extend":
            body = {
                "udi": udi,
                "feature": visit.value("feature"),
                "days": visit.number("days"),
                "note": visit.value("note"),
            }
            await visit.perform("ask_extension", body)
            return visit.go("/extensions")
    raise InvalidInput(what="The form says nothing to do")


async def list_extensions(visit: Visit, refusal: Refusal | None = None) -> "Response":
    """Requests for extensions; whoever approves them finds the forms for it here."""
    query = {"after": visit.after(), "limit": PAGE + 1}
    found = (await visit.perform("list_extensions", query=query))["extensions"]
    return visit.page(
        "extensions.html",
        "Extensions",
        refusal=refusal,
        extensions=found[:PAGE],
        more=found[PAGE - 1]["id"] if len(found) > PAGE else "",
    )


async def decide_extension(visit: Visit) -> "Response":
    """Approve or refuse one."""
    if visit.value("do") == "approve":
        body = {"days": visit.number("days"), "answer": visit.value("answer")}
        await visit.perform("approve_extension", body, id=visit.value("id"))
    else:
        await visit.perform("refuse_extension", {"answer": visit.value("answer")}, id=visit.value("id"))
    return visit.go("/extensions")


def _ids(visit: Visit) -> list[str]:
    ids = [str(checked(LICENSE_ID, word, "ids")) for word in visit.query("ids").split(",") if word]
    if not ids:
        raise NotFound(what="licence")
    return ids


def _visible(act: Act, ids: list[str]) -> list[Any]:
    """The licences with these ids; NotFound when the visitor may not see one of them."""
    for id_ in ids:
        row = act.one("select customer from ledger where license_id = ? and kind = 'issued'", id_)
        act.visitor.see(row["customer"] if row else None, f"licence {id_}")
    return ledger.licenses_of(act, ids)
