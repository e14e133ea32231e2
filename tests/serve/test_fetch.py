"""Transfers from and to real servers, and what the device says when there is none."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from iosim.grammar.dialogue import Fetch, Put, TransferFailure
from iosim.serve.egress import Egress, parse_peer
from iosim.serve.fetch import Fetcher, parse_url
from tests.serve.served import dial, played, served, shell

HERE = "127.0.0.1"


def fetched(url: str, limit: int = 10 << 20, egress: Egress | None = None) -> bytes | TransferFailure:
    async def run() -> bytes | TransferFailure:
        fetcher = Fetcher(egress or Egress(), no_route_s=0.01)
        try:
            async with asyncio.timeout(30):
                return await fetcher.fetch(Fetch(url, limit), HERE)
        finally:
            fetcher.close()

    return asyncio.run(run())


def stored(url: str, data: bytes) -> int | TransferFailure:
    async def run() -> int | TransferFailure:
        fetcher = Fetcher(Egress(), no_route_s=0.01)
        try:
            async with asyncio.timeout(30):
                return await fetcher.put(Put(url, data), HERE)
        finally:
            fetcher.close()

    return asyncio.run(run())


def closed_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


@contextmanager
def tftp_server(folder: Path) -> Iterator[int]:
    """A TFTP server over `folder`; files are whole when the block is left."""
    from tftpy import TftpServer

    server = TftpServer(str(folder))
    port = closed_port(socket.SOCK_DGRAM)
    thread = threading.Thread(target=server.listen, args=(HERE, port))
    thread.start()
    server.is_running.wait()
    yield port
    server.stop(now=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:  # it looks at its orders after a packet
        waker.sendto(b"\0\5\0\0\0", (HERE, port))
    thread.join()


@pytest.fixture
def tftp_port(tmp_path: Path) -> Iterator[int]:
    """A TFTP server over the folder `tmp_path`."""
    with tftp_server(tmp_path) as port:
        yield port


@pytest.fixture
def web_port(tmp_path: Path) -> Iterator[int]:
    """An HTTP server over the folder `tmp_path` that takes PUT and guards /secret."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/secret" and self.headers.get("Authorization") != "Basic YWRtaW46cHc=":
                self.send_error(401)
                return
            if self.path == "/endless":
                self.send_response(200)
                self.end_headers()
                try:
                    while True:
                        self.wfile.write(b"x" * 65_536)
                except OSError:
                    return
            try:
                data = (tmp_path / self.path[1:]).read_bytes()
            except OSError:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(data) + (self.path == "/short")))
            self.end_headers()
            self.wfile.write(data)

        def do_PUT(self) -> None:
            (tmp_path / self.path[1:]).write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer((HERE, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 70_000])
def test_tftp_reads_and_writes_files_of_any_size(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "a.bin").write_bytes(data)

    with tftp_server(tmp_path) as port:
        assert fetched(f"tftp://{HERE}:{port}/a.bin") == data
        assert stored(f"tftp://{HERE}:{port}/b.bin", data) == size

    assert (tmp_path / "b.bin").read_bytes() == data


def test_tftp_says_what_the_server_says(tftp_port: int) -> None:
    assert fetched(f"tftp://{HERE}:{tftp_port}/none") == TransferFailure("No such file or directory")


def test_tftp_is_cut_where_it_grows_too_large(tmp_path: Path, tftp_port: int) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(5_000))

    assert fetched(f"tftp://{HERE}:{tftp_port}/a.bin", 4_999) == TransferFailure("too large")
    assert fetched(f"tftp://{HERE}:{tftp_port}/a.bin", 5_000) == bytes(5_000)


def test_a_server_that_does_not_answer_times_out() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind((HERE, 0))

        assert fetched(f"tftp://{HERE}:{deaf.getsockname()[1]}/a") == TransferFailure("Timed out")


def test_http_reads_and_writes(tmp_path: Path, web_port: int) -> None:
    data = os.urandom(200_000)
    (tmp_path / "a.bin").write_bytes(data)
    (tmp_path / "secret").write_bytes(b"s")
    (tmp_path / "short").write_bytes(b"s")
    base = f"http://{HERE}:{web_port}"

    assert fetched(f"{base}/a.bin") == data
    assert fetched(f"{base}/none") == TransferFailure("No such file or directory")
    assert fetched(f"{base}/secret") == TransferFailure("Permission denied")
    assert fetched(f"http://admin:pw@{HERE}:{web_port}/secret") == b"s"
    assert fetched(f"{base}/short") == TransferFailure("I/O error")
    assert fetched(f"{base}/endless", 1 << 20) == TransferFailure("too large")
    assert stored(f"{base}/b.bin", data) == len(data)
    assert (tmp_path / "b.bin").read_bytes() == data


def test_a_refused_connection_is_told() -> None:
    port = closed_port()

    for scheme in ("http", "https", "ftp", "scp"):
        assert fetched(f"{scheme}://a:b@{HERE}:{port}/x") == TransferFailure("Connection refused")


def test_ftp_reads_and_writes(tmp_path: Path) -> None:
    from tests.serve.ftp_server import ftp_server

    data = os.urandom(100_000)
    (tmp_path / "a.bin").write_bytes(data)

    with ftp_server(tmp_path, "user", "pw") as port:
        assert fetched(f"ftp://user:pw@{HERE}:{port}/a.bin") == data
        assert fetched(f"ftp://user:pw@{HERE}:{port}/a.bin", 99_999) == TransferFailure("too large")
        assert fetched(f"ftp://user:pw@{HERE}:{port}/none") == TransferFailure("No such file or directory")
        assert fetched(f"ftp://user:no@{HERE}:{port}/a.bin") == TransferFailure("Incorrect Login/Password")
        assert stored(f"ftp://user:pw@{HERE}:{port}/b.bin", data) == len(data)
    assert (tmp_path / "b.bin").read_bytes() == data


def test_scp_reads_and_writes_with_another_device() -> None:
    data = os.urandom(100_000)

    async def story() -> None:
        async with served() as single:
            fetcher = Fetcher(Egress(), no_route_s=0.01)
            base = f"scp://admin:admin@{HERE}:{single.sockets.ssh.port}/"
            assert await fetcher.put(Put(base + "flash:a.bin", data), HERE) == len(data)
            assert await fetcher.fetch(Fetch(base + "flash:a.bin", 1 << 20), HERE) == data
            assert await fetcher.fetch(Fetch(base + "a.bin", 99), HERE) == TransferFailure("too large")
            assert await fetcher.fetch(Fetch(base + "none", 99), HERE) == TransferFailure("No such file or directory")
            wrong = base.replace("admin:admin", "admin:wrong")
            assert await fetcher.fetch(Fetch(wrong + "a", 99), HERE) == TransferFailure("Permission denied")
            fetcher.close()

    played(story)


@pytest.mark.parametrize("url", ["tftp://192.0.2.1/a", "http://example.com/a", "ftp://a:b@192.0.2.1/a", "scp://a@h/a"])
def test_what_may_not_leave_the_machine_times_out(url: str) -> None:
    assert fetched(url) == TransferFailure("Timed out")
    assert stored(url, b"x") == TransferFailure("Timed out")


def test_a_peer_stands_for_the_configured_server(tmp_path: Path, tftp_port: int) -> None:
    (tmp_path / "a").write_bytes(b"here")

    assert fetched("tftp://10.1.1.5/a", egress=Egress([parse_peer(f"10.1.1.5={HERE}:{tftp_port}")])) == b"here"


def test_urls_keep_their_credentials_and_path() -> None:
    remote = parse_url("ftp://user:p@ss@10.1.1.1:2121//abs/path")

    assert remote is not None
    assert (remote.user, remote.password, remote.host, remote.port, remote.path) == (
        "user", "p@ss", "10.1.1.1", 2121, "/abs/path",
    )  # fmt: skip
    assert parse_url("gopher://x/y") is None


def test_a_copy_on_the_device_waits_for_the_server_while_others_are_served(tmp_path: Path, tftp_port: int) -> None:
    (tmp_path / "a.txt").write_bytes(b"hello\n" * 200)

    async def story() -> None:
        async with served() as single, dial(single) as connection:
            screen = await shell(connection)
            await screen.until(b"Switch#")
            screen.type(b"copy tftp://%s:%d/a.txt flash:\r" % (HERE.encode(), tftp_port))
            await screen.until(b"Destination filename [a.txt]?")
            screen.type(b"\rmore flash:a.txt | count hello\r")  # typed while the transfer runs
            assert b"1200 bytes copied" in await screen.until(b"Number of lines which match regexp = 200")

    played(story)
