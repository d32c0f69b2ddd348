from __future__ import annotations

import uuid

from django.db import models

from iamconsole.sealed_columns import SealedField

_STATES = ("due", "sent", "given up")


class Mail(models.Model):
    """A mail to be sent once: `event` is what it tells of, and no event is told of twice.

    It is put into words when it is sent. What of it is secret is sealed, and gone once it is sent.
    `due` is when it may next be taken up: taking it up moves that on.
    """

    class State(models.TextChoices):
        DUE = "due"
        SENT = "sent"
        GIVEN_UP = "given up"

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=32)
    event = models.CharField(max_length=200)
    to = models.EmailField(max_length=320)
    facts = models.JSONField(default=dict)
    message_id = models.UUIDField(unique=True, default=uuid.uuid4)
    sealed_facts = SealedField(owner="mail:{message_id}", default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField()
    due = models.DateTimeField()
    expires = models.DateTimeField()
    sent = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("due",), condition=models.Q(state="due"), name="mail_by_due"),
        )
        constraints = (
            models.UniqueConstraint(fields=("account", "event"), name="mail_once_an_event"),
            models.CheckConstraint(
                condition=models.Q(state__in=_STATES), name="mail_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
