"""
Every reason for which a licence or a licence file is refused: one class, one message, one SNMP fail cause each.

`REFUSALS` is the table; `docs/licences.md` explains its rows to the user and a test keeps both alike. None of the
real device's texts for these cases is known, so all are ours. `FileRefusal`s are about the file as a whole
and are printed alone; any other `LicenseRefusal` is about one licence and follows `Failed:` on its line.
"""

from typing import ClassVar

from iosim.errors import DeviceRefusal


class LicenseRefusal(DeviceRefusal):
    """One licence is not taken, changed or removed. Nothing of the device has changed."""

    text: ClassVar[str] = "Invalid license"
    fail_cause: ClassVar[int] = 2  # ClmgmtLicenseActionFailCause, here generalFailure

    def __init__(self, **facts: object) -> None:
        super().__init__(self.text.format(**facts))
        self.facts = facts


class FileRefusal(LicenseRefusal):
    """Nothing in the file is taken."""

    fail_cause = 7  # invalidLicenseFile


class EmptyFile(FileRefusal):
    text = "License file is empty"


class FileTooLarge(FileRefusal):
    text = "License file is too large (more than {limit_bytes} bytes)"


class NotXml(FileRefusal):
    text = "License file is not well-formed XML"


class TruncatedFile(FileRefusal):
    text = "License file is truncated"


class EntitiesDeclared(FileRefusal):
    text = "License file declares a document type or entities"


class NotLicenseFile(FileRefusal):
    text = "No valid license found in the file"


class ForeignSource(FileRefusal):
    text = "License file was not issued by iosim (SOURCE is not iosim)"


class FileAltered(FileRefusal):
    text = "License file was altered outside its licenses"


class MalformedLicense(LicenseRefusal):
    text = "License was altered or is incomplete"
    fail_cause = 8  # invalidLicenseLine


class InvalidLine(LicenseRefusal):
    text = "License line is not valid"
    fail_cause = 8


class InvalidPeriod(LicenseRefusal):
    text = "License period is not valid"
    fail_cause = 12


class InvalidCount(LicenseRefusal):
    text = "License count is not valid"
    fail_cause = 11


class InvalidComment(LicenseRefusal):
    text = "License comment is not up to 99 printable ASCII characters"
    fail_cause = 8


class FieldsDisagree(LicenseRefusal):
    text = "License fields do not agree with the license line"
    fail_cause = 8


class LineDamaged(LicenseRefusal):
    text = "License line does not match its hash"
    fail_cause = 8


class WrongDevice(LicenseRefusal):
    text = "License is not valid for this device"  # INFERRED from licenseNotValidForDevice
    fail_cause = 10


class UnknownAuthority(LicenseRefusal):
    text = "License authority is not trusted by this device"
    fail_cause = 8


class BadSignature(LicenseRefusal):
    text = "License signature is not valid"
    fail_cause = 8


class UnknownFeature(LicenseRefusal):
    text = "License feature is unknown to this device"
    fail_cause = 10


class Duplicate(LicenseRefusal):
    text = "Duplicate"
    fail_cause = 9


class LicenseRevoked(LicenseRefusal):
    text = "License was revoked on this device"
    fail_cause = 10


class TicketNeeded(LicenseRefusal):
    text = "Grace period license comes with a permission ticket only"
    fail_cause = 10


class StoreFull(LicenseRefusal):
    text = "License store is full"  # INFERRED from licenseStorageFull
    fail_cause = 15


class EulaNotAccepted(LicenseRefusal):
    text = "License agreement was not accepted"
    fail_cause = 2


class LicenseInUse(LicenseRefusal):
    text = "Could not delete in-use license"  # INFERRED from licenseInUse
    fail_cause = 13


class BuiltInKept(LicenseRefusal):
    text = "Could not delete built-in license"
    fail_cause = 2


class NoSuchLicense(LicenseRefusal):
    text = "No license found for feature {feature}"
    fail_cause = 2


class NothingToSave(LicenseRefusal):
    text = "No license to save"


class PriorityFixed(LicenseRefusal):
    text = "Priority of a permanent license cannot be changed"
    fail_cause = 2


REFUSALS: tuple[type[LicenseRefusal], ...] = (
    EmptyFile,
    FileTooLarge,
    NotXml,
    TruncatedFile,
    EntitiesDeclared,
    NotLicenseFile,
    ForeignSource,
    FileAltered,
    MalformedLicense,
    InvalidLine,
    InvalidPeriod,
    InvalidCount,
    InvalidComment,
    FieldsDisagree,
    LineDamaged,
    WrongDevice,
    UnknownAuthority,
    BadSignature,
    UnknownFeature,
    LicenseRevoked,
    TicketNeeded,
    Duplicate,
    StoreFull,
    EulaNotAccepted,
    LicenseInUse,
    BuiltInKept,
    NoSuchLicense,
    NothingToSave,
    PriorityFixed,
)
