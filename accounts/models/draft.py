from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """What somebody has begun to write at the console and not sent. It is nobody else's to see.

    `owner_id` is the unique id of who began it, `subject` the thing it is about where there is one
    already. `content` are the form's fields, none of which is a secret.
    """

    token = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    owner_id = models.CharField(max_length=256)
    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=2048, default="")
    content = models.JSONField(default=dict)
    updated = models.DateTimeField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=("account", "owner_id", "kind"), name="draft_of_owner"),)

    def __str__(self) -> str:
        return f"{self.kind} by {self.owner_id}"
