"""`iosim license issue|show|verify`: licence files, made and looked at from the host."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from iosim.errors import IosimError
from iosim.host import authority as authority_command
from iosim.host.arguments import Parser
from iosim.license_store import FILE_BYTES_LIMIT, LAB, Authorities, License, Unreadable, granted, read, write
from iosim.license_store.authority import verify
from iosim.license_store.grant import LICENSE_TYPES, device
from iosim.license_store.refusals import BadSignature, FileTooLarge, LicenseRefusal, UnknownAuthority, WrongDevice
from iosim.license_store.store import FEATURES

Item = tuple[License | Unreadable, LicenseRefusal | None]


class NotValid(IosimError):
    """`iosim license verify` found something wrong."""


def main(arguments: list[str]) -> int:
    """Issue a licence file, or tell what one says and whether a device would take it."""
    actions = {"issue": _issue, "show": _show, "verify": _verify}
    if not arguments or arguments[0] not in actions:
        parser = Parser("iosim license", "Licence files for emulated devices.")
        parser.add_argument("action", choices=tuple(actions), help="what to do; each has --help of its own")
        parser.parse_args(arguments)
    return actions[arguments[0]](arguments[1:])


def _issue(arguments: list[str]) -> int:
    parser = Parser("iosim license issue", "Make a licence file for a device.")
    parser.add_argument(
        "--udi",
        required=True,
        action="append",
        help="the device, PID:SN, as `show license udi` says it; several in one file when given several times",
    )
    parser.add_argument(
        "--feature", required=True, action="append", help="ipservices, advsecurity, ...; may be given several times"
    )
    parser.add_argument("--type", default="permanent", choices=LICENSE_TYPES, help="default: permanent")
    parser.add_argument(
        "--days", type=int, help="of use, where the type ends by it, default 60; of a subscription, default 365"
    )
    parser.add_argument(
        "--starts", metavar="DAY", help="first day of a subscription, 2029-12-31; default: that of the grant"
    )
    parser.add_argument("--count", type=int, help="users of the feature; default: not counted")
    parser.add_argument(
        "--additive", action="store_true", help="the count adds to that of other licences of the feature"
    )
    parser.add_argument("--comment", default="", help="the user's own text, up to 99 characters; not signed")
    parser.add_argument("--created", help="date and time of the grant, 2009-05-28T16:35:10; default: now")
    parser.add_argument("--authority", type=Path, metavar="DIR", help="who signs; default: the built-in lab authority")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: a name made of serial and date")
    values = parser.parse_args(arguments)
    now = datetime.now(UTC)
    signer = authority_command.read(values.authority) if values.authority else LAB
    licenses = [
        granted(
            udi,
            feature,
            type=values.type,
            days=values.days,
            count=values.count,
            authority=signer,
            created=values.created or now.strftime("%Y-%m-%dT%H:%M:%S"),
            comment=values.comment,
            starts=values.starts,
            additive=values.additive,
        )
        for udi in values.udi
        for feature in values.feature
    ]
    path = values.output or Path(file_name(licenses[0], now))
    path.write_bytes(write(licenses))
    known = {feature for features in FEATURES.values() for feature in features}
    for license in licenses:
        if license.feature not in known:
            sys.stderr.write(f"iosim license: no model has a feature {license.feature}; every device will refuse it\n")
    sys.stdout.write(f"{path}\n")
    return 0


def _show(arguments: list[str]) -> int:
    parser = Parser("iosim license show", "Tell what a licence file says.")
    parser.add_argument("file", type=Path)
    _trust(parser)
    values = parser.parse_args(arguments)
    trusted = _authorities(values.trust)
    sys.stdout.write("\n".join(describe(item, trusted) for item in checked(_file(values.file), trusted)))
    return 0


def _verify(arguments: list[str]) -> int:
    parser = Parser("iosim license verify", "Tell whether a licence file is whole, signed, and for a device.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--udi", help="the device it should be for, PID:SN")
    _trust(parser)
    values = parser.parse_args(arguments)
    trusted = _authorities(values.trust)
    items = checked(_file(values.file), trusted, values.udi)
    for item, refusal in items:
        subject = f"{item.feature} for {item.udi}" if isinstance(item, License) else item.feature or "a license"
        sys.stdout.write(f"{subject}: {refusal or 'valid'}\n")
    bad = sum(refusal is not None for _, refusal in items)
    if bad:
        raise NotValid(f"{bad} of {len(items)} licenses in {values.file} are not valid")
    return 0


def checked(data: bytes, trusted: Authorities, udi: str | None = None) -> list[Item]:
    """
    Every licence of a file and what is wrong with it, as a device that trusts `trusted` would say.

    Args:
        data: the file.
        trusted: whose signatures count.
        udi: the device; None does not ask for whom the licences are.

    Raises:
        FileRefusal: nothing in the file can be used.
        UsageError: `udi` is none.
    """
    wanted = device(udi) if udi is not None else None
    found: list[Item] = []
    for item in read(data):
        if isinstance(item, Unreadable):
            found.append((item, item.refusal))
            continue
        refusal: LicenseRefusal | None = None
        key = trusted.get(item.authority)
        if wanted is not None and item.udi != wanted:
            refusal = WrongDevice(issued_for=item.udi, this_device=wanted)
        elif key is None:
            refusal = UnknownAuthority(authority=item.authority)
        elif not verify(key, item.signature, item.message):
            refusal = BadSignature()
        found.append((item, refusal))
    return found


def period(license: License) -> str:
    """When it ends."""
    if license.type.metered:
        return f"{license.hours // 24} days of use"
    return f"from {license.starts} to {license.ends}" if license.type.dated else "does not run out"


def count(license: License) -> str:
    """Whom it lets in."""
    if not license.count:
        return "not counted"
    return f"{license.count}, beside others" if license.adds else str(license.count)


def describe(item: Item, trusted: Authorities) -> str:
    """One licence for a person, in lines."""
    license, refusal = item
    if isinstance(license, Unreadable):
        return f"feature    {license.feature or '(unreadable)'}\nstate      {refusal}\n"
    key = trusted.get(license.authority)
    signer = "unknown" if key is None else key.name
    rows = [
        ("feature", f"{license.feature} {license.version}"),
        ("device", str(license.udi)),
        ("type", license.type.name),
        ("period", period(license)),
        ("count", count(license)),
        ("created", license.created),
        ("signed by", f"{signer} ({license.authority})"),
        ("comment", license.comment),
        ("state", str(refusal) if refusal else "valid"),
    ]
    if license.authority == LAB.id:
        rows.append(("note", "signed with the lab key that everybody has: it proves nothing outside a lab"))
    return "".join(f"{name:<10} {text}".rstrip() + "\n" for name, text in rows)


def file_name(license: License, now: datetime) -> str:
    """`SN_yyyymmddhhmmssmmm.lic`, as licence portals name their files."""
    return f"{license.udi.serial}_{now:%Y%m%d%H%M%S}{now.microsecond // 1000:03d}.lic"


def _trust(parser: Parser) -> None:
    parser.add_argument(
        "--trust", type=Path, action="append", default=[], metavar="FILE", help="public key of another authority"
    )


def _authorities(files: list[Path]) -> Authorities:
    return Authorities.lab_and(file.read_bytes() for file in files)


def _file(path: Path) -> bytes:
    """The file, without ever reading more than a licence file may have."""
    with path.open("rb") as file:
        data = file.read(FILE_BYTES_LIMIT + 1)
    if len(data) > FILE_BYTES_LIMIT:
        raise FileTooLarge(limit_bytes=FILE_BYTES_LIMIT)
    return data
