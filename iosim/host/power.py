"""`iosim power cycle|off|on`: the power cord of a running device."""

import sys

from iosim.host.arguments import Parser
from iosim.host.remote import remote


def main(arguments: list[str]) -> int:
    """Pull the plug of a running device, put it back, or both."""
    parser = Parser("iosim power", "The power of a running device. Off is a cut: what was not yet kept is lost.")
    parser.add_argument("action", choices=("cycle", "off", "on"))
    parser.add_argument(
        "--hold-mode", action="store_true", help="keep the MODE button pressed: a switch stops at switch:"
    )
    parser.add_argument("--device", metavar="UDI", help="which one, where the API has several")
    parser.add_argument("--api", metavar="URL", help="control API; default: the device started here last")
    values = parser.parse_args(arguments)
    if values.hold_mode and values.action == "off":
        parser.error("--hold-mode goes with cycle and on")

    api = remote(values.api)
    body = {"action": values.action, "hold_mode": values.hold_mode}
    answer = api.call("POST", f"{api.device_path(values.device)}/power", body)
    sys.stdout.write(f"{answer['udi']} is {answer['stage']}\n")
    return 0
