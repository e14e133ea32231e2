"""The record a file or directory has in flash: the JSON of a `flash/NAME` row."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One file or directory.

    A file's bytes are the blob of its `sha256`, or, where `image` is set, those of the packaged image of that
    name, which are never copied into the device. `sha256` is empty for directories, for files that mirror another
    row (config.text on a switch), and for packaged images nobody had to hash yet.
    """

    index: int
    modified_s: int  # device calendar when written, seconds since 1970 UTC
    size: int = 0
    sha256: str = ""
    image: str = ""
    directory: bool = False

    def encode(self) -> bytes:
        """The row's value."""
        record: dict[str, Any] = {"index": self.index, "modified": self.modified_s}
        if self.directory:
            record["directory"] = True
        else:
            record["size"] = self.size
            record["sha256"] = self.sha256
        if self.image:
            record["image"] = self.image
        return json.dumps(record, separators=(",", ":")).encode()


def decode(row: bytes) -> Entry:
    """The entry of a row's value."""
    record = json.loads(row)
    return Entry(
        index=record["index"],
        modified_s=record["modified"],
        size=record.get("size", 0),
        sha256=record.get("sha256", ""),
        image=record.get("image", ""),
        directory=record.get("directory", False),
    )
