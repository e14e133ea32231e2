"""
The documents of the licence agent, as `docs/licence-agent.md` tells of them.

The agent of the real device speaks XML over HTTP too, but its format was never published; this one is our own.
"""

from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ROOT, VERSION = "license-agent", "1"
OPERATIONS_LIMIT = 64
MEDIA_TYPE = "application/xml"


class BadMessage(Exception):
    """A request that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that is asked for."""

    id: str
    name: str
    attributes: Mapping[str, str]
    content: str  # text of the element itself, or of its one child

    def data(self) -> bytes:
        """
        The content as the bytes that it is base64 of.

        Raises:
            BadMessage: it is not.
        """
        try:
            return a2b_base64("".join(self.content.split()), strict_mode=True)
        except (Base64Error, ValueError):
            raise BadMessage("the content is not base64") from None

    def flag(self, name: str) -> bool:
        """Whether an attribute says yes."""
        return self.attributes.get(name, "no") == "yes"


def read(data: bytes) -> list[Operation]:
    """
    The operations of a request.

    Raises:
        BadMessage: it is no request.
    """
    root = _tree(data)
    if root.tag != ROOT or root.get("version") != VERSION:
        raise BadMessage(f'the document is not <{ROOT} version="{VERSION}">')
    found = []
    for request in root:
        if request.tag != "request" or len(request) != 1:
            raise BadMessage("each child is a <request> with one operation")
        operation = request[0]
        texts = [operation.text or "", *(child.text or "" for child in operation)]
        found.append(Operation(request.get("id", ""), str(operation.tag), dict(operation.attrib), "".join(texts)))
    if not 1 <= len(found) <= OPERATIONS_LIMIT:
        raise BadMessage(f"a message has 1 to {OPERATIONS_LIMIT} requests")
    return found


def _tree(data: bytes) -> "Element":
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
        data.decode()
    except DefusedXmlException:
        raise BadMessage("a document type or entities are declared") from None
    except (ParseError, ValueError, LookupError):
        raise BadMessage("the document is not well-formed XML in UTF-8") from None
    return root


def element(name: str, attributes: Mapping[str, object], children: Iterable[str] = (), text: str = "") -> str:
    """One element; attributes that are None are left out."""
    shown = "".join(f" {key}={quoteattr(clean(value))}" for key, value in attributes.items() if value is not None)
    inside = "".join(children) + escape(clean(text))
    return f"<{name}{shown}>{inside}</{name}>" if inside else f"<{name}{shown}/>"


def clean(value: object) -> str:
    """A value as text: truths are words, and what XML cannot hold is a question mark."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "".join(c if c.isprintable() or c in "\t\n" else "?" for c in str(value))


def document(children: Iterable[str]) -> bytes:
    """A whole document."""
    body = "".join(f"  {child}\n" for child in children)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT} version="{VERSION}">\n{body}</{ROOT}>\n'.encode()


def packed(data: bytes) -> str:
    """Bytes as text."""
    return b64encode(data).decode()
