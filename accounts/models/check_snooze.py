from __future__ import annotations

from django.db import models


class CheckSnooze(models.Model):
    """That an account's overview is silent about one of its checks until some day, and why.

    `snoozed_by` is the ARN of who said so, and `snoozed_by_id` the unique id of whose policies held
    then: they outlive them.
    """

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    check_name = models.CharField(max_length=64)
    until = models.DateTimeField()
    reason = models.CharField(max_length=256)
    snoozed_by = models.CharField(max_length=2048)
    snoozed_by_id = models.CharField(max_length=256)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "check_name"), name="check_snoozed_once"),
        )

    def __str__(self) -> str:
        return f"{self.check_name} of {self.account_id}"
