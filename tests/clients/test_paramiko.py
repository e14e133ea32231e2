"""paramiko, which tries a key before the password on one transport."""

import pytest

from tests.clients.served import Served

paramiko = pytest.importorskip("paramiko")


def connected(device: Served, **more: object) -> "paramiko.SSHClient":
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(device.host, device.ssh_port, "admin", look_for_keys=False, allow_agent=False, timeout=20, **more)
    return client


def test_a_wrong_key_and_then_the_right_password_get_in(device: Served) -> None:
    key = paramiko.RSAKey.generate(2048)

    with connected(device, pkey=key, password="admin") as client:
        _, output, _ = client.exec_command("show privilege")

        assert b"Current privilege level is 15" in output.read()
        assert output.channel.recv_exit_status() == 0


def test_a_wrong_password_is_refused(device: Served) -> None:
    with pytest.raises(paramiko.AuthenticationException):
        connected(device, password="wrong")


def test_ten_sessions_at_once(switch: Served) -> None:
    clients = [connected(switch, password="admin") for _ in range(10)]
    shells = [client.invoke_shell() for client in clients]
    try:
        for shell in shells:
            seen = b""
            while not seen.endswith(b"#"):
                seen += shell.recv(4096)
    finally:
        for client in clients:
            client.close()
