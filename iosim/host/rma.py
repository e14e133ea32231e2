"""`iosim rma`: new licences for the replacement of a device that failed."""

from typing import Any

from iosim.host.arguments import Parser
from iosim.host.pak import client, output, remote, save


def main(arguments: list[str]) -> int:
    """Report a device as failed and write the licence file of its replacement."""
    parser = Parser("iosim rma", "Issue the licences of a failed device for its replacement.")
    parser.add_argument("--from", dest="failed", required=True, metavar="PID:SN", help="the device that failed")
    parser.add_argument("--to", dest="replacement", required=True, metavar="PID:SN", help="its replacement")
    parser.add_argument("--number", default="", metavar="R", help="RMA number, where there is one")
    parser.add_argument("--email", action="append", default=[], metavar="ADDRESS", help="send the file there as well")
    output(parser)
    remote(parser)
    values, _ = parser.read(arguments)
    body: dict[str, Any] = {"failed": values.failed, "replacement": values.replacement}
    body |= {name: given for name, given in (("number", values.number), ("email", values.email)) if given}
    save(client(values).post("/api/rmas", body), values.output)
    return 0
