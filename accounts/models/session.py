from __future__ import annotations

from django.db import models

from accounts.models.user import User
from iamconsole.sealed_columns import SealedField


class ConsoleSession(models.Model):
    """A signed-in browser. Only its cookie's digest is kept: a copy of this table opens nothing.

    While it `awaits_factor`, only a password was right, and it opens nothing else. `mfa_at` is when
    a second factor was last shown, `confirmed` when anything was; `challenge` waits for the answer
    of a security key. With `is_password_expired`, a new password comes before all else. One that
    `is_from_link` was opened by an enrolment link, and does nothing but set up a second factor.
    While a role is taken on, `role_token` holds its session, sealed, and `role_key_id` the id of
    its key.
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
    is_from_link = models.BooleanField(default=False)
    role_key_id = models.CharField(max_length=32, default="")
    role_token = SealedField(owner="session_token:{role_key_id}", default="")
    role_label = models.CharField(max_length=64, default="")
    role_colour = models.CharField(max_length=8, default="")

    def __str__(self) -> str:
        return self.public_id


class RecentRole(models.Model):
    """A role that a user took on at the console, and how it was to look."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="recent_roles")
    role_arn = models.CharField(max_length=640)
    label = models.CharField(max_length=64, default="")
    colour = models.CharField(max_length=8)
    used = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "role_arn"), name="recent_role_is_unique"),
        )

    def __str__(self) -> str:
        return self.role_arn


class KnownNetwork(models.Model):
    """A network somebody signed in from: one customer's addresses, as they are usually given."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="known_networks")
    network = models.CharField(max_length=64)
    last_used = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "network"), name="known_network_is_unique"),
        )

    def __str__(self) -> str:
        return self.network


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
