"""
Commands of the `switch:` prompt; they must be typed in full.

Source: MODE button recovery of a 2960-S (12.2(58)SE2); "Boot Loader Commands" of the Catalyst command references.
Replies that no source shows are marked.
"""

from collections.abc import Callable
from functools import partial

from iosim.boot import variables
from iosim.boot.flash_report import flash_report
from iosim.boot.hardware import mac_text
from iosim.boot.monitor import Command, Desk, Dialect, Monitor, Order, asked_yes
from iosim.boot.search import BOOT_LIST, Catalog, attempt, flash_path
from iosim.chassis import Chassis
from iosim.flash.refusals import FileRefusal
from iosim.grammar.dialogue import Dialogue
from iosim.platforms.platform import Platform

WRITTEN_S = 730_944_000  # the boot loader has no clock: 1 March 1993
NOT_INITIALIZED = "unable to stat flash:/: invalid device\n"  # INFERRED
USAGE = "usage: {}\n"  # INFERRED


def switch_monitor(
    chassis: Chassis, platform: Platform, catalog: Catalog, greeting: str, *, flash_ready: bool
) -> Monitor:
    """The prompt of a switch; `flash_ready` is false after a power-on with the MODE button held."""
    return Monitor(_DIALECT, chassis, platform, catalog, greeting, flash_ready=flash_ready)


# -- commands


def _flash_init(desk: Desk, words: list[str]) -> str:
    if desk.flash_ready:
        return "Error: flash is already initialized.\n"  # INFERRED
    desk.flash_ready = True
    return "".join(flash_report(desk.flash)).removesuffix("done.\n")


def _boot(desk: Desk, words: list[str]) -> str:
    """`boot` initialises the flash where nobody did."""
    report = "" if desk.flash_ready else "".join(flash_report(desk.flash))
    desk.flash_ready = True
    files = [word for word in words if not word.startswith("-")]
    if not files:
        desk.order = Order(BOOT_LIST)
        return report
    found = attempt(desk.flash, desk.platform, desk.catalog, files[0])
    if found.image is not None:
        desk.order = Order(found.url)
        return report
    return f'{report}Loading "{found.url}"...{found.url}: {found.trouble}\n\nError loading "{found.url}"\n\n'


def _dir(desk: Desk, words: list[str]) -> str:
    if not words:
        return "List of filesystems currently registered:\n\n          flash[0]: (read-write)\n\n"  # INFERRED
    path = flash_path(words[0])
    if path is None or not desk.flash_ready:
        return NOT_INITIALIZED if path is not None else f"unable to stat {words[0]}: invalid device\n"  # INFERRED
    entry = desk.flash.entry(path)
    if entry is None:
        return f"unable to stat {words[0]}: no such file or directory\n"  # INFERRED
    prefix = f"{path}/" if path else ""
    rows = [
        (found.index, f"{found.index:5}  {'d' if found.directory else '-'}rwx  {found.size:<10}<date>", name)
        for full, found in desk.flash.entries()
        if full.startswith(prefix) and "/" not in (name := full.removeprefix(prefix))
    ]
    lines = [f"{text}               {name}\n" for _, text, name in sorted(rows)]  # RECALLED: no dates here
    free, used = desk.flash.free_bytes, desk.flash.used_bytes
    return f"Directory of flash:/{prefix}\n\n" + "".join(lines) + f"\n{free} bytes available ({used} bytes used)\n\n"


def _delete(desk: Desk, words: list[str]) -> Dialogue:
    if not words:
        yield USAGE.format("delete <filename ...>")
    for url in words:
        path = _file(desk, url)
        if path is None:
            yield _missing(desk, url)
            continue
        if (yield from asked_yes(f'Are you sure you want to delete "{url}" (y/n)?')):
            desk.flash.delete(path)
            yield f'File "{url}" deleted\n'
        else:
            yield f'File "{url}" not deleted\n'  # RECALLED


def _rename(desk: Desk, words: list[str]) -> str:
    if len(words) != 2:
        return USAGE.format("rename <source filename> <destination filename>")
    source, target = _file(desk, words[0]), flash_path(words[1])
    if source is None:
        return _missing(desk, words[0])
    if target is None:
        return f"{words[1]}: invalid device\n"  # INFERRED
    return _attempted(words[1], partial(desk.flash.rename, source, target, WRITTEN_S))


def _copy(desk: Desk, words: list[str]) -> str:
    names = [word for word in words if not word.startswith("-")]
    if len(names) != 2:
        return USAGE.format("copy [-b blocksize] <source filename> <destination filename>")
    source, target = _file(desk, names[0]), flash_path(names[1])
    if source is None:
        return _missing(desk, names[0])
    if target is None:
        return f"{names[1]}: invalid device\n"  # INFERRED
    failed = _attempted(names[1], partial(desk.flash.link, source, target, WRITTEN_S, "opening"))
    return failed or f'File "{names[0]}" successfully copied to "{names[1]}"\n'  # RECALLED


def _mkdir(desk: Desk, words: list[str]) -> str:
    if not desk.flash_ready:
        return NOT_INITIALIZED
    return "".join(
        _attempted(url, partial(desk.flash.make_directory, flash_path(url) or "", WRITTEN_S)) for url in words
    )


def _rmdir(desk: Desk, words: list[str]) -> Dialogue:
    for url in words:
        if not desk.flash_ready:
            yield NOT_INITIALIZED
        elif (yield from asked_yes(f'Are you sure you want to remove directory "{url}" (y/n)?')):  # RECALLED
            failed = _attempted(url, partial(desk.flash.remove_directory, flash_path(url) or ""))
            yield failed or f'Directory "{url}" removed\n'  # RECALLED


def _type(desk: Desk, words: list[str]) -> str:
    if not words:
        return USAGE.format("type <filename ...>")
    text = ""
    for url in words:
        path = _file(desk, url)
        text += _missing(desk, url) if path is None else desk.flash.read(path).decode("latin-1").rstrip("\n") + "\n"
    return text


def _set(desk: Desk, words: list[str]) -> str:
    if not words:
        return "".join(f"{name}={value}\n" for name, value in sorted(_environment(desk).items()))
    name, *rest = words
    if name in _fixed(desk):
        return f"{name} cannot be changed\n"  # INFERRED
    variables.put(desk.chassis, name, " ".join(rest))
    return ""


def _unset(desk: Desk, words: list[str]) -> str:
    if not words:
        return USAGE.format("unset <variable ...>")
    for name in words:
        variables.put(desk.chassis, name, None)
    return ""


def _reset(desk: Desk, words: list[str]) -> Dialogue:
    if (yield from asked_yes("Are you sure you want to reset the system (y/n)?")):
        yield "System resetting...\n\n"  # RECALLED
        desk.order = Order("")


def _version(desk: Desk, words: list[str]) -> str:
    return f"{desk.platform.words['bootldr']}\n"


def _help(desk: Desk, words: list[str]) -> str:
    return "".join(f"{name:>12} -- {command.help}\n" for name, command in sorted(COMMANDS.items()))  # RECALLED shape


# -- what they share


def _file(desk: Desk, url: str) -> str | None:
    """The path of a file that is there."""
    path = flash_path(url)
    if path is None or not desk.flash_ready:
        return None
    entry = desk.flash.entry(path)
    return path if entry is not None and not entry.directory else None


def _missing(desk: Desk, url: str) -> str:
    return f"{url}: no such file or directory\n" if desk.flash_ready else f"{url}: invalid device\n"


def _attempted(url: str, act: Callable[[], object]) -> str:
    """Do it; "" or what the boot loader says of a refusal."""
    try:
        act()
    except FileRefusal as refusal:
        return f"{url}: {refusal.reason_text.lower()}\n"
    return ""


def _fixed(desk: Desk) -> dict[str, str]:
    """Variables that the hardware has."""
    return {
        "MAC_ADDR": mac_text(desk.chassis.mac, capital=True),
        "MODEL_NUM": desk.chassis.orderable_pid,
        "MODEL_REVISION_NUM": desk.platform.revision,
        "SYSTEM_SERIAL_NUM": desk.chassis.udi.serial,
        "VERSION_ID": desk.platform.words["version_id"],
    }


def _environment(desk: Desk) -> dict[str, str]:
    kept = {name: variables.get(desk.chassis, name) or "" for name in variables.names(desk.chassis)}
    return {"BAUD": "9600"} | kept | _fixed(desk)


COMMANDS: dict[str, Command] = {
    "boot": Command("Load and boot an executable image", _boot),
    "cat": Command("Concatenate (type) file(s)", _type),
    "copy": Command("Copy a file", _copy),
    "delete": Command("Delete file(s)", _delete),
    "dir": Command("List files in directories", _dir),
    "flash_init": Command("Initialize flash filesystem(s)", _flash_init),
    "help": Command("Present list of available commands", _help),
    "mkdir": Command("Create dir(s)", _mkdir),
    "more": Command("Concatenate (display) file(s)", _type),
    "rename": Command("Rename a file", _rename),
    "reset": Command("Reset the system", _reset),
    "rmdir": Command("Delete empty dir(s)", _rmdir),
    "set": Command("Set or display environment variables", _set),
    "type": Command("Concatenate (type) file(s)", _type),
    "unset": Command("Unset one or more environment variables", _unset),
    "version": Command("Display boot loader version", _version),
}

_DIALECT = Dialect(
    commands=COMMANDS,
    aliases={"del": "delete", "?": "help"},
    prompt=lambda count: "switch: ",
    unknown=lambda word: f"Unknown cmd: {word}\n",  # RECALLED
)
