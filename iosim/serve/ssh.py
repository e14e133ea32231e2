"""
The SSH server of a device: an asyncssh connection with the manners of IOS.

Imported late, and only where SSH is served: asyncssh takes longer to import than the rest of a start.
One connection is one caller: it takes a vty when it is accepted, logs in, opens one session (a shell, one
command, or scp), and the connection ends with that session.
"""

import asyncio
import socket
import warnings
from base64 import b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import asyncssh
from asyncssh.constants import MSG_KEXINIT, MSG_SERVICE_REQUEST
from asyncssh.packet import SSHPacket

from iosim.aaa import Verdict, attempt, key_attempt
from iosim.config import read
from iosim.config.private import FACTORY_BITS, KeyPair
from iosim.config.public_key import knows_key
from iosim.grammar.dialogue import Job
from iosim.serve.listen import reset
from iosim.serve.passwords import Passwords
from iosim.serve.ssh_keys import HostKeys, PromisedRsa, host_keys
from iosim.serve.ssh_session import Channel, MakeSeat

if TYPE_CHECKING:
    from iosim.serve.driver import Driver
    from iosim.system.lines import Line

SERVER_VERSION = "Cisco-1.25"  # asyncssh writes SSH-2.0- before it
SSH_PORT = 22  # the device's own idea of its port, whatever the tester's is

# Offered besides what asyncssh offers by default, for clients as old as the device.
_LEGACY_KEX = "+diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1,diffie-hellman-group1-sha1"
_LEGACY_CIPHERS = "+aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc"
_LEGACY_MACS = "+hmac-sha1,hmac-sha1-96,hmac-md5,hmac-md5-96"


class Connection(asyncssh.SSHServerConnection):
    """
    An SSH connection that may ask for the authentication service again, and whose RSA key may still have to be made.

    paramiko asks again when it tries a password after a key on one transport, and devices let it; a stock asyncssh
    server ends the connection there.
    """

    def _process_service_request(self, pkttype: int, pktid: int, packet: Any) -> None:
        if self._auth_in_progress and not self._auth_complete and self._next_service is None:
            self._next_service = b"ssh-userauth"
        super()._process_service_request(pkttype, pktid, packet)

    async def _process_kexinit(self, pkttype: int, pktid: int, packet: Any) -> None:
        ahead = SSHPacket(packet.get_full_payload())
        ahead.get_bytes(1 + 16)  # message number and cookie
        exchange = next((name for name in ahead.get_namelist() if name in self._kex_algs), b"")
        host_key = next((name for name in ahead.get_namelist() if name in self._server_host_keys), None)
        if exchange.startswith(b"diffie-hellman"):
            _quiet_about_old_exchanges()
        pair = self._server_host_keys.get(host_key) if host_key is not None else None
        if isinstance(pair, PromisedRsa):
            await pair.make()
        await super()._process_kexinit(pkttype, pktid, packet)

    async def reload_config(self) -> None:
        """No file says more about a user once the name is known; reading none costs a millisecond a login."""

    _packet_handlers = {  # noqa: RUF012  (asyncssh finds handlers in this table, by the function)
        **asyncssh.SSHServerConnection._packet_handlers,
        MSG_SERVICE_REQUEST: _process_service_request,
        MSG_KEXINIT: _process_kexinit,
    }


def _quiet_about_old_exchanges() -> None:
    """
    A client as old as the device is no reason to warn whoever runs it.

    Set before such an exchange and not once: whoever runs tests may have put filters of their own in front, and
    a warning turned into an error would end the connection.
    """
    warnings.filterwarnings("ignore", message="Diffie-Hellman over finite fields", module=r"asyncssh\.crypto\.dh")


class SshFace:
    """Takes SSH callers of one device to its vtys."""

    def __init__(self, driver: "Driver", make_seat: MakeSeat, passwords: Passwords) -> None:
        """
        Args:
            driver: of the device.
            make_seat: seats a user who logged in at a terminal.
            passwords: what this process knows to be right.
        """
        self.driver = driver
        self.make_seat = make_seat
        self.passwords = passwords
        self._loop = asyncio.get_running_loop()
        self._callers: set[asyncio.Task[None]] = set()
        self._pair = KeyPair(FACTORY_BITS)  # the one the keys were made for
        self._made: tuple[asyncssh.SSHServerConnectionOptions, HostKeys] | None = None

    @property
    def keys(self) -> HostKeys:
        """The host keys by algorithm."""
        return self._prepared()[1]

    def _prepared(self) -> tuple[asyncssh.SSHServerConnectionOptions, HostKeys]:
        """What all connections share, made for the first, and anew for the first after `crypto key generate`."""
        system = self.driver.device.system
        pair = (read.key_pair(system.config) if system is not None else None) or self._pair
        if self._made is None or pair != self._pair:
            chassis = self.driver.device.chassis
            keys = host_keys(str(chassis.udi), chassis.seed, pair.bits, pair.generation)
            self._pair = pair
            self._made = _options(self._loop, keys), keys
        return self._made

    def known_hosts_line(self, host: str, port: int) -> str:
        """The Ed25519 key as a line of a known_hosts file."""
        where = host if port == SSH_PORT else f"[{host}]:{port}"
        data = b64encode(self.keys[b"ssh-ed25519"].public_data).decode()
        return f"{where} ssh-ed25519 {data}"

    def accepted(self, connection: socket.socket, peer: tuple[str, int]) -> None:
        """A caller dialled; without a free line that takes SSH from there the call is reset."""

        def act(now_ms: int) -> "Line | None":
            system = self.driver.device.system
            return None if system is None else system.open_line("ssh", peer[0], now_ms)

        def release(line: "Line | None") -> None:
            if line is None:
                reset(connection)
                return
            task = self._loop.create_task(self._serve(connection, line))
            self._callers.add(task)
            task.add_done_callback(self._callers.discard)

        self.driver.call(act, release)

    async def _serve(self, connection: socket.socket, line: "Line") -> None:
        caller = Caller(self, line)

        def made() -> Connection:
            made = Connection(self._loop, self._prepared()[0])
            made._protocol_factory = lambda: caller
            return made

        try:
            await self._loop.connect_accepted_socket(made, connection)
        except OSError:  # the caller was gone before it was served
            connection.close()
            caller.connection_lost(None)


def _options(loop: asyncio.AbstractEventLoop, keys: HostKeys) -> asyncssh.SSHServerConnectionOptions:
    options = asyncssh.SSHServerConnectionOptions(
        loop=loop,
        server_factory=asyncssh.SSHServer,
        server_host_keys=[keys[b"ssh-ed25519"]],
        server_version=SERVER_VERSION,
        config=None,
        gss_host=None,
        encoding=None,
        line_editor=False,
        agent_forwarding=False,
        x11_forwarding=False,
        tcp_keepalive=False,
        compression_algs=["none"],
        kex_algs=_LEGACY_KEX,
        encryption_algs=_LEGACY_CIPHERS,
        mac_algs=_LEGACY_MACS,
        login_timeout=None,
    )
    options.server_host_keys = keys
    return options


class Caller(asyncssh.SSHServer):
    """One SSH connection from its first byte to its last; sits at its vty until a session takes over."""

    def __init__(self, face: SshFace, line: "Line") -> None:
        self.face = face
        self.line = line
        self._driver = face.driver
        self._generation = face.driver.device.generation
        self._conn: asyncssh.SSHServerConnection | None = None
        self._greeted = False
        self._failures = 0
        self._by_key: Verdict | None = None  # of the last public key that was shown, if it is one of the user's
        self._channel: Channel | None = None
        self._grace: asyncio.TimerHandle | None = None
        self._driver.seats[line.number] = self

    # -- as the seat of a line nobody is logged in at yet

    def notify(self, text: str) -> None:
        """Nothing is shown before the login."""

    def hang_up(self) -> None:
        """The device ends the connection."""
        if self._conn is not None:
            self._conn.close()

    def fall_silent(self) -> None:
        """The power is gone: neither read nor answer."""
        if self._conn is not None and self._conn._transport is not None:
            self._conn._transport.pause_reading()

    def drop(self) -> None:
        """The device is up again and knows nothing of this connection."""
        if self._conn is not None:
            if self._conn._transport is not None:
                sock = self._conn._transport.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self._conn.abort()

    def age(self, seconds: float) -> None:
        """A login has its own time limit."""

    # -- the connection

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._conn = conn
        system = self._driver.device.system
        if system is not None:
            limit_s = read.ssh_settings(system.config).timeout_s
            self._grace = asyncio.get_running_loop().call_later(limit_s, self.hang_up)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.line.user:
            self._tell("ssh.closed", user=self.line.user)
        self._conn = None
        if self._grace is not None:
            self._grace.cancel()
        if self._channel is not None:
            self._channel.lost()
        self._give_back()

    def _give_back(self) -> None:
        """Free the line, unless a session did."""
        driver, number = self._driver, self.line.number
        if driver.seats.get(number) is not self:
            return
        del driver.seats[number]
        system = driver.device.system
        if system is not None and driver.device.generation == self._generation:
            driver.call(lambda now_ms: system.close_line(number, now_ms))

    # -- authentication

    def begin_auth(self, username: str) -> bool:
        system = self._driver.device.system
        if system is not None and self._conn is not None and not self._greeted:
            self._greeted = True
            banner = read.banner(system.config, "login")
            if banner:
                self._conn.send_auth_banner("\r\n" + banner.replace("\n", "\r\n"))
            self._tell("ssh.session")
        return True

    def _tell(self, kind: str, **facts: object) -> None:
        """State an event of this connection, where its System still is the one that runs."""
        device = self._driver.device
        if device.system is None or device.generation != self._generation or self._conn is None:
            return
        facts |= {
            "source": self.line.source,
            "line": self.line.index,
            "cipher": self._conn.get_extra_info("recv_cipher"),
            "mac": self._conn.get_extra_info("recv_mac"),
        }
        system = device.system
        self._driver.call(lambda now_ms: system.emit(kind, now_ms, **facts))

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Whether the key is the user's by `ip ssh pubkey-chain`; that the client has it is proved after this."""
        self._by_key = None
        system = self._driver.device.system
        if system is None or self._driver.device.leaving or not knows_key(system.config, username, key.public_data):
            return False
        found = key_attempt(read.login_policy(system.config, "vty", self.line.index, ssh=True), username)
        self._by_key = found if found.accepted else None
        return found.accepted

    def password_auth_supported(self) -> bool:
        return True

    async def validate_password(self, username: str, password: str) -> bool:
        return await self._login(username, password)

    def kbdint_auth_supported(self) -> bool:
        return True

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        return "", "", "", [("Password: ", False)]

    async def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        return len(responses) == 1 and await self._login(username, responses[0])

    async def _login(self, user: str, password: str) -> bool:
        system = self._driver.device.system
        if system is None or self._driver.device.leaving:
            return False
        policy = read.login_policy(system.config, "vty", self.line.index, ssh=True)
        verdict = attempt(policy, user, password)
        if isinstance(verdict, Job):
            account = policy.accounts[user]
            verdict = await self.face.passwords.judged(str(account.secret), password, verdict)
        found: Verdict = verdict

        def act(now_ms: int) -> None:
            if self._driver.device.system is system:
                self._note(found, user, now_ms)

        await self._driver.ask(act)
        if self._driver.device.system is not system:
            return False
        self._tell("ssh.userauth", user=user, accepted=found.accepted)
        if not found.accepted:
            self._failures += 1
            if self._failures >= read.ssh_settings(system.config).retries and self._conn is not None:
                asyncio.get_running_loop().call_soon(self._too_many)
        return found.accepted

    def _too_many(self) -> None:
        if self._conn is not None:
            self._conn.disconnect(asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "Too many authentication failures")

    def _note(self, verdict: Verdict, user: str, now_ms: int) -> None:
        """What the device keeps and says of an attempt."""
        system = self._driver.device.system
        assert system is not None
        source = self.line.source
        if not verdict.accepted:
            system.emit("login.failed", now_ms, user=user, source=source, port=SSH_PORT, reason=verdict.reason)
            return
        self.line.user = user
        if read.exec_authorized(system.config, "vty"):
            self.line.privilege = verdict.privilege
        system.emit("login.success", now_ms, user=user, source=source, port=SSH_PORT)

    def auth_completed(self) -> None:
        verdict, system = self._by_key, self._driver.device.system
        if verdict is not None and not self.line.user and system is not None:
            self._driver.call(lambda now_ms: self._note(verdict, verdict.user, now_ms))
            self._tell("ssh.userauth", user=verdict.user, accepted=True)
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None

    # -- the session

    def session_requested(self) -> Any:
        """A session channel; only one in a connection."""
        if self._channel is not None or self._conn is None:
            return False
        self._channel = Channel(self._driver, self.line, self.face.make_seat, self._session_over)
        return self._channel

    def _session_over(self) -> None:
        """The session has ended at both ends: so does the connection."""
        if self._conn is not None:
            self._conn.close()
