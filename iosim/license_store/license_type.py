"""The kinds of licence, one row each: what they are called, what ends them, when their terms are accepted."""

from dataclasses import dataclass

from iosim.featureset.choice import Priority


@dataclass(frozen=True, slots=True)
class LicenseType:
    """One kind of licence."""

    name: str  # as in `iosim license issue --type` and in an image's manifest
    word: str  # "License Type:" of the CLI
    mib: int  # clmgmtLicenseType
    eula: str  # when the operator accepts the terms: "never", "use" (before first use), "install" or "rehost"
    priority: Priority  # once it can be used
    preference: int  # between licences of one feature and priority the greater one is used
    file_type: str  # TYPE element of a licence file; "": none has it, it comes with an image
    kind: str  # the word of the licence line; metered ones are followed by their period
    metered: bool = False  # valid for a limited time of use
    dated: bool = False  # valid from one day of the calendar until another
    addition: str = "EXCL"  # EXCL or ADD in the line, Exclusive or Additive on the screen
    becomes: str = ""  # the type it turns into by itself when its period is over; "": it ends there
    shadows: bool = False  # where it can be used, others of its feature are not

    @property
    def ends(self) -> bool:
        """Whether a day comes from which on it is not valid."""
        return self.dated or (self.metered and not self.becomes)


_LOW, _MEDIUM = Priority.LOW, Priority.MEDIUM

# What the last five, and gracePeriod, are called on the screen was not found, but for EvalRightToUse and RightToUse.
# Which priority they have is INFERRED: a grace period stands in for what was given up, a paid subscription was paid.
TYPES: dict[str, LicenseType] = {
    row.name: row
    for row in (
        LicenseType("permanent", "Permanent", 4, "never", _MEDIUM, 4, "REGULAR", "NORMAL", shadows=True),
        LicenseType("extension", "Extension", 2, "install", _LOW, 3, "EXTENSION", "EXTENSION", metered=True),
        LicenseType("gracePeriod", "Grace Period", 3, "rehost", _MEDIUM, 2, "GRACE", "GRACE", metered=True),
        LicenseType("evaluation", "Evaluation", 1, "use", _LOW, 1, "EVALUATION", "TRIAL", metered=True, addition="ADD"),
        # From here on: what images of 15.x bring instead of evaluations.
        LicenseType(
            "evalRightToUse",
            "EvalRightToUse",
            8,
            "use",
            _LOW,
            1,
            "",
            "TRIAL",
            metered=True,
            addition="ADD",
            becomes="rightToUse",
        ),
        LicenseType("rightToUse", "RightToUse", 9, "use", _LOW, 1, "", "NORMAL", addition="ADD"),
        LicenseType(
            "permanentRightToUse",
            "PermanentRightToUse",
            10,
            "use",
            _MEDIUM,
            1,
            "",
            "NORMAL",
            addition="ADD",
            shadows=True,
        ),
        # For labs only: no level of these devices was ever sold by subscription.
        LicenseType(
            "paidSubscription", "PaidSubscription", 5, "never", _MEDIUM, 3, "SUBSCRIPTION", "SUBSCRIPTION", dated=True
        ),
        LicenseType(
            "evaluationSubscription",
            "EvaluationSubscription",
            6,
            "use",
            _LOW,
            1,
            "EVALUATION SUBSCRIPTION",
            "SUBTRIAL",
            dated=True,
        ),
        LicenseType(
            "extensionSubscription",
            "ExtensionSubscription",
            7,
            "install",
            _LOW,
            2,
            "EXTENSION SUBSCRIPTION",
            "SUBEXTENSION",
            dated=True,
        ),
    )
}

PERMANENT = TYPES["permanent"]
BY_KIND: dict[str, LicenseType] = {row.kind: row for row in TYPES.values() if row.file_type}
"""The types that licence files may hold, by the word of the licence line."""
