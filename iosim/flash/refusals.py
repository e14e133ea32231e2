"""What the device says when a file operation cannot be done: `%Error VERB URL (REASON)`."""

from iosim.errors import DeviceRefusal


class FileRefusal(DeviceRefusal):
    """A file operation refused; `verb` is what was being done, `url` to what, `reason` why."""

    reason_text = "Unknown error"

    def __init__(self, url: object, verb: str = "opening") -> None:
        self.url = str(url)
        self.verb = verb
        super().__init__(f"%Error {verb} {self.url} ({self.reason_text})")


class NoSuchFile(FileRefusal):
    """Nothing has that name."""

    reason_text = "No such file or directory"


class NoSuchDevice(FileRefusal):
    """The device has no file system of that name."""

    reason_text = "No such device"  # INFERRED


class NotEnoughSpace(FileRefusal):
    """The file system cannot take that many bytes more."""

    reason_text = "Not enough space on device"


class FileExists(FileRefusal):
    """Something has that name already."""

    reason_text = "File exists"  # INFERRED


class IsADirectory(FileRefusal):
    """A file was asked for and a directory has that name."""

    reason_text = "Is a directory"  # INFERRED


class NotADirectory(FileRefusal):
    """A directory was asked for and a file has that name."""

    reason_text = "Not a directory"  # INFERRED


class DirectoryNotEmpty(FileRefusal):
    """A directory that still holds something cannot be removed."""

    reason_text = "Directory not empty"  # INFERRED


class InvalidName(FileRefusal):
    """A name with characters, or of a length, that the file system does not take."""

    reason_text = "Invalid argument"  # INFERRED


class ReadOnly(FileRefusal):
    """The file system, or this file of it, is not written by hand."""

    reason_text = "Permission denied"  # INFERRED


class Unreadable(FileRefusal):
    """The file is listed but its contents are gone."""

    reason_text = "I/O error"  # INFERRED
