"""Commands that look at files and directories, and change one of them."""

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.file_listing import directory, file_systems, matching, router_flash
from iosim.cli.file_names import OWN_PREFIXES, PREFIX_HELP
from iosim.cli.file_questions import confirmed, device_file, file_name
from iosim.config import read
from iosim.flash import FileInfo, FileSystems, Location
from iosim.flash.file_systems import ROOT
from iosim.flash.refusals import IsADirectory
from iosim.grammar.dialogue import Dialogue

commands = Commands()
_PLACE = f"{{place={{{OWN_PREFIXES}}} | <place:file>}}"
_DELETABLE = {
    "delete": "Delete a file",
    "/force": "Without asking",
    "/recursive": "A directory with all it holds",
    "<place>": "File to delete",
    **PREFIX_HELP,
}


@commands.add(
    f"dir [/all] [{_PLACE}]",
    help={
        "dir": "List files on a file system",
        "/all": "List all files",
        "<place>": "Directory or file",
        **PREFIX_HELP,
    },
)
def list_directory(cx: Context, place: str = "") -> str:
    """`dir`: a directory, one file, or what a pattern names."""
    return directory(cx.system.files, device_file(cx, place), _zone_offset_ms(cx))


@commands.add("dir all-filesystems", help={"all-filesystems": "List files on all file systems"})
def list_all(cx: Context) -> str:
    """The listings of flash:, system: and nvram: one below the other."""
    files = cx.system.files
    parts = [directory(files, Location(name), _zone_offset_ms(cx)) for name in (*files.flashes, "system", "nvram")]
    return "\n".join(parts)


_SHOW_FLASH = {"show": "Show running system information", "flash:": "Display flash memory"}


@commands.add("show flash:", needs="switch", help=_SHOW_FLASH)
def show_flash(cx: Context) -> str:
    """A switch's `show flash:` is its directory."""
    return directory(cx.system.files, ROOT, _zone_offset_ms(cx))


@commands.add("show flash:", needs="router", help=_SHOW_FLASH)
def show_router_flash(cx: Context) -> str:
    """Every file of the flash card with its path."""
    return router_flash(cx.system.files, _zone_offset_ms(cx))


@commands.add(
    "show file systems",
    help={"show": "Show running system information", "file": "Show file system information", "systems": "List them"},
)
def show_file_systems(cx: Context) -> str:
    """What can be named before a colon."""
    return file_systems(cx.system.files, cx.cwd.filesystem)


@commands.add("pwd", help={"pwd": "Display the current working directory"})
def print_directory(cx: Context) -> str:
    """Where bare names are looked up."""
    return f"{cx.cwd}{'/' if cx.cwd.path else ''}\n"


@commands.add(f"cd [{_PLACE}]", help={"cd": "Change the current directory", "<place>": "Directory", **PREFIX_HELP})
def change_directory(cx: Context, place: str = "flash:") -> None:
    """Look bare names up somewhere else, in this session; without a name at the root of flash:."""
    wanted = device_file(cx, place)
    cx.system.files.check_directory(wanted)
    cx.cwd = wanted


@commands.add(
    f"more [form={{/ascii|/binary}}] {_PLACE}",
    privilege=15,
    help={
        "more": "Display the contents of a file",
        "/ascii": "As text",
        "/binary": "In hexadecimal",
        "<place>": "File to display",
        **PREFIX_HELP,
    },
)
def more(cx: Context, place: str, form: str = "") -> str:
    """The contents of a file: text as it is, anything else in hexadecimal."""
    data = cx.system.files.read(device_file(cx, place))
    if form == "/binary" or (not form and _is_binary(data)):
        return dump(data)
    return data.decode("latin-1").replace("\r\n", "\n")


@commands.add(f"delete [* force=/force | recursive=/recursive] {_PLACE}", privilege=15, help=_DELETABLE)
def delete(cx: Context, place: str, force: str = "", recursive: str = "") -> Dialogue:
    """Remove files after asking for each; directories only with `/recursive`."""
    files = cx.system.files
    target = device_file(cx, place)
    quiet = bool(force) or read.file_prompt_quiet(cx.system.config)
    if not quiet:
        target = yield from file_name(cx, "Delete filename", target)
    for info in matching(files, target, "deleting"):
        found = Location(target.filesystem, info.path)
        if info.is_directory and not recursive:
            raise IsADirectory(found, "deleting")
        yield from _delete(cx, found, info, quiet=quiet)


def _delete(cx: Context, found: Location, info: FileInfo, *, quiet: bool) -> Dialogue:
    """One file, or a directory from its leaves up; a file that is declined stays, and so does what holds it."""
    files = cx.system.files
    inside = _below(files, found) if info.is_directory else []
    for place in [*inside, found]:
        if not quiet and not (yield from confirmed(f"Delete {typed(cx, place)}? [confirm]")):
            return
        if files.is_directory(place):
            files.remove_directory(place)
        else:
            files.delete(place)


def _below(files: FileSystems, place: Location) -> list[Location]:
    """Everything in a directory, what it holds first."""
    prefix = f"{place.path}/" if place.path else ""
    store = files.store(place.filesystem)
    entries = [] if store is None else list(store.entries())
    return [Location(place.filesystem, path) for path, _ in reversed(entries) if path.startswith(prefix)]


@commands.add(
    f"rename {_PLACE} {{target={{{OWN_PREFIXES}}} | <target:file>}}",
    privilege=15,
    help={"rename": "Rename a file", "<place>": "File to rename", "<target>": "New name", **PREFIX_HELP},
)
def rename(cx: Context, place: str, target: str) -> Dialogue:
    """Give a file of flash: another name, or move it into a directory."""
    files = cx.system.files
    source, wanted = device_file(cx, place), device_file(cx, target)
    if files.is_directory(wanted) and not files.is_directory(source):
        wanted = wanted.join(source.name)
    if not read.file_prompt_quiet(cx.system.config):
        wanted = yield from file_name(cx, "Destination filename", wanted)
    files.rename(source, wanted, cx.now_ms)


@commands.add(
    f"mkdir {_PLACE}", privilege=15, help={"mkdir": "Create a directory", "<place>": "Its name", **PREFIX_HELP}
)
def make_directory(cx: Context, place: str) -> Dialogue:
    """An empty directory."""
    wanted = device_file(cx, place)
    if not read.file_prompt_quiet(cx.system.config):
        wanted = yield from file_name(cx, "Create directory filename", wanted)
    cx.system.files.make_directory(wanted, cx.now_ms)
    yield f"Created dir {typed(cx, wanted)}\n"


@commands.add(
    f"rmdir {_PLACE}", privilege=15, help={"rmdir": "Remove a directory", "<place>": "Its name", **PREFIX_HELP}
)
def remove_directory(cx: Context, place: str) -> Dialogue:
    """Remove a directory that holds nothing."""
    wanted = device_file(cx, place)
    if not read.file_prompt_quiet(cx.system.config):
        wanted = yield from file_name(cx, "Remove directory filename", wanted)
        if not (yield from confirmed(f"Delete {typed(cx, wanted)}? [confirm]")):
            return
    cx.system.files.remove_directory(wanted)
    yield f"Removed dir {typed(cx, wanted)}\n"


def typed(cx: Context, place: Location) -> str:
    """A place in a question: newer releases show the slash after the colon."""
    slash = "/" if cx.personality.image.says("delete_slash") else ""
    return f"{place.filesystem}:{slash}{place.path}"


def dump(data: bytes) -> str:
    """Bytes sixteen a line, in groups of four, with what is readable of them. RECALLED layout."""
    lines = []
    for start in range(0, len(data), 16):
        groups = [data[at : at + 4] for at in range(start, min(start + 16, len(data)), 4)]
        digits = " ".join(group.hex().upper() for group in groups)
        shown = " ".join("".join(chr(byte) if 32 <= byte < 127 else "." for byte in group) for group in groups)
        lines.append(f"{start:08X}:  {digits:<35}    {shown}\n")
    return "".join(lines)


def _is_binary(data: bytes) -> bool:
    head = data[:512]
    return any(byte < 32 and byte not in b"\t\n\r\f\x03\x1b" for byte in head)


def _zone_offset_ms(cx: Context) -> int:
    return read.clock_zone(cx.system.config)[1]
