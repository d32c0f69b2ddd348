from __future__ import annotations

from django.db import models


class JobState(models.Model):
    """How a background job last went, and when it is due again. It belongs to no account."""

    name = models.CharField(primary_key=True, max_length=64)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    next_run = models.DateTimeField()
    is_ok = models.BooleanField(null=True)
    message = models.CharField(max_length=128, default="")
    done = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
