"""How directories and file systems look on the screen."""

from fnmatch import fnmatchcase

from iosim.flash import FileInfo, FileSystems, Location
from iosim.flash.location import NETWORK_SCHEMES
from iosim.flash.refusals import NoSuchFile
from iosim.syslog.stamp import moment

NO_DATE = "<no date>"


def directory(files: FileSystems, place: Location, zone_offset_ms: int) -> str:
    """
    `dir`: what a directory holds, or the one file (or those a pattern with `*` names).

    Args:
        zone_offset_ms: of the configured time zone, which dates are shown in.

    Raises:
        NoSuchFile: nothing has that name.

    Source: `dir flash:` of a 3750-E with 12.2(55)SE12; `dir nvram:` of a 2960.
    """
    found = matching(files, place) if "*" in place.name else files.listing(place)
    rows = [row(info, zone_offset_ms) for info in found]
    body = "\n".join(rows) if rows else "No files in directory"
    slash = "/" if place.path and files.is_directory(place) else ""
    return f"Directory of {place}{slash}\n\n{body}\n\n{_room(files, place.filesystem)}\n"


def matching(files: FileSystems, place: Location, verb: str = "opening") -> list[FileInfo]:
    """The files and directories that a place names, which may hold `*` in its last part; NoSuchFile when none does."""
    if "*" in place.name:
        pattern = place.name.replace("[", "[[]")
        found = [info for info in files.listing(place.parent) if fnmatchcase(info.name, pattern)]
    else:
        found = [info] if files.exists(place) and (info := files.info(place)) is not None else []
    if not found:
        raise NoSuchFile(place, verb)
    return found


def row(info: FileInfo, zone_offset_ms: int) -> str:
    """One line: index, mode, size, date and name."""
    date = NO_DATE if info.modified_s is None else _date(info.modified_s, zone_offset_ms)
    return f"{info.index:>5}  {info.mode}{info.size:>12}{date:>29}  {info.name}"


def router_flash(files: FileSystems, zone_offset_ms: int) -> str:
    """
    `show flash:` of a router: every file with its path, then the room.

    Source: seen on an ISR G2.
    """
    lines = ["-#- --length-- -----date/time------ path"]
    for number, (path, entry) in enumerate(files.flash.entries(), start=1):
        m = moment(entry.modified_s * 1000 + zone_offset_ms)
        date = f"{m.month_name} {m.day:02d} {m.year} {m.hour:02d}:{m.minute:02d}:{m.second:02d}"
        lines.append(f"{number:<4}{entry.size:>10} {date} {path}")
    return "\n".join(lines) + (f"\n\n{files.flash.free_bytes} bytes available ({files.flash.used_bytes} bytes used)\n")


def file_systems(files: FileSystems, current: str) -> str:
    """
    `show file systems`: every prefix with its room, type and flags; `*` marks the one the operator is in.

    Source: a 2960 and an ISR G2; the order of rows differs between models and is that of the router here.
    """
    lines = ["File Systems:", "", "       Size(b)       Free(b)      Type  Flags  Prefixes"]
    for name, kind, flags in _rows(files):
        usage = files.usage(name)
        size, free = ("-", "-") if usage is None else (str(usage.total_bytes), str(usage.free_bytes))
        prefixes = f"{name}:" + "".join(f" {alias}:" for alias in files.geometry.aliases if name == "flash")
        mark = "*" if name == current else " "
        lines.append(f"{mark}{size:>13} {free:>13} {kind:>9} {flags:>6}   {prefixes}")
    return "\n".join(lines) + "\n\n"


def _rows(files: FileSystems) -> list[tuple[str, str, str]]:
    network = [(scheme, "network", "rw") for scheme in NETWORK_SCHEMES]
    return [
        *((name, files.geometry.kind, "rw") for name in files.flashes),
        ("system", "opaque", "rw"),
        ("null", "opaque", "rw"),
        ("nvram", "nvram", "rw"),
        *network,
    ]


def _date(modified_s: int, zone_offset_ms: int) -> str:
    m = moment(modified_s * 1000 + zone_offset_ms)
    minutes = abs(zone_offset_ms) // 60_000
    zone = f"{'-' if zone_offset_ms < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{m.month_name} {m.day} {m.year} {m.hour:02d}:{m.minute:02d}:{m.second:02d} {zone}"


def _room(files: FileSystems, filesystem: str) -> str:
    usage = files.usage(filesystem)
    if usage is None:
        return "No space information available"
    return f"{usage.total_bytes} bytes total ({usage.free_bytes} bytes free)"
