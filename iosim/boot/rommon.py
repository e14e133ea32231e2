"""
Commands of the `rommon 1 >` prompt.

Source: ROMMON of a VG204XM (12.4(20r)YA2), sibling of the 880's; "ROM Monitor" appendix of the 850/870 guide.
Replies that no source shows are marked.
"""

from collections.abc import Generator
from typing import Any

from iosim.boot import variables
from iosim.boot.monitor import Command, Desk, Dialect, Monitor, Order
from iosim.boot.search import BOOT_LIST, TROUBLE, Catalog, attempt, flash_path
from iosim.chassis import Chassis
from iosim.featureset.image_file import ImageRefused
from iosim.flash.refusals import FileRefusal
from iosim.grammar.dialogue import Ask, Dialogue, Fetch, Step, TransferFailure
from iosim.platforms.platform import Platform

WRITTEN_S = 730_944_000  # ROMMON has no clock
TFTP_NEEDED = ("IP_ADDRESS", "IP_SUBNET_MASK", "DEFAULT_GATEWAY", "TFTP_SERVER", "TFTP_FILE")
RESET_NEEDED = "\nYou must reset or power cycle for new config to take effect\n"  # RECALLED
TFTP_PACKET_BYTES = 512
PACKETS_PER_MARK = 10
MARKS_MAX = 60


def rommon(chassis: Chassis, platform: Platform, catalog: Catalog, greeting: str) -> Monitor:
    """The prompt of a router."""
    return Monitor(_DIALECT, chassis, platform, catalog, greeting)


# -- booting


def _boot(desk: Desk, words: list[str]) -> str:
    files = [word for word in words if not word.startswith("-")]
    if not files:
        desk.order = Order(BOOT_LIST)
        return ""
    found = attempt(desk.flash, desk.platform, desk.catalog, files[0])
    if found.image is None:
        return f'boot: cannot load "{found.url}": {found.trouble}\n'  # INFERRED
    desk.order = Order(found.url)
    return ""


def _reset(desk: Desk, words: list[str]) -> str:
    desk.order = Order("")
    return ""


def _confreg(desk: Desk, words: list[str]) -> str | Dialogue:
    if not words:
        return _confreg_dialogue(desk)
    try:
        value = int(words[0], 16)
    except ValueError:
        value = -1
    if not 0 <= value <= 0xFFFF:
        return "usage: confreg [0xvalue]\n"  # INFERRED
    variables.put_register(desk.chassis, value)
    return RESET_NEEDED


def _confreg_dialogue(desk: Desk) -> Dialogue:
    """The configuration utility; RECALLED, the questions that matter here."""
    value = variables.register(desk.chassis, desk.platform)
    yield _summary(value)
    if not (yield from _yes("do you wish to change the configuration? y/n  [n]:  ")):
        return
    for bit, off_question, on_question in _QUESTIONS:
        question = on_question if value & bit else off_question
        if (yield from _yes(f"{question}? y/n  [n]:  ")):
            value ^= bit
    if (yield from _yes("change the boot characteristics? y/n  [n]:  ")):
        yield "enter to boot:\n 0 = ROM Monitor\n 1 = the boot helper image\n 2-15 = boot system\n"
        answer = yield Ask(f"    [{value & variables.BOOT_FIELD}]:  ")
        if str(answer).strip().isdigit() and int(str(answer)) <= variables.BOOT_FIELD:
            value = value & ~variables.BOOT_FIELD | int(str(answer))
    yield _summary(value)
    variables.put_register(desk.chassis, value)
    yield RESET_NEEDED


_QUESTIONS = (
    (variables.IGNORE_CONFIG, 'enable  "ignore system config info"', 'disable "ignore system config info"'),
    (variables.BREAK_DISABLED, 'disable "break/abort has effect"', 'enable  "break/abort has effect"'),
)
_BOOT_FROM = {0: "the ROM Monitor", 1: "the boot helper image"}


def _summary(value: int) -> str:
    enabled = ["load rom after netboot fails", "console baud: 9600"]
    if not value & variables.BREAK_DISABLED:
        enabled.insert(0, "break/abort has effect")
    if value & variables.IGNORE_CONFIG:
        enabled.insert(0, "ignore system config info")
    boot = _BOOT_FROM.get(value & variables.BOOT_FIELD, "image specified by the boot system commands")
    lines = "".join(f"{line}\n" for line in enabled)
    return (
        f"\n           Configuration Summary\n   (Virtual Configuration Register: 0x{value:x})\n"
        f"enabled are:\n{lines}boot: {boot}\n\n"
    )


def _yes(prompt: str) -> Generator[Step, Any, bool]:
    answer = yield Ask(prompt)
    return str(answer).strip().lower() in ("y", "yes")


# -- files and variables


def _dev(desk: Desk, words: list[str]) -> str:
    return "Devices in device table:\n        id  name\n     flash:  compact flash\n"  # RECALLED shape


def _dir(desk: Desk, words: list[str]) -> str:
    if not words:
        return "usage: dir <device>\n"  # RECALLED
    path = flash_path(words[0])
    if path is None:
        return f'dir: cannot open device "{words[0]}"\n'  # RECALLED
    entry = desk.flash.entry(path)
    if entry is None:
        return f'dir: cannot open directory "{words[0]}"\n'  # INFERRED
    prefix = f"{path}/" if path else ""
    rows = sorted(
        (found.index, found.size, "drw-" if found.directory else "-rw-", name)
        for full, found in desk.flash.entries()
        if full.startswith(prefix) and "/" not in (name := full.removeprefix(prefix))
    )
    lines = [f"{index:<7}{size:<12}{mode}     {name}\n" for index, size, mode, name in rows]
    return "program load complete, entry point: 0x80020000, size: 0x1b340\nDirectory of flash:\n\n" + "".join(lines)


def _assign(desk: Desk, name: str, value: str) -> str:
    desk.variables[name] = value.strip().strip('"')
    return ""


def _set(desk: Desk, words: list[str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in sorted(_environment(desk).items()))


def _unset(desk: Desk, words: list[str]) -> str:
    if not words:
        return "usage: unset VARNAME ...\n"  # INFERRED
    for name in words:
        desk.variables.pop(name, None)
        variables.put(desk.chassis, name, None)
    return ""


def _sync(desk: Desk, words: list[str]) -> str:
    for name, value in desk.variables.items():
        variables.put(desk.chassis, name, value)
    return ""


def _environment(desk: Desk) -> dict[str, str]:
    """Variables of the chassis under those typed since."""
    kept = {name: variables.get(desk.chassis, name) or "" for name in variables.names(desk.chassis)}
    return {"PS1": "rommon ! > "} | kept | desk.variables


# -- tftpdnld


def _tftpdnld(desk: Desk, words: list[str]) -> Dialogue:
    """Fetch an image over TFTP into flash; `-r` is refused, since nothing here runs from memory."""
    environment = _environment(desk)
    missing = [name for name in TFTP_NEEDED if not environment.get(name)]
    if "-h" in words or missing:
        yield _tftp_usage(missing if "-h" not in words else [])
        return
    if "-r" in words:
        yield "tftpdnld: loading to memory only is not supported by this ROM\n"  # INFERRED
        return
    file = environment["TFTP_FILE"]
    yield "\n" + "".join(f"{name:>20}: {environment[name]}\n" for name in TFTP_NEEDED) + "\n"
    yield "Invoke this command for disaster recovery only.\n"  # RECALLED
    yield "WARNING: all existing data in all partitions on flash: may be lost!\n"  # RECALLED
    if not (yield from _yes("Do you wish to continue? y/n:  [n]:  ")):  # RECALLED
        return
    target = file.rpartition("/")[2]
    yield f"Receiving {file} from {environment['TFTP_SERVER']} "
    limit_bytes = desk.flash.room_for(target)
    result = yield Fetch(f"tftp://{environment['TFTP_SERVER']}/{file.removeprefix('/')}", limit_bytes)
    if isinstance(result, TransferFailure):
        yield f"\nTFTP: {result.reason}\nTFTP: Operation terminated.\n"  # RECALLED
        return
    packets = -(-len(result) // TFTP_PACKET_BYTES)
    yield "!" * max(1, min(MARKS_MAX, packets // PACKETS_PER_MARK)) + "\nFile reception completed.\n"
    yield "Validating checksum.\n"
    found_bad = _image_trouble(desk, result)
    if found_bad:
        yield f"TFTP: {found_bad}\n"  # INFERRED
        return
    yield f"Copying file {file} to flash:.\n"  # RECALLED
    try:
        desk.flash.write(target, result, WRITTEN_S)
    except FileRefusal as refusal:
        yield f"TFTP: {refusal}\n"  # INFERRED


def _image_trouble(desk: Desk, data: bytes) -> str:
    try:
        desk.catalog.load(data)
    except ImageRefused as refusal:
        return TROUBLE[type(refusal)]
    return ""


def _tftp_usage(missing: list[str]) -> str:
    head = "".join(f"Missing or illegal ip address for variable {name}\n" for name in missing)  # RECALLED
    if missing:
        head += "Illegal IP address.\n\n"  # RECALLED
    names = "".join(f"          {name}\n" for name in TFTP_NEEDED)
    return f"{head}usage: tftpdnld [-hr]\n  These variables must be set first, as NAME=value:\n{names}"


# -- what it says of itself


def _meminfo(desk: Desk, words: list[str]) -> str:
    megabytes = desk.platform.memory_bytes // 1024 // 1024
    nvram = desk.platform.nvram_bytes // 1024
    return (  # RECALLED shape
        f"\nMain memory size: {megabytes} MB.\n"
        "Available main memory starts at 0x80020000\n"
        "IO (packet) memory size: 10 percent of main memory.\n"
        f"NVRAM size: {nvram}KB\n"
    )


def _showmon(desk: Desk, words: list[str]) -> str:
    version = desk.platform.words["rom"].removeprefix("System Bootstrap, ")
    return (  # RECALLED shape
        f"ReadOnly ROMMON version is:\nSystem Bootstrap, {version}\n\n"
        f"Upgrade ROMMON version is:\nSystem Bootstrap, {version}\n\n"
        "Currently running ROMMON from Upgrade region\n"
    )


def _history(desk: Desk, words: list[str]) -> str:
    return "".join(f"{number:<5}{line}\n" for number, line in enumerate(desk.history, start=1))


def _help(desk: Desk, words: list[str]) -> str:
    return "".join(f"{name:<20}{command.help}\n" for name, command in COMMANDS.items())


COMMANDS: dict[str, Command] = {
    "boot": Command("boot up an external process", _boot),
    "confreg": Command("configuration register utility", _confreg),
    "dev": Command("list the device table", _dev),
    "dir": Command("List files in directories-dir <directory>", _dir),
    "help": Command("monitor builtin command help", _help),
    "history": Command("monitor command history", _history),
    "meminfo": Command("main memory information", _meminfo),
    "reset": Command("system reset", _reset),
    "set": Command("display the monitor variables", _set),
    "showmon": Command("display currently selected ROM monitor", _showmon),
    "sync": Command("write monitor environment to NVRAM", _sync),
    "tftpdnld": Command("tftp image download", _tftpdnld),
    "unset": Command("unset a monitor variable", _unset),
}

_DIALECT = Dialect(
    commands=COMMANDS,
    aliases={"?": "help", "b": "boot", "i": "reset"},
    prompt=lambda count: f"rommon {count} > ",
    unknown=lambda word: f'monitor: command "{word}" not found\n',  # RECALLED
    assign=_assign,
)
