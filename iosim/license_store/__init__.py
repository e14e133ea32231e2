"""Licences: the file format, who may sign one, what is refused and why, and the stores of a device."""

from iosim.license_store.authority import LAB, LAB_ONLY, Authorities, Authority, PublicKey
from iosim.license_store.file import FILE_BYTES_LIMIT, Unreadable, read, write
from iosim.license_store.grant import granted, issue
from iosim.license_store.license import License
from iosim.license_store.refusals import FileRefusal, LicenseRefusal
from iosim.license_store.store import BUILT_IN, PRIMARY, Held, LicenseStore

__all__ = [
    "BUILT_IN",
    "FILE_BYTES_LIMIT",
    "LAB",
    "LAB_ONLY",
    "PRIMARY",
    "Authorities",
    "Authority",
    "FileRefusal",
    "Held",
    "License",
    "LicenseRefusal",
    "LicenseStore",
    "PublicKey",
    "Unreadable",
    "granted",
    "issue",
    "read",
    "write",
]
