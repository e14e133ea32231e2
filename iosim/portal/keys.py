"""
The portal's keys, in a folder beside its state: a licence authority of its own, and a certificate for HTTPS.

Both are made at first start. The authority lies in the layout of `iosim authority init`, so its public half goes to
`iosim run --trust`. The certificate authority for HTTPS stays the same for ten years; the server's own certificate
is made anew at every start, for the addresses it listens at.
"""

import os
import secrets
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from iosim.errors import IosimError, UsageError
from iosim.license_store import LAB, Authority

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

AUTHORITY_PRIVATE, AUTHORITY_PUBLIC = "authority.key", "authority.pub"
CA_CERTIFICATE, CA_KEY = "ca.pem", "ca.key"
SERVER_CERTIFICATE, SERVER_KEY = "server.pem", "server.key"
_CA_YEARS, _SERVER_DAYS = 10, 397
_SLACK = timedelta(days=1)  # for clients whose clock is a little behind


class KeysUnusable(IosimError):
    """A folder of keys cannot be used."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the keys are that clients and the server need, and the authority itself."""

    authority: Authority
    trust: Path  # public key of the authority, for `iosim run --trust`
    ca: Path  # certificate that clients of the portal trust
    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """What the server speaks TLS with: 1.2 or later."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key)
        return context


def prepare(folder: Path, authority_folder: Path | None, host: str) -> Keys:
    """
    The keys in `folder`, made where they are not there yet.

    Args:
        authority_folder: where the licence authority lies, None for `folder` too.
        host: the address the portal listens at.

    Raises:
        KeysUnusable: a file cannot be read, written or understood, or the authority is the lab's.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = authority_folder or folder
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = _authority(place)
        _certificates(folder, host)
    except UsageError as problem:
        raise KeysUnusable(f"the keys in {authority_folder or folder} cannot be used: {problem}") from None
    except (OSError, ValueError) as problem:
        raise KeysUnusable(f"the keys in {folder} cannot be used: {problem}") from None
    return Keys(
        authority,
        place / AUTHORITY_PUBLIC,
        folder / CA_CERTIFICATE,
        folder / SERVER_CERTIFICATE,
        folder / SERVER_KEY,
    )


def _authority(folder: Path) -> Authority:
    private = folder / AUTHORITY_PRIVATE
    if private.exists():
        found = Authority.read(private.read_text(encoding="utf-8"))
    else:
        found = Authority.create("iosim portal", secrets.token_bytes(32))
        _write(private, found.text().encode())
    if found.id == LAB.id:
        raise UsageError("this is the lab authority, which everybody has; a portal signs with a key of its own")
    public, text = folder / AUTHORITY_PUBLIC, found.key.text().encode()
    if not public.exists() or public.read_bytes() != text:
        _write(public, text, mode=0o644)
    return found


def _certificates(folder: Path, host: str) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    now = datetime.now(UTC)
    if not (folder / CA_CERTIFICATE).exists():  # written after its key, so with it there is a key
        key = ec.generate_private_key(ec.SECP256R1())
        _write(folder / CA_KEY, _key_bytes(key))
        _write(folder / CA_CERTIFICATE, _pem(_ca(key, now)), mode=0o644)
    ca = x509.load_pem_x509_certificate((folder / CA_CERTIFICATE).read_bytes())
    ca_key = load_pem_private_key((folder / CA_KEY).read_bytes(), None)
    if not isinstance(ca_key, ec.EllipticCurvePrivateKey):
        raise UsageError(f"{folder / CA_KEY} is not the key that the portal made")
    server_key = ec.generate_private_key(ec.SECP256R1())
    _write(folder / SERVER_KEY, _key_bytes(server_key))
    _write(folder / SERVER_CERTIFICATE, _pem(_server(server_key, ca, ca_key, host, now)), mode=0o644)


def _ca(key: "EllipticCurvePrivateKey", now: datetime) -> "x509.Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "iosim"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"iosim portal CA {secrets.token_hex(4)}"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + timedelta(days=365 * _CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _server(
    key: "EllipticCurvePrivateKey",
    ca: "x509.Certificate",
    ca_key: "EllipticCurvePrivateKey",
    host: str,
    now: datetime,
) -> "x509.Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    names: dict[str, x509.GeneralName] = {}
    for address in ("127.0.0.1", "::1", "localhost", host):
        try:
            names[address] = x509.IPAddress(ip_address(address))
        except ValueError:
            names[address] = x509.DNSName(address)
    key_id = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
        ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    )
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "iosim portal")]))
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(min(now + timedelta(days=_SERVER_DAYS), ca.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names.values()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(key_id, critical=False)
        .sign(ca_key, hashes.SHA256())
    )


def _key_bytes(key: "EllipticCurvePrivateKey") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _pem(certificate: "x509.Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def _write(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a whole file or none, readable from the start by those who may read it only."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
