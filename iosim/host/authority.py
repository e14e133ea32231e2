"""`iosim authority init|show`: who signs licences."""

import os
import secrets
import sys
from pathlib import Path

from iosim.errors import IosimError, UsageError
from iosim.host.arguments import Parser
from iosim.license_store.authority import LAB, Authority

PRIVATE = "authority.key"  # signs; stays with whoever issues licences
PUBLIC = "authority.pub"  # for `iosim run --trust`


class KeyInTheWay(IosimError):
    """A folder already holds an authority: making another there would orphan every licence of the first."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already; an authority is never replaced, choose another folder")
        self.path = path


def main(arguments: list[str]) -> int:
    """Make a private authority in a folder, or show one (the built-in lab authority without a folder)."""
    parser = Parser("iosim authority", "Who signs licences. The built-in lab authority is known to everybody.")
    parser.add_argument("action", choices=("init", "show"))
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="where the keys lie")
    parser.add_argument("--name", help="what `iosim license show` calls it; default: the folder's name")
    values = parser.parse_args(arguments)
    if values.action == "init":
        if values.folder is None:
            parser.error("init needs a folder")
        sys.stdout.write(describe(init(values.folder, values.name or values.folder.resolve().name), values.folder))
        return 0
    if values.name is not None:
        parser.error("--name goes with init")
    sys.stdout.write(describe(read(values.folder) if values.folder else LAB, values.folder))
    return 0


def init(folder: Path, name: str) -> Authority:
    """
    Make an authority and write its keys to `folder`, the private one readable by the user alone.

    Raises:
        KeyInTheWay: the folder holds one already; nothing is written.
    """
    authority = Authority.create(name, secrets.token_bytes(32))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(folder / PRIVATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyInTheWay(folder / PRIVATE) from None
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(authority.text())
    (folder / PUBLIC).write_text(authority.key.text(), encoding="utf-8")
    return authority


def read(folder: Path) -> Authority:
    """The authority whose keys lie in `folder` (or the private key file itself); UsageError when there is none."""
    path = folder / PRIVATE if folder.is_dir() else folder
    try:
        return Authority.read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"no authority in {folder} ({problem}); `iosim authority init DIR` makes one") from None


def describe(authority: Authority, folder: Path | None) -> str:
    """What there is to know of an authority, for a person."""
    if folder is None:
        return (
            f"name    {authority.name}\nkey id  {authority.id}\n"
            "Every device trusts it and everybody has its key: its licences prove nothing outside a lab.\n"
        )
    return (
        f"name    {authority.name}\nkey id  {authority.id}\n"
        f"public  {folder / PUBLIC}    (iosim run --trust {folder / PUBLIC})\n"
        f"private {folder / PRIVATE}    (iosim license issue --authority {folder})\n"
    )
