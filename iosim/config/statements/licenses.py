"""
`license ...` in configuration mode.

Source: names and purposes are those of the IOS Software Activation Command Reference; the keywords of the licence agent
are RECALLED, the ranges of their numbers INFERRED.
"""

import re

from iosim.config.statement import ConfigRefusal, Edit, Statement

DEFAULT_SESSIONS = 9  # RECALLED
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[!-~]*)?")


def _url(edit: Edit, schemes: tuple[str, ...], words: str) -> str:
    url = str(edit.arguments["url"])
    if not _URL.fullmatch(url) or url.partition(":")[0] not in schemes:
        raise ConfigRefusal(words)
    return url


def _call_home_url(edit: Edit) -> None:
    words = "% License call-home URL must be https://HOST[:PORT][/PATH]"  # INFERRED
    edit.put(("license call-home url",), _url(edit, ("https",), words).rstrip("/"))


def _notify(edit: Edit) -> None:
    words = "% License agent notify URL must be http[s]://HOST[:PORT][/PATH]"  # INFERRED
    url = _url(edit, ("http", "https"), words)
    edit.put(("license agent notify", url), {name: edit.arguments[name] for name in ("user", "password")})


def _listener(edit: Edit) -> None:
    given = {name: value for name, value in edit.arguments.items() if name != "scheme"}
    given["path"] = "/" + given["path"].strip("/")
    edit.put(("license agent listener http", edit.arguments["scheme"]), given)


def _expand(edit: Edit) -> None:
    edit.put(("license expand nvram",), True)
    if edit.typed:
        edit.said.append("% License NVRAM expanded; reload to take effect\n")  # INFERRED


LICENSES: tuple[Statement, ...] = (
    Statement("license boot level <level:boot-level>", needs="switch licensed", stands_in=True),
    Statement(
        "license boot module <module:boot-module> level <level:boot-level>",
        keys=("module",),
        no="license boot module <module:boot-module> [level [<level:boot-level>]]",
        needs="router licensed",
        stands_in=True,
    ),
    Statement(
        "license call-home url <url:word>",
        no="license call-home url [<url:word>]",
        needs="licensed",
        apply=_call_home_url,
    ),
    Statement("license accept end user agreement", needs="licensed accept_eula_command", stands_in=True),
    Statement("license expand nvram", needs="router licensed expand_nvram", apply=_expand),
    Statement(
        "license agent default default=authenticate [none=none]",
        slot="license agent default",
        no="license agent default authenticate [none]",
        needs="licensed",
    ),
    Statement(
        "license agent listener http scheme={plaintext|secure} <path:word> [* acl <acl:1-99> "
        "| authenticate=authenticate [none=none] | max-message <size:1-1048576> | persistent <timeout:1-3600>]",
        slot="license agent listener http",
        keys=("scheme",),
        no="license agent listener http scheme={plaintext|secure} [<rest:line>]",
        needs="licensed",
        apply=_listener,
    ),
    Statement(
        "license agent max-sessions <number:1-25>",
        no="license agent max-sessions [<number:1-25>]",
        implicit=DEFAULT_SESSIONS,
        needs="licensed",
    ),
    Statement(
        "license agent notify <url:word> <user:word> <password:word>",
        keys=("url",),
        no="license agent notify <url:word> [<rest:line>]",
        needs="licensed",
        apply=_notify,
    ),
)
