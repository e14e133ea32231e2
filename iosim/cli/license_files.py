"""Files that licence commands read and write, on the device or elsewhere."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from iosim.cli.context import Context
from iosim.cli.file_names import ALL_PREFIXES
from iosim.cli.file_questions import file_name, text_answer
from iosim.cli.file_transfer import TransferRefused, download, upload
from iosim.cli.license_words import LicenseError
from iosim.flash import Location, NotEnoughSpace, Remote
from iosim.flash.refusals import IsADirectory, NoSuchFile, ReadOnly
from iosim.grammar.dialogue import Ask, Step
from iosim.license_store import LicenseRefusal

SOURCE, DESTINATION = "Source filename", "Destination filename"


def url_argument(name: str) -> str:
    """The syntax of a file anywhere, as the argument `name`; a prefix alone is asked to be completed."""
    return f"{{{name}={{{ALL_PREFIXES}}} | <{name}:url>}}"


def named(place: Location | Remote, url: str) -> str:
    """The file as the operator called it; never with a password."""
    return str(place) if isinstance(place, Remote) else url


def completed(cx: Context, place: Location | Remote, question: str) -> Generator[Step, Any, Location | Remote]:
    """Ask for what a URL lacks: server, file, password."""
    if isinstance(place, Location):
        return place if place.path or place.filesystem == "null" else (yield from file_name(cx, question, place))
    if not place.host:
        place = replace(place, host=(yield from text_answer("Address or name of remote host", "")))
    if not place.path:
        place = replace(place, path=(yield from text_answer(question, "")))
    if place.scheme in ("scp", "ftp") and place.user and not place.password:
        place = replace(place, password=str((yield Ask("Password: ", echo=False))))
    if not place.host or not place.path:
        raise NoSuchFile(place)
    return place


def contents(
    cx: Context, source: Location | Remote, limit_bytes: int, too_large: LicenseRefusal
) -> Generator[Step, Any, bytes]:
    """The file, unless it is larger than anything of its kind."""
    if isinstance(source, Remote):
        try:
            return (yield from download(cx, source, limit_bytes))
        except TransferRefused as refused:
            if refused.reason == NotEnoughSpace.reason_text:
                raise LicenseError(too_large) from None
            raise
    info = cx.system.files.info(source)
    if info is not None and info.size > limit_bytes:
        raise LicenseError(too_large)
    return cx.system.files.read(source)


def written(cx: Context, target: Location | Remote, data: bytes) -> Generator[Step, Any, None]:
    """Put `data` where it belongs."""
    if isinstance(target, Remote):
        yield from upload(cx, target, data)
    else:
        cx.system.files.write(target, data, cx.now_ms)


def must_fit(cx: Context, target: Location | Remote, size: int) -> None:
    """
    Whether a file of the device could be written, as far as that is known before.

    Raises:
        FileRefusal: it could not.
    """
    if isinstance(target, Remote) or target.filesystem == "null":
        return
    files = cx.system.files
    if target.filesystem == "system":
        raise ReadOnly(target)
    files.check_directory(target.parent)
    if files.is_directory(target):
        raise IsADirectory(target)
    if size > files.room_for(target):
        raise NotEnoughSpace(target)
