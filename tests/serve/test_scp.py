"""SCP in both directions, by what the protocol says and by OpenSSH."""

import asyncio
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from iosim.serve.scp import ScpRequest, parse_request
from iosim.serve.single import SingleDevice
from tests.serve.served import configured, dial, played, served


@pytest.mark.parametrize(
    ("command", "request_"),
    [
        ("scp -t flash:/a", ScpRequest(True, "flash:/a", False, False)),
        ("scp -v -t flash:a", ScpRequest(True, "flash:a", False, False)),
        ("scp -vpf nvram:startup-config", ScpRequest(False, "nvram:startup-config", False, True)),
        ("scp -p -d -t -- flash:", ScpRequest(True, "flash:", True, True)),
        ("scp -t", None),
        ("scp -t -f a", None),
        ("show version", None),
        ("", None),
    ],
)
def test_requests_are_read_in_every_spelling(command: str, request_: ScpRequest | None) -> None:
    assert parse_request(command) == request_


class Peer:
    """The client's end of one scp command."""

    def __init__(self, process: Any) -> None:
        self.process = process

    async def octets(self, count: int) -> bytes:
        async with asyncio.timeout(10):
            return await self.process.stdout.readexactly(count)  # type: ignore[no-any-return]

    async def line(self) -> bytes:
        async with asyncio.timeout(10):
            return await self.process.stdout.readline()  # type: ignore[no-any-return]

    def send(self, data: bytes) -> None:
        self.process.stdin.write(data)


async def peer(connection: Any, command: str) -> Peer:
    return Peer(await connection.create_process(command, encoding=None))


async def put(single: SingleDevice, path: str, data: bytes, name: bytes = b"x") -> bytes:
    """Send a file; the device's answers."""
    async with dial(single) as connection:
        client = await peer(connection, f"scp -t {path}")
        answer = await client.octets(1)
        if answer != b"\0":
            return answer + await client.line()
        client.send(b"C0644 %d %s\n" % (len(data), name))
        answer = await client.octets(1)
        if answer != b"\0":
            return answer + await client.line()
        client.send(data + b"\0")
        answer = await client.octets(1)
        client.process.stdin.write_eof()
        return answer if answer == b"\0" else answer + await client.line()


async def get(single: SingleDevice, path: str, user: str = "admin") -> bytes:
    """Fetch a file, or the refusal."""
    async with dial(single, user, user) as connection:
        client = await peer(connection, f"scp -f {path}")
        client.send(b"\0")
        head = await client.line()
        if head[:1] != b"C":
            return head
        client.send(b"\0")
        data = await client.octets(int(head.split()[1]))
        assert await client.octets(1) == b"\0"
        client.send(b"\0")
        return data


def test_a_file_goes_there_and_comes_back() -> None:
    data = os.urandom(300_000)

    async def story() -> None:
        async with served() as single:
            assert await put(single, "flash:/dir.bin", data) == b"\0"
            assert await get(single, "flash:dir.bin") == data
            assert await get(single, "dir.bin") == data
            assert await put(single, "flash:", b"abc", b"named.txt") == b"\0"
            assert await get(single, "flash:named.txt") == b"abc"
            assert (await get(single, "system:running-config")).rstrip().endswith(b"end")
            assert await put(single, "nvram:startup-config", b"hostname Saved\nend\n") == b"\0"
            assert await get(single, "nvram:startup-config") == b"hostname Saved\nend\n"

    played(story)


def test_the_bare_name_of_the_startup_configuration_means_it_and_no_file_in_flash() -> None:
    async def story() -> None:
        async with served() as single:
            assert await put(single, "startup-config", b"hostname Saved\nend\n") == b"\0"
            assert await get(single, "nvram:startup-config") == b"hostname Saved\nend\n"
            assert b"No such file" in await get(single, "flash:startup-config")

    played(story)


def test_a_file_sent_to_the_running_configuration_is_merged_into_it() -> None:
    async def story() -> None:
        async with served() as single:
            assert await put(single, "system:running-config", b"hostname Merged\n") == b"\0"
            assert single.device.system is not None
            assert single.device.system.hostname == "Merged"
            assert await put(single, "running-config", b"hostname Again\n") == b"\0"
            assert single.device.system.hostname == "Again"
            assert b"hostname Again" in await get(single, "running-config")

    played(story)


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "flash:/../../../../etc/passwd", "../../etc/passwd", "file:/etc/passwd", "flash:/etc//passwd"],
)
def test_no_path_leaves_the_device(path: str) -> None:
    async def story() -> None:
        async with served() as single:
            assert (await get(single, path))[:1] == b"\1"
            assert (await put(single, path, b"x"))[:1] == b"\1"

    played(story)


def test_names_that_climb_are_refused() -> None:
    async def story() -> None:
        async with served() as single:
            for name in (b"../x", b"..", b"a/b", b""):
                assert (await put(single, "flash:", b"data", name))[:1] == b"\1"

    played(story)


def test_who_may_not_is_told_so() -> None:
    async def story() -> None:
        async with served() as single:
            assert await get(single, "flash:x", "operator") == b"\2Privilege denied.\n"
            configured(single, "no ip scp server enable")
            assert await get(single, "flash:x") == b"\2Administratively disabled.\n"

    played(story)


def test_a_file_that_does_not_fit_is_refused_before_its_first_octet() -> None:
    async def story() -> None:
        async with served() as single, dial(single) as connection:
            client = await peer(connection, "scp -t flash:big")
            assert await client.octets(1) == b"\0"
            client.send(b"C0644 999999999999 big\n")
            assert await client.line() == b"\1%Error copying flash:/big (Not enough space on device)\n"

    played(story)


def test_a_client_that_stops_in_the_middle_leaves_nothing() -> None:
    async def story() -> None:
        async with served() as single:
            async with dial(single) as connection:
                client = await peer(connection, "scp -t flash:part")
                assert await client.octets(1) == b"\0"
                client.send(b"C0644 1000 part\n")
                assert await client.octets(1) == b"\0"
                client.send(b"x" * 500)
            assert (await get(single, "flash:part"))[:1] == b"\1"

    played(story)


def test_a_line_without_end_is_cut_off() -> None:
    async def story() -> None:
        async with served() as single, dial(single) as connection:
            client = await peer(connection, "scp -t flash:x")
            assert await client.octets(1) == b"\0"
            client.send(b"C" * 100_000)
            async with asyncio.timeout(10):
                await client.process.wait_closed()

    played(story)


@pytest.mark.skipif(shutil.which("scp") is None, reason="needs OpenSSH's scp")
def test_openssh_copies_both_ways(tmp_path: Path) -> None:
    sent = tmp_path / "sent.bin"
    sent.write_bytes(os.urandom(200_000))
    askpass = tmp_path / "askpass"
    askpass.write_text("#!/bin/sh\necho admin\n")
    askpass.chmod(0o700)

    async def story() -> None:
        async with served() as single:

            async def scp(*arguments: str) -> int:
                options = ("-F", "none", "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={tmp_path}/known")
                process = await asyncio.create_subprocess_exec(
                    "scp", "-O", "-q", "-p", *options, "-P", str(single.sockets.ssh.port), *arguments,
                    env={**os.environ, "SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0"},
                )  # fmt: skip
                async with asyncio.timeout(20):
                    return await process.wait()

            assert await scp(str(sent), "admin@127.0.0.1:flash:/sent.bin") == 0
            assert await scp("admin@127.0.0.1:flash:/sent.bin", str(tmp_path / "back.bin")) == 0
            assert await scp("admin@127.0.0.1:system:running-config", str(tmp_path / "running")) == 0
            assert await scp("admin@127.0.0.1:flash:/none", str(tmp_path / "none")) != 0

    played(story)

    digests = {hashlib.sha256(path.read_bytes()).digest() for path in (sent, tmp_path / "back.bin")}
    assert len(digests) == 1
    assert b"hostname" in (tmp_path / "running").read_bytes()
