from __future__ import annotations

import uuid

from django.db import models
from django.utils.timezone import now

_STATES = ("UNASSIGNED", "ASSIGNED", "PENDING_APPROVAL", "ACCEPTED", "FINALIZED", "REJECTED")


class DelegationRequest(models.Model):
    """What an account asks for: that somebody lends it some of their rights for a while.

    `account` asks; whoever owns the request is kept as text, for it may be of any account. Of the
    token that is sent in the end only the digest is kept, and not even that once it is used.
    """

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    request_id = models.UUIDField(unique=True, default=uuid.uuid4)
    workflow_id = models.CharField(max_length=400)
    owner_account_id = models.CharField(max_length=12, default="")
    owner_arn = models.CharField(max_length=2048, default="")
    approver_arn = models.CharField(max_length=2048, default="")
    approver_id = models.CharField(max_length=32, default="")
    description = models.CharField(max_length=1000)
    message = models.CharField(max_length=200, default="")
    template_arn = models.CharField(max_length=2048)
    policy = models.TextField()
    redirect_url = models.CharField(max_length=255, default="")
    notification_channel = models.CharField(max_length=400)
    session_seconds = models.PositiveIntegerField()
    is_sent_by_owner_only = models.BooleanField(default=False)
    state = models.CharField(max_length=16, default="UNASSIGNED")
    notes = models.CharField(max_length=500, default="")
    rejection_reason = models.CharField(max_length=500, default="")
    created = models.DateTimeField()
    updated = models.DateTimeField()
    expires = models.DateTimeField()
    token_digest = models.CharField(max_length=64, default="", db_index=True)

    class Meta:
        indexes = (
            models.Index(fields=("owner_account_id", "id"), name="delegation_request_of_owner"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("account", "workflow_id"), name="delegation_request_workflow_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_STATES), name="delegation_request_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return str(self.request_id)

    @property
    def shown_state(self) -> str:
        """Its state, which time alone can change to EXPIRED."""
        is_over = self.expires <= now() and self.state != "FINALIZED"
        return "EXPIRED" if is_over else self.state
