"""Granting a licence: what an authority does when it is asked for one."""

from dataclasses import replace

from iosim.chassis import Udi
from iosim.errors import UsageError
from iosim.license_store import file
from iosim.license_store.authority import LAB, Authority
from iosim.license_store.license import COMMENT, CREATED, MAX_COUNT, MAX_DAYS, WORD, License, day_ms, is_day
from iosim.license_store.license_type import TYPES
from iosim.platforms import catalog
from iosim.syslog.stamp import DAY_MS, iso_text

CREATED_DEFAULT = "2009-05-28T16:35:10"  # whoever wants another day says so: the same call gives the same bytes
DAYS_DEFAULT = 60  # of an evaluation or extension
SUBSCRIPTION_DAYS_DEFAULT = 365
LICENSE_TYPES = tuple(name for name, row in TYPES.items() if row.file_type)


def issue(
    udi: Udi | str,
    feature: str,
    *,
    type: str = "permanent",  # noqa: A002 - the word of the command line and of the licence file
    days: int | None = None,
    count: int | None = None,
    authority: Authority = LAB,
    created: str = CREATED_DEFAULT,
    version: str = "1.0",
    comment: str = "",
    starts: str | None = None,
    additive: bool = False,
) -> bytes:
    """
    A licence file with one licence; the same arguments give the same bytes.

    Args:
        udi: the device, `PID:SN`; the orderable spelling of a PID (-S, -E) becomes the device's own.
        feature: ipservices, advsecurity, ...
        type: "permanent", "extension", "evaluation" and what else `LICENSE_TYPES` names.
        days: of use, for those that run out by it, 60 when not said; of the calendar for a subscription, 365.
        count: number of users of a counted feature; uncounted when not said.
        created: date and time of the grant. Two grants that differ in nothing else are two licences.
        comment: the user's own text, up to 99 ASCII characters; not signed.
        starts: first day of a subscription, 2029-12-31; that of the grant when not said.
        additive: the count adds to that of other licences of the feature; otherwise the greatest counts.

    Raises:
        UsageError: an argument no licence can have.
    """
    license = granted(
        udi,
        feature,
        type=type,
        days=days,
        count=count,
        authority=authority,
        created=created,
        version=version,
        comment=comment,
        starts=starts,
        additive=additive,
    )
    return file.write([license])


def granted(
    udi: Udi | str,
    feature: str,
    *,
    type: str = "permanent",  # noqa: A002 - as `issue`
    days: int | None = None,
    count: int | None = None,
    authority: Authority = LAB,
    created: str = CREATED_DEFAULT,
    version: str = "1.0",
    comment: str = "",
    starts: str | None = None,
    additive: bool = False,
) -> License:
    """One signed licence, for `file.write` of several; arguments and errors as `issue`."""
    if type not in LICENSE_TYPES:
        raise UsageError(f"no licence type {type!r}; known are {', '.join(LICENSE_TYPES)}")
    kind = TYPES[type]
    if days is not None and not kind.ends:
        raise UsageError(f"a {type} licence does not run out: it takes no number of days")
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise UsageError(f"a licence runs for 1 to {MAX_DAYS} days, not {days}")
    if count is not None and not 1 <= count <= MAX_COUNT:
        raise UsageError(f"a licence counts 1 to {MAX_COUNT} users, not {count}")
    if additive and count is None:
        raise UsageError("only a licence that counts its users can be additive")
    for name, word in (("feature", feature), ("version", version)):
        if not WORD.fullmatch(word):
            raise UsageError(f"{word!r} is no {name} of a licence")
    if not CREATED.fullmatch(created):
        raise UsageError(f"{created!r} is no date of creation such as {CREATED_DEFAULT}")
    if not COMMENT.fullmatch(comment):
        raise UsageError("a comment has up to 99 printable ASCII characters")
    if starts is not None and not kind.dated:
        raise UsageError(f"a {type} licence has no first day")
    first, last = _days(starts or created[:10], days or SUBSCRIPTION_DAYS_DEFAULT) if kind.dated else ("", "")
    license = License(
        device(udi),
        feature,
        version,
        kind,
        (days or DAYS_DEFAULT) * 24 if kind.metered else 0,
        count or 0,
        created,
        authority.id,
        b"",
        comment,
        first,
        last,
        additive and kind.addition != "ADD",
    )
    return signed(license, authority)


def _days(starts: str, days: int) -> tuple[str, str]:
    """First day, and the day after the last."""
    if not is_day(starts):
        raise UsageError(f"{starts!r} is no day such as {CREATED_DEFAULT[:10]}")
    return starts, iso_text(day_ms(starts) + days * DAY_MS)[:10]


def signed(license: License, authority: Authority) -> License:
    """The licence with the signature of the authority it names."""
    return replace(license, signature=authority.sign(license.message))


def device(udi: Udi | str) -> Udi:
    """
    A UDI from `PID:SN`, its PID as the device itself says it.

    Raises:
        UsageError: not two words with a colon between them.
    """
    product_id, separator, serial = str(udi).partition(":")
    if not separator or not WORD.fullmatch(product_id) or not WORD.fullmatch(serial):
        raise UsageError(f"{str(udi)!r} is no device: write PID:SN, such as WS-C3750E-24TD:SIM1234X0AB")
    for platform in catalog.PLATFORMS:
        spellings = (platform.pid, *(orderable.pid for orderable in platform.orderables))
        if product_id.upper() in {spelling.upper() for spelling in spellings}:
            return Udi(platform.pid, serial)
    return Udi(product_id, serial)
