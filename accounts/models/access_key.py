from __future__ import annotations

from functools import partial

from django.db import models
from django.db.models.functions import Coalesce

from accounts.models.base import ExpiringCredential, known_status, new_unique_id
from accounts.models.user import User
from iamconsole.sealed_columns import SealedField


class AccessKey(ExpiringCredential):
    """A key for programs. Its secret is sealed, not hashed: signatures are checked with it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="access_keys")
    key_id = models.CharField(
        max_length=32, unique=True, default=partial(new_unique_id, "AKIA", 20)
    )
    sealed_secret = SealedField(owner="access_key:{key_id}")
    description = models.CharField(max_length=256, default="")
    last_used = models.DateTimeField(null=True)
    last_used_service = models.CharField(max_length=64, default="")
    last_used_region = models.CharField(max_length=64, default="")

    class Meta:
        constraints = (known_status("access_key_status_is_known"),)
        indexes = (models.Index(Coalesce("last_used", "created"), name="access_key_last_seen"),)

    def __str__(self) -> str:
        return self.key_id
