"""What keeps the trail from being edited: rows that are added and never changed."""

from __future__ import annotations

from django.db import models


class TrailSeal(models.Model):
    """Some events of an account, put in order and signed, each seal on top of the one before.

    `entries` are 64 bytes an event: its row, its time, its ID and the digest of all it says.
    Everything up to `swept_to` had been looked at; what transactions before `snapshot_end` were
    still writing is found when they have ended. Up to `settled_to` it was looked at once more since
    then. Text, not a foreign key: seals go with the events.
    """

    account_id = models.CharField(max_length=12)
    number = models.BigIntegerField()
    first_sequence = models.BigIntegerField()
    count = models.IntegerField()
    time = models.DateTimeField()
    last_event_time = models.DateTimeField()
    high_id = models.BigIntegerField()
    swept_to = models.BigIntegerField()
    snapshot_end = models.BigIntegerField(default=0)
    settled_to = models.BigIntegerField(default=0)
    entries = models.BinaryField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=88)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account_id", "number"), name="trail_seal_is_numbered"),
        )
        indexes = (models.Index(fields=("swept_to",), name="trail_seal_by_sweep"),)

    def __str__(self) -> str:
        return f"seal {self.number} of {self.account_id}"


class TrailStart(models.Model):
    """Where an account's trail begins since older events were removed, signed when they were."""

    account_id = models.CharField(max_length=12)
    number = models.BigIntegerField()
    sequence = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    kept_days = models.IntegerField()
    time = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=88)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("account_id", "number"), name="trail_start_is_said_once"
            ),
        )

    def __str__(self) -> str:
        return f"the trail of {self.account_id} begins with seal {self.number}"
