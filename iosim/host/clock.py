"""`iosim clock advance 61d`: let simulated time pass on a running device."""

import sys

from iosim.control.duration import parse_duration_ms
from iosim.host.arguments import Parser
from iosim.host.remote import remote


def main(arguments: list[str]) -> int:
    """Advance the clock of a running device, or (without `advance`) show it."""
    parser = Parser("iosim clock", "Simulated time of a running device; every timer on the way fires, in order.")
    parser.add_argument("action", choices=("advance", "show"))
    parser.add_argument("span", nargs="?", metavar="SPAN", help="like 61d, 2h30m or 90s")
    parser.add_argument("--sessions", action="store_true", help="idle sessions grow older too (exec-timeout)")
    parser.add_argument("--api", metavar="URL", help="control API; default: the device started here last")
    values = parser.parse_args(arguments)
    if values.action == "show" and values.span is not None:
        parser.error("show takes no span of time")
    if values.action == "advance" and values.span is None:
        parser.error("advance needs a span of time, like 61d")
    span_ms = None if values.span is None else parse_duration_ms(values.span)

    api = remote(values.api)
    if span_ms is None:
        answer = api.call("GET", "/clock")
    else:
        answer = api.call("POST", "/clock/advance", {"milliseconds": span_ms, "sessions": values.sessions})
    sys.stdout.write(f"{answer['calendar'] or 'the device is not running; its calendar can be read when it is'}\n")
    return 0
