from __future__ import annotations

from django.db import models

from accounts.models.user import User

_KINDS = ("old key", "unused key", "expiring key", "expiring password")


class ReminderPolicy(models.Model):
    """Whom an account reminds of what, and when. 0 days is never.

    `checked` is when it was last seen whether anything is due: nobody else looks for a while.
    """

    account = models.OneToOneField("accounts.Account", models.CASCADE, related_name="reminders")
    is_on = models.BooleanField(default=True)
    key_age_days = models.PositiveSmallIntegerField(default=90)
    unused_days = models.PositiveSmallIntegerField(default=90)
    expiry_days = models.PositiveSmallIntegerField(default=14)
    password_days = models.PositiveSmallIntegerField(default=14)
    repeat_days = models.PositiveSmallIntegerField(default=7)
    escalate_after = models.PositiveSmallIntegerField(default=3)
    exempt_tag = models.CharField(max_length=128, default="no-reminders")
    address_tag = models.CharField(max_length=128, default="email")
    checked = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(repeat_days__gte=1), name="reminder_policy_repeats_in_days"
            ),
        )

    def __str__(self) -> str:
        return f"reminder policy of {self.account_id}"


class Reminder(models.Model):
    """That somebody was reminded: of what, and for which time.

    `subject` is a key's id, or which of a user's passwords, and until when it lasts if that ends.
    """

    class Kind(models.TextChoices):
        OLD_KEY = "old key"
        UNUSED_KEY = "unused key"
        EXPIRING_KEY = "expiring key"
        EXPIRING_PASSWORD = "expiring password"  # noqa: S105  # a kind of reminder

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.CharField(max_length=96)
    number = models.PositiveSmallIntegerField()
    time = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "kind", "subject", "number"), name="reminder_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=_KINDS), name="reminder_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"reminder {self.number} of {self.kind} {self.subject}"
