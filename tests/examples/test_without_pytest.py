"""A device in a script: it is there inside the `with` and gone after it."""

import socket

import iosim


def test_a_device_is_reachable_inside_its_block() -> None:
    with iosim.boot("CISCO881-K9", serial="SIM1234X0AB", licenses=["advipservices"]) as router:
        assert router.udi == "CISCO881-K9:SIM1234X0AB"
        with socket.create_connection((router.ssh.host, router.ssh.port)) as client:
            assert client.recv(4) == b"SSH-"
        assert "CISCO881-K9" in router.cli("show version")
