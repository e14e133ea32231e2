"""Licence files: what is written is read back, and nothing else is."""

import base64
import re
from dataclasses import replace
from hashlib import sha1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosim.errors import UsageError
from iosim.license_store import FILE_BYTES_LIMIT, LAB, Unreadable, granted, issue, read, refusals, write
from iosim.license_store.authority import LAB_ONLY
from iosim.license_store.license import License
from iosim.license_store.store import check
from tests.license_store.made import SERIAL

UDI = f"WS-C3750E-24TD:{SERIAL}"
GOOD = issue(UDI, "ipservices", comment="for the lab")
VENDOR = b"""<?xml version="1.0" encoding="UTF-8"?>
<CISCO_WT_LICENSES version="1.0">
  <CISCO_WT_LICENSE version="1.0">
    <FEATURE_NAME>ipservices</FEATURE_NAME>
    <FEATURE_VERSION>1.0</FEATURE_VERSION>
    <UDI><PID>WS-C3750E-24TD</PID><SN>SIM1234X0AB</SN></UDI>
    <SOURCE>Cisco Portal</SOURCE>
    <CREATE_DATE>2009-05-28T16:35:10</CREATE_DATE>
    <LICENSE_LINE_HASH hashAlgo="SHA1">AAAA</LICENSE_LINE_HASH>
    <TYPE>REGULAR</TYPE>
    <LICENSE_LINE><![CDATA[11 ipservices 1.0 LONG NORMAL STANDALONE EXCL]]></LICENSE_LINE>
  </CISCO_WT_LICENSE>
</CISCO_WT_LICENSES>
"""


def only(data: bytes) -> License:
    (license,) = read(data)
    assert isinstance(license, License)
    return license


def refusal_of(data: bytes) -> refusals.LicenseRefusal | None:
    """Why the first licence of the file is not usable on the device it was issued for, wherever that shows."""
    try:
        license = read(data)[0]
        if isinstance(license, Unreadable):
            return license.refusal
        check(license, only(GOOD).udi, LAB_ONLY)
    except refusals.LicenseRefusal as refusal:
        return refusal
    return None


def test_a_file_reads_back_as_what_was_granted() -> None:
    licenses = [
        granted(UDI, "ipservices", comment="a <b> & 'c'"),
        granted(UDI, "advipservices", type="extension", days=30),
        granted("CISCO881-K9:SIM2", "advipservices", type="evaluation", count=16),
        granted("CISCO881-K9:SIM2", "SSL_VPN", count=16, additive=True),
        granted("CISCO881-K9:SIM2", "SSL_VPN", type="gracePeriod", count=16),
        granted("CISCO881-K9:SIM2", "SSL_VPN", type="paidSubscription", starts="2029-12-31", days=31),
    ]

    assert read(write(licenses)) == licenses


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert issue(UDI, "ipservices") == issue(UDI, "ipservices")
    assert issue(UDI, "ipservices") != issue(UDI, "ipservices", created="2010-01-01T00:00:00")


def test_the_orderable_spelling_becomes_the_product_id_of_the_device() -> None:
    assert only(issue(f"ws-c3750e-24td-e:{SERIAL}", "ipservices")).udi.product_id == "WS-C3750E-24TD"


@pytest.mark.parametrize(
    "arguments",
    [
        {"type": "grace"},
        {"days": 3},
        {"type": "extension", "days": 0},
        {"type": "extension", "days": 4000},
        {"type": "rightToUse"},
        {"starts": "2029-12-31"},
        {"type": "paidSubscription", "starts": "2029-02-30"},
        {"additive": True},
        {"count": 0},
        {"count": 70000},
        {"created": "yesterday"},
        {"comment": "x" * 100},
        {"comment": "one\ntwo"},
        {"version": "1 0"},
    ],
)
def test_what_no_licence_can_have_is_not_issued(arguments: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        issue(UDI, "ipservices", **arguments)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("udi", ["WS-C3750E-24TD", ":X", "A:", "A B:C", "A:B:C", ""])
def test_what_is_no_device_gets_no_licence(udi: str) -> None:
    with pytest.raises(UsageError):
        issue(udi, "ipservices")


def test_every_flipped_bit_outside_the_comment_and_white_space_is_refused() -> None:
    comment = range(GOOD.index(b"for the lab"), GOOD.index(b"for the lab") + len(b"for the lab"))

    for place in range(len(GOOD)):
        if place in comment or GOOD[place] in b" \n":
            continue
        for bit in range(8):
            damaged = bytearray(GOOD)
            damaged[place] ^= 1 << bit
            assert refusal_of(bytes(damaged)) is not None, (place, bit, bytes(damaged[place - 20 : place + 20]))


def test_a_changed_comment_and_white_space_between_elements_are_no_change() -> None:
    other = GOOD.replace(b"for the lab", b"mine > yours").replace(b"\n", b"\r\n\t")

    assert refusal_of(other) is None
    assert only(other).comment == "mine > yours"
    assert refusal_of(re.sub(rb">\s+<", b"><", GOOD).strip()) is None
    assert refusal_of(b"\xef\xbb\xbf" + GOOD) is None


def test_every_truncation_that_loses_something_is_refused() -> None:
    whole = len(GOOD.rstrip())

    for length in range(1, whole):
        assert isinstance(refusal_of(GOOD[:length]), refusals.TruncatedFile), length
    assert refusal_of(GOOD[:whole]) is None


BOMB = b"""<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<CISCO_WT_LICENSES version="1.0">&b;</CISCO_WT_LICENSES>"""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", refusals.EmptyFile),
        (b" \r\n\t", refusals.EmptyFile),
        (b"not a licence", refusals.NotXml),
        (b"\x00\x01\x02", refusals.NotXml),
        (b"<a></b>", refusals.NotXml),
        (GOOD.replace(b'encoding="UTF-8"', b'encoding="none-such"'), refusals.NotXml),
        (b"<html/>", refusals.NotLicenseFile),
        (b'<CISCO_WT_LICENSES version="1.0"></CISCO_WT_LICENSES>', refusals.NotLicenseFile),
        (BOMB, refusals.EntitiesDeclared),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', refusals.EntitiesDeclared),
        (VENDOR, refusals.ForeignSource),
        (VENDOR.replace(b"<SOURCE>Cisco Portal</SOURCE>", b""), refusals.ForeignSource),
        (b"<" + b" " * FILE_BYTES_LIMIT, refusals.FileTooLarge),
        (b"<a>" * 100_000, refusals.TruncatedFile),
        (b"<a>" * 70_000 + b"</a>" * 70_000, refusals.NotLicenseFile),
        (b"<CISCO_WT_LICENSES>" + b"<a/>" * 100_000 + b"</CISCO_WT_LICENSES>", refusals.NotLicenseFile),
        (GOOD + b"<!-- more -->", refusals.FileAltered),
        (GOOD.replace(b"<CISCO_WT_LICENSE ", b"<!-- x --><CISCO_WT_LICENSE "), refusals.MalformedLicense),
        (GOOD.replace(b"UTF-8", b"utf-8"), refusals.FileAltered),
        (GOOD.replace(b"</CISCO_WT_LICENSES>", b"<extra/></CISCO_WT_LICENSES>"), refusals.FileAltered),
        (GOOD.replace(b'hashAlgo="SHA1"', b'hashAlgo="MD5"'), refusals.MalformedLicense),
        (GOOD.replace(b"<TYPE>", b"<NOTE>free</NOTE><TYPE>"), refusals.MalformedLicense),
        (GOOD.replace(b"2009-05-28", b"2009-05-29"), refusals.InvalidLine),
        (GOOD.replace(b"for the lab", b"x" * 100), refusals.InvalidComment),
        (GOOD.replace(b"<FEATURE_NAME>ip", b"<FEATURE_NAME>advip"), refusals.FieldsDisagree),
        (GOOD.replace(b"REGULAR", b"EXTENSION"), refusals.FieldsDisagree),
        (GOOD.replace(b"<UDI><PID>WS-C3750E-24TD", b"<UDI><PID>WS-C3750E-48TD", 1), refusals.FieldsDisagree),
        (GOOD.replace(b"LONG NORMAL", b"LONG FOREVER"), refusals.InvalidLine),
    ],
)
def test_what_is_wrong_with_a_file_is_said(data: bytes, expected: type[refusals.LicenseRefusal]) -> None:
    assert type(refusal_of(data)) is expected


def with_line(change: tuple[str, str]) -> bytes:
    """The good file with its line changed and the hash made to fit: what somebody does who knows the format."""
    line = only(GOOD).line
    other = line.replace(*change)
    hashes = [base64.b64encode(sha1(text.encode()).digest()) for text in (line, other)]
    return GOOD.replace(line.encode(), other.encode()).replace(*hashes)


def test_a_line_that_does_not_fit_its_hash_is_told_from_a_forged_one() -> None:
    signature = base64.b64encode(only(GOOD).signature).decode()
    other = base64.b64encode(bytes(64)).decode()

    assert type(refusal_of(GOOD.replace(signature.encode(), other.encode()))) is refusals.LineDamaged
    assert type(refusal_of(with_line((signature, other)))) is refusals.BadSignature


def test_a_line_may_not_spell_its_signature_in_another_way() -> None:
    signature = base64.b64encode(only(GOOD).signature).decode()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    same_bytes = signature[:-3] + alphabet[alphabet.index(signature[-3]) + 1] + "=="

    assert base64.b64decode(same_bytes) == base64.b64decode(signature)
    assert type(refusal_of(with_line((signature, same_bytes)))) is refusals.InvalidLine


@pytest.mark.parametrize("hours", [0, -24, 999_999_999])
def test_a_period_out_of_bounds_is_refused_even_when_signed(hours: int) -> None:
    license = granted(UDI, "ipservices", type="extension")
    bad = License(license.udi, "ipservices", "1.0", license.type, hours, 0, "2009-05-28T16:35:10", LAB.id)

    assert type(refusal_of(write([signed_anyway(bad)]))) is refusals.InvalidPeriod


@pytest.mark.parametrize("count", [-1, 65_536, 999_999_999])
def test_a_count_out_of_bounds_is_refused_even_when_signed(count: int) -> None:
    good = only(GOOD)
    bad = License(good.udi, "ipservices", "1.0", good.type, 0, count, good.created, LAB.id)

    assert type(refusal_of(write([signed_anyway(bad)]))) is refusals.InvalidCount


@pytest.mark.parametrize(
    "days", [("", ""), ("2030-01-01", "2030-01-01"), ("2030-01-01", "2030-02-30"), ("2030-01-01", "")]
)
def test_days_out_of_order_are_refused_even_when_signed(days: tuple[str, str]) -> None:
    good = granted(UDI, "ipservices", type="paidSubscription")
    bad = replace(good, starts=days[0], ends=days[1])

    assert type(refusal_of(write([signed_anyway(bad)]))) is refusals.InvalidPeriod


def test_a_permanent_licence_has_no_days() -> None:
    bad = replace(only(GOOD), starts="2030-01-01", ends="2031-01-01")

    assert type(refusal_of(write([signed_anyway(bad)]))) is refusals.InvalidPeriod


def test_days_and_additions_are_signed() -> None:
    dated = issue(UDI, "ipservices", type="paidSubscription", starts="2030-01-01", days=30)
    counted = issue(UDI, "ipservices", count=8)

    for data, old, new in (
        (dated, b"2030-01-31", b"2039-01-31"),
        (counted, b"EXCL", b"ADD"),
        (counted, b"8 8", b"9 9"),
    ):
        assert refusal_of(data) is None
        assert type(refusal_of(data.replace(old, new))) is refusals.InvalidLine


def signed_anyway(license: License) -> License:
    return replace(license, signature=LAB.sign(license.message))


def test_one_bad_licence_of_a_file_leaves_the_others_readable() -> None:
    licenses = [granted(UDI, "ipbase"), granted(UDI, "ipservices"), granted(UDI, "advipservices")]
    data = write(licenses).replace(b"<FEATURE_NAME>ipservices", b"<FEATURE_NAME>ipservises")

    first, second, third = read(data)

    assert (first, third) == (licenses[0], licenses[2])
    assert isinstance(second, Unreadable)
    assert second.feature == "ipservises"
    assert isinstance(second.refusal, refusals.FieldsDisagree)


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for candidate in (data, GOOD[:300] + data + GOOD[300:]):
        refusal_of(candidate)
