from __future__ import annotations

from functools import partial

from django.db import models

from accounts.models.base import (
    CodePoints,
    Credential,
    NamedRow,
    NameKey,
    known_status,
    new_unique_id,
)
from accounts.models.user import User
from iamconsole.sealed_columns import SealedField


class ServerCertificate(NamedRow):
    """A certificate of the account's servers. Its private key is sealed and never told again."""

    certificate_id = models.CharField(
        max_length=32, unique=True, default=partial(new_unique_id, "ASCA")
    )
    body = models.TextField()
    chain = models.TextField(default="")
    sealed_private_key = SealedField(owner="server_certificate:{certificate_id}")
    expires = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                "account", CodePoints("path"), NameKey("name"), name="server_certificate_by_path"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                "account", NameKey("name"), name="server_certificate_name_is_unique"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account_id}:server-certificate{self.path}{self.name}"


class SigningCertificate(Credential):
    """A certificate that a user signs requests with. An account holds the same one only once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="signing_certificates")
    certificate_id = models.CharField(
        max_length=32, unique=True, default=partial(new_unique_id, "", 32)
    )
    body = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            known_status("signing_certificate_status_is_known"),
            models.UniqueConstraint(
                fields=("account", "digest"), name="signing_certificate_once_an_account"
            ),
        )

    def __str__(self) -> str:
        return self.certificate_id
