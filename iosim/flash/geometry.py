"""How each family lays out its flash, as data: what a file occupies and what a listing calls it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Geometry:
    """One kind of flash file system."""

    block_bytes: int  # files occupy whole blocks
    root_bytes: int  # used when nothing is stored
    directory_bytes: int  # occupied by, and shown as the size of, a directory
    file_mode: str
    directory_mode: str
    first_index: int  # index numbers of entries start here
    mirrors_nvram: bool  # config.text and private-config.text in flash are the nvram: files
    aliases: tuple[str, ...]  # other prefixes of flash:
    kind: str  # type column of `show file systems`
    factory_date_s: int  # when the factory wrote its files, seconds since 1970 UTC

    def occupied(self, size: int) -> int:
        """Bytes of flash that a file of `size` bytes takes up."""
        return -(-size // self.block_bytes) * self.block_bytes


GEOMETRIES: dict[str, Geometry] = {
    "switch": Geometry(
        block_bytes=512,
        root_bytes=1024,
        directory_bytes=512,
        file_mode="-rwx",
        directory_mode="drwx",
        first_index=2,
        mirrors_nvram=True,
        aliases=("flash1",),
        kind="flash",
        factory_date_s=730_944_314,  # Mar 1 1993 00:05:14: its clock was never set
    ),
    "router": Geometry(
        block_bytes=4096,
        root_bytes=4096,
        directory_bytes=4096,
        file_mode="-rw-",
        directory_mode="drw-",
        first_index=1,
        mirrors_nvram=False,
        aliases=(),
        kind="disk",
        factory_date_s=1_293_926_400,  # Jan 2 2011 00:00:00: the factory sets the battery-backed clock
    ),
}
NAME_BYTES_MAX = 127  # INFERRED
# What a name may not hold: controls, blanks, and the signs that the command line gives a meaning of its own.
FORBIDDEN_IN_NAMES = frozenset(map(chr, range(33))) | frozenset('\x7f:?|"\\<>*')
