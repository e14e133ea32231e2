"""OpenSSH's ssh and scp, and its agent."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.clients.served import Served

QUIET = (
    "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-F", "/dev/null",
)  # fmt: skip


@pytest.fixture
def password(tmp_path: Path) -> dict[str, str]:
    """An environment in which ssh reads the password `admin` from a program."""
    program = tmp_path / "askpass"
    program.write_text("#!/bin/sh\necho admin\n")
    program.chmod(0o700)
    environment = {key: value for key, value in os.environ.items() if key != "SSH_AUTH_SOCK"}
    return {**environment, "SSH_ASKPASS": str(program), "SSH_ASKPASS_REQUIRE": "force", "HOME": str(tmp_path)}


@pytest.fixture
def agent(tmp_path: Path, password: dict[str, str]) -> Iterator[dict[str, str]]:
    """The same with an agent that holds six keys the device does not know."""
    socket = tmp_path / "agent"
    daemon = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    environment = {**password, "SSH_AUTH_SOCK": str(socket)}
    while not socket.exists():
        assert daemon.poll() is None
    for number in range(6):
        key = tmp_path / f"key{number}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        subprocess.run(["ssh-add", "-q", str(key)], check=True, env=environment)
    yield environment
    daemon.terminate()
    daemon.wait()


def ssh(
    device: Served, environment: Mapping[str, str], *words: str, typed: str = ""
) -> "subprocess.CompletedProcess[str]":
    command = ["ssh", *QUIET, "-p", str(device.ssh_port), *words[:-1], f"admin@{device.host}", *words[-1:]]
    return subprocess.run(
        command, env=environment, input=typed, capture_output=True, text=True, timeout=30, check=False
    )


def scp(environment: Mapping[str, str], device: Served, *words: str) -> "subprocess.CompletedProcess[str]":
    command = ["scp", "-O", *QUIET, "-P", str(device.ssh_port), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_one_command_and_the_device_hangs_up(device: Served, password: dict[str, str]) -> None:
    done = ssh(device, password, "show version")

    assert "Cisco IOS Software" in done.stdout
    assert done.returncode == 0


def test_lines_on_standard_input_are_carried_out(device: Served, password: dict[str, str]) -> None:
    command = ["ssh", *QUIET, "-tt", "-p", str(device.ssh_port), f"admin@{device.host}"]
    typed = "terminal length 0\nshow privilege\nexit\n"
    done = subprocess.run(command, env=password, input=typed, capture_output=True, text=True, timeout=30, check=False)

    assert "Current privilege level is 15" in done.stdout


def test_six_wrong_keys_of_an_agent_leave_room_for_the_password(device: Served, agent: dict[str, str]) -> None:
    done = ssh(device, agent, "show privilege")

    assert "Current privilege level is 15" in done.stdout


def test_a_file_goes_to_flash_and_comes_back(device: Served, password: dict[str, str], tmp_path: Path) -> None:
    source, back = tmp_path / "x.txt", tmp_path / "y.txt"
    source.write_bytes(os.urandom(200_000))

    put = scp(password, device, str(source), f"admin@{device.host}:flash:x.txt")
    got = scp(password, device, f"admin@{device.host}:flash:/x.txt", str(back))

    assert put.returncode == 0, put.stderr
    assert got.returncode == 0, got.stderr
    assert back.read_bytes() == source.read_bytes()


def test_the_configurations_come_by_their_names(device: Served, password: dict[str, str], tmp_path: Path) -> None:
    for place in ("nvram:startup-config", "system:running-config"):
        back = tmp_path / "config"
        got = scp(password, device, f"admin@{device.host}:{place}", str(back))

        assert got.returncode == 0, got.stderr
        assert b"username admin" in back.read_bytes()


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../etc/passwd", "flash:../../etc/passwd", "nvram:../x"])
def test_no_path_leaves_the_device(switch: Served, password: dict[str, str], tmp_path: Path, path: str) -> None:
    got = scp(password, switch, f"admin@{switch.host}:{path}", str(tmp_path / "stolen"))

    assert got.returncode != 0
    assert "No such file or directory" in got.stderr
    assert not (tmp_path / "stolen").exists()


def test_sftp_is_refused_as_on_the_device(switch: Served, password: dict[str, str], tmp_path: Path) -> None:
    command = ["scp", "-s", *QUIET, "-P", str(switch.ssh_port), f"admin@{switch.host}:flash:x", str(tmp_path / "x")]
    done = subprocess.run(command, env=password, capture_output=True, text=True, timeout=30, check=False)

    assert done.returncode != 0
