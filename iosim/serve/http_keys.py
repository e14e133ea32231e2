"""The certificate of the HTTPS server of a device: self-signed, made when somebody first connects, from the seed."""

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosim.chassis import Chassis

_YEARS = 20
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the group of P-256


def server_context(chassis: "Chassis") -> ssl.SSLContext:
    """What the server of this device speaks TLS with; its key is the same on every run."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    secret = sha256(f"iosim https\0{chassis.udi}\0{chassis.seed}".encode()).digest()
    key = ec.derive_private_key(int.from_bytes(secret, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
    number = int.from_bytes(chassis.mac, "big") & 0xFFFFFFFF
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"IOS-Self-Signed-Certificate-{number}")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with tempfile.TemporaryDirectory(prefix="iosim-https-") as folder:  # ssl loads from files only
        path = Path(folder) / "server.pem"
        path.touch(mode=0o600)
        path.write_bytes(
            certificate.public_bytes(Encoding.PEM)
            + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        context.load_cert_chain(path)
    return context
