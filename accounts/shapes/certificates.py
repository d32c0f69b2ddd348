"""What operations on certificates give back. A private key is in none of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import ServerCertificate, SigningCertificate
from accounts.names import Tag
from accounts.shapes.common import tags_of


@dataclass(frozen=True, kw_only=True)
class ServerCertificateMetadataShape:
    """A server certificate without its text."""

    path: str
    server_certificate_name: str
    server_certificate_id: str
    arn: str
    upload_date: datetime
    expiration: datetime

    @classmethod
    def of(cls, certificate: ServerCertificate) -> ServerCertificateMetadataShape:
        return cls(
            path=certificate.path,
            server_certificate_name=certificate.name,
            server_certificate_id=certificate.certificate_id,
            arn=certificate.arn,
            upload_date=certificate.created,
            expiration=certificate.expires,
        )


@dataclass(frozen=True, kw_only=True)
class ServerCertificateShape:
    """A server certificate and the chain above it."""

    server_certificate_metadata: ServerCertificateMetadataShape
    certificate_body: str
    certificate_chain: str | None
    tags: tuple[Tag, ...]

    @classmethod
    def of(cls, certificate: ServerCertificate) -> ServerCertificateShape:
        return cls(
            server_certificate_metadata=ServerCertificateMetadataShape.of(certificate),
            certificate_body=certificate.body,
            certificate_chain=certificate.chain or None,
            tags=tags_of(certificate.tags),
        )


@dataclass(frozen=True, kw_only=True)
class ServerCertificateResult:
    """`server_certificate` is the member name IAM wraps a single one in."""

    server_certificate: ServerCertificateShape


@dataclass(frozen=True, kw_only=True)
class UploadedServerCertificateResult:
    """A new server certificate, and its tags if it has any."""

    server_certificate_metadata: ServerCertificateMetadataShape
    tags: tuple[Tag, ...] | None = None

    @classmethod
    def of(cls, certificate: ServerCertificate) -> UploadedServerCertificateResult:
        return cls(
            server_certificate_metadata=ServerCertificateMetadataShape.of(certificate),
            tags=tags_of(certificate.tags) or None,
        )


@dataclass(frozen=True, kw_only=True)
class ServerCertificatesResult:
    """A page of server certificates."""

    server_certificate_metadata_list: tuple[ServerCertificateMetadataShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class SigningCertificateShape:
    """A certificate that a user signs requests with."""

    user_name: str
    certificate_id: str
    certificate_body: str
    status: str
    upload_date: datetime

    @classmethod
    def of(cls, certificate: SigningCertificate) -> SigningCertificateShape:
        return cls(
            user_name=certificate.user.name,
            certificate_id=certificate.certificate_id,
            certificate_body=certificate.body,
            status=certificate.status,
            upload_date=certificate.created,
        )


@dataclass(frozen=True, kw_only=True)
class SigningCertificateResult:
    """`certificate` is the member name IAM wraps a single one in."""

    certificate: SigningCertificateShape


@dataclass(frozen=True, kw_only=True)
class SigningCertificatesResult:
    """A page of a user's signing certificates."""

    certificates: tuple[SigningCertificateShape, ...]
    is_truncated: bool = False
    marker: str | None = None
