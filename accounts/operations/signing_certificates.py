from __future__ import annotations

from django.utils.timezone import now

from accounts import rules, targets
from accounts.models import SigningCertificate, User
from accounts.names import (
    CertificateBody,
    CertificateId,
    ExistingUserName,
    Marker,
    MaxItems,
    Status,
)
from accounts.shapes import (
    SigningCertificateResult,
    SigningCertificateShape,
    SigningCertificatesResult,
)
from iamconsole import pem
from iamconsole.caller import Call
from iamconsole.errors import (
    DuplicateCertificate,
    InvalidCertificate,
    LimitExceeded,
    MalformedCertificate,
    NoSuchEntity,
)
from iamconsole.gate import operation
from iamconsole.paging import page

_SHOWN = 32  # Less than a private key pasted here by mistake needs to begin


@operation(on=targets.user_or_caller, is_decisive=False, is_grave=True)
def upload_signing_certificate(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    certificate_body: CertificateBody,
) -> SigningCertificateResult:
    """Let a user sign requests with the key of a certificate. No two users share one."""
    certificate = _certificate(certificate_body)
    user = rules.locked(call.target)
    if user.signing_certificates.count() >= rules.MAX_SIGNING_CERTIFICATES_A_USER:
        quota = rules.MAX_SIGNING_CERTIFICATES_A_USER
        raise LimitExceeded(f"Cannot exceed quota for CertificatesPerUser: {quota}")
    row = SigningCertificate(
        account_id=call.account_id,
        user=user,
        body=certificate.text,
        digest=certificate.digest,
        created=now(),
    )
    clash = DuplicateCertificate("The certificate is already associated with an IAM user.")
    with rules.refusing_a_clash(clash):
        row.save(force_insert=True)
    return SigningCertificateResult(certificate=SigningCertificateShape.of(row))


@operation(on=targets.user_or_caller)
def list_signing_certificates(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> SigningCertificatesResult:
    """List a user's signing certificates."""
    rows = SigningCertificate.objects.filter(user=call.target).select_related("user")
    found = page(call, rows, by=["pk"])
    return SigningCertificatesResult(
        certificates=tuple(SigningCertificateShape.of(row) for row in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.user_or_caller, is_decisive=False, is_grave=True)
def update_signing_certificate(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    certificate_id: CertificateId,
    status: Status,
) -> None:
    """Switch a signing certificate on or off."""
    rules.switch(_owned(call.target, certificate_id), status)


@operation(on=targets.user_or_caller, is_decisive=False, is_grave=True)
def delete_signing_certificate(
    call: Call[User], *, user_name: ExistingUserName | None = None, certificate_id: CertificateId
) -> None:
    """Delete a signing certificate for good."""
    _owned(call.target, certificate_id).delete()


def _certificate(body: str) -> pem.Certificate:
    try:
        certificate = pem.certificate(body)
    except pem.Unreadable:
        raise MalformedCertificate(f"Certificate {body[:_SHOWN]} is malformed.") from None
    if not certificate.is_current(now()):
        raise InvalidCertificate(
            f"The certificate does not hold now, but from {certificate.begins:%Y-%m-%d} "
            f"to {certificate.ends:%Y-%m-%d}."
        )
    return certificate


def _owned(user: User, certificate_id: str) -> SigningCertificate:
    row = SigningCertificate.objects.filter(user=user, certificate_id=certificate_id).first()
    if row is None:
        raise NoSuchEntity(f"The Certificate with id {certificate_id} cannot be found.")
    return row
