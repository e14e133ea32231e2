"""
The image file: one signed file that says in its first line that it holds no vendor code.

Layout: a readable line, a magic number, the length and bytes of the manifest, filling that brings the file to the
size its manifest states, the SHA-256 of all that, and an Ed25519 signature of that digest. Everything follows from
the recipe, so building twice, on any machine, gives the same bytes.

The signing key is the *lab* key below, which is public on purpose: the signature finds damage and foreign files,
it keeps nobody from building images of their own.
"""

from hashlib import sha256, shake_256
from struct import calcsize, pack, unpack_from

from iosim.errors import IosimError
from iosim.featureset import manifest
from iosim.featureset.image import Image

HEADLINE = (
    b"This is an iosim universal image: a signed description of feature sets for an emulator. "
    b"It holds no code of any vendor and runs on no real device.\n"
)
MAGIC = b"\x7fIOSIM\x00\x01"
LIMIT_BYTES = 1_000_000

_LENGTH = ">I"
_DIGEST_BYTES = 32
_SIGNATURE_BYTES = 64
_TRAILER_BYTES = _DIGEST_BYTES + _SIGNATURE_BYTES
_MANIFEST_AT = len(HEADLINE) + len(MAGIC) + calcsize(_LENGTH)
_PURPOSE = b"iosim image 1\n"  # keeps a signature from meaning anything elsewhere
LAB_KEY = sha256(b"iosim lab image key").digest()
LAB_AUTHORITY = "lab"


class ImageRefused(IosimError):
    """A file that the boot loader does not start; the text says exactly what is wrong with it."""


class NotAnImage(ImageRefused):
    """The file does not begin as an image does."""

    def __init__(self) -> None:
        super().__init__("not an iosim image: the first line or the magic number is missing")


class WrongLength(ImageRefused):
    """The file is shorter or longer than its manifest says."""

    def __init__(self, *, expected_bytes: int | None, found_bytes: int) -> None:
        expected = "its own headers" if expected_bytes is None else f"the {expected_bytes} bytes it states"
        word = "shorter" if expected_bytes is None or found_bytes < expected_bytes else "longer"
        super().__init__(f"{found_bytes} bytes are {word} than {expected}: the file is not whole")
        self.expected_bytes = expected_bytes
        self.found_bytes = found_bytes


class BadManifest(ImageRefused):
    """Digest and signature are good, but the description inside cannot be read by this version."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadDigest(ImageRefused):
    """Some byte is not what was built."""

    def __init__(self, *, stated: str, computed: str) -> None:
        super().__init__(f"the contents are damaged: SHA-256 is {computed}, the file states {stated}")
        self.stated = stated
        self.computed = computed


class BadSignature(ImageRefused):
    """The file is whole but the lab image key did not sign it."""

    def __init__(self) -> None:
        super().__init__("the signature is not the lab image key's")


def build(image: Image) -> bytes:
    """
    The image file, exactly `image.size_bytes` long.

    Raises:
        ImageRefused: the stated size is too small for the manifest, or beyond the limit of a megabyte.
    """
    body = manifest.encode(image)
    filling_bytes = image.size_bytes - _MANIFEST_AT - len(body) - _TRAILER_BYTES
    if filling_bytes < 0 or image.size_bytes > LIMIT_BYTES:
        raise ImageRefused(
            f"size_bytes {image.size_bytes} of {image.name} must lie between its manifest and a megabyte"
        )
    contents = b"".join(
        (HEADLINE, MAGIC, pack(_LENGTH, len(body)), body, shake_256(_PURPOSE + body).digest(filling_bytes))
    )
    digest = sha256(contents).digest()
    return contents + digest + _signed(digest)


def verify(data: bytes) -> Image:
    """
    The image in a file whose length, digest and signature are good.

    Raises:
        ImageRefused: a subclass says what is wrong: `NotAnImage`, `WrongLength`, `BadDigest`, `BadSignature` or
            `BadManifest`, looked for in this order.
    """
    if not data.startswith(HEADLINE + MAGIC):
        if (HEADLINE + MAGIC).startswith(data) and data:
            raise WrongLength(expected_bytes=None, found_bytes=len(data))
        raise NotAnImage
    if len(data) < _MANIFEST_AT + _TRAILER_BYTES + _manifest_bytes(data):
        raise WrongLength(expected_bytes=None, found_bytes=len(data))
    image, reason = _described(data)
    if image is not None and image.size_bytes != len(data):
        raise WrongLength(expected_bytes=image.size_bytes, found_bytes=len(data))
    contents, trailer = data[:-_TRAILER_BYTES], data[-_TRAILER_BYTES:]
    stated, signature = trailer[:_DIGEST_BYTES], trailer[_DIGEST_BYTES:]
    computed = sha256(contents).digest()
    if computed != stated:
        raise BadDigest(stated=stated.hex(), computed=computed.hex())
    if not _signed_by_lab(stated, signature):
        raise BadSignature
    if image is None:
        raise BadManifest(reason)
    return image


_KNOWN_GOOD: dict[tuple[bytes, str], Image] = {}


def verify_once(data: bytes, digest: bytes | None = None) -> Image:
    """
    As `verify`, but a file with a digest that was good before in this process is not looked at again.

    Args:
        digest: SHA-256 of `data` where the caller knows it; computed otherwise.
    """
    key = (digest if digest is not None else sha256(data).digest(), LAB_AUTHORITY)
    found = _KNOWN_GOOD.get(key)
    if found is None:
        found = _KNOWN_GOOD[key] = verify(data)
    return found


def _described(data: bytes) -> tuple[Image | None, str]:
    """What the manifest says, before anything vouches for it; None with the reason when it cannot be read."""
    try:
        return manifest.decode(data[_MANIFEST_AT : _MANIFEST_AT + _manifest_bytes(data)]), ""
    except manifest.ManifestError as failure:
        return None, str(failure)


def _manifest_bytes(data: bytes) -> int:
    """How long the file says its manifest is; 0 where it ends before saying so."""
    if len(data) < _MANIFEST_AT:
        return 0
    (length,) = unpack_from(_LENGTH, data, _MANIFEST_AT - calcsize(_LENGTH))
    return int(length)


def _signed(digest: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(LAB_KEY).sign(_PURPOSE + digest)


def _signed_by_lab(digest: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        Ed25519PrivateKey.from_private_bytes(LAB_KEY).public_key().verify(signature, _PURPOSE + digest)
    except InvalidSignature:
        return False
    return True
