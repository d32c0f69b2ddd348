"""What operations on identity providers give back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import OpenIDConnectProvider, SAMLPrivateKey, SAMLProvider
from accounts.names import Tag
from accounts.shapes.common import tags_of


@dataclass(frozen=True, kw_only=True)
class NewOpenIDConnectProviderResult:
    """A new OpenID Connect provider's ARN."""

    open_id_connect_provider_arn: str
    tags: tuple[Tag, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class OpenIDConnectProviderResult:
    """An OpenID Connect provider. Its `url` is without https://, as AWS tells it."""

    url: str
    client_id_list: tuple[str, ...]
    thumbprint_list: tuple[str, ...]
    create_date: datetime
    tags: tuple[Tag, ...]

    @classmethod
    def of(cls, provider: OpenIDConnectProvider) -> OpenIDConnectProviderResult:
        return cls(
            url=provider.url,
            client_id_list=tuple(provider.client_ids),
            thumbprint_list=tuple(provider.thumbprints),
            create_date=provider.created,
            tags=tags_of(provider.tags),
        )


@dataclass(frozen=True, kw_only=True)
class OpenIDConnectProviderListEntryShape:
    """An OpenID Connect provider in a list."""

    arn: str


@dataclass(frozen=True, kw_only=True)
class OpenIDConnectProvidersResult:
    """The account's OpenID Connect providers."""

    open_id_connect_provider_list: tuple[OpenIDConnectProviderListEntryShape, ...]


@dataclass(frozen=True, kw_only=True)
class NewSAMLProviderResult:
    """A new SAML provider's ARN."""

    saml_provider_arn: str
    tags: tuple[Tag, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class SAMLPrivateKeyShape:
    """A key that opens encrypted assertions, without the key."""

    key_id: str
    timestamp: datetime

    @classmethod
    def of(cls, key: SAMLPrivateKey) -> SAMLPrivateKeyShape:
        return cls(key_id=key.key_id, timestamp=key.created)


@dataclass(frozen=True, kw_only=True)
class SAMLProviderResult:
    """A SAML provider, with its metadata as it was given."""

    saml_provider_uuid: str
    saml_metadata_document: str
    create_date: datetime
    valid_until: datetime | None
    tags: tuple[Tag, ...]
    assertion_encryption_mode: str | None
    private_key_list: tuple[SAMLPrivateKeyShape, ...]

    @classmethod
    def of(cls, provider: SAMLProvider) -> SAMLProviderResult:
        keys = provider.private_keys.order_by("pk")
        return cls(
            saml_provider_uuid=provider.provider_id,
            saml_metadata_document=provider.metadata,
            create_date=provider.created,
            valid_until=provider.valid_until,
            tags=tags_of(provider.tags),
            assertion_encryption_mode=provider.encryption_mode or None,
            private_key_list=tuple(SAMLPrivateKeyShape.of(key) for key in keys),
        )


@dataclass(frozen=True, kw_only=True)
class SAMLProviderListEntryShape:
    """A SAML provider in a list."""

    arn: str
    valid_until: datetime | None
    create_date: datetime


@dataclass(frozen=True, kw_only=True)
class SAMLProvidersResult:
    """The account's SAML providers."""

    saml_provider_list: tuple[SAMLProviderListEntryShape, ...]


@dataclass(frozen=True, kw_only=True)
class SAMLProviderArnResult:
    """The ARN of a SAML provider that was changed."""

    saml_provider_arn: str


@dataclass(frozen=True, kw_only=True)
class NewTokenIssuerResult:
    """The address of an issuer that was switched on."""

    issuer_identifier: str


@dataclass(frozen=True, kw_only=True)
class TokenIssuerResult:
    """The address of an account's issuer."""

    issuer_identifier: str
    jwt_vending_enabled: bool


@dataclass(frozen=True, kw_only=True)
class WebIdentityTokenResult:
    """A token that tells others who the caller is."""

    web_identity_token: str = field(repr=False)
    expiration: datetime
