"""`copy`: between the device's file systems, other hosts, and the configurations."""

from collections.abc import Generator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.file_configuration import merge, save, startup_changed
from iosim.cli.file_names import ALL_PREFIXES, PREFIX_HELP
from iosim.cli.file_questions import OVERWRITE, NoName, confirmed, file_name, file_of, text_answer
from iosim.cli.file_transfer import LOCAL, NETWORK, copied, copy_marks, download, upload
from iosim.config import read
from iosim.flash import RUNNING_CONFIG, STARTUP_CONFIG, Location, NoSuchFile, NotEnoughSpace, Remote
from iosim.flash.refusals import FileRefusal
from iosim.grammar.dialogue import Ask, Dialogue, Job, Step

commands = Commands()
HASHED_ASIDE_BYTES = 262_144  # more than this is hashed beside the event loop
_CREDENTIALS = ("scp", "ftp")  # protocols that ask for a password when a user was given

_WORDS = f"running-config|startup-config|{ALL_PREFIXES}"


class SameFile(FileRefusal):
    """Source and destination are one file."""

    reason_text = "Same file"  # INFERRED


@commands.add(
    f"copy {{source={{{_WORDS}}} | <source:url>}} {{target={{{_WORDS}}} | <target:url>}}",
    privilege=15,
    help={
        "copy": "Copy from one file to another",
        "<source>": "File to copy",
        "<target>": "Where to",
        **PREFIX_HELP,
    },
)
def copy(cx: Context, source: str, target: str) -> Dialogue:
    """Ask what is still to be known, then copy; anything that stops it is said in one line and changes nothing."""
    origin = yield from _origin(cx, file_of(cx, source))
    wanted = yield from _destination(cx, file_of(cx, target), origin)
    if wanted is None:
        return
    origin = yield from _with_password(origin)
    wanted = yield from _with_password(wanted)
    if isinstance(wanted, Remote):
        yield from _to_host(cx, origin, wanted)
    elif wanted == RUNNING_CONFIG:
        yield from _to_running(cx, origin)
    elif origin == RUNNING_CONFIG and wanted == STARTUP_CONFIG:
        yield from save(cx)
    else:
        yield from _to_file(cx, origin, wanted)


def _origin(cx: Context, source: Location | Remote) -> Generator[Step, Any, Location | Remote]:
    """Ask for what the source still lacks. Raises NoSuchFile when it is not on the device, NoName."""
    if isinstance(source, Location):
        files = cx.system.files
        if not source.path and source.filesystem != "null":
            source = yield from file_name(cx, "Source filename", source)
        if source.filesystem != "null" and not files.exists(source):
            raise NoSuchFile(source)
        return source
    if not source.host:
        source = replace(source, host=(yield from text_answer("Address or name of remote host", "")))
    if source.scheme == "scp" and not source.user:
        source = replace(source, user=(yield from text_answer("Source username", cx.system.hostname)))
    if not source.path:
        source = replace(source, path=(yield from text_answer("Source filename", "")))
    if not source.host or not source.path:
        raise NoName
    return source


def _destination(
    cx: Context, target: Location | Remote, origin: Location | Remote
) -> Generator[Step, Any, Location | Remote | None]:
    """Ask about the destination, and about what is already there; None when that is to stay."""
    quiet = read.file_prompt_quiet(cx.system.config)
    if isinstance(target, Remote):
        return (yield from _remote_destination(cx, target, origin, quiet=quiet))
    if target.filesystem == "null":
        return target
    files = cx.system.files
    place = target.join(origin.name) if files.is_directory(target) else target
    if not quiet:
        place = yield from file_name(cx, "Destination filename", place)
        if files.is_directory(place):
            place = place.join(origin.name)
    if place == origin:
        raise SameFile(place, "copying")
    asks = files.store(place.filesystem) is not None and not quiet and files.exists(place)
    return place if not asks or (yield from confirmed(OVERWRITE)) else None


def _remote_destination(
    cx: Context, target: Remote, origin: Location | Remote, *, quiet: bool
) -> Generator[Step, Any, Remote]:
    configuration = origin in (RUNNING_CONFIG, STARTUP_CONFIG)
    name = f"{cx.system.hostname.lower()}-confg" if configuration else origin.name
    if not quiet or not target.host:
        target = replace(target, host=(yield from text_answer("Address or name of remote host", target.host)))
    if target.scheme == "scp" and not target.user:
        target = replace(target, user=(yield from text_answer("Destination username", cx.system.hostname)))
    if not target.path or target.path.endswith("/"):
        target = replace(target, path=target.path + name)
    if not quiet:
        target = replace(target, path=(yield from text_answer("Destination filename", target.path)))
    if not target.host or not target.path:
        raise NoName
    return target


def _with_password(file: Location | Remote) -> Generator[Step, Any, Any]:
    if isinstance(file, Remote) and file.scheme in _CREDENTIALS and file.user and not file.password:
        return replace(file, password=str((yield Ask("Password: ", echo=False))))
    return file


def _to_host(cx: Context, origin: Location | Remote, target: Remote) -> Dialogue:
    if isinstance(origin, Remote):
        data = yield from download(cx, origin, cx.personality.platform.flash_bytes)
    else:
        data = cx.system.files.read(origin)
    yield from upload(cx, target, data)
    yield copied(len(data), NETWORK)


def _to_running(cx: Context, origin: Location | Remote) -> Dialogue:
    limit_bytes = cx.system.files.room_for(RUNNING_CONFIG)
    if isinstance(origin, Remote):
        data = yield from download(cx, origin, limit_bytes)
    else:
        data = cx.system.files.read(origin)
    if len(data) > limit_bytes:
        raise NotEnoughSpace(origin, "copying")
    yield merge(cx.system, data, cx.now_ms, cx.by, str(origin))
    yield copied(len(data), NETWORK if isinstance(origin, Remote) else LOCAL)


def _to_file(cx: Context, origin: Location | Remote, target: Location) -> Dialogue:
    files = cx.system.files
    try:
        if isinstance(origin, Remote):
            data = yield from download(cx, origin, files.room_for(target))
            digest = ""
            if len(data) > HASHED_ASIDE_BYTES:
                digest = yield Job(lambda: sha256(data).hexdigest())
            files.write(target, data, cx.now_ms, digest)
            report = copied(len(data), NETWORK)
        else:
            before = files.info(origin)
            files.copy(origin, target, cx.now_ms)
            report = copied(0 if before is None else before.size, LOCAL)
            if files.store(target.filesystem) is not None and origin.filesystem == target.filesystem and before:
                report = copy_marks(before.size) + report
    except NotEnoughSpace:
        raise NotEnoughSpace(origin, "copying") from None
    if target == STARTUP_CONFIG:
        startup_changed(cx)
    yield report
