"""Datagrams: each device answers from its own address, and sends only where it may."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from iosim.outputs import Datagram
from iosim.serve.egress import Egress, parse_peer
from iosim.serve.listen import udp_socket
from iosim.serve.turn import Turn
from iosim.serve.udp import DatagramFace, Sender
from tests.serve.served import configured, served


def played(story: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asyncio.timeout(30):
            await story()

    asyncio.run(run())


class EchoDriver:
    """Stands for the driver of a device that answers with its name."""

    def __init__(self, name: str) -> None:
        self.device = SimpleNamespace(system=name, leaving=False)

    def question(self, answer: Any, data: bytes, peer: str, release: Any) -> None:
        release(answer(self.device.system, data, peer, 0))


def respond(system: Any, data: bytes, peer: str, now_ms: int) -> bytes | None:
    return None if data == b"silence" else f"{system} {data.decode()} {peer}".encode()


async def asked(target: tuple[str, int], data: bytes, source: str = "127.0.0.1") -> tuple[bytes, tuple[str, int]]:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setblocking(False)
        client.bind((source, 0))
        await loop.sock_sendto(client, data, target)
        return await asyncio.wait_for(loop.sock_recvfrom(client, 65_535), 2)


def test_a_wildcard_socket_answers_for_each_address_from_that_address() -> None:
    async def story() -> None:
        drivers = {"127.1.2.3": EchoDriver("a"), "127.9.8.7": EchoDriver("b")}
        sock = udp_socket("0.0.0.0", 0, "snmp")
        turn = Turn(asyncio.get_running_loop())
        face = DatagramFace(sock, lambda address, port: drivers.get(address), lambda: respond, turn)  # type: ignore[arg-type,return-value]
        for address, driver in drivers.items():
            reply, sender = await asked((address, face.port), b"get", "127.0.0.5")
            assert reply == f"{driver.device.system} get 127.0.0.5".encode()
            assert sender == (address, face.port)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asked(("127.5.5.5", face.port), b"get"), 0.2)
        drivers["127.1.2.3"].device.leaving = True
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asked(("127.1.2.3", face.port), b"get"), 0.2)
        face.close()

    played(story)


def test_datagrams_leave_from_the_devices_address_to_loopback_and_peers_only() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as collector:
            collector.setblocking(False)
            collector.bind(("127.0.0.1", 0))
            port = collector.getsockname()[1]
            sender = Sender(Egress([parse_peer(f"10.1.1.5=127.0.0.1:{port}")]))

            sender.send("127.0.0.77", Datagram("127.0.0.1", port, b"direct", "syslog"))
            sender.send("127.0.0.78", Datagram("10.1.1.5", 514, b"peer", "syslog"))
            sender.send("127.0.0.78", Datagram("192.0.2.1", 514, b"never", "syslog"))

            first, source_1 = await asyncio.wait_for(loop.sock_recvfrom(collector, 100), 2)
            second, source_2 = await asyncio.wait_for(loop.sock_recvfrom(collector, 100), 2)
            assert (first, source_1[0]) == (b"direct", "127.0.0.77")
            assert (second, source_2[0]) == (b"peer", "127.0.0.78")
            sender.close()

    played(story)


def test_a_device_sends_its_log_to_a_configured_host() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as collector:
            collector.setblocking(False)
            collector.bind(("127.0.0.1", 0))
            port = collector.getsockname()[1]
            async with served(host="127.0.0.44") as single:
                configured(single, f"logging host 127.0.0.1 transport udp port {port}\ninterface Vlan1\nshutdown")
                while True:
                    data, source = await asyncio.wait_for(loop.sock_recvfrom(collector, 2_000), 2)
                    assert source[0] == "127.0.0.44"
                    if b"%LINK-5-CHANGED: Interface Vlan1" in data:
                        break

    played(story)


def test_a_powered_off_device_answers_no_poll() -> None:
    get = bytes.fromhex("302602010104067075626c6963a019020101020100020100300e300c06082b060102010105000500")

    async def story() -> None:
        async with served() as single:
            reply, _ = await asked(("127.0.0.1", single.sockets.snmp_port), get)
            assert b"Switch" in reply
            single.driver.power_off()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asked(("127.0.0.1", single.sockets.snmp_port), get), 0.2)

    played(story)
