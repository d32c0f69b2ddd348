from __future__ import annotations

import uuid

from django.db import models


class Event(models.Model):
    """One call, as it ended. Text, not foreign keys: history outlives the people in it."""

    event_id = models.UUIDField(unique=True, default=uuid.uuid4)
    account_id = models.CharField(max_length=12)
    time = models.DateTimeField()
    request_id = models.CharField(max_length=64)
    face = models.CharField(max_length=16)
    source_ip = models.CharField(max_length=64, default="")
    user_agent = models.CharField(max_length=256, default="")
    caller_arn = models.CharField(max_length=2048)
    caller_id = models.CharField(max_length=256, default="")
    access_key_id = models.CharField(max_length=128, default="")
    action = models.CharField(max_length=128)
    is_read = models.BooleanField(default=False)
    target_arn = models.CharField(max_length=2048, default="")
    params = models.JSONField(default=dict)
    error = models.CharField(max_length=64, default="")
    message = models.TextField(default="")
    duration_us = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=("account_id", "-id"), name="event_of_account"),
            models.Index(fields=("account_id", "target_arn", "-id"), name="event_on_target"),
            models.Index(fields=("account_id", "caller_arn", "-id"), name="event_by_caller"),
        )

    def __str__(self) -> str:
        return f"{self.action} by {self.caller_arn}"
