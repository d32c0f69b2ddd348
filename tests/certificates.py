"""Certificates and keys as people would upload them, and as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID
from django.utils.timezone import now

from accounts.models import (
    ServerCertificate,
    ServiceSpecificCredential,
    SigningCertificate,
    SSHPublicKey,
    User,
)
from accounts.models.base import new_unique_id
from iamconsole.sealing import seal

A_DAY = timedelta(days=1)
NEXT_YEAR = datetime(datetime.now(UTC).year + 1, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Issued:
    """A certificate with its private key, and what it takes to issue another with it."""

    body: str
    key: str
    certificate: x509.Certificate
    private: Any


def issue(
    name: str = "www.example.com",
    *,
    by: Issued | None = None,
    begins: datetime | None = None,
    ends: datetime = NEXT_YEAR,
    private: Any = None,
) -> Issued:
    """A certificate that holds now, signed by itself or with another."""
    private = private or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now() - A_DAY)
        .not_valid_after(ends)
        .sign(by.private if by else private, hashes.SHA256())
    )
    key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Issued(made.public_bytes(Encoding.PEM).decode(), key.decode(), made, private)


@cache
def rsa_key(number: int = 1, bits: int = 2048) -> Any:
    """Always the same private key for the same number: making one takes long."""
    return rsa.generate_private_key(65537, bits)


def ssh(key: Any) -> str:
    """The public half as ssh writes it, without a comment."""
    written: bytes = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return written.decode()


def public_pem(key: Any) -> str:
    encoded = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return str(encoded.decode())


def server_certificate(account: Any, name: str, **more: Any) -> ServerCertificate:
    issued = issue()
    given = {"body": issued.body.strip(), "expires": NEXT_YEAR, "created": now()} | more
    row = ServerCertificate(account=account, name=name, **given)
    row.sealed_private_key = seal(issued.key, f"server_certificate:{row.certificate_id}")
    row.save(force_insert=True)
    return row


def signing_certificate(user: User, **more: Any) -> SigningCertificate:
    issued = issue(str(user))
    digest = issued.certificate.fingerprint(hashes.SHA256()).hex()
    given = {"body": issued.body.strip(), "digest": digest, "created": now()} | more
    return SigningCertificate.objects.create(account_id=user.account_id, user=user, **given)


def ssh_public_key(user: User, **more: Any) -> SSHPublicKey:
    """A key of the user's that no test reads."""
    given = {"body": ssh(rsa_key()), "fingerprint": ":".join(["ab"] * 16), "created": now()} | more
    digest = new_unique_id("", 64)
    return SSHPublicKey.objects.create(
        account_id=user.account_id, user=user, digest=digest, **given
    )


def service_credential(
    user: User, service_name: str = "codecommit.amazonaws.com", **more: Any
) -> ServiceSpecificCredential:
    number = user.service_specific_credentials.filter(service_name=service_name).count()
    name = f"{user.name}+{number}" if number else user.name
    given = {"service_user_name": f"{name}-at-{user.account_id}", "created": now()} | more
    return ServiceSpecificCredential.objects.create(
        account_id=user.account_id, user=user, service_name=service_name, **given
    )
