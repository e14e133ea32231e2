"""Calls to an HTTPS server: whom the device speaks to, and when."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from iosim.grammar.dialogue import Post, Posted, TransferFailure
from iosim.serve.fetch import parse_url
from iosim.serve.https_post import EXPIRED, NOT_TRUSTED, NOT_YET_VALID, post

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Authority:
    """One that certifies anybody."""

    def __init__(self, name: str, first: datetime = NOW - DAY, last: datetime = NOW + DAY) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self.certified(self.name, self.key.public_key(), first, last, ca=True)

    def certified(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, first: datetime, last: datetime, *, ca: bool
    ) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(first)
            .not_valid_after(last)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def context(self, folder: Path, first: datetime = NOW - DAY, last: datetime = NOW + DAY) -> ssl.SSLContext:
        """What a server with a certificate of this authority speaks TLS with."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        (folder / "c.pem").write_bytes(
            self.certified(name, key.public_key(), first, last, ca=False).public_bytes(Encoding.PEM)
            + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "c.pem")
        return context


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(409 if self.path == "/no" else 200)
        data = b"x" * 5_000 if self.path == "/long" else body
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *message: object) -> None:
        pass


class Server:
    def __init__(self, context: ssl.SSLContext | None) -> None:
        self.http = HTTPServer(("127.0.0.1", 0), Echo)
        self.http.seen = []  # type: ignore[attr-defined]
        if context is not None:
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    @property
    def seen(self) -> list[tuple[str, dict[str, str], bytes]]:
        return self.http.seen  # type: ignore[attr-defined,no-any-return]

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    def post(self, trust: bytes, path: str = "/call-home/pak", **more: object) -> Posted | TransferFailure:
        url = f"https://portal.example:{self.http.server_port}{path}"
        remote = parse_url(url)
        assert remote is not None
        order = Post(url, 1_000, "Vlan1", b"{}", (("Idempotency-Key", "k"),), trust, **more)  # type: ignore[arg-type]
        return post(remote, ("127.0.0.1", self.http.server_port), ("127.0.0.1", 0), order)


@pytest.fixture
def authority() -> Authority:
    return Authority("one")


@pytest.fixture
def server(authority: Authority, tmp_path: Path) -> Iterator[Server]:
    made = Server(authority.context(tmp_path))
    yield made
    made.close()


def test_a_server_of_a_trusted_authority_is_answered_by(server: Server, authority: Authority) -> None:
    assert server.post(Authority("two").pem + authority.pem) == Posted(200, b"{}")

    path, headers, body = server.seen[0]
    assert (path, body) == ("/call-home/pak", b"{}")
    assert headers["Idempotency-Key"] == "k"
    assert headers["Host"].startswith("portal.example:")


def test_a_refusal_is_an_answer_too(server: Server, authority: Authority) -> None:
    assert server.post(authority.pem, "/no") == Posted(409, b"{}")


@pytest.mark.parametrize("trust", ["none", "other", "nonsense"])
def test_nothing_is_said_to_a_server_of_anybody_else(server: Server, trust: str) -> None:
    bytes_of = {"none": b"", "other": Authority("one").pem, "nonsense": b"-----BEGIN CERTIFICATE-----\nAAAA\n"}

    assert server.post(bytes_of[trust]) == NOT_TRUSTED
    assert not server.seen


@pytest.mark.parametrize(
    ("first", "last", "failure"), [(NOW - 3 * DAY, NOW - DAY, EXPIRED), (NOW + DAY, NOW + 2 * DAY, NOT_YET_VALID)]
)
def test_a_certificate_must_be_valid_by_the_time_of_the_host(
    tmp_path: Path, first: datetime, last: datetime, failure: TransferFailure
) -> None:
    authority = Authority("long-lived", NOW - 9 * DAY, NOW + 9 * DAY)
    server = Server(authority.context(tmp_path, first, last))
    try:
        assert server.post(authority.pem) == failure
        inside_ms = round((first + DAY / 2).timestamp() * 1000)
        assert server.post(authority.pem, calendar_ms=inside_ms) == Posted(200, b"{}")
    finally:
        server.close()


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, Posted(200, b"{}")), (-12_000, NOT_YET_VALID), (2, EXPIRED)],
    ids=["now", "1993", "later"],
)
def test_or_by_the_devices_own_calendar(
    server: Server, authority: Authority, days: int, expected: Posted | TransferFailure
) -> None:
    calendar_ms = round((NOW + days * DAY).timestamp() * 1000)

    assert server.post(authority.pem, calendar_ms=calendar_ms) == expected
    assert bool(server.seen) == isinstance(expected, Posted)


def test_a_long_answer_is_cut(server: Server, authority: Authority) -> None:
    assert server.post(authority.pem, "/long") == TransferFailure("too large")


def test_a_server_that_speaks_no_tls_or_is_not_there_is_a_failure(authority: Authority) -> None:
    server = Server(None)
    failure = server.post(authority.pem)
    server.close()

    assert failure == TransferFailure("I/O error")
    assert server.post(authority.pem) == TransferFailure("Connection refused")
