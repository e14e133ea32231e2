"""Mail to be sent: queued in the transaction that issued its licences, so that neither is there without the other."""

import re
from collections.abc import Sequence

from iosim.license_store import License
from iosim.portal.act import Act
from iosim.portal.ledger import file_name
from iosim.portal.refusals import InvalidInput, NoMailServer

RECIPIENTS_LIMIT = 10
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,200}[A-Za-z0-9])?")


def queue(act: Act, customer: int, recipients: Sequence[str], licenses: Sequence[License], subject: str) -> None:
    """
    Have a licence file sent to each of `recipients`.

    Raises:
        NoMailServer: this portal sends none.
        InvalidInput: one of them is no address.
    """
    if not act.sends_mail:
        raise NoMailServer()
    if len(recipients) > RECIPIENTS_LIMIT:
        raise InvalidInput(what=f"A file goes to up to {RECIPIENTS_LIMIT} addresses")
    for recipient in recipients:
        if not ADDRESS.fullmatch(recipient):
            raise InvalidInput(what=f"{recipient[:80]!r} is no mail address")
        act.insert(
            "mail",
            at=act.now,
            customer=customer,
            recipient=recipient,
            subject=subject,
            body=_body(licenses),
            file_name=file_name(licenses, act.now),
            license_ids=" ".join(license.id for license in licenses),
            due=act.now,
        )


def _body(licenses: Sequence[License]) -> str:
    rows = "\n".join(f"  {license.udi}  {license.feature}  {license.type.name}" for license in licenses)
    return (
        "The licence file you asked for is attached. It is for\n\n"
        f"{rows}\n\n"
        "Copy it to the device and say `license install`; a level takes effect at the next reload.\n"
        "The devices are emulated and so is this portal: the file licenses nothing else.\n"
    )
