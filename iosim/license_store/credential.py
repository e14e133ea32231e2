"""
Device credentials: a device says who it is and proves it with the key of its identity.

A device's Ed25519 key follows from product id, serial number and seed, so it needs no storage and is the same on every
run. A *manufacturing* authority certifies that the key belongs to the UDI. The one here is the lab's: its private key
is in this file for everyone to read, so credentials prove nothing outside a lab.

A document that was saved to a file may be shown more than once. Whoever needs to know that the device is there now
hands it a challenge first and finds it in the credentials.
"""

import re
from base64 import b64encode
from binascii import a2b_base64
from dataclasses import dataclass
from hashlib import sha256

from iosim.chassis import Udi
from iosim.license_store.authority import Authority, PublicKey, verify
from iosim.license_store.document import (
    AUTHORITY_PATTERN,
    KEY_PATTERN,
    SIGNATURE_PATTERN,
    UDI_PATTERN,
    DocumentForged,
    DocumentRefusal,
    Layout,
)
from iosim.license_store.license import udi_element

LAB_MANUFACTURING = Authority(
    PublicKey("iosim lab manufacturing", a2b_base64(b"D0ipA+aq83dsQocTpessu0+iXKKZ37wTqAx9EQWfaxM=")),
    sha256(b"iosim lab manufacturing authority: this key is public and proves nothing").digest(),
)
MANUFACTURERS: tuple[PublicKey, ...] = (LAB_MANUFACTURING.key,)
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{0,64}")

IDENTITY_PATTERN = (
    rf"<DEVICE_KEY>(?P<key>{KEY_PATTERN})</DEVICE_KEY>"
    rf"<MANUFACTURER>(?P<manufacturer>{AUTHORITY_PATTERN})</MANUFACTURER>"
    rf"<CERTIFICATE>(?P<certificate>{SIGNATURE_PATTERN})</CERTIFICATE>"
)
LAYOUT = Layout(
    "Device credential",
    "IOSIM_DEVICE_CREDENTIALS",
    16 * 1024,
    re.compile(rf"{UDI_PATTERN}<CHALLENGE>(?P<challenge>{CHALLENGE.pattern})</CHALLENGE>{IDENTITY_PATTERN}"),
    2,
)


class UnknownManufacturer(DocumentRefusal):
    text = "{document} is certified by an unknown manufacturer"


class NotCertified(DocumentRefusal):
    text = "{document} holds a key that is not certified for its device"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What credentials that hold true say."""

    udi: Udi
    device_key: bytes  # Ed25519 public key, 32 bytes
    challenge: str  # "" where nobody asked


def make_credentials(udi: Udi, seed: int, *, challenge: str = "") -> bytes:
    """
    The credentials document of the device made from this UDI and seed; the same arguments give the same bytes.

    Args:
        challenge: what a portal handed out, up to 64 letters, digits, `-` and `_`.
    """
    assert CHALLENGE.fullmatch(challenge)
    elements = [udi_element(udi), f"<CHALLENGE>{challenge}</CHALLENGE>", *identity_elements(udi, seed)]
    return LAYOUT.write(elements, device_identity(udi, seed).sign(LAYOUT.message(elements)))


def read_credentials(data: bytes, manufacturers: tuple[PublicKey, ...] = MANUFACTURERS) -> Credentials:
    """
    What a credentials document says, its certificate and signature verified.

    Raises:
        DocumentRefusal: it is none, was altered, or proves nothing; the type tells which.
    """
    signed = LAYOUT.read(data)
    match = signed.match
    udi = Udi(match["pid"], match["sn"])
    key = verified_identity(LAYOUT, match, udi, manufacturers)
    if not verify(PublicKey("device", key), signed.signature, signed.message):
        raise LAYOUT.refusal(DocumentForged)
    return Credentials(udi, key, match["challenge"])


def device_identity(udi: Udi, seed: int) -> Authority:
    """The key pair of a device."""
    secret = "\0".join(("iosim device identity", udi.product_id, udi.serial, str(seed)))
    return Authority.create("device", sha256(secret.encode()).digest())


def identity_elements(udi: Udi, seed: int) -> list[str]:
    """The device's public key and what the manufacturing authority says of it, for a document of the device."""
    key = device_identity(udi, seed).key.public
    certificate = LAB_MANUFACTURING.sign(_certified(udi, key))
    return [
        f"<DEVICE_KEY>{b64encode(key).decode()}</DEVICE_KEY>",
        f"<MANUFACTURER>{LAB_MANUFACTURING.id}</MANUFACTURER>",
        f"<CERTIFICATE>{b64encode(certificate).decode()}</CERTIFICATE>",
    ]


def verified_identity(
    layout: Layout, match: re.Match[str], udi: Udi, manufacturers: tuple[PublicKey, ...] = MANUFACTURERS
) -> bytes:
    """
    The device's public key in a document, once it is certain that it is the key of `udi`.

    Raises:
        UnknownManufacturer, NotCertified: it is not.
    """
    key = layout.decoded(match["key"])
    maker = next((known for known in manufacturers if known.id == match["manufacturer"]), None)
    if maker is None:
        raise layout.refusal(UnknownManufacturer)
    if not verify(maker, layout.decoded(match["certificate"]), _certified(udi, key)):
        raise layout.refusal(NotCertified)
    return key


def _certified(udi: Udi, key: bytes) -> bytes:
    return b"iosim device certificate 1\n" + udi_element(udi).encode() + key
