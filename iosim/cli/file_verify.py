"""`verify`: the MD5 of a file, or the digest and signature inside an image."""

from hashlib import md5

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.file_names import OWN_PREFIXES, PREFIX_HELP
from iosim.cli.file_questions import device_file
from iosim.errors import DeviceRefusal
from iosim.featureset import image_file
from iosim.featureset.image_file import ImageRefused
from iosim.flash.refusals import FileRefusal
from iosim.grammar.dialogue import Dialogue, Job

commands = Commands()
DOT_BYTES = 8_192  # one dot for so much of the file; INFERRED
_PLACE = f"{{place={{{OWN_PREFIXES}}} | <place:file>}}"
_HELP = {"verify": "Verify a file", "/md5": "Compute an md5 signature", "<place>": "File to verify", **PREFIX_HELP}


class NoDigest(DeviceRefusal):
    """An MD5 could not be computed."""

    def __init__(self, failure: FileRefusal) -> None:
        super().__init__(f"%Error computing MD5 hash {failure.url} ({failure.reason_text})")


@commands.add(
    f"verify /md5 {_PLACE} [<submitted:word>]",
    privilege=15,
    help={**_HELP, "<submitted>": "md5 signature to compare with"},
)
def verify_md5(cx: Context, place: str, submitted: str = "") -> Dialogue:
    """The MD5 of a file, or whether it is the one submitted; the end of the line is what clients parse."""
    found = device_file(cx, place)
    try:
        data = cx.system.files.read(found)
    except FileRefusal as failure:
        raise NoDigest(failure) from None
    shown = place if ":" in place else str(found)
    computed = yield Job(lambda: md5(data, usedforsecurity=False).hexdigest())
    yield f"{_dots(len(data))}MD5 of {shown} Done!\n\n"
    if not submitted:
        yield f"verify /md5 ({shown}) = {computed}\n\n"
    elif submitted.lower() == computed:
        yield f"Verified ({shown}) = {computed}\n\n"
    else:
        yield (f"%Error verifying {shown}\nComputed signature  = {computed}\nSubmitted signature = {submitted}\n\n")


@commands.add(f"verify {_PLACE}", privilege=15, help=_HELP)
def verify(cx: Context, place: str) -> Dialogue:
    """Whether the digest and signature inside an image are good."""
    found = device_file(cx, place)
    data = cx.system.files.read(found)
    shown = place if ":" in place else str(found)
    yield f"Verifying file integrity of {shown}{_dots(len(data))}\n"
    yield (yield Job(lambda: _verdict(data, shown)))


def _verdict(data: bytes, shown: str) -> str:
    """What the check of an image says. INFERRED wording, but for the first words of each line."""
    digest = md5(data, usedforsecurity=False).hexdigest().upper()
    try:
        image_file.verify_once(data)
    except ImageRefused as refusal:
        return f"Computed Hash   MD5 : {digest}\n%Error verifying {shown} ({refusal})\n"
    return (
        f"Computed Hash   MD5 : {digest}\n\n"
        "Embedded hash verification successful.\n"
        "File system hash verification successful.\n"
        "Digital signature successfully verified\n\n"
    )


def _dots(size: int) -> str:
    return "." * (size // DOT_BYTES + 1)
