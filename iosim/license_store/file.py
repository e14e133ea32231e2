"""
Licence files: reading what an operator hands in, within bounds, and writing what an authority issued.

A file is taken apart by the XML parser only to say what is wrong with it; what makes it right is that it reads, but
for white space between elements and the user's comment, exactly as its own licences would be written. So no bit
of a file goes unchecked, whatever else XML would allow.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from iosim.chassis import Udi
from iosim.license_store.license import COMMENT, CREATED, SOURCE, License, parse_line
from iosim.license_store.refusals import (
    EmptyFile,
    EntitiesDeclared,
    FieldsDisagree,
    FileAltered,
    FileTooLarge,
    ForeignSource,
    InvalidComment,
    InvalidLine,
    LicenseRefusal,
    LineDamaged,
    MalformedLicense,
    NotLicenseFile,
    NotXml,
    TruncatedFile,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FILE_BYTES_LIMIT = 512 * 1024  # some 450 licences; the largest storage of any device holds 64 KiB
_PROLOG = '<?xml version="1.0" encoding="UTF-8"?>'
_ROOT = "CISCO_WT_LICENSES"
_LICENSE = "CISCO_WT_LICENSE"
_OPEN, _CLOSE = f'<{_LICENSE} version="1.0">', f"</{_LICENSE}>"
_HEAD, _TAIL = f'{_PROLOG}<{_ROOT} version="1.0">', f"</{_ROOT}>"
_BETWEEN = re.compile(r">[ \t\r\n]+<")
_COMMENT_TEXT = re.compile(r"(<USER_MODIFIABLE_COMMENT [^<>]*>)[^<]*(</USER_MODIFIABLE_COMMENT>)")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # editors on some systems put it before the first character
_UNTIL_THE_END = frozenset({3, 5, 6, 20})  # expat: no element, unclosed token, partial character, unclosed CDATA


class Unreadable:
    """One licence of a file that could not be read: what it calls its feature, and why."""

    __slots__ = ("feature", "refusal")

    def __init__(self, feature: str, refusal: LicenseRefusal) -> None:
        self.feature = feature
        self.refusal = refusal


def write(licenses: Iterable[License]) -> bytes:
    """A licence file with these licences, in this order."""
    blocks = "".join(_indented(license) for license in licenses)
    return f'{_PROLOG}\n<{_ROOT} version="1.0">\n{blocks}{_TAIL}\n'.encode()


@lru_cache(maxsize=512)
def block(license: License) -> bytes:
    """The element of one licence as a store keeps it, without white space."""
    return f"{_OPEN}{''.join(license.elements())}{_CLOSE}".encode()


def read(data: bytes) -> list[License | Unreadable]:
    """
    The licences of a file, in order; one that is not right in itself is handed back with its refusal.

    Signatures are not looked at here. A file larger than `FILE_BYTES_LIMIT` is refused before anything reads it, so
    time and memory are bounded.

    Raises:
        FileRefusal: nothing in the file can be used; the type tells why.
    """
    if len(data) > FILE_BYTES_LIMIT:
        raise FileTooLarge(limit_bytes=FILE_BYTES_LIMIT)
    root = _tree(data)
    if root.tag != _ROOT:
        raise NotLicenseFile()
    found = [child for child in root if child.tag == _LICENSE]
    if not found:
        raise NotLicenseFile()
    if any(child.findtext("SOURCE") != SOURCE for child in found):
        raise ForeignSource()
    texts = _blocks(data.removeprefix(_BYTE_ORDER_MARK).decode())
    if len(texts) != len(found):
        raise FileAltered()
    return [_license(child, text) for child, text in zip(found, texts, strict=True)]


def read_block(data: bytes) -> License:
    """
    The licence in a row of a store.

    Raises:
        LicenseRefusal: the row is not what `block` writes.
    """
    licenses = read(f"{_HEAD}".encode() + data + _TAIL.encode())
    if len(licenses) != 1:
        raise MalformedLicense()
    if isinstance(licenses[0], Unreadable):
        raise licenses[0].refusal
    return licenses[0]


def _tree(data: bytes) -> "Element":
    """The document element, or the refusal of what is not XML, not whole, or not harmless."""
    from xml.etree.ElementTree import ParseError

    if not data.strip():
        raise EmptyFile()
    try:
        root = _parsed(data)
        data.decode()
    except ParseError as error:
        if error.code in _UNTIL_THE_END and data.lstrip(_BYTE_ORDER_MARK).lstrip()[:1] == b"<":
            raise TruncatedFile() from None
        raise NotXml() from None
    except (ValueError, LookupError):  # an encoding that is unknown or does not fit
        raise NotXml() from None
    return root


def _parsed(data: bytes) -> "Element":
    """
    The document element; no entity is ever expanded.

    Entities need a document type. In a file that says it is UTF-8 it can only be spelled `<!DOCTYPE`, so where that is
    not in it the parser of the standard library does the same as the careful one in a fifth of the time.
    """
    from xml.etree import ElementTree

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if data.startswith(_PROLOG.encode()) and b"<!DOCTYPE" not in data:
        return ElementTree.fromstring(data)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise EntitiesDeclared() from None
    return root


def _blocks(text: str) -> list[str]:
    """The text of each licence element without white space; FileAltered when there is anything else in the file."""
    squeezed = _BETWEEN.sub("><", text.strip(" \t\r\n"))
    if not squeezed.startswith(_HEAD) or not squeezed.endswith(_TAIL):
        raise FileAltered()
    texts = squeezed[len(_HEAD) : -len(_TAIL)].split(_CLOSE)
    if texts.pop():
        raise FileAltered()
    return [text + _CLOSE for text in texts]


def _license(element: "Element", text: str) -> License | Unreadable:
    """One licence, if its fields, its line and its hash say the same and nothing else is there."""
    values = {child.tag: (child.text or "") for child in element}
    feature = values.get("FEATURE_NAME", "")
    try:
        return _agreed(values, text, _udi(element.find("UDI")))
    except LicenseRefusal as refusal:
        return Unreadable(feature if feature.isascii() and feature.isprintable() else "", refusal)


def _agreed(values: dict[str, str], text: str, udi: Udi) -> License:
    comment = values.get("USER_MODIFIABLE_COMMENT", "")
    created = values.get("CREATE_DATE", "")
    if "LICENSE_LINE" not in values or not CREATED.fullmatch(created):
        raise MalformedLicense()
    if not COMMENT.fullmatch(comment):
        raise InvalidComment()
    license = parse_line(values["LICENSE_LINE"], created, comment)
    if _without_comment(text) == _without_comment(block(license).decode()):
        return license
    if values["LICENSE_LINE"] != license.line:
        raise InvalidLine()
    readable = (values.get("FEATURE_NAME"), values.get("FEATURE_VERSION"), udi, values.get("TYPE"))
    if readable != (license.feature, license.version, license.udi, license.type.file_type):
        raise FieldsDisagree()
    if values.get("LICENSE_LINE_HASH") != license.hash:
        raise LineDamaged()
    raise MalformedLicense()


def _udi(element: "Element | None") -> Udi:
    if element is None:
        return Udi("", "")
    return Udi(element.findtext("PID") or "", element.findtext("SN") or "")


def _without_comment(text: str) -> str:
    return _COMMENT_TEXT.sub(r"\1\2", text)


def _indented(license: License) -> str:
    lines: Sequence[str] = license.elements()
    return f"  {_OPEN}\n" + "".join(f"    {line}\n" for line in lines) + f"  {_CLOSE}\n"
