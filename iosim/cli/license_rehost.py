"""
`license save credential`, `license revoke` and `license revoke last`: moving licences to another device.

Source: the operations are those of CISCO-LICENSE-MGMT-MIB (getDeviceCredentials, processPermissionTicket,
regenerateLastRehostTicket). No dialogue of a real device was found: every line here is INFERRED.
"""

from collections.abc import Generator
from typing import Any

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.file_names import PREFIX_HELP
from iosim.cli.file_questions import file_of
from iosim.cli.license_files import DESTINATION, SOURCE, completed, contents, must_fit, named, url_argument, written
from iosim.cli.license_words import LicenseError, accepted
from iosim.cli.stack_member import SWITCH, SWITCH_HELP, chosen
from iosim.config import read
from iosim.errors import DeviceRefusal
from iosim.flash import Location, Remote
from iosim.grammar.dialogue import Dialogue, Step
from iosim.license_store.document import DocumentRefusal, DocumentTooLarge
from iosim.license_store.refusals import EulaNotAccepted
from iosim.license_store.ticket import PERMISSION

commands = Commands()
# INFERRED, all of them
TICKET_HERE = "Following Permission ticket file exists on the device\n"
EXECUTING = "Executing permission ticket\n"
FEATURE = "Feature: {feature}\n"
REHOST_SAVED = "Rehost ticket saved ..... to {url}\n"
REHOST_LOST = "% Licenses were revoked. Use 'license revoke last' to write the rehost ticket again\n"
CREDENTIAL_SAVED = "license credential saved ..... to {url}\n"

_PERMISSION, _REHOST = url_argument("permission"), url_argument("rehost")
_HELP = {
    "license": "License specific commands",
    "save": "Save license lines to a file",
    "credential": "Save the credentials of this device",
    "revoke": "Revoke licenses and get a rehost ticket for them",
    "last": "Write the last rehost ticket again",
    "<url>": "File to write",
    "<permission>": "File with the permission ticket",
    "<rehost>": "File for the rehost ticket",
    **SWITCH_HELP,
    **PREFIX_HELP,
}


@commands.add(f"license save credential {url_argument('url')}", privilege=15, needs="licensed", help=_HELP)
@commands.add(
    f"license save credential {url_argument('url')} {SWITCH}", privilege=15, needs="licensed stackable", help=_HELP
)
def license_save_credential(cx: Context, url: str, switch: int = 0) -> Dialogue:
    chosen(cx, switch)  # before anything is asked
    target = yield from completed(cx, file_of(cx, url), DESTINATION)
    yield from written(cx, target, chosen(cx, switch).licensing.rehost.credentials())
    yield CREDENTIAL_SAVED.format(url=named(target, url))


@commands.add(f"license revoke {_PERMISSION} {_REHOST}", privilege=15, needs="licensed", help=_HELP)
@commands.add(f"license revoke {_PERMISSION} {_REHOST} {SWITCH}", privilege=15, needs="licensed stackable", help=_HELP)
def license_revoke(cx: Context, permission: str, rehost: str, switch: int = 0) -> Dialogue:
    chosen(cx, switch)  # before anything is asked
    source, target, data = yield from _files(cx, permission, rehost)
    if isinstance(source, Location):
        yield TICKET_HERE
    operations = chosen(cx, switch).licensing.rehost
    try:
        ticket = operations.read(data, cx.now_ms)
        must_fit(cx, target, operations.rehost_ticket_bytes(ticket))
        yield EXECUTING
        for each in ticket.revoke:
            yield FEATURE.format(feature=each.feature)
        for license in ticket.grace:
            if not read.eula_accepted(cx.system.config) and not (
                yield from accepted(license.feature, cx.personality.image)
            ):
                raise LicenseError(EulaNotAccepted())
        answer = operations.process(data, cx.now_ms)
    except DocumentRefusal as refusal:
        raise LicenseError(refusal) from None
    try:
        yield from written(cx, target, answer)
    except DeviceRefusal:
        yield REHOST_LOST
        raise
    yield REHOST_SAVED.format(url=named(target, rehost))


@commands.add(f"license revoke last {_PERMISSION} {_REHOST}", privilege=15, needs="licensed", help=_HELP)
@commands.add(
    f"license revoke last {_PERMISSION} {_REHOST} {SWITCH}", privilege=15, needs="licensed stackable", help=_HELP
)
def license_revoke_last(cx: Context, permission: str, rehost: str, switch: int = 0) -> Dialogue:
    chosen(cx, switch)  # before anything is asked
    _, target, data = yield from _files(cx, permission, rehost)
    try:
        answer = chosen(cx, switch).licensing.rehost.again(data)
    except DocumentRefusal as refusal:
        raise LicenseError(refusal) from None
    yield from written(cx, target, answer)
    yield REHOST_SAVED.format(url=named(target, rehost))


def _files(
    cx: Context, permission: str, rehost: str
) -> Generator[Step, Any, tuple[Location | Remote, Location | Remote, bytes]]:
    """Where the ticket comes from, where the answer goes, and the ticket."""
    source = yield from completed(cx, file_of(cx, permission), SOURCE)
    target = yield from completed(cx, file_of(cx, rehost), DESTINATION)
    too_large = PERMISSION.refusal(DocumentTooLarge)
    data = yield from contents(cx, source, PERMISSION.limit_bytes, too_large)
    return source, target, data
