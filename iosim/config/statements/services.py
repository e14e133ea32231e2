"""Services, host name, banners, users and AAA, clock, licences, boot."""

from typing import Any

from iosim.aaa import Account, Secret
from iosim.aaa.secret import hashed, hidden, salt_for
from iosim.config.statement import ConfigRefusal, Edit, Statement, flag, keep
from iosim.config.value import Key

_BAD_HASH = (
    "ERROR: The secret you entered is not a valid encrypted secret.\n"
    "To enter an UNENCRYPTED secret, do not specify type 5 encryption.\n"
    "When you properly enter an UNENCRYPTED secret, it will be encrypted."
)
_PASSWORD_AND_SECRET = "ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other."
_MD5_LETTERS = 22


def password_of(edit: Edit, *about: str) -> Secret:
    """The password of a line `{0 <clear>|7 <hidden>|<clear>}`; hidden where password-encryption is on."""
    if "hidden" in edit.arguments:
        return Secret(7, edit.arguments["hidden"])
    clear = edit.arguments["clear"]
    if edit.config.one("service password-encryption"):
        return hidden(clear, len(clear) + sum(map(len, about)))
    return Secret(0, clear)


def _secret_of(edit: Edit, *about: str) -> Secret:
    if "hash" not in edit.arguments:
        clear = edit.arguments["clear"]
        return hashed(clear, salt_for(*about, clear))
    secret = Secret(int(edit.arguments.get("type", 5)), edit.arguments["hash"])
    parts = secret.text.split("$")
    if secret.type == 5 and not (len(parts) == 4 and parts[1] == "1" and len(parts[3]) == _MD5_LETTERS):
        raise ConfigRefusal(_BAD_HASH)
    return secret


def _hostname(edit: Edit) -> None:
    name = edit.arguments["name"]
    if not name[0].isalpha():
        raise ConfigRefusal("% Hostname must start with a letter")  # INFERRED
    if not all(c.isalnum() or c in "-_." for c in name) or not name.isascii():
        raise ConfigRefusal("% Hostname contains one or more illegal characters.")  # INFERRED
    edit.put(("hostname",), name[:63])


def _boot_system(edit: Edit) -> None:
    """On a switch the line is the whole of BOOT (several files with `;` between them); a router adds one more."""
    if edit.language.personality.platform.family == "switch":
        edit.drop(("boot system",))
    keep(edit)


def _enable_secret(edit: Edit) -> None:
    level = edit.arguments.get("level", 15)
    edit.put(("enable secret", level), _secret_of(edit, "enable", str(level)))


def _enable_password(edit: Edit) -> None:
    level = edit.arguments.get("level", 15)
    edit.put(("enable password", level), password_of(edit, "enable"))


def _no_enable(edit: Edit) -> None:
    edit.drop((edit.statement.slot, edit.arguments.get("level", 15)))


def _write_enable(language: Any, key: Key, secret: Secret) -> str:
    level = "" if key[1] == 15 else f"level {key[1]} "
    return f"{key[0]} {level}{secret}"


def _username(edit: Edit) -> None:
    given, name = edit.arguments, edit.arguments["name"]
    old: Account = edit.get("username", name, default=Account(name, None))
    secret, no_password = old.secret, old.no_password
    if "nopassword" in given:
        secret, no_password = None, True
    elif given.get("what") == "secret":
        if secret is not None and secret.type in (0, 7):
            raise ConfigRefusal(_PASSWORD_AND_SECRET)
        secret, no_password = _secret_of(edit, "username", name), False
    elif given.get("what") == "password":
        if secret is not None and secret.type not in (0, 7):
            raise ConfigRefusal(_PASSWORD_AND_SECRET)
        secret, no_password = password_of(edit, name), False
    edit.put(("username", name), Account(name, secret, given.get("privilege", old.privilege), no_password))


def _write_username(language: Any, key: Key, account: Account) -> str:
    words = ["username", account.name]
    if account.privilege != 1:
        words += ["privilege", str(account.privilege)]
    if account.no_password:
        words.append("nopassword")
    elif account.secret is not None:
        kind = "password" if account.secret.type in (0, 7) else "secret"
        words += [kind, str(account.secret.type), account.secret.text]
    return " ".join(words)


def _encrypt(edit: Edit) -> None:
    """`service password-encryption`: what stands in clear is hidden from now on."""
    edit.put(("service password-encryption",), True)
    for path in list(edit.config.paths()):
        for key, value in list(edit.config.slots(path).items()):
            if isinstance(value, Secret) and value.type == 0:
                edit.config = edit.config.put(path, key, hidden(value.text, len(value.text) + len(str(key[-1]))))
            elif isinstance(value, Account) and value.secret is not None and value.secret.type == 0:
                shown = hidden(value.secret.text, len(value.secret.text) + len(value.name))
                edit.config = edit.config.put(path, key, Account(value.name, shown, value.privilege))


def _timestamps(edit: Edit) -> None:
    words = {name: word for name, word in edit.arguments.items() if name != "stream"}
    words.setdefault("kind", "uptime")
    edit.put(("service timestamps", edit.arguments["stream"]), words)


def _banner(edit: Edit) -> None:
    text = edit.arguments["text"].replace("\r", "").replace("^C", "")
    edit.put(("banner", edit.arguments.get("kind", "motd")), text)


def _no_banner(edit: Edit) -> None:
    edit.drop(("banner", edit.arguments.get("kind", "motd")))


def _timezone(edit: Edit) -> None:
    offset = edit.arguments["hours"]
    minutes = edit.arguments.get("minutes", 0)
    edit.put(("clock timezone",), (edit.arguments["zone"], offset * 60 + (-minutes if offset < 0 else minutes)))


def _write_timezone(language: Any, key: Key, value: tuple[str, int]) -> str:
    zone, offset = value
    hours, minutes = divmod(abs(offset), 60)
    sign = "-" if offset < 0 else ""
    tail = f" {minutes}" if minutes or language.personality.image.version.startswith("15") else ""
    return f"clock timezone {zone} {sign}{hours}{tail}"


def _new_model(edit: Edit) -> None:
    edit.put(("aaa new-model",), True)
    if edit.get("aaa session-id") is None:
        edit.put(("aaa session-id",), "common")


def _common_session(edit: Edit) -> None:
    if edit.config.one("aaa new-model"):
        edit.put(("aaa session-id",), "common")
    else:
        edit.drop(("aaa session-id",))


def _no_new_model(edit: Edit) -> None:
    for path in [p for p in edit.config.paths() if str(p[0]).startswith("aaa ")]:
        edit.config = edit.config.close(path)


SERVICES: tuple[Statement, ...] = (
    flag("service pad", off=False),
    flag("service nagle"),
    flag("service tcp-keepalives-in"),
    flag("service tcp-keepalives-out"),
    Statement(
        "service timestamps stream={debug|log} "
        "[{kind=uptime|kind=datetime [* msec=msec | localtime=localtime | zone=show-timezone | year=year]}]",
        keys=("stream",),
        no="service timestamps stream={debug|log} [<rest:line>]",
        off=False,
        apply=_timestamps,
    ),
    Statement("service password-encryption", off=False, apply=_encrypt),
    flag("service sequence-numbers"),
    flag("service compress-config"),
    Statement("hostname <name:word>", apply=_hostname),
    Statement("boot system <url:line>", keys=("url",), no="boot system [<url:line>]", apply=_boot_system),
    Statement(
        "enable secret [level <level:1-15>] {0 <clear:line>|5 <hash:word>|<clear:line>}",
        no="enable secret [level <level:1-15>] [<rest:line>]",
        apply=_enable_secret,
        undo=_no_enable,
        write=_write_enable,
    ),
    Statement(
        "enable secret [level <level:1-15>] type={4|8|9} <hash:word>",
        no=False,
        needs="router",
        apply=_enable_secret,
        write=_write_enable,
        hidden=True,
    ),
    Statement(
        "enable password [level <level:1-15>] {0 <clear:line>|7 <hidden:word>|<clear:line>}",
        no="enable password [level <level:1-15>] [<rest:line>]",
        apply=_enable_password,
        undo=_no_enable,
        write=_write_enable,
    ),
    Statement(
        "username <name:word> [privilege <privilege:0-15>] [{nopassword=nopassword"
        "|what=password {0 <clear:line>|7 <hidden:word>|<clear:line>}"
        "|what=secret {0 <clear:line>|5 <hash:word>|<clear:line>}}]",
        keys=("name",),
        no="username <name:word> [<rest:line>]",
        apply=_username,
        write=_write_username,
    ),
    Statement(
        "username <name:word> [privilege <privilege:0-15>] what=secret type={4|8|9} <hash:word>",
        slot="username",
        keys=("name",),
        no=False,
        needs="router",
        apply=_username,
        write=_write_username,
        hidden=True,
    ),
    Statement("aaa new-model", apply=_new_model, undo=_no_new_model),
    Statement("aaa authentication login <list:word> <methods:word>...", keys=("list",)),
    Statement("aaa authentication enable default <methods:word>...", slot="aaa authentication enable"),
    Statement("aaa authorization console", slot="aaa authorization console"),
    Statement("aaa authorization exec <list:word> <methods:word>...", keys=("list",)),
    Statement("aaa authorization commands <level:0-15> <list:word> <methods:word>...", keys=("level", "list")),
    Statement("aaa session-id mode={common|unique}", undo=_common_session),
    Statement(
        "clock timezone <zone:word> <hours:hours> [<minutes:0-59>]",
        apply=_timezone,
        write=_write_timezone,
    ),
    Statement(
        "clock summer-time <zone:word> {kind=recurring [<when:line>]|kind=date <when:line>}",
        no="clock summer-time [<rest:line>]",
    ),
    Statement("login on-failure log", slot="login on-failure"),
    Statement("login on-success log", slot="login on-success"),
    Statement("file prompt [mode={alert|noisy|quiet}]"),
    Statement(
        "banner [kind={exec|incoming|login|motd}] <text:delimited>",
        keys=("kind",),
        no="banner kind={exec|incoming|login|motd} [<rest:line>]",
        apply=_banner,
        undo=_no_banner,
        write=lambda language, key, text: f"banner {key[1]} ^C{text}^C",
    ),
    Statement("alias mode={configure|exec|interface} <name:word> <text:line>", keys=("mode", "name"), ordered=True),
)

ARCHIVE: tuple[Statement, ...] = (
    Statement("archive", opens="config-archive"),
    Statement("log config", mode="config-archive", opens="config-archive-log-cfg", slot="log config", inside="archive"),
    Statement("path <url:line>", mode="config-archive"),
    Statement("maximum <number:1-14>", mode="config-archive"),
    Statement("write-memory", mode="config-archive"),
    Statement("time-period <minutes:1-525600>", mode="config-archive"),
    Statement("logging enable", mode="config-archive-log-cfg"),
    Statement("logging size <entries:1-1000>", mode="config-archive-log-cfg"),
    Statement("notify syslog", mode="config-archive-log-cfg"),
    Statement("hidekeys", mode="config-archive-log-cfg"),
)
