"""SSH as clients of all kinds meet it."""

import asyncio
from typing import Any

import asyncssh
import pytest

from iosim.assembly import Order
from tests.serve.served import Line, changed, configured, dial, played, served, shell


def test_a_password_opens_a_shell_that_ends_with_exit() -> None:
    async def story() -> None:
        async with served() as single, dial(single) as connection:
            assert connection.get_extra_info("server_version") == "SSH-2.0-Cisco-1.25"
            screen = await shell(connection)
            assert (await screen.until(b"#")).endswith(b"\r\nSwitch#")

            screen.type(b"show privilege\r")
            assert (await screen.until(b"\r\nSwitch#")) == (
                b"show privilege\r\nCurrent privilege level is 15\r\nSwitch#"
            )
            screen.type(b"exit\r")
            await screen.ended()
            await asyncio.wait_for(connection.wait_closed(), 5)

            assert single.device.system is not None
            assert not single.device.system.lines

    played(story)


def test_one_command_is_run_and_the_connection_ended() -> None:
    async def story() -> None:
        async with served() as single, dial(single) as connection:
            done = await connection.run("show privilege", encoding=None)
            await asyncio.wait_for(connection.wait_closed(), 5)

            assert done.exit_status == 0
            assert done.stdout == b"\r\nCurrent privilege level is 15\r\n"

    played(story)


def test_keyboard_interactive_asks_one_question() -> None:
    asked: list[Any] = []

    class Client(asyncssh.SSHClient):
        def kbdint_auth_requested(self) -> str:
            return ""

        def kbdint_challenge_received(self, name: str, instructions: str, lang: str, prompts: Any) -> list[str]:
            asked.append(list(prompts))
            return ["admin"]

    async def story() -> None:
        async with (
            served() as single,
            dial(single, password=None, client_factory=Client, preferred_auth="keyboard-interactive"),
        ):
            assert asked == [[("Password: ", False)]]

    played(story)


def test_a_key_of_the_configuration_opens_a_session_of_its_user_alone() -> None:
    key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    pasted = key.export_public_key().decode().split()[1]
    lines = "\n".join(pasted[at : at + 72] for at in range(0, len(pasted), 72))

    async def story() -> None:
        async with served() as single:
            configured(single, f"ip ssh pubkey-chain\nusername admin\nkey-string\n{lines}\nexit\nexit\nexit")
            async with dial(single, password=None, client_keys=[key]) as connection:
                done = await connection.run("show privilege", encoding=None)
                assert done.stdout == b"\r\nCurrent privilege level is 15\r\n"

            for user, keys in (("operator", [key]), ("admin", [asyncssh.generate_private_key("ssh-rsa")])):
                with pytest.raises(asyncssh.PermissionDenied):
                    async with dial(single, user, None, client_keys=keys):
                        pass

    played(story)


def test_six_keys_of_an_agent_leave_the_password_its_tries() -> None:
    keys = [asyncssh.generate_private_key("ssh-ed25519") for _ in range(6)]

    async def story() -> None:
        async with served() as single, dial(single, client_keys=keys) as connection:
            assert connection.get_extra_info("username") == "admin"

    played(story)


def test_a_client_may_ask_for_the_service_again_between_key_and_password() -> None:
    """What paramiko does on one transport; the second request is only legal while nobody is in."""
    paramiko = pytest.importorskip("paramiko")

    async def story() -> None:
        async with served() as single:
            port = single.sockets.ssh.port

            def client() -> bool:
                transport = paramiko.Transport(("127.0.0.1", port))
                try:
                    transport.start_client(timeout=10)
                    with pytest.raises(paramiko.AuthenticationException):
                        transport.auth_publickey("admin", paramiko.ECDSAKey.generate())
                    transport.auth_password("admin", "admin")
                    return bool(transport.is_authenticated())
                finally:
                    transport.close()

            assert await asyncio.to_thread(client)

    played(story)


def test_three_wrong_passwords_end_the_connection_and_are_told() -> None:
    async def story() -> None:
        async with served() as single:
            configured(single, "login on-failure log")
            told: list[str] = []
            single.device.subscribe(lambda event: told.append(event.kind))
            tries: list[int] = []

            class Client(asyncssh.SSHClient):
                def password_auth_requested(self) -> str:
                    tries.append(1)
                    return "wrong"

            with pytest.raises(asyncssh.DisconnectError):
                async with dial(single, password=None, client_factory=Client, preferred_auth="password"):
                    pass

            assert told.count("login.failed") == 3
            await asyncio.sleep(0)
            assert single.device.system is not None
            assert not single.device.system.lines

    played(story)


def test_a_user_is_let_in_at_the_level_of_the_configuration() -> None:
    async def story() -> None:
        async with served() as single, dial(single, "operator", "operator") as connection:
            assert (await (await shell(connection)).until(b">")).endswith(b"Switch>")

    played(story)


def test_a_shell_without_a_terminal_answers_what_was_sent_at_once_and_ends_with_its_input() -> None:
    async def story() -> None:
        async with served() as single, dial(single) as connection:
            screen = await shell(connection, term_type=None)
            screen.type(b"show privilege\nshow clock\n")
            screen.process.stdin.write_eof()

            text = await screen.ended()

            assert text.count(b"Switch#") == 3
            assert b"Current privilege level is 15" in text
            assert b"UTC" in text

    played(story)


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (65535, 65535), (511, 1000)])
@pytest.mark.parametrize("term", ["vt100", "dumb", "network", ""])
def test_any_terminal_of_any_size_is_taken(size: tuple[int, int], term: str) -> None:
    async def story() -> None:
        async with served() as single, dial(single) as connection:
            screen = await shell(connection, term_type=term or "x", term_size=size)
            await screen.until(b"Switch#")
            screen.process.change_terminal_size(132, 50)
            screen.type(b"show privilege\r")
            await screen.until(b"\r\nSwitch#")

    played(story)


@pytest.mark.parametrize(
    "algorithms",
    [
        {"kex_algs": ["diffie-hellman-group14-sha1"], "server_host_key_algs": ["ssh-rsa"],
         "encryption_algs": ["aes128-cbc"], "mac_algs": ["hmac-sha1"]},
        {"kex_algs": ["diffie-hellman-group1-sha1"], "server_host_key_algs": ["ssh-rsa"],
         "encryption_algs": ["3des-cbc"], "mac_algs": ["hmac-md5"]},
        {"kex_algs": ["curve25519-sha256"], "server_host_key_algs": ["rsa-sha2-512"]},
        {"kex_algs": ["ecdh-sha2-nistp256"], "server_host_key_algs": ["ssh-ed25519"],
         "encryption_algs": ["aes256-gcm@openssh.com"]},
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields")  # the client's own
def test_old_and_new_algorithms_work(algorithms: dict[str, list[str]]) -> None:
    async def story() -> None:
        async with served() as single, dial(single, **algorithms) as connection:
            assert (await connection.run("show privilege")).exit_status == 0

    played(story)


def test_host_keys_are_the_same_on_every_run_and_named_in_known_hosts() -> None:
    async def story() -> None:
        seen = []
        for _ in range(2):
            async with served() as single:
                (line,) = single.known_hosts
                async with dial(single, known_hosts=asyncssh.import_known_hosts(line)) as connection:
                    seen.append(connection.get_server_host_key().public_data)
                async with dial(single, server_host_key_algs=["rsa-sha2-256"]) as connection:
                    seen.append(connection.get_server_host_key().public_data)
        assert seen[:2] == seen[2:]
        assert seen[0] != seen[1]

    played(story)


def test_sftp_forwarding_and_a_second_session_are_refused() -> None:
    async def story() -> None:
        async with served() as single:
            async with dial(single) as connection:
                with pytest.raises(asyncssh.ChannelOpenError):
                    await connection.start_sftp_client()
            async with dial(single) as connection:
                await shell(connection)
                with pytest.raises(asyncssh.ChannelOpenError):
                    await connection.create_process()
                with pytest.raises(asyncssh.ChannelOpenError):
                    await connection.open_connection("127.0.0.1", 1)

    played(story)


def test_the_seventeenth_caller_is_reset_and_the_next_one_served_when_a_line_is_free() -> None:
    async def story() -> None:
        async with served() as single:
            held = [await dial(single) for _ in range(16)]

            with pytest.raises((OSError, asyncssh.Error)):
                await dial(single)
            left = asyncio.Event()
            single.device.subscribe(lambda event: left.set() if event.kind == "login.logout" else None)
            held.pop().close()
            await asyncio.wait_for(left.wait(), 5)
            held.append(await dial(single))

            for connection in held:
                connection.close()
                await connection.wait_closed()

    played(story)


def test_access_class_keeps_an_address_out() -> None:
    async def story() -> None:
        async with served() as single:
            configured(single, "access-list 9 permit 10.0.0.0 0.255.255.255\nline vty 0 15\naccess-class 9 in")

            line = await _dialled(single.sockets.host, single.sockets.ssh.port)

            assert line == b"<reset>"

    played(story)


async def _dialled(host: str, port: int) -> bytes:
    try:
        line = await Line.dial(host, port)
    except ConnectionResetError:
        return b"<reset>"
    try:
        return await line.ended()
    finally:
        await line.close()


@pytest.mark.parametrize(
    ("closed_by", "service"),
    [
        ("line vty 0 15\ntransport input telnet", "ssh"),
        ("line vty 0 15\ntransport input ssh", "telnet"),
        ("line vty 0 15\ntransport input none", "telnet"),
        ("crypto key zeroize rsa", "ssh"),
    ],
)
def test_what_closes_a_service_on_a_device_closes_it_here_at_once(closed_by: str, service: str) -> None:
    async def story() -> None:
        async with served() as single:
            assert single.is_open(service)

            configured(single, closed_by, "yes")

            assert not single.is_open(service)
            port = getattr(single.sockets, service).port
            with pytest.raises(ConnectionRefusedError):
                await Line.dial("127.0.0.1", port)

    played(story)


def test_a_device_that_is_off_refuses_and_answers_again_when_it_is_on() -> None:
    async def story() -> None:
        async with served(on=False) as single:
            with pytest.raises(ConnectionRefusedError):
                await dial(single)
            single.power_on(at_once=True)
            async with dial(single):
                pass

    played(story)


def test_a_reload_says_so_then_hangs_up_refuses_and_comes_back() -> None:
    async def story() -> None:
        async with served(boot_time_s=0.2) as single:
            async with dial(single) as connection:
                screen = await shell(connection)
                await screen.until(b"Switch#")
                screen.type(b"reload\r")
                await screen.until(b"Proceed with reload? [confirm]")
                began_s = asyncio.get_running_loop().time()
                screen.type(b"\r")
                await screen.ended()
                await asyncio.wait_for(connection.wait_closed(), 5)
                hung_up_s = asyncio.get_running_loop().time() - began_s
            assert 0.8 < hung_up_s < 2.5
            with pytest.raises(ConnectionRefusedError):
                await dial(single)
            await changed(single, lambda: single.is_open("ssh"))
            async with dial(single):
                pass

    played(story)


def test_a_power_cut_sends_nothing_and_the_peer_is_reset_when_power_is_back() -> None:
    async def story() -> None:
        async with served() as single, dial(single) as connection:
            screen = await shell(connection)
            await screen.until(b"Switch#")

            single.driver.power_off()
            screen.type(b"show clock\r")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(screen.process.stdout.read(1), 0.3)
            single.power_on(at_once=True)

            with pytest.raises((asyncssh.ConnectionLost, OSError)):
                await asyncio.wait_for(screen.process.stdout.read(1), 5)

    played(story)


def test_no_crypto_image_means_no_ssh() -> None:
    async def story() -> None:
        async with served(Order(image="c3750e-universal-mz.122-35.SE5")) as single:
            assert not single.is_open("ssh")
            assert single.is_open("telnet")

    played(story)


def test_a_pasted_configuration_and_a_long_screen_hold_up_nobody_else() -> None:
    async def story() -> None:
        async with served() as single, dial(single) as busy, dial(single) as other:
            screen, quick = await shell(busy, term_size=(80, 0)), await shell(other)
            await screen.until(b"Switch#")
            await quick.until(b"Switch#")
            lines = b"".join(
                b"access-list 1%02d permit ip any host 10.0.0.%d\r" % (n % 90, n % 250) for n in range(2000)
            )
            screen.type(b"configure terminal\r" + lines + b"end\rterminal length 0\rshow running-config\r")
            loop = asyncio.get_running_loop()

            waits = []
            for _ in range(20):
                began_s = loop.time()
                quick.type(b"show privilege\r")
                await quick.until(b"\r\nSwitch#")
                waits.append(loop.time() - began_s)

            assert sorted(waits)[10] < 0.25
            text = await screen.until(b"\r\nend\r\n")
            assert text.count(b"access-list 1") >= 2000

    played(story)


def test_the_connection_is_told_in_the_log_where_that_was_asked_for() -> None:
    async def story() -> None:
        async with served() as single:
            configured(single, "ip ssh logging events")
            told: list[tuple[str, object]] = []
            single.device.subscribe(lambda event: told.append((event.kind, event.facts.get("cipher"))))
            async with dial(single, encryption_algs=["aes256-ctr"], mac_algs=["hmac-sha1"]) as connection:
                log = await connection.run("show logging | include SSH2")

            assert [row for row in told if row[0].startswith("ssh")][:2] == [
                ("ssh.session", "aes256-ctr"),
                ("ssh.userauth", "aes256-ctr"),
            ]
            lines = log.stdout.splitlines()
            assert lines[1].endswith(
                "%SSH-5-SSH2_SESSION: SSH2 Session request from 127.0.0.1 (tty = 0) "
                "using crypto cipher 'aes256-ctr', hmac 'hmac-sha1' Succeeded"
            )
            assert lines[2].endswith(
                "%SSH-5-SSH2_USERAUTH: User 'admin' authentication for SSH2 Session from 127.0.0.1 (tty = 0) "
                "using crypto cipher 'aes256-ctr', hmac 'hmac-sha1' Succeeded"
            )

    played(story)


def test_a_login_banner_is_shown_before_the_login() -> None:
    shown: list[str] = []

    class Client(asyncssh.SSHClient):
        def auth_banner_received(self, msg: str, lang: str) -> None:
            shown.append(msg)

    async def story() -> None:
        async with served() as single:
            configured(single, "banner login ^Keep out^")
            async with dial(single, client_factory=Client):
                pass
            assert "Keep out" in shown[0]

    played(story)


def test_a_mistake_of_ours_ends_one_session_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with served() as single, dial(single) as first, dial(single) as second:
            broken, whole = await shell(first), await shell(second)
            await broken.until(b"Switch#")
            await whole.until(b"Switch#")
            assert single.device.system is not None
            line = min(single.device.system.lines)
            seat: Any = single.driver.seats[line]
            seat._terminal = Broken()

            broken.type(b"x")
            await broken.ended()
            whole.type(b"show privilege\r")
            await whole.until(b"\r\nSwitch#")

    played(story)

    assert "a session failed and was ended" in caplog.text


class Broken:
    """A terminal that does what none may do."""

    idle_limit_ms = None

    def receive(self, data: bytes, now_ms: int) -> Any:
        raise ZeroDivisionError

    def close(self, now_ms: int) -> None:
        """Nothing to leave."""
