"""Who gets in, over telnet and at the console."""

from typing import Any

import pytest

from iosim.aaa import Account, Secret
from iosim.aaa.secret import hashed
from iosim.cli.login import Console, login
from iosim.config.value import Config
from iosim.grammar.dialogue import Job
from iosim.system.lines import Line
from tests.cli.made import BareDevice, Operator, bare_device

VTY = ("line", "vty", 0)


def configured(login_method: str | None, **slots: Any) -> BareDevice:
    """A switch with a user bob, and a vty and a console that ask as given."""
    config = Config().put((), ("username", "bob"), Account("bob", Secret(0, "b0b"), 15))
    for path in (VTY, ("line", "console", 0)):
        config = config.put(path, ("exec-timeout",), (10, 0))
        if login_method:
            config = config.put(path, ("login",), login_method)
        for name, value in slots.items():
            config = config.put(path, (name.replace("_", " "),), value)
    return bare_device(config)


def telnet(device: BareDevice) -> Operator:
    return Operator(device, privilege=1, user="", transport="telnet", dialogue=login)


def kinds(device: BareDevice) -> list[str]:
    assert device.system is not None
    return [kind for kind, _ in device.system.events]


def test_a_local_user_gets_in_at_his_privilege() -> None:
    device = configured("local")
    operator = telnet(device)
    assert operator.screen == "\r\n\r\nUser Access Verification\r\n\r\nUsername: "

    assert operator.type("bob\r") == "bob\r\nPassword: "
    assert operator.type("b0b\r") == "\r\n\r\nSwitch#"

    assert (operator.line.user, operator.line.privilege) == ("bob", 15)
    assert kinds(device) == ["login.success"]


def test_three_wrong_passwords_end_the_session() -> None:
    device = configured("local")
    operator = telnet(device)

    assert operator.type("bob\rwrong\r").endswith("% Login invalid\r\n\r\nUsername: ")
    operator.type("eve\rwrong\r")
    operator.type("bob\rwrong\r")

    assert operator.hung_up
    assert kinds(device) == ["login.failed"] * 3


def test_a_line_password_asks_for_no_user() -> None:
    operator = telnet(configured("line", password=Secret(7, "094F471A1A0A")))  # cisco
    assert operator.screen.endswith("User Access Verification\r\n\r\nPassword: ")

    assert operator.type("cisco\r") == "\r\n\r\nSwitch>"


def test_wrong_line_passwords_are_bad_passwords() -> None:
    operator = telnet(configured("line", password=Secret(0, "cisco")))

    operator.type("a\rb\rc\r")

    assert operator.screen.endswith("Password: \r\n% Bad passwords\r\n")
    assert operator.hung_up


def test_a_line_that_wants_a_password_it_does_not_have_lets_nobody_in() -> None:
    operator = telnet(configured("line"))

    assert operator.screen == "\r\nPassword required, but none set\r\n"
    assert operator.hung_up


def test_a_line_without_login_lets_everybody_in() -> None:
    assert telnet(configured(None)).screen == "\r\nSwitch>"


def test_a_line_without_exec_lets_nobody_in() -> None:
    assert telnet(configured(None, exec=False)).hung_up


def test_interrupting_a_login_lets_nobody_in() -> None:
    operator = telnet(configured("local"))

    operator.type("\x03\x03\x03")

    assert operator.hung_up
    assert "Switch" not in operator.screen


def test_a_slow_hash_is_an_errand() -> None:
    operator = telnet(configured("line", password=hashed("cisco", "abcd")))

    operator.type("cisco\r")

    job = operator.errands.pop()
    assert isinstance(job, Job)
    assert operator.resume(job.run()) == "\r\nSwitch>"


def test_banners_come_before_and_after_the_login() -> None:
    device = configured("line", password=Secret(0, "x"))
    assert device.system is not None
    for kind in ("motd", "login", "exec"):
        device.system.config = device.system.config.put((), ("banner", kind), f"{kind} text\n")

    operator = telnet(device)
    operator.type("x\r")

    assert operator.screen == (
        "\r\nmotd text\r\n\r\nlogin text\r\n\r\n\r\nUser Access Verification\r\n\r\nPassword: "
        "\r\n\r\nexec text\r\n\r\nSwitch>"
    )


def test_a_login_has_half_a_minute() -> None:
    operator = telnet(configured("local"))
    assert operator.session.idle_limit_ms == 30_000

    operator.take(operator.session.expire(0))

    assert operator.screen.endswith("% Username:  timeout expired!\r\n")
    assert operator.hung_up


def test_enable_asks_for_the_secret_three_times() -> None:
    device = configured(None)
    assert device.system is not None
    device.system.config = device.system.config.put((), ("enable secret", 15), hashed("cisco", "abcd"))
    operator = telnet(device)

    def answer(password: str) -> str:
        operator.type(password + "\r")
        job: Any = operator.errands.pop()
        return operator.resume(job.run())

    assert operator.type("enable\r") == "enable\r\nPassword: "
    assert [answer("x") for _ in range(3)] == ["Password: ", "Password: ", "% Bad secrets\r\n\r\nSwitch>"]
    operator.type("enable\r")
    assert answer("cisco") == "Switch#"
    assert operator.type("enable\r") == "enable\r\nSwitch#"
    assert operator.type("disable\r") == "disable\r\nSwitch>"


class Terminal(Operator):
    """Somebody at the console."""

    def __init__(self, device: Any) -> None:
        self.device = device
        self.session = Console(device)  # type: ignore[assignment]  # it has what an operator uses
        self.now_ms = 0
        self.errands = []
        self.screen = ""


@pytest.fixture
def console() -> Terminal:
    return Terminal(configured("local"))


def test_the_console_waits_for_return(console: Terminal) -> None:
    assert console.type("xyz") == ""
    assert console.type("\r\n").endswith("Username: ")
    assert console.type("bob\r\nb0b\r\n").endswith("\r\nSwitch#")
    assert console.device.system.lines[0].user == "bob"


def test_the_console_keeps_its_session_for_the_next_client(console: Terminal) -> None:
    console.type("\rbob\rb0b\r")
    console.type("show cl")

    assert console.take(console.session.start(0)) == ""
    assert console.type("ock\r").endswith("UTC Mon Mar 1 1993\r\nSwitch#")


def test_the_console_is_free_again_after_exit(console: Terminal) -> None:
    console.type("\rbob\rb0b\r")

    assert console.type("exit\r").endswith(
        "Switch con0 is now available\r\n\r\n\r\n\r\n\r\n\r\nPress RETURN to get started.\r\n\r\n"
    )
    assert not console.errands
    assert console.device.system.lines == {}
    assert console.type("\r").endswith("Username: ")


def test_log_messages_reach_a_console_nobody_is_logged_in_to(console: Terminal) -> None:
    assert console.take(console.session.notify("%X-5-Y: z\n", 0)) == "%X-5-Y: z\r\n"


def test_terminal_monitor_is_for_other_lines() -> None:
    terminal = Terminal(configured(None))
    terminal.type("\r")

    assert "% Console already monitors" in terminal.type("terminal monitor\r")


def test_show_users_lists_who_sits_where() -> None:
    device = configured("local")
    operator = telnet(device)
    operator.type("bob\rb0b\r")
    assert device.system is not None
    device.system.lines[0] = Line(0, "console", 0, "console", "", 0)
    operator.now_ms = 65_000

    assert operator.line_of("show users") == (
        "    Line       User       Host(s)              Idle       Location\n"
        "   0 con 0                idle                 00:01:05\n"
        "*  1 vty 0     bob        idle                 00:00:00   10.1.1.1\n"
        "\n  Interface    User               Mode         Idle     Peer Address\n\n"
    )
