"""What operations on service-specific credentials give back.

One of a service that takes bearer tokens has an alias and a secret, another a name and a password.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.credential_services import takes_tokens
from accounts.models import ServiceSpecificCredential


@dataclass(frozen=True, kw_only=True)
class ServiceSpecificCredentialShape:
    """A credential, with the secret that is shown this once."""

    create_date: datetime
    expiration_date: datetime | None
    service_name: str
    service_user_name: str | None
    service_password: str | None = field(repr=False)
    service_credential_alias: str | None
    service_credential_secret: str | None = field(repr=False)
    service_specific_credential_id: str
    user_name: str
    status: str

    @classmethod
    def of(
        cls, credential: ServiceSpecificCredential, secret: str, moment: datetime
    ) -> ServiceSpecificCredentialShape:
        is_token = takes_tokens(credential.service_name)
        return cls(
            create_date=credential.created,
            expiration_date=credential.expires,
            service_name=credential.service_name,
            service_user_name=None if is_token else credential.service_user_name,
            service_password=None if is_token else secret,
            service_credential_alias=credential.service_user_name if is_token else None,
            service_credential_secret=secret if is_token else None,
            service_specific_credential_id=credential.credential_id,
            user_name=credential.user.name,
            status=credential.status_at(moment),
        )


@dataclass(frozen=True, kw_only=True)
class ServiceSpecificCredentialResult:
    """`service_specific_credential` is the member name IAM wraps a new one in."""

    service_specific_credential: ServiceSpecificCredentialShape


@dataclass(frozen=True, kw_only=True)
class ServiceSpecificCredentialMetadataShape:
    """A credential without its secret."""

    user_name: str
    status: str
    service_user_name: str | None
    service_credential_alias: str | None
    create_date: datetime
    expiration_date: datetime | None
    service_specific_credential_id: str
    service_name: str

    @classmethod
    def of(
        cls, credential: ServiceSpecificCredential, moment: datetime
    ) -> ServiceSpecificCredentialMetadataShape:
        is_token = takes_tokens(credential.service_name)
        return cls(
            user_name=credential.user.name,
            status=credential.status_at(moment),
            service_user_name=None if is_token else credential.service_user_name,
            service_credential_alias=credential.service_user_name if is_token else None,
            create_date=credential.created,
            expiration_date=credential.expires,
            service_specific_credential_id=credential.credential_id,
            service_name=credential.service_name,
        )


@dataclass(frozen=True, kw_only=True)
class ServiceSpecificCredentialsResult:
    """A page of credentials."""

    service_specific_credentials: tuple[ServiceSpecificCredentialMetadataShape, ...]
    marker: str | None = None
    is_truncated: bool = False
