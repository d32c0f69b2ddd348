from __future__ import annotations

from functools import partial

from django.db import models

from accounts.models.base import NameKey, new_unique_id
from iamconsole.sealed_columns import SealedField

_UNPREFIXED_ID = partial(new_unique_id, "", 26)


class OpenIDConnectProvider(models.Model):
    """An issuer whose tokens roles may trust. `url` is its address without https://.

    `key_set` holds the keys given to us; it is empty where the issuer is asked for them.
    """

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    url = models.CharField(max_length=255)
    client_ids = models.JSONField(default=list)
    thumbprints = models.JSONField(default=list)
    key_set = models.TextField(default="")
    created = models.DateTimeField()
    tags = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "url"), name="oidc_provider_url_is_unique"),
        )

    def __str__(self) -> str:
        return self.url

    @property
    def issuer(self) -> str:
        """What its tokens call it, to the letter."""
        return f"https://{self.url}"

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account_id}:oidc-provider/{self.url}"


class SAMLProvider(models.Model):
    """An identity provider whose assertions roles may trust, as its metadata describes it."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    name = models.CharField(max_length=128)
    provider_id = models.CharField(max_length=64, unique=True, default=_UNPREFIXED_ID)
    metadata = models.TextField()
    valid_until = models.DateTimeField(null=True)
    encryption_mode = models.CharField(max_length=8, default="")
    created = models.DateTimeField()
    tags = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "account", NameKey("name"), name="saml_provider_name_is_unique"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account_id}:saml-provider/{self.name}"


class SAMLPrivateKey(models.Model):
    """A sealed key that opens what a SAML provider encrypts for us."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    provider = models.ForeignKey(SAMLProvider, models.CASCADE, related_name="private_keys")
    key_id = models.CharField(max_length=64, unique=True, default=_UNPREFIXED_ID)
    sealed_key = SealedField(owner="saml_key:{key_id}")
    created = models.DateTimeField()

    def __str__(self) -> str:
        return self.key_id


class UsedAssertion(models.Model):
    """What was redeemed once, an assertion or a passkey's answer, while it could be once more."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    expires = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "digest"), name="assertion_is_used_once"),
        )

    def __str__(self) -> str:
        return self.digest


class TokenIssuer(models.Model):
    """The issuer under which an account's principals get tokens for others to trust.

    It keeps its name while it is switched off, so that those who trust it go on trusting it.
    """

    account = models.OneToOneField(
        "accounts.Account", models.CASCADE, primary_key=True, related_name="+"
    )
    issuer_id = models.CharField(max_length=64, unique=True)
    is_enabled = models.BooleanField(default=True)
    created = models.DateTimeField()

    def __str__(self) -> str:
        return self.issuer_id


class IssuerKey(models.Model):
    """A sealed key that signs an account's tokens, and the public half that verifies them."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    issuer = models.ForeignKey(TokenIssuer, models.CASCADE, related_name="keys")
    algorithm = models.CharField(max_length=5)
    key_id = models.CharField(max_length=64, unique=True)
    sealed_key = SealedField(owner="issuer_key:{key_id}")
    public_key = models.JSONField()
    created = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "algorithm"), name="issuer_key_once_an_algorithm"
            ),
        )

    def __str__(self) -> str:
        return self.key_id
