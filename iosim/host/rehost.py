"""`iosim rehost permit|complete`: licences move from one working device to another."""

from pathlib import Path
from typing import Any

from iosim.errors import IosimError, UsageError
from iosim.host.arguments import Parser
from iosim.host.pak import client, output, remote, save
from iosim.license_store import FILE_BYTES_LIMIT


class Unreadable(IosimError):
    """A file that the command line names cannot be read."""


def main(arguments: list[str]) -> int:
    """One of the portal's two steps of a rehost; the device's own step lies between them."""
    actions = {"permit": _permit, "complete": _complete}
    if not arguments or arguments[0] not in actions:
        parser = Parser(
            "iosim rehost",
            "Move licences: `license save credential` on the first device, `permit` here, `license revoke` on the"
            " device, `complete` here, `license install` on the second device.",
        )
        parser.add_argument("action", choices=tuple(actions), help="which step; each has --help of its own")
        parser.parse_args(arguments)
    return actions[arguments[0]](arguments[1:])


def _permit(arguments: list[str]) -> int:
    parser = Parser("iosim rehost permit", "Get a permission ticket for a device from its credentials.")
    parser.add_argument("credentials", type=Path, metavar="CREDENTIALS", help="what `license save credential` wrote")
    parser.add_argument("--license", action="append", default=[], metavar="ID", help="only this one; default: all")
    parser.add_argument("--no-grace", action="store_true", help="no licences for a grace period in the ticket")
    output(parser)
    remote(parser)
    values, _ = parser.read(arguments)
    body: dict[str, Any] = {"credentials": document(values.credentials), "grace": not values.no_grace}
    if values.license:
        body["licenses"] = values.license
    save(client(values).post("/api/rehosts", body), values.output)
    return 0


def _complete(arguments: list[str]) -> int:
    parser = Parser("iosim rehost complete", "Get the licence file of the second device for a rehost ticket.")
    parser.add_argument("ticket", type=Path, metavar="REHOST-TICKET", help="what `license revoke` wrote")
    parser.add_argument("--to", metavar="PID:SN", help="the second device")
    parser.add_argument("--to-credentials", type=Path, metavar="FILE", help="or what it wrote as its credentials")
    parser.add_argument("--email", action="append", default=[], metavar="ADDRESS", help="send the file there as well")
    output(parser)
    remote(parser)
    values, _ = parser.read(arguments)
    if (values.to is None) == (values.to_credentials is None):
        raise UsageError("say where the licences go: --to PID:SN or --to-credentials FILE")
    body: dict[str, Any] = {"rehost_ticket": document(values.ticket)}
    body |= {"to": values.to} if values.to else {"credentials": document(values.to_credentials)}
    if values.email:
        body["email"] = values.email
    save(client(values).post("/api/rehost-tickets", body), values.output)
    return 0


def document(path: Path) -> str:
    """A credentials or ticket file, without ever reading more than one may have."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_LIMIT + 1)
    except OSError as problem:
        raise Unreadable(f"cannot read {path}: {problem.strerror}") from None
    if len(data) > FILE_BYTES_LIMIT:
        raise UsageError(f"{path} is larger than any credentials or ticket")
    return data.decode("utf-8", "replace")
