"""Names of files as typed: on the device (`flash:/a/b`, `startup-config`) and elsewhere (`tftp://host/path`)."""

import re
from dataclasses import dataclass

NETWORK_SCHEMES = ("tftp", "ftp", "http", "https", "scp")
_PREFIX = re.compile(r"([A-Za-z][A-Za-z0-9]*):(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"(?:(?P<user>[^:@/]*)(?::(?P<password>.*))?@)?(?P<host>[^:@/]*)(?::(?P<port>\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Location:
    """A place in one of the device's own file systems; `path` has no leading slash and no `.` or `..`."""

    filesystem: str  # "flash", without the colon
    path: str = ""  # "" is the root

    def __str__(self) -> str:
        return f"{self.filesystem}:/{self.path}"

    @property
    def name(self) -> str:
        """The last part of the path, "" for the root."""
        return self.path.rpartition("/")[2]

    @property
    def parent(self) -> "Location":
        """The directory that holds it; the root is its own."""
        return Location(self.filesystem, self.path.rpartition("/")[0])

    def join(self, relative: str) -> "Location":
        """`relative` seen from here; what climbs past the root stays at the root."""
        parts = [] if relative.startswith("/") or not self.path else self.path.split("/")
        for part in relative.split("/"):
            if part == "..":
                del parts[-1:]
            elif part not in ("", "."):
                parts.append(part)
        return Location(self.filesystem, "/".join(parts))


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on another host; parts that were not typed are empty and asked for by the command."""

    scheme: str
    host: str = ""
    path: str = ""  # what follows the slash after the host; a leading slash of its own makes it absolute
    user: str = ""
    password: str = ""
    port: int | None = None

    @property
    def url(self) -> str:
        """The whole of it, credentials included: for whoever performs the transfer."""
        return self._text(f"{self.user}{':' + self.password if self.password else ''}@" if self.user else "")

    def __str__(self) -> str:
        """As the device prints it: credentials are masked."""
        return self._text("*:*@" if self.user else "")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    def _text(self, credentials: str) -> str:
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{credentials}{self.host}{port}/{self.path}"


def split_prefix(text: str) -> tuple[str, str]:
    """`flash:x` -> ("flash", "x"); no prefix -> ("", text)."""
    match = _PREFIX.fullmatch(text)
    return (match[1].lower(), match[2]) if match else ("", text)


def parse_remote(scheme: str, rest: str) -> Remote:
    """The part after `scheme:`, from nothing at all to `//user:password@host:port/path`."""
    if not rest.startswith("//"):
        return Remote(scheme, path=rest.removeprefix("/"))
    # A password may hold colons and at signs: the last at sign before the first slash ends it.
    authority, _, path = rest[2:].partition("/")
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return Remote(scheme, host=authority, path=path)
    port = None if match["port"] is None else int(match["port"])
    return Remote(scheme, match["host"], path, match["user"] or "", match["password"] or "", port)
