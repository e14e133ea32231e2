"""Nothing leaves the machine unasked, and what would have is named once."""

import logging
from ipaddress import IPv4Network

import pytest

from iosim.errors import UsageError
from iosim.serve.egress import Egress, Peer, parse_network, parse_peer


def test_loopback_is_reached_as_it_is() -> None:
    assert Egress().route("127.0.0.5", 514, "syslog") == ("127.0.0.5", 514)
    assert Egress().route("localhost", 69, "tftp") == ("127.0.0.1", 69)


@pytest.mark.parametrize("host", ["192.0.2.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "example.com", ""])
def test_anything_else_goes_nowhere_and_is_named_once(host: str, caplog: pytest.LogCaptureFixture) -> None:
    egress = Egress()

    with caplog.at_level(logging.WARNING):
        assert egress.route(host, 162, "trap") is None
        assert egress.route(host, 162, "trap") is None

    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"trap to {host}:162 was not sent: packets go to loopback only; ")
    assert f"--peer {host}=127.0.0.1:PORT" in line


def test_a_peer_stands_for_a_host_and_the_one_with_a_port_goes_first() -> None:
    egress = Egress([parse_peer("10.1.1.5=127.0.0.1:5000"), parse_peer("10.1.1.5:69=127.0.0.1:6969")])

    assert egress.route("10.1.1.5", 69, "tftp") == ("127.0.0.1", 6969)
    assert egress.route("10.1.1.5", 514, "syslog") == ("127.0.0.1", 5000)
    assert egress.route("10.1.1.6", 514, "syslog") is None


def test_a_network_that_was_allowed_is_reached() -> None:
    egress = Egress(allowed=[parse_network("192.0.2.0/24")])

    assert egress.route("192.0.2.77", 162, "trap") == ("192.0.2.77", 162)
    assert egress.route("192.0.3.77", 162, "trap") is None
    assert parse_network("192.0.2.9/24") == IPv4Network("192.0.2.0/24")


def test_peers_are_read_from_text() -> None:
    assert parse_peer("collector:514=localhost:5514") == Peer("collector", 514, ("127.0.0.1", 5514))


@pytest.mark.parametrize(
    "text",
    ["", "10.1.1.5", "10.1.1.5=127.0.0.1", "10.1.1.5:x=127.0.0.1:5", "=127.0.0.1:5", "a=192.0.2.1:5", "a=127.0.0.1:0"],
)
def test_a_peer_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_peer(text)


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError):
        parse_network("192.0.2.0/40")
