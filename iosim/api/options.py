"""The keywords of `iosim.boot`: one row each, and what they are made into."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypedDict, cast

from iosim.api.settings import Settings
from iosim.assembly import Order, stack_of
from iosim.errors import UsageError
from iosim.serve.egress import parse_network, parse_peer


class Options(TypedDict, total=False):
    """What `iosim.boot` takes besides the model; what is not given is as `Settings` has it."""

    serial: str  # default: derived from model and seed
    seed: int  # another one is another device
    hostname: str
    image: str  # name of a packaged image; `iosim image list`
    config: str  # text of a startup-config instead of the one it ships with
    factory: bool  # no startup-config at all: the console asks for the initial dialog
    licenses: Sequence[str]  # FEATURE or FEATURE:TYPE, installed by the factory
    stack: int | Sequence[str]  # number of switches, or the models of switches 2, 3, ...; WS-C3750E only
    state: str  # path of a state file; without one nothing outlives the process
    trusted: Sequence[bytes]  # public keys of further licence authorities
    host: str  # address to listen at, 127.0.0.1
    ssh: int  # ports; 0 is any free one
    telnet: int
    console: int
    http: int  # of the device's own web server
    https: int
    snmp: int
    api: int | None  # of the control API; None: there is none
    boot_time_s: float  # wall time a boot takes; 0 boots within the call
    time_scale: float  # simulated seconds in a real one; 0: only `advance` moves time
    clock: str | datetime  # what the calendar reads at power-on; without one, as the hardware has it
    peers: Mapping[str, str] | Sequence[str]  # {"10.0.0.5:514": "127.0.0.1:5140"}
    allow_egress: Sequence[str]  # networks that packets may really leave for
    lenient: bool  # keep typed lines that iosim does not know
    strict_clock: bool  # certificates and tickets must be valid by the device's own calendar


_OF_THE_ORDER = frozenset(Order.__dataclass_fields__)
_AS_THEY_ARE = frozenset(Settings.__dataclass_fields__) & frozenset(Options.__annotations__)


def settings(model: str, options: Options) -> Settings:
    """
    What `iosim.boot(model, **options)` asks for.

    Raises:
        UsageError: there is no such option, or its value is impossible.
    """
    unknown = set(options) - set(Options.__annotations__)
    if unknown:
        raise UsageError(f"boot() has no option {min(unknown)!r}; there are {', '.join(Options.__annotations__)}")
    given = cast(Mapping[str, object], options)
    peers, clock = options.get("peers", ()), options.get("clock")
    of_order = {name: value for name, value in given.items() if name in _OF_THE_ORDER}
    of_order["licenses"] = tuple(options.get("licenses", ()))
    of_order["members"] = stack_of(model, options.get("stack", 1))
    as_they_are = {name: value for name, value in given.items() if name in _AS_THEY_ARE}
    return Settings(
        **{  # type: ignore[arg-type]  # the values have the types of `Options`
            **as_they_are,
            "order": Order(**{"model": model, **of_order}),  # type: ignore[arg-type]  # as above
            "trusted": tuple(options.get("trusted", ())),
            "calendar_ms": None if clock is None else calendar_ms(clock),
            "peers": tuple(map(parse_peer, _pairs(peers))),
            "allow_egress": tuple(map(parse_network, options.get("allow_egress", ()))),
        }
    )


def calendar_ms(clock: str | datetime) -> int:
    """
    Milliseconds since 1970 of a time, or of an ISO 8601 text; UTC where it names no zone.

    Raises:
        UsageError: the text is no such time.
    """
    try:
        when = datetime.fromisoformat(clock) if isinstance(clock, str) else clock
    except ValueError:
        raise UsageError(f"{clock!r} is no ISO 8601 time; write it like 2009-05-28T16:35:10") from None
    return round((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000)


def _pairs(peers: Mapping[str, str] | Sequence[str]) -> Sequence[str]:
    """Peers as `--peer` takes them."""
    return [f"{left}={right}" for left, right in peers.items()] if isinstance(peers, Mapping) else peers
