"""
The initial configuration dialog: what the console asks of a device without a startup-config.

Source: the question and its refusal are seen; the questions of the basic setup are RECALLED in their order, their
wording is ours.
"""

from collections.abc import Generator

from iosim.aaa.secret import hashed, salt_for
from iosim.cli.context import Context
from iosim.cli.file_configuration import merge, save
from iosim.grammar.dialogue import Ask, Dialogue, Interrupted
from iosim.grammar.parameters import PARAMETERS, Refused

HEADING = "\n         --- System Configuration Dialog ---\n\n"
ENTER_DIALOG = "Would you like to enter the initial configuration dialog? [yes/no]: "
AUTOINSTALL = "\nWould you like to terminate autoinstall? [yes]: "
YES_OR_NO = "% Please answer 'yes' or 'no'.\n"
ABOUT = "\nCtrl-c leaves this dialog at any prompt. Values in [] are taken with RETURN.\n\n"
SCRIPT = "\nThe following configuration command script was created:\n\n{script}\n\n"
MENU = (
    "[0] Go to the IOS command prompt without saving this config.\n"
    "[1] Return back to the setup without saving this config.\n"
    "[2] Save this configuration to nvram and exit.\n\n"
)
SELECTION = "Enter your selection [2]: "
READY = "\n\nPress RETURN to get started!\n\n"


def setup(cx: Context) -> Dialogue:
    """Ask whether to configure the device, and do so; the session is over then and the console waits for RETURN."""
    cx.leaving = True
    yield HEADING
    try:
        if (yield from _yes(ENTER_DIALOG)):
            yield from _basic(cx)
        else:
            yield Ask(AUTOINSTALL)
    except Interrupted:
        pass
    yield READY


def _basic(cx: Context) -> Dialogue:
    yield ABOUT
    while True:
        script = yield from _script(cx)
        yield SCRIPT.format(script=script)
        yield MENU
        selection = yield from _one_of(SELECTION, ("0", "1", "2"), "2")
        if selection == "0":
            return
        if selection == "2":
            refused = merge(cx.system, script.encode(), cx.now_ms, cx.by, "setup")
            yield refused
            yield from save(cx)
            return


def _script(cx: Context) -> Generator[Ask | str, str, str]:
    """The questions, and the configuration that the answers make."""
    yield "Configuring global parameters:\n\n"
    hostname = (yield Ask(f"  Enter host name [{cx.system.hostname}]: ")).strip() or cx.system.hostname
    secret = yield from _needed("  Enter enable secret: ")
    terminal = yield from _needed("  Enter virtual terminal password: ")
    lines = [
        f"hostname {hostname}",
        f"enable secret {hashed(secret, salt_for('enable secret', secret))}",
        f"line vty 0 {min(15, cx.personality.platform.vty_lines - 1)}",
        f" password {terminal}",
        " login",
        "!",
    ]
    if (yield from _yes("  Configure SNMP Network Management? [no]: ", default=False)):
        community = (yield Ask("    Community string [public]: ")).strip() or "public"
        lines.append(f"snmp-server community {community} RO")
    port = cx.personality.platform.management_port
    if (yield from _yes(f"\n  Configure IP on {port}? [yes]: ", default=True)):
        address = yield from _address("    IP address for this interface: ")
        mask = yield from _address("    Subnet mask for this interface [255.255.255.0]: ", "255.255.255.0")
        lines += [f"interface {port}", " no shutdown", f" ip address {address} {mask}", "!"]
    return "\n".join([*lines, "end"])


def _yes(prompt: str, *, default: bool | None = None) -> Generator[Ask | str, str, bool]:
    while True:
        answer = (yield Ask(prompt)).strip().lower()
        if not answer and default is not None:
            return default
        if answer in ("y", "yes"):
            return True
        if answer in ("n", "no"):
            return False
        yield YES_OR_NO


def _one_of(prompt: str, choices: tuple[str, ...], default: str) -> Generator[Ask | str, str, str]:
    while True:
        answer = (yield Ask(prompt)).strip() or default
        if answer in choices:
            return answer


def _needed(prompt: str) -> Generator[Ask | str, str, str]:
    while not (answer := (yield Ask(prompt)).strip()):
        yield "% No defaulting allowed\n"
    return answer


def _address(prompt: str, default: str = "") -> Generator[Ask | str, str, str]:
    while True:
        answer = (yield Ask(prompt)).strip() or default
        try:
            value, _ = PARAMETERS["address"].take(answer, 0, len(answer))
        except Refused:
            yield "% Please enter an address as A.B.C.D.\n"
        else:
            return str(value)
