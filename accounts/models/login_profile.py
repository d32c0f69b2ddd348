from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce

from accounts.models.user import User


class LoginProfile(models.Model):
    """A user's way into the console: the hash of its password, and when that was set and used."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.OneToOneField(User, models.PROTECT, related_name="login_profile")
    password_hash = models.CharField(max_length=256)
    created = models.DateTimeField()
    password_changed = models.DateTimeField()
    password_last_used = models.DateTimeField(null=True)
    is_reset_required = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(Coalesce("password_last_used", "created"), name="login_profile_last_seen"),
        )

    def __str__(self) -> str:
        return f"login profile of {self.user_id}"
