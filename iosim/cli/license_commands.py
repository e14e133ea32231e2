"""
`license install`, `clear`, `save`, `comment` and `modify priority`.

Source: the outputs of `license install` are seen; the other dialogues are RECALLED from the IOS Software Activation
Command Reference, and refusals are ours (`iosim.license_store.refusals`).
"""

import re
from collections.abc import Generator
from typing import Any

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.file_names import PREFIX_HELP
from iosim.cli.file_questions import file_of
from iosim.cli.license_files import DESTINATION, SOURCE, completed, contents, named, url_argument, written
from iosim.cli.license_installing import installed
from iosim.cli.license_words import LicenseError, addition_text, answered_yes, count_text, state_text
from iosim.cli.stack_member import SWITCH, SWITCH_HELP, chosen
from iosim.errors import DeviceRefusal
from iosim.grammar.dialogue import Ask, Dialogue, Step
from iosim.license_store import FILE_BYTES_LIMIT, PRIMARY, Held, LicenseRefusal, write
from iosim.license_store.refusals import (
    BuiltInKept,
    FileTooLarge,
    LicenseInUse,
    NoSuchLicense,
    NothingToSave,
    PriorityFixed,
)
from iosim.system.license_entry import Entry
from iosim.system.licensing import Licensing

commands = Commands()
_URL = url_argument("url")
# A comment ends where the switch is named; one that is to end in these words is quoted. INFERRED
_SWITCH_AT_END = re.compile(r"(.*\S)\s+switch\s+([1-9])")
SURE = "Are you sure you want to clear? (yes/[no]): "
_HELP = {
    "license": "License specific commands",
    "install": "Install a license file",
    "clear": "Clear a license",
    "save": "Save license lines to a file",
    "comment": "Change the comment of a license",
    "add": "Add a comment",
    "delete": "Delete the comment",
    "modify": "Modify a license",
    "priority": "Modify license priority",
    "high": "Use the license before permanent ones",
    "low": "Use the license after permanent ones",
    "<url>": "File to install or to write",
    "<feature>": "License feature name",
    "<text>": "Comment, up to 99 characters",
    **SWITCH_HELP,
    **PREFIX_HELP,
}


@commands.add(f"license install {_URL}", privilege=15, needs="licensed", help=_HELP)
def license_install(cx: Context, url: str) -> Dialogue:
    source = yield from completed(cx, file_of(cx, url), SOURCE)
    data = yield from contents(cx, source, FILE_BYTES_LIMIT, FileTooLarge(limit_bytes=FILE_BYTES_LIMIT))
    if cx.personality.image.says("installing_line"):
        yield f'Installing licenses from "{named(source, url)}"\n'
    yield from installed(cx, data)


@commands.add("license clear <feature:word>", privilege=15, needs="licensed", help=_HELP)
@commands.add(f"license clear <feature:word> {SWITCH}", privilege=15, needs="licensed stackable", help=_HELP)
def license_clear(cx: Context, feature: str, switch: int = 0) -> Dialogue:
    found = _of_feature(cx, feature, switch)
    entries = [entry for entry in found if entry.store == PRIMARY]
    if not entries:
        raise LicenseError(BuiltInKept(feature=feature))
    if len(entries) == 1 and not chosen(cx, switch).licensing.clearable(entries[0].held):
        raise LicenseError(LicenseInUse(feature=feature))
    yield _listed(cx, entries)
    entry = entries[0] if len(entries) == 1 else (yield from _selected(entries, "Clear"))
    if entry is None or not (yield from answered_yes(SURE)):
        return
    try:
        licensing = chosen(cx, switch).licensing
        licensing.clear(_still(licensing, entry.held), cx.now_ms)
    except LicenseRefusal as refusal:
        raise LicenseError(refusal) from None


@commands.add(f"license save {_URL}", privilege=15, needs="licensed", help=_HELP)
@commands.add(f"license save {_URL} {SWITCH}", privilege=15, needs="licensed stackable", help=_HELP)
def license_save(cx: Context, url: str, switch: int = 0) -> Dialogue:
    chosen(cx, switch)  # before anything is asked
    target = yield from completed(cx, file_of(cx, url), DESTINATION)
    licenses = chosen(cx, switch).licensing.save()
    if not licenses:
        raise LicenseError(NothingToSave())
    yield from written(cx, target, write(licenses))
    yield f"license lines saved ..... to {named(target, url)}\n"  # RECALLED


@commands.add("license comment add <feature:word> <text:line>", privilege=15, needs="licensed", help=_HELP)
def license_comment_add(cx: Context, feature: str, text: str) -> Dialogue:
    switch = 0
    if cx.system.members and (found := _SWITCH_AT_END.fullmatch(text)):
        text, switch = found[1], int(found[2])
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    yield from _comment(cx, feature, text[1:-1] if quoted else text, "Add Comment", switch)


@commands.add("license comment delete <feature:word>", privilege=15, needs="licensed", help=_HELP)
@commands.add(f"license comment delete <feature:word> {SWITCH}", privilege=15, needs="licensed stackable", help=_HELP)
def license_comment_delete(cx: Context, feature: str, switch: int = 0) -> Dialogue:
    yield from _comment(cx, feature, "", "Delete Comment", switch)


@commands.add("license modify priority <feature:word> level={high|low}", privilege=15, needs="licensed", help=_HELP)
@commands.add(
    f"license modify priority <feature:word> level={{high|low}} {SWITCH}",
    privilege=15,
    needs="licensed stackable",
    help=_HELP,
)
def license_modify_priority(cx: Context, feature: str, level: str, switch: int = 0) -> Dialogue:
    entries = [entry for entry in _of_feature(cx, feature, switch) if entry.metered]
    if not entries:
        raise LicenseError(PriorityFixed())
    entry: Entry | None = entries[0]
    if len(entries) > 1:
        yield _listed(cx, entries)
        entry = yield from _selected(entries, "Modify")
    if entry is not None:
        licensing = chosen(cx, switch).licensing
        licensing.set_high_priority(_still(licensing, entry.held), level == "high", cx.now_ms)


def _of_feature(cx: Context, feature: str, switch: int) -> list[Entry]:
    entries = chosen(cx, switch).licensing.entries(cx.now_ms)
    found = [entry for entry in entries if entry.feature.lower() == feature.lower()]
    if not found:
        raise LicenseError(NoSuchLicense(feature=feature))
    return found


def _listed(cx: Context, entries: list[Entry]) -> str:
    """The licences to choose from, numbered."""
    text = f"Feature: {entries[0].feature}\n"
    for number, entry in enumerate(entries, 1):
        text += f"    {number} License Type: {entry.type}\n"
        text += f"      License State: {state_text(entry, cx.personality.image)}\n"
        text += f"      License Addition: {addition_text(entry)}\n"
        text += f"      License Count: {count_text(entry)}\n"
        text += f"      Comment: {entry.comment}\n"
        text += f"      Store Index: {entry.slot}\n"
        text += f"      Store Name: {entry.store_name}\n\n"
    return text


def _selected(entries: list[Entry], verb: str) -> Generator[Step, Any, Entry | None]:
    """Ask which of several is meant; None for an answer that is none of them."""
    answer = str((yield Ask(f"Select Index to {verb} [1-{len(entries)}] : "))).strip()
    chosen = int(answer) if answer.isdecimal() and len(answer) < 4 else 0
    if 1 <= chosen <= len(entries):
        return entries[chosen - 1]
    yield "% Error: Invalid index\n"  # INFERRED
    return None


def _still(licensing: Licensing, held: Held) -> Held:
    """The same licence, if it is still in its place after the question."""
    for other in licensing.store.held():
        if (other.store, other.slot, other.key) == (held.store, held.slot, held.key):
            return other
    raise LicenseError(NoSuchLicense(feature=held.license.feature))


def _comment(cx: Context, feature: str, text: str, verb: str, switch: int) -> Dialogue:
    entries = [entry for entry in _of_feature(cx, feature, switch) if entry.store == PRIMARY]
    if not entries:
        raise LicenseError(NoSuchLicense(feature=feature))
    entry: Entry | None = entries[0]
    if len(entries) > 1:
        yield _listed(cx, entries)
        entry = yield from _selected(entries, verb)
    if entry is None:
        return
    try:
        licensing = chosen(cx, switch).licensing
        licensing.set_comment(_still(licensing, entry.held), text)
    except DeviceRefusal as refusal:
        raise LicenseError(refusal) from None
