"""`iosim pak create|redeem|resend|list`: PAKs of a portal, from the shell."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from iosim.errors import UsageError
from iosim.host.arguments import Parser, number

if TYPE_CHECKING:
    from argparse import Namespace

    from iosim.portal.client import PortalClient


def main(arguments: list[str]) -> int:
    """Sell, redeem or list PAKs."""
    actions = {"create": _create, "redeem": _redeem, "resend": _resend, "list": _list}
    if not arguments or arguments[0] not in actions:
        parser = Parser("iosim pak", "PAKs: what a customer buys, and what licence files are made of.")
        parser.add_argument("action", choices=tuple(actions), help="what to do; each has --help of its own")
        parser.parse_args(arguments)
    return actions[arguments[0]](arguments[1:])


def _create(arguments: list[str]) -> int:
    parser = Parser("iosim pak create", "Sell a PAK and print it.")
    parser.add_argument(
        "--feature",
        action="append",
        required=True,
        metavar="FEATURE[:QUANTITY]",
        help="ipservices, advsecurity, ...; may be given several times",
    )
    parser.add_argument("--quantity", type=number, default=1, metavar="N", help="of each feature; default: 1")
    parser.add_argument(
        "--seats", type=number, default=0, metavar="N", help="users that a unit of a counted feature allows"
    )
    parser.add_argument("--product", default="", metavar="PID", help="only for this product; default: any")
    parser.add_argument("--customer", required=True, metavar="C", help="who buys it; a new name is a new customer")
    parser.add_argument("--note", default="", metavar="TEXT")
    remote(parser)
    values, _ = parser.read(arguments)
    items = []
    for text in values.feature:
        feature, _, quantity = text.partition(":")
        if quantity and not quantity.isdecimal():
            raise UsageError(f"--feature {text!r} is not FEATURE or FEATURE:QUANTITY")
        item = {"feature": feature, "quantity": int(quantity) if quantity else values.quantity}
        items.append(
            item
            | ({"seats": values.seats} if values.seats else {})
            | ({"product": values.product} if values.product else {})
        )
    body = {"customer": values.customer, "items": items} | ({"note": values.note} if values.note else {})
    made = client(values).post("/api/paks", body)
    if made["customer_created"]:
        sys.stderr.write(f"iosim pak: {made['customer']} is a new customer\n")
    sys.stdout.write(f"{made['pak']}\n")
    return 0


def _redeem(arguments: list[str]) -> int:
    parser = Parser("iosim pak redeem", "Redeem a PAK for devices and write their licence file.")
    parser.add_argument("pak", metavar="PAK")
    parser.add_argument(
        "--udi", action="append", required=True, metavar="PID:SN", help="the device; may be given several times"
    )
    parser.add_argument("--feature", action="append", default=[], metavar="F", help="where the PAK holds several")
    parser.add_argument(
        "--quantity", type=number, default=1, metavar="N", help="units of a counted feature for each device"
    )
    parser.add_argument("--email", action="append", default=[], metavar="ADDRESS", help="send the file there as well")
    parser.add_argument("--key", default="", help="idempotency key: the same call with it is done once")
    output(parser)
    remote(parser)
    values, _ = parser.read(arguments)
    body: dict[str, Any] = {"devices": [{"udi": udi, "quantity": values.quantity} for udi in values.udi]}
    body |= {name: given for name, given in (("features", values.feature), ("email", values.email)) if given}
    save(client(values).post(f"/api/paks/{quote(values.pak, safe='')}/redeem", body, key=values.key), values.output)
    return 0


def _resend(arguments: list[str]) -> int:
    parser = Parser("iosim pak resend", "Write the licence file of a device once more.")
    parser.add_argument("--udi", required=True, metavar="PID:SN")
    parser.add_argument("--email", action="append", default=[], metavar="ADDRESS", help="send the file there as well")
    output(parser)
    remote(parser)
    values, _ = parser.read(arguments)
    body = {"email": values.email} if values.email else {}
    save(client(values).post(f"/api/devices/{quote(values.udi, safe=':')}/resend", body), values.output)
    return 0


def _list(arguments: list[str]) -> int:
    parser = Parser("iosim pak list", "PAKs and what is left of each: PAK, customer, feature, remaining/quantity.")
    parser.add_argument("--customer", metavar="C", help="only this customer's")
    remote(parser)
    values, _ = parser.read(arguments)
    portal, after = client(values), ""
    while True:
        narrowed = f"&customer={quote(values.customer, safe='')}" if values.customer else ""
        page = portal.get(f"/api/paks?limit=500&after={after}{narrowed}")["paks"]
        for pak in page:
            for item in pak["items"]:
                left = f"{item['remaining']}/{item['quantity']}"
                sys.stdout.write(f"{pak['pak']}\t{pak['customer']}\t{item['feature']}\t{left}\n")
        if len(page) < 500:
            return 0
        after = page[-1]["pak"]


def remote(parser: Parser) -> None:
    """The three options that say which portal, as whom, and how it is known; each is also a variable."""
    parser.option("--portal", metavar="URL", text="the portal, or IOSIM_PORTAL")
    parser.option("--token", metavar="T", text="a user's token, or IOSIM_TOKEN")
    parser.option("--ca", metavar="FILE", text="certificate of the portal's CA, or IOSIM_CA")


def output(parser: Parser) -> None:
    """Where a file goes."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: the portal's name for it; - is stdout"
    )


def client(values: "Namespace") -> "PortalClient":
    """The portal that the options name; UsageError when one is missing."""
    from iosim.portal.client import PortalClient

    for name in ("portal", "token", "ca"):
        if not getattr(values, name):
            raise UsageError(f"say --{name} or IOSIM_{name.upper()}; `iosim portal` prints them when it starts")
    return PortalClient(values.portal, values.token, values.ca)


def save(answer: dict[str, Any], path: Path | None) -> None:
    """Write the file of an answer, and its name to stdout."""
    if path is not None and str(path) == "-":
        sys.stdout.write(answer["file"])
        return
    path = path or Path(Path(answer["file_name"]).name)
    path.write_bytes(answer["file"].encode())
    sys.stdout.write(f"{path}\n")
