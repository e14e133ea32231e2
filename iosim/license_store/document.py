"""
Signed documents beside the licence file: device credentials, permission tickets, rehost tickets.

None of the field's own is published, so the elements are ours. Each is XML of one fixed order of elements; the XML
parser only tells what is wrong with a document. What makes it right is that it reads, but for white space between
elements, exactly as its own contents would be written, and that its signature covers all of that.
"""

import re
from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Sequence
from dataclasses import dataclass

from iosim.license_store.license import WORD
from iosim.license_store.refusals import LicenseRefusal

WORD_PATTERN = WORD.pattern
KEY_PATTERN = r"[A-Za-z0-9+/]{43}="  # 32 bytes in base64
SIGNATURE_PATTERN = r"[A-Za-z0-9+/]{86}=="  # 64 bytes in base64
AUTHORITY_PATTERN = r"[A-Za-z0-9+/]{16}"
UDI_PATTERN = rf"<UDI><PID>(?P<pid>{WORD_PATTERN})</PID><SN>(?P<sn>{WORD_PATTERN})</SN></UDI>"
_PROLOG = '<?xml version="1.0" encoding="UTF-8"?>'
_BETWEEN = re.compile(r">[ \t\r\n]+<")
_SIGNATURE = re.compile(rf"<SIGNATURE>(?P<signature>{SIGNATURE_PATTERN})</SIGNATURE>$")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UNTIL_THE_END = frozenset({3, 5, 6, 20})  # expat: no element, unclosed token, partial character, unclosed CDATA


class DocumentRefusal(LicenseRefusal):
    """A document is not taken; nothing has changed. `{document}` of the text is what was expected."""


class EmptyDocument(DocumentRefusal):
    text = "{document} is empty"


class DocumentTooLarge(DocumentRefusal):
    text = "{document} is too large (more than {limit_bytes} bytes)"


class DocumentNotXml(DocumentRefusal):
    text = "{document} is not well-formed XML"


class DocumentTruncated(DocumentRefusal):
    text = "{document} is truncated"


class DocumentEntities(DocumentRefusal):
    text = "{document} declares a document type or entities"


class OtherDocument(DocumentRefusal):
    text = "File is not a {document}"


class DocumentAltered(DocumentRefusal):
    text = "{document} was altered or is incomplete"


class DocumentForged(DocumentRefusal):
    text = "{document} signature is not valid"


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of document: its name for people, its root element, its size, and the order of what is in it."""

    name: str
    root: str
    limit_bytes: int
    contents: re.Pattern[str]  # of all elements but the last one, SIGNATURE, without white space
    fail_cause: int  # ClmgmtLicenseActionFailCause of every refusal

    @property
    def head(self) -> str:
        """What a document begins with, without white space."""
        return f'{_PROLOG}<{self.root} version="1.0">'

    def message(self, elements: Sequence[str]) -> bytes:
        """What is signed."""
        return f"iosim {self.root} 1\n{''.join(elements)}".encode()

    def write(self, elements: Sequence[str], signature: bytes) -> bytes:
        """The document."""
        signed = [*elements, f"<SIGNATURE>{b64encode(signature).decode()}</SIGNATURE>"]
        lines = "".join(f"  {element}\n" for element in signed)
        return f'{_PROLOG}\n<{self.root} version="1.0">\n{lines}</{self.root}>\n'.encode()

    def read(self, data: bytes, *, others: Sequence["Layout"] = ()) -> "Signed":
        """
        The contents of a document whose signature is still to be verified.

        Args:
            others: kinds that an operator may mix up with this one; they are told apart from mere XML.

        Raises:
            DocumentRefusal: not such a document; the type tells why.
        """
        root = self._root(data)
        if root != self.root:
            found = next((other for other in others if other.root == root), None)
            raise self.refusal(OtherDocument, found=found.name if found else root)
        text = _BETWEEN.sub("><", data.removeprefix(_BYTE_ORDER_MARK).decode().strip(" \t\r\n"))
        tail = f"</{self.root}>"
        if not text.startswith(self.head) or not text.endswith(tail):
            raise self.refusal(DocumentAltered)
        text = text[len(self.head) : -len(tail)]
        last = _SIGNATURE.search(text)
        match = self.contents.fullmatch(text, 0, last.start()) if last else None
        if last is None or match is None:
            raise self.refusal(DocumentAltered)
        signature = self.decoded(last["signature"])
        return Signed(match, self.message([text[: last.start()]]), signature)

    def decoded(self, text: str) -> bytes:
        """Bytes from base64; DocumentAltered where it is spelled in another way than it is written."""
        try:
            found = a2b_base64(text, strict_mode=True)
        except Base64Error:
            found = b""
        if b64encode(found).decode() != text:
            raise self.refusal(DocumentAltered)
        return found

    def refusal(self, kind: type[DocumentRefusal], **facts: object) -> DocumentRefusal:
        """A refusal that names this kind of document and has its SNMP cause."""
        made = kind(document=self.name, limit_bytes=self.limit_bytes, **facts)
        made.fail_cause = self.fail_cause  # type: ignore[misc]  # a class variable that differs by document
        return made

    def _root(self, data: bytes) -> str:
        """The name of the document element, or the refusal of what is too large, not XML, not whole or not harmless."""
        from xml.etree.ElementTree import ParseError

        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        if len(data) > self.limit_bytes:
            raise self.refusal(DocumentTooLarge)
        if not data.strip():
            raise self.refusal(EmptyDocument)
        try:
            root = fromstring(data, forbid_dtd=True)
            data.decode()
        except DefusedXmlException:
            raise self.refusal(DocumentEntities) from None
        except ParseError as error:
            begun = data.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] == b"<"
            raise self.refusal(
                DocumentTruncated if error.code in _UNTIL_THE_END and begun else DocumentNotXml
            ) from None
        except (ValueError, LookupError):  # an encoding that is unknown or does not fit
            raise self.refusal(DocumentNotXml) from None
        return str(root.tag)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a document says, what was signed of it, and the signature."""

    match: re.Match[str]
    message: bytes
    signature: bytes
