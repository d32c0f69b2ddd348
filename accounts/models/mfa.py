from __future__ import annotations

from django.db import models

from accounts.models.base import NameKey
from accounts.models.user import User
from iamconsole.sealed_columns import SealedField


class MFADevice(models.Model):
    """What proves its owner beside a password: an app, a token, or a security key.

    `counter` is the last thing accepted of it (a time step, a count, a key's own count): nothing
    at or below that is ever accepted again. `drift` is how many steps its clock is ahead of ours.
    `made_by` is who made it, by unique id: nobody else sees its seed a second time.
    """

    class Kind(models.TextChoices):
        VIRTUAL = "virtual"
        HARDWARE = "hardware"
        COUNTER = "counter"
        KEY = "key"

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="mfa_devices")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    serial_number = models.CharField(max_length=256)
    created = models.DateTimeField()
    enabled = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=128, default="")
    tags = models.JSONField(default=dict)
    sealed_seed = SealedField(owner="mfa_device:{account_id}:{serial_number}", default="")
    counter = models.BigIntegerField(default=-1)
    last_used = models.DateTimeField(null=True)
    drift = models.IntegerField(default=0)
    credential_id = models.CharField(max_length=1400, null=True, unique=True)
    public_key = models.TextField(default="")
    transports = models.JSONField(default=list)

    class Meta:
        verbose_name = "MFA device"
        constraints = (
            models.UniqueConstraint(
                "account", NameKey("serial_number"), name="mfa_serial_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("virtual", "hardware", "counter", "key")),
                name="mfa_device_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True, enabled__isnull=True)
                | models.Q(user__isnull=False, enabled__isnull=False),
                name="mfa_device_is_enabled_for_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.serial_number

    @property
    def arn(self) -> str:
        """Its serial number, which is an ARN for all but hardware tokens."""
        if self.serial_number.startswith("arn:"):
            return self.serial_number
        return f"arn:aws:iam::{self.account_id}:mfa/{self.serial_number}"


class RecoveryCode(models.Model):
    """One of the codes on paper that stand in once for a lost device. Only its digest is kept."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_is_unique"),
        )

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class EnrolmentLink(models.Model):
    """A way to set up a second factor, opened once. Only its digest is kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.OneToOneField(User, models.CASCADE, related_name="enrolment_link")
    created = models.DateTimeField()
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"enrolment link of {self.user_id}"
