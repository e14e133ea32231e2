"""The kinds of licence, one row each: what they are called, whether they run out, when their terms are accepted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LicenseType:
    """One kind of licence."""

    name: str  # as in `iosim license issue --type` and in an image's manifest
    word: str  # "License Type:" of the CLI
    mib: int  # clmgmtLicenseType
    metered: bool  # valid for a limited time of use
    eula: str  # when the operator accepts the terms: "never", "use" (before first use), "install" or "rehost"
    preference: int  # between metered licences of one feature the greater one is used
    file_type: str  # TYPE element of a licence file
    kind: str  # the word of the licence line; metered ones are followed by their period
    addition: str  # EXCL or ADD in the line, Exclusive or Additive on the screen
    stands_in: bool = False  # for a permanent one that was given up: runs out, but has its priority. INFERRED


TYPES: dict[str, LicenseType] = {
    row.name: row
    for row in (
        LicenseType("permanent", "Permanent", 4, False, "never", 0, "REGULAR", "NORMAL", "EXCL"),
        LicenseType("extension", "Extension", 2, True, "install", 3, "EXTENSION", "EXTENSION", "EXCL"),
        # Its word on the screen was not found. INFERRED
        LicenseType("gracePeriod", "Grace Period", 3, True, "rehost", 2, "GRACE", "GRACE", "EXCL", stands_in=True),
        LicenseType("evaluation", "Evaluation", 1, True, "use", 1, "EVALUATION", "TRIAL", "ADD"),
    )
}

PERMANENT = TYPES["permanent"]
BY_KIND: dict[str, LicenseType] = {row.kind: row for row in TYPES.values()}
