"""Terminal lines: `line console 0`, `line vty 0 15` and what stands below them."""

from typing import Any

from iosim.config.statement import ConfigRefusal, Edit, Statement, flag
from iosim.config.statements.services import password_of
from iosim.config.value import Key, Path
from iosim.grammar.tree import Form

LINE = "config-line"
_ORDER = {"console": "0", "aux": "1", "vty": "2"}
_DEFAULT_TIMEOUT = (10, 0)
TRANSPORTS = ("telnet", "ssh")  # in the order in which they are written


def _paths(edit: Edit) -> list[Path]:
    given = edit.arguments
    kind = given["kind"]
    first = given.get("first", 0)
    last = given.get("last", first)
    if last < first:
        raise ConfigRefusal("% Bad line number - VTY lines must be given in order")  # INFERRED
    return [("line", kind, index) for index in range(first, last + 1)]


def _line(edit: Edit) -> None:
    edit.enter(*_paths(edit))


def _no_line(edit: Edit) -> None:
    """A line becomes as it was; what the device has built in never goes."""
    for path in _paths(edit):
        edit.config = edit.config.replace(path, dict(edit.language.fresh(path)))


def _sort(part: Any) -> str:
    return _ORDER.get(part, f"{part:05}" if isinstance(part, int) else str(part))


def _login(edit: Edit) -> None:
    given = edit.arguments
    value: Any = "line"
    if "local" in given:
        value = "local"
    elif "list" in given:
        value = ("aaa", given["list"])
    _put_login(edit, value)


def _put_login(edit: Edit, value: Any) -> None:
    if edit.typed and value == "line" and edit.get("password") is None:
        words = {"console": "Login disabled on line {0}, until 'password' is set", "vty": ""}[_kind(edit)]
        text = words or "Login disabled on line {0}, until 'password' is set"
        edit.said.append(f"% {text.format(_number(edit))}\n")
    fresh = edit.language.blank.get(edit.path, ("login",), "none")
    if value == "none" == fresh:
        edit.drop(("login",))
    else:
        edit.put(("login",), value)


def _kind(edit: Edit) -> str:
    return "vty" if edit.path[1] == "vty" else "console"


def _number(edit: Edit) -> int:
    """The absolute number of the line."""
    if edit.path[1] == "console":
        return 0
    first = 1 if edit.language.personality.platform.family == "switch" else 2
    return 1 if edit.path[1] == "aux" else first + int(edit.path[2])


def _no_login(edit: Edit) -> None:
    if edit.form is Form.DEFAULT:
        edit.restore(("login",))
    else:
        _put_login(edit, "none")


def _write_login(language: Any, key: Key, value: Any) -> str:
    if isinstance(value, tuple):
        return f"login authentication {value[1]}"
    return {"none": "no login", "line": "login", "local": "login local"}[value]


def _timeout(edit: Edit) -> None:
    value = (edit.arguments["minutes"], edit.arguments.get("seconds", 0))
    edit.drop(("exec-timeout",)) if value == _DEFAULT_TIMEOUT else edit.put(("exec-timeout",), value)


def _no_timeout(edit: Edit) -> None:
    edit.drop(("exec-timeout",)) if edit.form is Form.DEFAULT else edit.put(("exec-timeout",), (0, 0))


def _password(edit: Edit) -> None:
    edit.put(("password",), password_of(edit, "line"))


def _transport(edit: Edit) -> None:
    given = edit.arguments
    asked = given.get("protocols", ())
    words = tuple(word for word in TRANSPORTS if word in asked)
    if "what" in given:
        words = (given["what"],)
    edit.put((edit.statement.slot,), words)


def _write_transport(language: Any, key: Key, value: tuple[str, ...]) -> str:
    return " ".join((key[0], *value))


def _history(edit: Edit) -> None:
    size = edit.arguments.get("size", 10)
    edit.drop(("history size",)) if size == 10 else edit.put(("history size",), size)


def _no_history(edit: Edit) -> None:
    if edit.statement.syntax == "history" and edit.form is Form.NO:
        edit.put(("history size",), 0)
    else:
        edit.drop(("history size",))


HEAD: tuple[Statement, ...] = (
    Statement(
        "line {kind=console <first:0-0>|kind=aux <first:0-0>|kind=vty <first:vty> [<last:vty>]}",
        slot="line",
        keys=("kind", "first"),
        no="line {kind=console <first:0-0>|kind=vty <first:vty> [<last:vty>]}",
        opens=LINE,
        apply=_line,
        undo=_no_line,
        sort=_sort,
        write=lambda language, path, value: f"line {'con' if path[1] == 'console' else path[1]} {path[2]}",
    ),
)

BODY: tuple[Statement, ...] = (
    Statement(
        "access-class <list:acl> direction={in|out}",
        mode=LINE,
        keys=("direction",),
        no="access-class [<list:acl>] direction={in|out}",
    ),
    Statement(
        "exec-timeout <minutes:0-35791> [<seconds:0-2147483>]",
        mode=LINE,
        apply=_timeout,
        undo=_no_timeout,
        write=lambda language, key, value: f"exec-timeout {value[0]} {value[1]}",
    ),
    Statement("privilege level <level:0-15>", mode=LINE, implicit=1),
    Statement(
        "password {0 <clear:line>|7 <hidden:word>|<clear:line>}",
        mode=LINE,
        apply=_password,
        write=lambda language, key, value: f"password {value}",
    ),
    flag("exec", on=True, mode=LINE),
    Statement("logging synchronous [level <level:word>] [limit <limit:0-2147483647>]", mode=LINE),
    Statement(
        "login [{local=local|authentication <list:word>}]",
        mode=LINE,
        apply=_login,
        undo=_no_login,
        write=_write_login,
    ),
    Statement(
        "history size <size:0-256>",
        mode=LINE,
        apply=_history,
        undo=_no_history,
        write=lambda language, key, value: f"history size {value}" if value else "no history",
    ),
    Statement("history", mode=LINE, slot="history size", apply=_history, undo=_no_history),
    Statement("length <rows:0-512>", mode=LINE, implicit=24),
    Statement("width <columns:0-512>", mode=LINE, implicit=80),
    Statement("notify", mode=LINE),
    Statement("session-timeout <minutes:0-35791>", mode=LINE),
    Statement("absolute-timeout <minutes:0-10000>", mode=LINE),
    Statement("transport preferred protocol={none|ssh|telnet}", mode=LINE),
    Statement(
        "transport input {what={all|none}|<protocols:protocol>...}",
        mode=LINE,
        no="transport input [<rest:line>]",
        apply=_transport,
        write=_write_transport,
    ),
    Statement(
        "transport output {what={all|none}|<protocols:protocol>...}",
        mode=LINE,
        no="transport output [<rest:line>]",
        apply=_transport,
        write=_write_transport,
    ),
    Statement("stopbits number={1|1.5|2}", mode=LINE),
    Statement("databits <number:5-8>", mode=LINE, implicit=8),
    Statement("speed <baud:0-4294967295>", mode=LINE, implicit=9600),
    flag("modem enable", mode=LINE, needs="router"),
)
