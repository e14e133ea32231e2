"""Lines typed at a device without a network: what `device.cli("show version")` does."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from iosim.cli.session import Session
from iosim.errors import UsageError
from iosim.grammar.dialogue import Fetch, Hangup, Job, Posted, Put, TransferFailure
from iosim.system.lines import Line

if TYPE_CHECKING:
    from iosim.device.device import Device

Transfer = Callable[[Fetch | Put], bytes | int | Posted | TransferFailure]


def run(
    device: "Device",
    text: str,
    now_ms: int,
    answers: Iterable[str] = (),
    privilege: int = 15,
    transfer: Transfer | None = None,
) -> str:
    """
    Type `text` and return what the device prints, neither echoed nor paged.

    Args:
        device: a running device (UsageError when it is not).
        text: one line, or several, typed one after another in one session.
        now_ms: simulated time.
        answers: what is typed at the questions a command asks, in order; when there are no more RETURN,
            and ^C at a question that asks again and again.
        privilege: level of whoever types.
        transfer: performs fetches and puts; None lets them time out.

    Returns:
        The output, lines ended by newline.
    """
    if device.system is None:
        raise UsageError("the device is not running; power it on first")
    line = Line(API_LINE, "console", 0, "api", "", now_ms, privilege=privilege)
    session = Session(device, line, transport="api", command=text)
    waiting = list(answers)
    output: list[str] = []
    returns = 0
    effects = session.start(now_ms)
    while effects or not session.closed:
        if not effects:
            if waiting:
                effects = session.receive(f"{waiting.pop(0)}\r".encode("latin-1", "replace"), now_ms)
            elif returns < RETURNS:
                returns += 1
                effects = session.receive(b"\r", now_ms)
            else:  # a question that takes no RETURN for an answer
                effects = session.receive(INTERRUPT, now_ms)
            continue
        effect = effects.pop(0)
        match effect:
            case bytes():
                output.append(effect.decode("latin-1"))
            case Fetch() | Put():
                effects += session.resume(transfer(effect) if transfer else TransferFailure("Timed out"), now_ms)
            case Job(run=job):
                effects += session.resume(job(), now_ms)
            case Hangup():
                break
    return "".join(output).replace("\r\n", "\n")


RETURNS = 16  # questions answered by RETURN alone
INTERRUPT = b"\x03"

API_LINE = -1
"""Whoever calls from Python sits at no line of the device."""
