"""
Every reason for which the portal says no: one class, one status, one sentence.

`REFUSALS` is the table; `docs/portal.md` explains its rows and a test keeps both alike. What a visitor may not see is
`NotFound`, like what does not exist: an answer never tells that somebody else's device or PAK is there.
"""

from http import HTTPStatus
from typing import Any, ClassVar

from iosim.errors import IosimError


class Refusal(IosimError):
    """A request that changed nothing; `document` is the body of the answer (RFC 9457)."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = ""  # last part of the problem's type; what programs tell refusals apart by
    text: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        super().__init__(self.text.format(**facts))
        self.facts = facts

    def document(self) -> dict[str, Any]:
        """Members of the problem document."""
        return {
            "type": f"/problems#{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": str(self),
        }


class NotSignedIn(Refusal):
    status, code = 401, "not-signed-in"
    text = "Sign in first: send a token as Authorization: Bearer TOKEN."


class WrongPassword(Refusal):
    status, code = 401, "wrong-password"
    text = "User name or password is wrong."


class TooManyAttempts(Refusal):
    status, code = 429, "too-many-attempts"
    text = "Too many failed attempts for this user; wait {seconds} seconds."


class RoleMissing(Refusal):
    status, code = 403, "role-missing"
    text = "This needs the role {roles}."


class FormExpired(Refusal):
    status, code = 403, "form-expired"
    text = "This form is not from your session, or too old; open the page again."


class NotFound(Refusal):
    status, code = 404, "not-found"
    text = "There is no {what}."


class InvalidInput(Refusal):
    status, code = 422, "invalid-input"
    text = "{what}."


class Impossible(Refusal):
    code = "impossible"
    text = "{what}."


class NotJson(Refusal):
    status, code = 400, "not-json"
    text = "The body is not a JSON object in UTF-8."


class WrongMediaType(Refusal):
    status, code = 415, "wrong-media-type"
    text = "Send the body as {media_type}."


class BodyTooLong(Refusal):
    status, code = 413, "body-too-long"
    text = "The body is longer than {limit_bytes} bytes."


class BodyTooSlow(Refusal):
    status, code = 408, "body-too-slow"
    text = "The body did not arrive within {seconds} seconds."


class Busy(Refusal):
    status, code = 503, "busy"
    text = "The portal is too busy to answer in time; nothing was changed. Try again."


class MethodMissing(Refusal):
    status, code = 405, "method-missing"
    text = "There is no {method} {path}; /openapi.json lists what there is."


class KeyReused(Refusal):
    code = "idempotency-key-reused"
    text = "This idempotency key was used for another request."


class AlreadyThere(Refusal):
    code = "already-there"
    text = "{what} is there already."


class PakExhausted(Refusal):
    code = "pak-exhausted"
    text = "PAK {pak} has {remaining} of {quantity} left for {feature}, not {wanted}."


class FeatureNotInPak(Refusal):
    code = "feature-not-in-pak"
    text = "PAK {pak} holds no {feature} for {product}; it holds {known}."


class FeatureNotChosen(Refusal):
    code = "feature-not-chosen"
    text = "PAK {pak} holds several features; choose from {known}."


class UnknownProduct(Refusal):
    code = "unknown-product"
    text = "{product} is no product that this portal licenses."


class FeatureNotOfProduct(Refusal):
    code = "feature-not-of-product"
    text = "{product} has no feature {feature}; it has {known}."


class NotOneUnit(Refusal):
    code = "not-one-unit"
    text = "{feature} is not counted: a device takes one, not {wanted}."


class TooManySeats(Refusal):
    code = "too-many-seats"
    text = "{udi} would have {count} users of {feature}; a licence counts up to {limit}."


class AlreadyLicensed(Refusal):
    code = "already-licensed"
    text = "{udi} has {feature} already, since {created}; its licence file can be sent again."


class DeviceOfOther(Refusal):
    code = "device-of-other"
    text = "{udi} cannot be licensed by this customer."


class DeviceReplaced(Refusal):
    code = "device-replaced"
    text = "{udi} was reported as failed; nothing is issued for it any more."


class NothingIssued(Refusal):
    code = "nothing-issued"
    text = "No licence was issued for {udi}."


class NothingToMove(Refusal):
    code = "nothing-to-move"
    text = "{udi} holds no licence that can be moved."


class NotMovable(Refusal):
    code = "not-movable"
    text = "Licence {license_id} cannot be moved from {udi}: {why}."


class SameDevice(Refusal):
    code = "same-device"
    text = "A licence cannot be moved from {udi} to itself."


class MovePending(Refusal):
    code = "move-pending"
    text = "Licence {license_id} is named by permission ticket {ticket}, which is open until {expires}."


class DocumentRefused(Refusal):
    code = "document-refused"
    text = "{why}."


class CredentialsOfOther(Refusal):
    code = "credentials-of-other"
    text = "The credentials are those of {udi}, not of the device that is spoken of."


class TicketReplayed(Refusal):
    code = "ticket-replayed"
    text = "Permission ticket {ticket} was answered at {at}: its licences are on {udi}."


class TicketTooLate(Refusal):
    code = "ticket-too-late"
    text = "Permission ticket {ticket} expired at {expires}; an approver can open it again."


class TicketOpen(Refusal):
    code = "ticket-open"
    text = "Permission ticket {ticket} is open until {expires}."


class ChallengeUnknown(Refusal):
    code = "challenge-unknown"
    text = "The credentials answer no challenge that this portal gave within the last {seconds} seconds."


class TrialUsed(Refusal):
    code = "trial-used"
    text = "{udi} had an evaluation licence of {feature} already; ask for an extension."


class AlreadyDecided(Refusal):
    code = "already-decided"
    text = "Request {id} was {state} at {at} already."


class NoMailServer(Refusal):
    code = "no-mail-server"
    text = "This portal sends no mail: start it with --smtp HOST:PORT."


class AdministratorStays(Refusal):
    code = "administrator-stays"
    text = "User {user} is whom `iosim portal` makes a token for: he stays an administrator."


class InternalMistake(Refusal):
    status, code = 500, "internal-mistake"
    text = "The portal made a mistake and changed nothing; its log has the traceback."


REFUSALS: tuple[type[Refusal], ...] = (
    NotSignedIn,
    WrongPassword,
    TooManyAttempts,
    RoleMissing,
    FormExpired,
    NotFound,
    InvalidInput,
    Impossible,
    NotJson,
    WrongMediaType,
    BodyTooLong,
    BodyTooSlow,
    Busy,
    MethodMissing,
    KeyReused,
    AlreadyThere,
    PakExhausted,
    FeatureNotInPak,
    FeatureNotChosen,
    UnknownProduct,
    FeatureNotOfProduct,
    NotOneUnit,
    TooManySeats,
    AlreadyLicensed,
    DeviceOfOther,
    DeviceReplaced,
    NothingIssued,
    NothingToMove,
    NotMovable,
    SameDevice,
    MovePending,
    DocumentRefused,
    CredentialsOfOther,
    TicketReplayed,
    TicketTooLate,
    TicketOpen,
    ChallengeUnknown,
    TrialUsed,
    AlreadyDecided,
    NoMailServer,
    AdministratorStays,
    InternalMistake,
)
