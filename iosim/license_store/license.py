"""
One licence, and the one way it is written: as an element of a licence file, and as its licence line.

Every text that stands for a licence is made here from its fields, so whoever reads a text parses it into fields,
writes those again and compares: two spellings of one licence do not exist. The shape is the field's (element names,
order and words of the line); the signature is ours.
"""

import re
from base64 import b32encode, b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha1, sha256

from iosim.chassis import Udi
from iosim.license_store.license_type import BY_KIND, TYPES, LicenseType
from iosim.license_store.refusals import InvalidCount, InvalidLine, InvalidPeriod
from iosim.syslog.stamp import calendar_ms, iso_text

SOURCE = "iosim"
COMMENT_LENGTH = 99  # the field's own limit, also written into the file
MAX_DAYS = 3650
MAX_COUNT = 65535
HOUR_MS = 3_600_000
NOT_LOCKED = Udi("NOTLOCKED", "NOTLOCKED")  # the UDI of licences that come with an image

_COMMENT_OPEN = f'<USER_MODIFIABLE_COMMENT fieldRestrictions="Max {COMMENT_LENGTH} ASCII characters in length.">'
_WORD = r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,39}"
WORD = re.compile(_WORD)
COMMENT = re.compile(rf"[ -~]{{0,{COMMENT_LENGTH}}}")
DAY = re.compile(r"(?:19[7-9]|2\d\d)\d-(?:0[1-9]|1[0-2])-[0-3]\d")
CREATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_LINE = re.compile(
    rf"11 (?P<feature>{_WORD}) (?P<version>{_WORD}) LONG "
    r"(?P<kind>[A-Z]+)(?: DISABLED (?P<hours>-?\d{1,9}) DISABLED)? STANDALONE (?P<addition>EXCL|ADD) "
    r"(?P<count>INFINITE_KEYS|-?\d{1,9}) (?P=count) (?P<starts>NEVER|\d{4}-\d\d-\d\d) (?P<ends>NEVER|\d{4}-\d\d-\d\d) "
    r"NiL SLM_CODE CL_ND_LCK NiL "
    r"\*1(?P<id>[A-Z2-7]{16}) NiL NiL NiL 5_MINS "
    rf"<UDI><PID>(?P<pid>{_WORD})</PID><SN>(?P<sn>{_WORD})</SN></UDI> "
    r"(?P<signature>[A-Za-z0-9+/]{86}==)\$<WLC>(?P<authority>[A-Za-z0-9+/]{16})</WLC>"
)


@dataclass(frozen=True, slots=True)
class License:
    """What an authority grants to one device. All but `comment` is covered by `signature`."""

    udi: Udi
    feature: str
    version: str
    type: LicenseType
    hours: int  # of use; 0 where the type is not metered
    count: int  # users of the feature; 0: uncounted
    created: str  # 2009-05-28T16:35:10
    authority: str  # key id of whoever signed
    signature: bytes = b""  # Ed25519 over `message`; empty: not signed (yet)
    comment: str = ""  # the user's own text
    starts: str = ""  # 2029-12-31, the first day of a dated type
    ends: str = ""  # the day from which on it is not valid
    additive: bool = False  # its count adds to that of others of its feature, where its type would not

    @property
    def starts_ms(self) -> int:
        """When it begins to be valid, in milliseconds since 1970; 0 where no day is said."""
        return day_ms(self.starts) if self.starts else 0

    @property
    def ends_ms(self) -> int:
        """When it is not valid any more, likewise."""
        return day_ms(self.ends) if self.ends else 0

    @property
    def adds(self) -> bool:
        """Whether its count adds to that of others of its feature."""
        return self.additive or self.type.addition == "ADD"

    @property
    def period_ms(self) -> int:
        """How long it may be used, 0 for ever."""
        return self.hours * HOUR_MS

    @property
    def id(self) -> str:
        """Sixteen letters that name this grant: the same grant issued twice has the same."""
        product_id, serial = self.udi
        facts = (product_id, serial, self.feature, self.version, self.type.name, self.hours, self.count, self.created)
        more = (self.starts, self.ends) if self.starts else ()
        return _id(*facts, self.authority, *more, *(("ADD",) if self.additive else ()))

    @property
    def line(self) -> str:
        """The licence line, with its signature where it has one."""
        kind = f"{self.type.kind} DISABLED {self.hours} DISABLED" if self.type.metered else self.type.kind
        count = str(self.count) if self.count else "INFINITE_KEYS"
        addition = "ADD" if self.adds else "EXCL"
        lock = "DEMO" if self.udi == NOT_LOCKED else "CL_ND_LCK"
        return (
            f"11 {self.feature} {self.version} LONG {kind} STANDALONE {addition} {count} {count} "
            f"{self.starts or 'NEVER'} {self.ends or 'NEVER'} NiL SLM_CODE {lock} NiL *1{self.id} NiL NiL NiL 5_MINS "
            f"{udi_element(self.udi)} {b64encode(self.signature).decode()}$<WLC>{self.authority}</WLC>"
        )

    @property
    def hash(self) -> str:
        """What LICENSE_LINE_HASH says of the line."""
        return _hash(self.line)

    @property
    def message(self) -> bytes:
        """What the authority signs: everything but the comment, and what is made from the signature itself."""
        unsigned = replace(self, signature=b"", comment="")
        return b"iosim licence 1\n" + "\n".join(unsigned.elements()).encode()

    def elements(self) -> list[str]:
        """The children of its element in a licence file, in order, each without white space around it."""
        line = self.line
        return [
            f"<FEATURE_NAME>{self.feature}</FEATURE_NAME>",
            f"<FEATURE_VERSION>{self.version}</FEATURE_VERSION>",
            udi_element(self.udi),
            f"<SOURCE>{SOURCE}</SOURCE>",
            f"<CREATE_DATE>{self.created}</CREATE_DATE>",
            f'<LICENSE_LINE_HASH hashAlgo="SHA1">{_hash(line)}</LICENSE_LINE_HASH>',
            f"<TYPE>{self.type.file_type}</TYPE>",
            f"<LICENSE_LINE><![CDATA[{line}]]></LICENSE_LINE>",
            f"{_COMMENT_OPEN}{_escaped(self.comment)}</USER_MODIFIABLE_COMMENT>",
        ]


@lru_cache(maxsize=4096)
def _id(*facts: str | int) -> str:
    return b32encode(sha256("\0".join(map(str, facts)).encode()).digest()[:10]).decode()


def _hash(line: str) -> str:
    return b64encode(sha1(line.encode(), usedforsecurity=False).digest()).decode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def udi_element(udi: Udi) -> str:
    """The UDI as the field writes it into lines and files."""
    return f"<UDI><PID>{udi.product_id}</PID><SN>{udi.serial}</SN></UDI>"


def parse_line(line: str, created: str, comment: str = "") -> License:
    """
    The licence that `line` states, were it created at `created`.

    Whether it would be written as that line is for the caller to compare: the identity of a grant follows from its
    other fields, and base64 can be spelled in several ways.

    Raises:
        InvalidLine: not a line as `License.line` writes it.
        InvalidPeriod: a metered licence without a period of 1 hour to ten years, or a period on another; a dated one
            without two days in order, or days on another.
        InvalidCount: not a number of users from 1 to 65535.
    """
    match = _LINE.fullmatch(line)
    kind = BY_KIND.get(match["kind"]) if match else None
    if match is None or kind is None:
        raise InvalidLine()
    hours = int(match["hours"] or 0)
    if (match["hours"] is not None) != kind.metered or (kind.metered and not 1 <= hours <= MAX_DAYS * 24):
        raise InvalidPeriod()
    starts, ends = (date.removeprefix("NEVER") for date in (match["starts"], match["ends"]))
    if kind.dated != bool(starts) or kind.dated != bool(ends) or (kind.dated and not _in_order(starts, ends)):
        raise InvalidPeriod()
    uncounted = match["count"] == "INFINITE_KEYS"
    if not uncounted and not 1 <= int(match["count"]) <= MAX_COUNT:
        raise InvalidCount()
    try:
        signature = a2b_base64(match["signature"], strict_mode=True)
    except Base64Error:
        raise InvalidLine() from None
    return License(
        Udi(match["pid"], match["sn"]),
        match["feature"],
        match["version"],
        kind,
        hours,
        0 if uncounted else int(match["count"]),
        created,
        match["authority"],
        signature,
        comment,
        starts,
        ends,
        match["addition"] == "ADD" and kind.addition != "ADD",
    )


def day_ms(text: str) -> int:
    """Midnight (UTC) of `2029-12-31` in milliseconds since 1970."""
    year, month, day = map(int, text.split("-"))
    return calendar_ms(year, month, day)


def is_day(text: str) -> bool:
    """Whether there is such a day."""
    return DAY.fullmatch(text) is not None and iso_text(day_ms(text))[:10] == text


def _in_order(starts: str, ends: str) -> bool:
    return is_day(starts) and is_day(ends) and starts < ends


def built_in_license(feature: str, version: str, type_name: str, period_ms: int) -> License:
    """A licence that an image brings along: locked to no device, signed by no authority of its own."""
    kind = TYPES[type_name]
    return License(NOT_LOCKED, feature, version, kind, period_ms // HOUR_MS if kind.metered else 0, 0, "", "")
