from __future__ import annotations

import uuid

from django.db import models


class CredentialReport(models.Model):
    """The account's latest credential report, compressed, or that somebody asked for one.

    `claimed` is when a process last set about writing it: nobody else does so for a while.
    """

    account = models.OneToOneField("accounts.Account", models.CASCADE, related_name="+")
    requested = models.DateTimeField()
    claimed = models.DateTimeField(null=True)
    generated = models.DateTimeField(null=True)
    content = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"credential report of {self.account_id}"


class LastUse(models.Model):
    """When a principal last asked for an action, and was allowed, or was refused."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    principal_id = models.CharField(max_length=32)
    service = models.CharField(max_length=64)
    action = models.CharField(max_length=128)
    is_refused = models.BooleanField()
    time = models.DateTimeField()
    region = models.CharField(max_length=64, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("account", "principal_id", "service", "action", "is_refused"),
                name="last_use_is_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service}:{self.action} by {self.principal_id}"


class AccessReport(models.Model):
    """What was last used of what a thing gives rights to, as it was when somebody asked.

    `subject_id` is the unique id of a user, group, role or policy; it is empty where `subject` is a
    part of an organization.
    """

    class Kind(models.TextChoices):
        SERVICES = "SERVICE_LEVEL"
        ACTIONS = "ACTION_LEVEL"
        ORGANIZATION = "ORGANIZATION"

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    job_id = models.UUIDField(unique=True, default=uuid.uuid4)
    asked_by = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    subject = models.CharField(max_length=2048)
    subject_id = models.CharField(max_length=32, default="")
    created = models.DateTimeField()
    services = models.JSONField(default=list)

    class Meta:
        indexes = (models.Index(fields=("account", "created"), name="access_report_by_age"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=("SERVICE_LEVEL", "ACTION_LEVEL", "ORGANIZATION")),
                name="access_report_kind_is_known",
            ),
        )

    def __str__(self) -> str:
        return str(self.job_id)
