from __future__ import annotations

from django.db import models

from accounts.models.user import User


class PasswordPolicy(models.Model):
    """What an account asks of its users' passwords. The defaults are AWS's, once there is one."""

    account = models.OneToOneField(
        "accounts.Account", models.CASCADE, related_name="password_policy"
    )
    minimum_length = models.PositiveSmallIntegerField(default=6)
    requires_symbols = models.BooleanField(default=False)
    requires_numbers = models.BooleanField(default=False)
    requires_uppercase = models.BooleanField(default=False)
    requires_lowercase = models.BooleanField(default=False)
    users_may_change = models.BooleanField(default=False)
    max_age_days = models.PositiveSmallIntegerField(null=True)
    reuse_prevention = models.PositiveSmallIntegerField(null=True)
    is_expiry_hard = models.BooleanField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(minimum_length__range=(6, 128)),
                name="password_policy_length_is_within_limits",
            ),
        )

    def __str__(self) -> str:
        return f"password policy of {self.account_id}"


class FormerPassword(models.Model):
    """A password a user has, or had, so that it is not taken again."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    password_hash = models.CharField(max_length=256)
    created = models.DateTimeField()

    def __str__(self) -> str:
        return f"former password of {self.user_id}"


class PasswordLink(models.Model):
    """A way to set a password, once. Only its digest is kept: a copy of the table opens nothing."""

    digest = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.OneToOneField(User, models.CASCADE, related_name="password_link")
    created = models.DateTimeField()
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"password link of {self.user_id}"


class ForgottenPassword(models.Model):
    """An address somebody typed who forgot a password: mail is due to it, if it is anybody's."""

    email = models.CharField(max_length=320)
    source_ip = models.CharField(max_length=64, default="")
    user_agent = models.CharField(max_length=256, default="")
    created = models.DateTimeField()

    def __str__(self) -> str:
        return f"forgotten password {self.pk}"
