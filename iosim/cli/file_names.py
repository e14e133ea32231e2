"""Names of files on the command line: what `?` lists before one is typed, and what is refused at the caret."""

from collections.abc import Callable, Mapping

from iosim.flash.geometry import GEOMETRIES
from iosim.flash.location import NETWORK_SCHEMES, split_prefix
from iosim.grammar import Parameter, of_word
from iosim.platforms.platform import Platform

OWN = ("flash", "nvram", "system", "null")
# Prefixes as words, so that `copy tftp flash` is understood as `copy tftp: flash:`.
OWN_PREFIXES = "flash:|nvram:|system:|null:"
ALL_PREFIXES = OWN_PREFIXES + "|" + "|".join(f"{scheme}:" for scheme in NETWORK_SCHEMES)
PREFIX_HELP: Mapping[str, str] = {
    "flash:": "Files in flash memory",
    "nvram:": "Files in non-volatile memory",
    "system:": "Files the running system offers",
    "null:": "Swallows what is written",
    "tftp:": "A file on a TFTP server",
    "ftp:": "A file on an FTP server",
    "http:": "A file on a web server",
    "https:": "A file on a web server, encrypted",
    "scp:": "A file on an SSH server",
    "running-config": "The configuration in use",
    "startup-config": "The configuration of the next boot",
}


def file_parameters(platform: Platform) -> dict[str, Parameter]:
    """
    The kinds `file` (on the device) and `url` (anywhere) of a syntax, for one model.

    A prefix the model does not have is refused where it stands, as any word that fits nothing.
    """
    further = {f"flash{number}" for number in range(2, 1 + len(platform.members))}
    own = frozenset(OWN) | frozenset(GEOMETRIES[platform.family].aliases) | further
    return {
        "file": of_word("WORD", _prefixed(own), rank=1, help="Name of a file on the device"),
        "url": of_word("WORD", _prefixed(own | frozenset(NETWORK_SCHEMES)), rank=1, help="URL of the file"),
    }


def _prefixed(known: frozenset[str]) -> Callable[[str], str]:
    def parse(word: str) -> str:
        prefix, _ = split_prefix(word)
        if prefix and prefix not in known:
            raise ValueError
        return word

    return parse
