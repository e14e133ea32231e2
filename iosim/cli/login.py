"""Who is there: the login dialogue of telnet and the console, and the console that outlives its sessions."""

from typing import TYPE_CHECKING, Any

from iosim.aaa.policy import TRIES, LoginMethod, Policy, attempt
from iosim.cli.context import Context, settle
from iosim.cli.session import Session
from iosim.cli.setup import setup
from iosim.config import read
from iosim.grammar.dialogue import Ask, Dialogue, Effect, Hangup, Interrupted

if TYPE_CHECKING:
    from iosim.device.device import Device

VERIFICATION = "\n\nUser Access Verification\n\n"
INVALID = "% Login invalid\n\n"
FAILED = "% Authentication failed\n\n"  # the same with aaa new-model
BAD_PASSWORDS = "% Bad passwords\n"
NONE_SET = "\nPassword required, but none set\n"
AVAILABLE = "\n\n{hostname} con0 is now available\n\n\n\n\n\nPress RETURN to get started.\n\n"
LOCAL_PORT = {"telnet": 23, "console": 0}


def login(cx: Context) -> Dialogue:
    """
    The dialogue that ends in an open line, or in a session that is over (`cx.leaving`).

    Source: Cisco IOS Security Configuration Guide, "Configuring Login Banners and Passwords"; the texts are those
    telnet clients wait for.
    """
    cx.leaving = True  # whatever ends the dialogue, nobody is in before `_let_in`
    config = cx.system.config
    for kind in ("motd", "login"):
        if text := read.banner(config, kind):
            yield "\n" + text
    policy = read.login_policy(config, cx.line.kind, cx.line.index)
    if policy.method is LoginMethod.NONE:
        _let_in(cx, "", policy.line_privilege)
        return
    if policy.method is LoginMethod.LINE and policy.line_secret is None:
        yield NONE_SET
        return
    yield VERIFICATION
    failed = FAILED if cx.line_config.login == "aaa" else INVALID
    for _ in range(TRIES):
        try:
            user = (yield Ask("Username: ")).strip() if policy.asks_user else ""
            password = yield Ask("Password: ", echo=False)
        except Interrupted:
            continue
        verdict = yield from settle(attempt(policy, user, password))
        port = LOCAL_PORT.get(cx.line.transport, 0)
        if verdict.accepted:
            cx.system.emit("login.success", cx.now_ms, user=verdict.user, source=cx.line.source, port=port)
            _let_in(cx, verdict.user, _privilege(cx, policy, verdict.privilege))
            return
        cx.system.emit("login.failed", cx.now_ms, user=user, source=cx.line.source, port=port, reason=verdict.reason)
        if policy.asks_user:
            yield failed
    if not policy.asks_user:
        yield BAD_PASSWORDS


def _privilege(cx: Context, policy: Policy, level: int) -> int:
    return level if read.exec_authorized(cx.system.config, cx.line.kind) else policy.line_privilege


def _let_in(cx: Context, user: str, privilege: int) -> None:
    cx.line.user = user
    cx.line.privilege = privilege
    cx.leaving = not cx.line_config.exec_enabled


class Console:
    """
    The console port of one System: keeps its login and mode whoever plugs in, and asks for RETURN between sessions.

    It is a terminal that never hangs up.
    """

    __slots__ = ("_after_cr", "_device", "_session", "_setup_due")

    def __init__(self, device: "Device") -> None:
        self._device = device
        self._session: Session | None = None
        self._after_cr = False
        system = device.system
        self._setup_due = system is not None and not system.origin.restored

    @property
    def session(self) -> Session | None:
        """Whoever is at the console; None while it waits for RETURN."""
        return self._session

    @property
    def idle_limit_ms(self) -> int | None:
        """As `Session.idle_limit_ms`."""
        return None if self._session is None else self._session.idle_limit_ms

    def start(self, now_ms: int) -> list[Effect]:
        """Greet: with the initial dialog where there is no configuration; a session that is open sees nothing."""
        if self._session is not None:
            return []
        return self._open(now_ms) if self._setup_due else [self._available()]

    def receive(self, data: bytes, now_ms: int) -> list[Effect]:
        """Take what was typed; RETURN begins a session."""
        effects: list[Effect] = []
        while data:
            if self._session is not None:
                return effects + self._passed(self._session.receive(data, now_ms), now_ms)
            code, data = data[0], data[1:]
            if code == 0x0A and self._after_cr:
                self._after_cr = False
                continue
            self._after_cr = code == 0x0D
            if code in (0x0A, 0x0D):
                data = data.removeprefix(b"\n") if code == 0x0D else data
                effects += self._open(now_ms)
        return effects

    def resume(self, result: Any, now_ms: int) -> list[Effect]:
        """An errand of the session is done."""
        return [] if self._session is None else self._passed(self._session.resume(result, now_ms), now_ms)

    def notify(self, text: str, now_ms: int) -> list[Effect]:
        """A log message."""
        if self._session is None:
            return [text.replace("\n", "\r\n").encode("latin-1", "replace")]
        return self._session.notify(text, now_ms)

    def resize(self, columns: int, rows: int) -> None:
        """A serial line knows nothing of windows."""

    def expire(self, now_ms: int) -> list[Effect]:
        """The session was idle too long."""
        return [] if self._session is None else self._passed(self._session.expire(now_ms), now_ms)

    def _open(self, now_ms: int) -> list[Effect]:
        system = self._device.system
        if system is None:
            return []
        dialogue = setup if self._setup_due else login
        self._session = Session(self._device, system.open_console(now_ms), dialogue=dialogue)
        return self._passed(self._session.start(now_ms), now_ms)

    def _passed(self, effects: list[Effect], now_ms: int) -> list[Effect]:
        """What a session put out; where it hung up the port is free again."""
        if effects and isinstance(effects[-1], Hangup):
            self._session = None
            if self._device.system is not None:
                self._device.system.close_line(0, now_ms)
            if self._setup_due or self._device.system is None:
                del effects[-1]
            else:
                effects[-1] = self._available()
            self._setup_due = False
        return effects

    def _available(self) -> bytes:
        system = self._device.system
        name = system.hostname if system is not None else self._device.platform.hostname
        return AVAILABLE.format(hostname=name).replace("\n", "\r\n").encode("latin-1", "replace")


def console_terminal(device: "Device") -> Console:
    """What the console's keyboard talks to once a System has booted (`Kit.console`)."""
    return Console(device)
