from __future__ import annotations

from django.db import models

from accounts.models.user import User


class ConsoleSession(models.Model):
    """A signed-in browser. Only its cookie's digest is kept: a copy of this table opens nothing.

    While it `awaits_factor`, only a password was right, and it opens nothing else. `mfa_at` is when
    a second factor was last shown, `confirmed` when anything was; `challenge` waits for the answer
    of a security key. With `is_password_expired`, a new password comes before all else.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    public_id = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="console_sessions")
    created = models.DateTimeField()
    last_seen = models.DateTimeField()
    expires = models.DateTimeField(db_index=True)
    source_ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=256, default="")
    awaits_factor = models.BooleanField(default=False)
    mfa_at = models.DateTimeField(null=True)
    confirmed = models.DateTimeField(null=True)
    challenge = models.CharField(max_length=128, default="")
    is_password_expired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.public_id


class SignInAttempt(models.Model):
    """How often one subject tried to sign in within one window, counted before verifying."""

    subject = models.CharField(max_length=160)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "window"), name="sign_in_attempt_is_unique"),
        )
        indexes = (models.Index(fields=("window",), name="sign_in_attempt_window"),)

    def __str__(self) -> str:
        return f"{self.subject}: {self.count}"
