from __future__ import annotations

from functools import partial

from django.db import models

from accounts.models.base import new_unique_id
from accounts.models.user import User


class AccessKey(models.Model):
    """A key for programs. Its secret is sealed, not hashed: signatures are checked with it."""

    class Status(models.TextChoices):
        ACTIVE = "Active"
        INACTIVE = "Inactive"

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="access_keys")
    key_id = models.CharField(
        max_length=32, unique=True, default=partial(new_unique_id, "AKIA", 20)
    )
    sealed_secret = models.TextField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    created = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    last_used_service = models.CharField(max_length=64, default="")
    last_used_region = models.CharField(max_length=64, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=("Active", "Inactive")),
                name="access_key_status_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.key_id

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE
