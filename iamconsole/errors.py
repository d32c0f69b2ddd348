"""How a call can end without doing anything. Each face shows these in its own way.

    Refused
    ├── ValidationError            input that breaks a declared limit; names every violation
    ├── InvalidInput               input that cannot mean anything here
    ├── MalformedPolicyDocument    PasswordPolicyViolation   InvalidUserType   Throttling
    ├── MalformedCertificate       InvalidCertificate        KeyPairMismatch
    ├── DuplicateCertificate       DuplicateSSHPublicKey
    ├── InvalidPublicKey           UnrecognizedPublicKeyEncoding
    ├── InvalidIdentityToken       ExpiredIdentityToken      IDPRejectedClaim
    ├── IDPCommunicationError      FeatureEnabled            FeatureDisabled
    ├── OutboundWebIdentityFederationDisabled
    ├── SessionDurationEscalation  JWTPayloadSizeExceeded
    ├── InvalidParameterValue      PackedPolicyTooLarge      InvalidAuthorizationMessage
    ├── PolicyEvaluation           a stored policy cannot be read
    ├── ReportNotPresent           ReportInProgress   ReportExpired
    ├── OrganizationNotFound       the account belongs to no organization
    ├── ExpiredTradeInToken        the token cannot be changed for a session
    ├── AccessDenied               the policies say no
    ├── InvalidAuthenticationCode  the codes are not the device's
    ├── ConfirmationNeeded         a browser's proof is too old for what is asked
    ├── NoSuchEntity               EntityAlreadyExists   DeleteConflict   LimitExceeded
    ├── UnmodifiableEntity         PolicyNotAttachable   EntityTemporarilyUnmodifiable
    ├── ConcurrentModification     somebody saved meanwhile
    ├── InvalidAction              MissingAction   MalformedQueryString   RequestTooLarge
    ├── NotSignedIn
    │   ├── MissingAuthenticationToken   IncompleteSignature   SignatureDoesNotMatch
    │   └── InvalidClientTokenId         ExpiredToken          SignInRefused
    └── ServiceUnavailable         the database did not answer in time

A class is named after the AWS error code it stands for; `code` says otherwise where they differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar


class Refused(Exception):
    """A call ended without doing anything. Every face knows how to show one."""

    code: ClassVar[str] = "ServiceFailure"
    status: ClassVar[int] = 400

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = cls.__name__

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def is_receiver_fault(self) -> bool:
        return self.status >= 500


@dataclass(frozen=True)
class Violation:
    """One limit that one value breaks.

    `path` leads to the value: parameter names in snake case, list positions from 1.
    `constraint` is AWS's wording, `hint` ours for people; `shown` is the value as AWS prints it.
    """

    path: tuple[str | int, ...]
    constraint: str
    hint: str
    shown: str | None = None


class ValidationError(Refused):
    """Input breaks declared limits. `violations` names each, in the order of the parameters."""

    def __init__(self, message: str, violations: tuple[Violation, ...] = ()) -> None:
        super().__init__(message)
        self.violations = violations


class InvalidInput(Refused):
    """Input is well formed and means nothing here."""


class MalformedCertificate(Refused):
    """The text is no certificate, its chain does not hold, or its private key cannot be read."""


class InvalidCertificate(Refused):
    """The certificate does not hold now."""


class KeyPairMismatch(Refused):
    """The private key is not the certificate's."""


class DuplicateCertificate(Refused):
    """A user of the account has the certificate already."""

    status = 409


class InvalidPublicKey(Refused):
    """The text is no key that can be used for ssh."""


class UnrecognizedPublicKeyEncoding(Refused):
    """The text is written in no way that public keys are."""


class DuplicateSSHPublicKey(Refused):
    """The user has the key already."""


class MalformedPolicyDocument(Refused):
    """The policy language refuses the document."""


class PolicyEvaluation(Refused):
    """A stored policy cannot be read, so nobody can say what it would decide."""

    status = 500


class PasswordPolicyViolation(Refused):
    """The account's password policy refuses the password."""


class InvalidParameterValue(Refused):
    """A value that means nothing here, as STS calls it."""


class PackedPolicyTooLarge(Refused):
    """A session's policies and tags do not fit into its token."""


class InvalidAuthorizationMessage(Refused):
    """The encoded message is none of ours."""

    code = "InvalidAuthorizationMessageException"


class InvalidIdentityToken(Refused):
    """What an identity provider is said to have signed does not prove what it should."""


class ExpiredIdentityToken(Refused):
    """The time in which a token or assertion could be redeemed is over."""

    code = "ExpiredTokenException"


class IDPRejectedClaim(Refused):
    """The identity provider does not stand by its token any more, or the token was used up."""

    status = 403


class IDPCommunicationError(Refused):
    """The identity provider cannot be asked for its keys."""


class FeatureEnabled(Refused):
    """It is switched on already."""

    status = 409


class FeatureDisabled(Refused):
    """It is not switched on."""

    status = 404


class OutboundWebIdentityFederationDisabled(Refused):
    """The account gives out no tokens."""

    code = "OutboundWebIdentityFederationDisabledException"
    status = 403


class SessionDurationEscalation(Refused):
    """A token would outlive the session that asks for it."""

    code = "SessionDurationEscalationException"
    status = 403


class JWTPayloadSizeExceeded(Refused):
    """What a token is asked to say does not fit into one."""

    code = "JWTPayloadSizeExceededException"


class InvalidUserType(Refused):
    """The caller is not the kind of principal this operation is for."""


class ReportNotPresent(Refused):
    """No credential report has been asked for."""

    status = 410


class ReportExpired(Refused):
    """The credential report is too old to be given out."""

    status = 410


class ReportInProgress(Refused):
    """The credential report is still being written."""

    status = 404


class ExpiredTradeInToken(Refused):
    """The token can not, or no longer, be changed for a session."""

    code = "ExpiredTradeInTokenException"


class OrganizationNotFound(Refused):
    """The account belongs to no organization."""

    code = "OrganizationNotFoundException"


class Throttling(Refused):
    """Too many calls in too little time."""


class AccessDenied(Refused):
    """No policy allows it, or one denies it.

    `action` and `resource` are what was asked; `decision` is the engine's answer, for those who
    may see it, and `encode` makes the sealed message about it that everybody may. All are empty
    where the refusal came before any policy was asked.
    """

    status = 403

    def __init__(
        self,
        message: str,
        *,
        action: str = "",
        resource: str = "",
        decision: Any = None,
        encode: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(message)
        self.action = action
        self.resource = resource
        self.decision = decision
        self.encode = encode


class InvalidAuthenticationCode(Refused):
    """The codes are not those the MFA device shows; `wrong` says which, where that may be told."""

    status = 403

    def __init__(self, message: str, wrong: str = "") -> None:
        super().__init__(message)
        self.wrong = wrong


class ConfirmationNeeded(Refused):
    """Whoever sits at the browser has not proven for too long to be there."""

    status = 403


class NoSuchEntity(Refused):
    """Nothing of that name is here."""

    status = 404


class EntityAlreadyExists(Refused):
    """The name is taken."""

    status = 409


class DeleteConflict(Refused):
    """Other things still hang on what should be deleted."""

    status = 409


class LimitExceeded(Refused):
    """A quota of the account would be passed."""

    status = 409


class UnmodifiableEntity(Refused):
    """The thing belongs to the service and cannot be changed by the account."""


class PolicyNotAttachable(Refused):
    """The policy is not made to be attached to this kind of identity."""


class EntityTemporarilyUnmodifiable(Refused):
    """The thing was only just changed; try again."""

    status = 409


class ConcurrentModification(Refused):
    """Somebody else changed the thing meanwhile."""

    status = 409


class InvalidAction(Refused):
    """The service has no such operation."""


class MissingAction(Refused):
    """The request does not say which operation it wants."""


class MalformedQueryString(Refused):
    """The request's parameters cannot be read in only one way."""


class RequestTooLarge(Refused):
    """The request is larger than anything the service takes."""

    status = 413


class NotSignedIn(Refused):
    """The request does not prove who sends it."""

    status = 403


class MissingAuthenticationToken(NotSignedIn):
    """The request carries no credentials."""


class IncompleteSignature(NotSignedIn):
    """The request's credentials are not whole."""

    status = 400


class SignatureDoesNotMatch(NotSignedIn):
    """The signature is not the one the key makes."""


class InvalidClientTokenId(NotSignedIn):
    """The key or token is unknown, inactive or another's."""


class ExpiredToken(NotSignedIn):
    """The session's time is over."""


class SignInRefused(NotSignedIn):
    """The name, account, password or code is wrong; which one is not said."""

    code = "SignInRefused"


class ServiceUnavailable(Refused):
    """The service cannot answer now. Nothing was done."""

    status = 503
