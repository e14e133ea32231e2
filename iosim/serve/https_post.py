"""
The client of a device that calls home or gives notice: blocking, called in a thread, bounded in time and size.

Of HTTPS servers only those are spoken to whose certificate leads to an authority that the device trusts. The name in
it is not looked at, as on the device: whoever that authority certified is the server. Validity is judged by the host's
time, since a switch boots in 1993, or by a time that is handed in.
"""

import http.client
import ssl
from datetime import UTC, datetime, timedelta

from iosim.flash import Remote
from iosim.grammar.dialogue import Post, Posted, TransferFailure
from iosim.serve.web import TIMEOUT_S, Address, bounded, failure

ANSWER_S = 30.0  # a portal may have to wait for others before it decides
NOT_TRUSTED = TransferFailure("certificate is not trusted")
NOT_YET_VALID = TransferFailure("certificate is not yet valid")
EXPIRED = TransferFailure("certificate has expired")

_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL
_ERRORS = {9: NOT_YET_VALID, 10: EXPIRED}  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED


def post(remote: Remote, target: Address, source: Address, order: Post) -> Posted | TransferFailure:
    """POST `order.body`, JSON unless its headers say otherwise; what the server answers, whatever its status."""
    connection: http.client.HTTPConnection
    try:
        if remote.scheme == "http":
            connection = http.client.HTTPConnection(*target, timeout=TIMEOUT_S, source_address=source)
        else:
            context = _context(order)
            connection = http.client.HTTPSConnection(*target, timeout=TIMEOUT_S, source_address=source, context=context)
    except (ssl.SSLError, ValueError):
        return NOT_TRUSTED
    try:
        connection.connect()
        problem = _judged(connection, order)
        if problem is not None:
            return problem
        assert connection.sock is not None
        connection.sock.settimeout(ANSWER_S)
        port = f":{remote.port}" if remote.port else ""
        headers = {"Host": remote.host + port, "Content-Type": "application/json", "User-Agent": "iosim-call-home"}
        connection.request("POST", "/" + remote.path, body=order.body, headers=headers | dict(order.headers))
        answer = connection.getresponse()
        data = bounded(answer, order.limit_bytes)
        return data if isinstance(data, TransferFailure) else Posted(answer.status, data)
    except ssl.SSLCertVerificationError as error:
        return _ERRORS.get(error.verify_code, NOT_TRUSTED)
    except (OSError, http.client.HTTPException) as error:
        return failure(error)
    finally:
        connection.close()


def _context(order: Post) -> ssl.SSLContext:
    """TLS that trusts the certificates of the order and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if order.trust:
        context.load_verify_locations(cadata=order.trust.decode("ascii"))
    if order.calendar_ms is not None:
        context.verify_flags |= _NO_CHECK_TIME
    return context


def _judged(connection: http.client.HTTPConnection, order: Post) -> TransferFailure | None:
    """Whether the certificates are valid at the time that was handed in."""
    if order.calendar_ms is None or not isinstance(connection, http.client.HTTPSConnection):
        return None
    from cryptography import x509

    sock = connection.sock
    assert isinstance(sock, ssl.SSLSocket)
    data = sock.getpeercert(binary_form=True)
    assert data is not None  # a server without one was refused
    leaf = x509.load_der_x509_certificate(data)
    signers = [
        known for known in x509.load_pem_x509_certificates(order.trust) if known.subject == leaf.issuer or known == leaf
    ]
    now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=order.calendar_ms)
    for certificate in (leaf, *signers):
        if now < certificate.not_valid_before_utc:
            return NOT_YET_VALID
        if now > certificate.not_valid_after_utc:
            return EXPIRED
    return None
