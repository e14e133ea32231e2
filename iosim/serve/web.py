"""
HTTP, HTTPS and FTP clients for `copy`: blocking, called in a thread, bounded in time and size.

Words: `Incorrect Login/Password` is seen of FTP; the others are INFERRED from what IOS says of other protocols.
"""

import ftplib
import http.client
import io
import ssl
import time
from base64 import b64encode

from iosim.flash import Remote
from iosim.grammar.dialogue import TransferFailure

TIMEOUT_S = 5.0  # without an octet
DEADLINE_S = 120.0  # for the whole transfer
PIECE = 65_536

TIMED_OUT = TransferFailure("Timed out")
REFUSED = TransferFailure("Connection refused")
TOO_LARGE = TransferFailure("too large")
IO_ERROR = TransferFailure("I/O error")
NOT_FOUND = TransferFailure("No such file or directory")
DENIED = TransferFailure("Permission denied")
BAD_LOGIN = TransferFailure("Incorrect Login/Password")
_STATUS = {401: DENIED, 403: DENIED, 404: NOT_FOUND, 410: NOT_FOUND}

Address = tuple[str, int]


def http_get(remote: Remote, target: Address, source: Address | None, limit: int) -> bytes | TransferFailure:
    """GET; redirections are not followed, as the device does not."""
    try:
        connection = _connection(remote, target, source)
        try:
            connection.request("GET", "/" + remote.path, headers=_headers(remote))
            answer = connection.getresponse()
            if answer.status != 200:
                return _STATUS.get(answer.status, IO_ERROR)
            return bounded(answer, limit)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as problem:
        return failure(problem)


def http_put(remote: Remote, target: Address, source: Address | None, data: bytes) -> int | TransferFailure:
    """PUT."""
    try:
        connection = _connection(remote, target, source)
        try:
            connection.request("PUT", "/" + remote.path, body=data, headers=_headers(remote))
            status = connection.getresponse().status
            return len(data) if 200 <= status < 300 else _STATUS.get(status, IO_ERROR)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as problem:
        return failure(problem)


def ftp_get(remote: Remote, target: Address, source: Address | None, limit: int) -> bytes | TransferFailure:
    """RETR in binary mode."""
    data = bytearray()
    until = time.monotonic() + DEADLINE_S

    class _Full(Exception):
        pass

    def take(piece: bytes) -> None:
        data.extend(piece)
        if len(data) > limit:
            raise _Full
        if time.monotonic() > until:
            raise TimeoutError

    try:
        with _ftp(remote, target, source) as ftp:
            ftp.retrbinary(f"RETR {remote.path}", take, blocksize=PIECE)
    except _Full:
        return TOO_LARGE
    except (OSError, EOFError, ftplib.Error) as problem:
        return failure(problem)
    return bytes(data)


def ftp_put(remote: Remote, target: Address, source: Address | None, data: bytes) -> int | TransferFailure:
    """STOR in binary mode."""
    try:
        with _ftp(remote, target, source) as ftp:
            ftp.storbinary(f"STOR {remote.path}", io.BytesIO(data), blocksize=PIECE)
    except (OSError, EOFError, ftplib.Error) as problem:
        return failure(problem)
    return len(data)


def _connection(remote: Remote, target: Address, source: Address | None) -> http.client.HTTPConnection:
    if remote.scheme == "http":
        return http.client.HTTPConnection(*target, timeout=TIMEOUT_S, source_address=source)
    # The device has no list of public authorities, and the other end is a test's.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(*target, timeout=TIMEOUT_S, source_address=source, context=context)


def _headers(remote: Remote) -> dict[str, str]:
    port = f":{remote.port}" if remote.port else ""
    headers = {"Host": remote.host + port, "User-Agent": "cisco-IOS"}
    if remote.user:
        credentials = f"{remote.user}:{remote.password}".encode()
        headers["Authorization"] = "Basic " + b64encode(credentials).decode()
    return headers


def bounded(answer: http.client.HTTPResponse, limit: int) -> bytes | TransferFailure:
    """The body of an answer, within its limits."""
    data = bytearray()
    until = time.monotonic() + DEADLINE_S
    while piece := answer.read1(PIECE):
        data += piece
        if len(data) > limit:
            return TOO_LARGE
        if time.monotonic() > until:
            return TIMED_OUT
    if answer.length:  # fewer octets than were promised
        return IO_ERROR
    return bytes(data)


def _ftp(remote: Remote, target: Address, source: Address | None) -> ftplib.FTP:
    """A connection that is logged in. Data connections go to the server itself, whatever address it names."""
    made = ftplib.FTP(timeout=TIMEOUT_S, source_address=source)
    try:
        made.connect(*target)
        made.login(remote.user or "anonymous", remote.password or "Switch@")
    except BaseException:
        made.close()
        raise
    return made


def failure(problem: Exception) -> TransferFailure:
    """Why a conversation failed."""
    match problem:
        case TimeoutError():
            return TIMED_OUT
        case ConnectionRefusedError():
            return REFUSED
        case ftplib.error_perm():
            return BAD_LOGIN if str(problem).startswith("530") else NOT_FOUND
        case _:
            return IO_ERROR
