from __future__ import annotations

from functools import partial

from django.db import models

from accounts.models.base import ExpiringCredential, NameKey, known_status, new_unique_id
from accounts.models.user import User


class ServiceSpecificCredential(ExpiringCredential):
    """A user's name and password, or its bearer token, for one service.

    Of the secret only the digest is kept: it is long and random, so that nobody guesses it.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="service_specific_credentials")
    credential_id = models.CharField(
        max_length=32, unique=True, default=partial(new_unique_id, "ACCA")
    )
    service_name = models.CharField(max_length=64)
    service_user_name = models.CharField(max_length=200)
    secret_digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            known_status("service_specific_credential_status_is_known"),
            models.UniqueConstraint(
                "service_name",
                NameKey("service_user_name"),
                name="service_user_name_is_unique",
            ),
        )

    def __str__(self) -> str:
        return self.credential_id
