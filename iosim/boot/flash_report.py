"""What a switch's boot loader prints while it initialises the flash."""

from iosim.flash.store import FlashStore


def flash_report(flash: FlashStore) -> list[str]:
    """The report in pieces; numbers are right-justified in eleven columns."""
    entries = list(flash.entries())
    directories = 1 + sum(entry.directory for _, entry in entries)
    files = len(entries) + 1 - directories
    return [
        "Initializing Flash...\n"
        + _file_system(2, files=0, directories=1, total=3870720, used=1024)
        + "mifs[2]: mifs fsck took 1 seconds.\n",
        _file_system(3, files=files, directories=directories, total=flash.total_bytes, used=flash.used_bytes)
        + "mifs[3]: mifs fsck took 8 seconds.\n",
        "...done Initializing Flash.\ndone.\n",
    ]


def _file_system(number: int, *, files: int, directories: int, total: int, used: int) -> str:
    rows = (("Total bytes     ", total), ("Bytes used      ", used), ("Bytes available ", total - used))
    return f"mifs[{number}]: {files} files, {directories} directories\n" + "".join(
        f"mifs[{number}]: {name}:{value:>11}\n" for name, value in rows
    )
