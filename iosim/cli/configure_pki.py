"""
`crypto pki authenticate`: paste the certificate of an authority that the device shall trust.

The certificate goes into nvram: and the configuration names the file. Prompts and messages are RECALLED.
"""

from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Generator
from hashlib import md5, sha1
from typing import Any

from iosim.cli.commands import Commands, Mode
from iosim.cli.context import Context
from iosim.config.language import language
from iosim.config.outcome import TOP, Done
from iosim.config.statements.certificates import CHAIN, TRUSTPOINT
from iosim.errors import DeviceRefusal
from iosim.flash import Location
from iosim.grammar.dialogue import Ask, Dialogue, Step

commands = Commands()
PASTE = '\nEnter the base 64 encoded CA certificate.\nEnd with a blank line or the word "quit" on a line by itself\n\n'
ACCEPT = "% Do you accept this certificate? [yes/no]: "
ACCEPTED = "Trustpoint CA certificate accepted.\n% Certificate successfully imported\n\n"
LINES_LIMIT = 400  # a certificate of 20 KiB
_HELP = {
    "crypto": "Encryption module",
    "pki": "Public Key components",
    "authenticate": "Get the CA certificate",
    "<name>": "Trustpoint label",
}


class PkiError(DeviceRefusal):
    """A certificate is not taken."""


@commands.add("crypto pki authenticate <name:word>", mode=Mode.CONFIG, privilege=15, needs="k9", help=_HELP)
def authenticate(cx: Context, name: str) -> Dialogue:
    config = cx.system.config
    if config.section((TRUSTPOINT, name)) is None:
        raise PkiError(f"% CA trustpoint for label {name} is not configured.")  # INFERRED
    if config.section((CHAIN, name)) is not None:
        raise PkiError(
            f"% Please delete your existing CA certificate first.\n% You must use 'no crypto pki trustpoint {name}' "
            "to delete the CA certificate."
        )
    yield PASTE
    data = yield from _pasted()
    serial = _serial(data)
    yield "Certificate has the following attributes:\n"
    yield f"       Fingerprint MD5: {_grouped(md5(data, usedforsecurity=False).hexdigest())}\n"
    yield f"      Fingerprint SHA1: {_grouped(sha1(data, usedforsecurity=False).hexdigest())}\n\n"
    answer = ""
    while answer not in ("yes", "y"):
        answer = str((yield Ask(ACCEPT))).strip().lower()
        if answer in ("no", "n"):
            raise PkiError("% Certificate not accepted.")  # INFERRED
    file = f"{name}#{serial[-4:]}CA.cer"
    cx.system.files.write(Location("nvram", file), data, cx.now_ms)
    place = TOP
    for line in (f"{CHAIN} {name}", f"certificate ca {serial} nvram:{file}"):
        done = language(cx.personality).execute(config, place, line)
        assert isinstance(done, Done)  # both are lines of this image
        config, place = done.config, done.place
    cx.system.change(config, cx.now_ms, cx.by)
    yield ACCEPTED


def _pasted() -> Generator[Step, Any, bytes]:
    """The certificate between what is pasted around it."""
    text = ""
    for _ in range(LINES_LIMIT):
        line = str((yield Ask(""))).strip()
        if line in ("", "quit"):
            break
        if not line.startswith("-----"):
            text += line
    try:
        return a2b_base64(text, strict_mode=True)
    except (Base64Error, ValueError):
        return b""


def _serial(data: bytes) -> str:
    """The serial number of a certificate, in hexadecimal digits."""
    from cryptography import x509

    try:
        number = x509.load_der_x509_certificate(data).serial_number
    except ValueError:
        raise PkiError("% Error in saving certificate: status = FAIL") from None
    text = f"{number:X}"
    return text if len(text) % 2 == 0 else f"0{text}"


def _grouped(digits: str) -> str:
    return " ".join(digits.upper()[at : at + 8] for at in range(0, len(digits), 8)) + " "
