"""Ports: bound first, kept while the device is down, refused in words that help."""

import asyncio
import contextlib
import socket

import pytest

from iosim.serve.listen import Acceptor, PortUnavailable, TcpPort, reset, udp_socket
from iosim.serve.sockets import bind


def test_a_taken_port_is_refused_naming_port_and_flag() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortUnavailable) as refusal:
            bind(ssh=0, telnet=port)

    assert (refusal.value.port, refusal.value.flag) == (port, "telnet")
    assert str(port) in str(refusal.value)
    assert "--telnet" in str(refusal.value)


def test_a_taken_udp_port_is_refused_too() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))

        with pytest.raises(PortUnavailable) as refusal:
            udp_socket("127.0.0.1", other.getsockname()[1], "snmp")

    assert "--snmp" in str(refusal.value)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PortUnavailable) as refusal:
        bind("192.0.2.1")

    assert "192.0.2.1" in str(refusal.value)


def test_a_port_refuses_while_closed_and_is_the_same_when_it_opens_again() -> None:
    port = TcpPort("127.0.0.1", 0, "ssh")
    number = port.port
    for _ in range(3):
        port.refuse()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", number), 1)
        port.open()
        socket.create_connection(("127.0.0.1", number), 1).close()
    port.close()


def test_only_the_address_it_was_bound_to_answers() -> None:
    port = TcpPort("127.0.0.1", 0, "ssh")

    for address in ("127.0.0.2", _own_address()):
        with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
            socket.create_connection((address, port.port), 1)
    port.close()


def _own_address() -> str:
    """An address of this machine other than loopback, where it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # sends nothing: a route is only looked up
        return str(probe.getsockname()[0])
    return "127.0.0.3"


def test_callers_are_taken_while_open_and_may_be_reset() -> None:
    async def story() -> None:
        port = TcpPort("127.0.0.1", 0, "ssh")
        peers: list[str] = []

        def accepted(connection: socket.socket, peer: tuple[str, int]) -> None:
            peers.append(peer[0])
            reset(connection)

        acceptor = Acceptor(port, accepted)
        acceptor.open()
        with socket.socket() as caller:
            caller.setblocking(False)
            with pytest.raises(ConnectionResetError):
                await _first_octet(caller, port.port)
        acceptor.refuse()
        assert not acceptor.is_open
        port.close()
        assert peers == ["127.0.0.1"]

    asyncio.run(story())


async def _first_octet(caller: socket.socket, port: int) -> bytes:
    loop = asyncio.get_running_loop()
    await loop.sock_connect(caller, ("127.0.0.1", port))
    return await loop.sock_recv(caller, 1)
