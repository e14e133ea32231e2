"""Copies and licence installs from real TFTP, HTTP and FTP servers, typed through netmiko."""

import functools
import http.server
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clients.served import Served, iosim

netmiko = pytest.importorskip("netmiko")
HOST = "127.0.0.1"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the name it has in the library)
        pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the servers offer."""
    place = tmp_path / "served"
    place.mkdir()
    (place / "text").write_bytes(b"a line of text\n" * 5000)
    return place


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer((HOST, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{HOST}:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@contextmanager
def tftp_server(folder: Path) -> Iterator[str]:
    tftpy = pytest.importorskip("tftpy")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    server = tftpy.TftpServer(str(folder))
    thread = threading.Thread(target=server.listen, args=(HOST, port, 2))
    thread.start()
    server.is_running.wait(10)
    yield f"tftp://{HOST}:{port}"
    server.stop(now=False)
    thread.join()


@contextmanager
def ftp_server(folder: Path) -> Iterator[str]:
    authorizers = pytest.importorskip("pyftpdlib.authorizers")
    handlers = pytest.importorskip("pyftpdlib.handlers")
    servers = pytest.importorskip("pyftpdlib.servers")
    authorizer = authorizers.DummyAuthorizer()
    authorizer.add_user("me", "secret", str(folder), perm="elradfmw")
    handler = type("Handler", (handlers.FTPHandler,), {"authorizer": authorizer})
    server = servers.ThreadedFTPServer((HOST, 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"handle_exit": False})
    thread.start()
    yield f"ftp://me:secret@{HOST}:{server.address[1]}"
    server.close_all()
    thread.join()


SERVERS = {"tftp": tftp_server, "http": web_server, "ftp": ftp_server}


@pytest.fixture(params=sorted(SERVERS))
def server(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The beginning of a URL of each kind of server in turn."""
    with SERVERS[request.param](folder) as url:
        yield url


def copied(device: Served, command: str) -> str:
    """What `copy` prints, every question answered with RETURN."""
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        session.send_config_set(["file prompt quiet"])
        return str(session.send_command(command, read_timeout=60))


def test_a_file_is_fetched_whole(device: Served, server: str, folder: Path) -> None:
    screen = copied(device, f"copy {server}/text flash:fetched")

    with netmiko.ConnectHandler(**device.netmiko()) as session:
        shown = session.send_command("more flash:fetched", read_timeout=60)
    assert "75000 bytes copied in " in screen
    assert "secret" not in screen
    assert shown.count("a line of text") == 5000


def test_what_is_not_there_is_said_in_the_words_of_the_device(device: Served, server: str) -> None:
    screen = copied(device, f"copy {server}/nothing flash:nothing")

    assert "%Error opening " in screen
    assert "(No such file or directory)" in screen


@pytest.mark.parametrize("kind", ["tftp", "ftp"])
def test_the_configuration_is_sent(device: Served, folder: Path, kind: str) -> None:
    with SERVERS[kind](folder) as url:
        screen = copied(device, f"copy startup-config {url}/sent.cfg")

    assert "bytes copied in " in screen
    assert b"username admin" in (folder / "sent.cfg").read_bytes()


@pytest.mark.parametrize("kind", sorted(SERVERS))
def test_a_licence_is_installed_from_a_server(switch: Served, folder: Path, kind: str) -> None:
    file = folder / "level.lic"
    iosim("license", "issue", "--udi", switch.ready["udi"], "--feature", "ipservices", "-o", str(file))

    with SERVERS[kind](folder) as url, netmiko.ConnectHandler(**switch.netmiko()) as session:
        screen = session.send_command(f"license install {url}/level.lic", read_timeout=60)

    assert "1/1 licenses were successfully installed" in screen or "1/1 licenses were existing licenses" in screen


def test_a_host_beyond_the_machine_times_out(switch: Served) -> None:
    assert "%Error opening tftp://192.0.2.1/x (Timed out)" in copied(switch, "copy tftp://192.0.2.1/x flash:x")
