from __future__ import annotations

from functools import partial

from django.db import models

from accounts.models.base import Credential, known_status, new_unique_id
from accounts.models.user import User


class SSHPublicKey(Credential):
    """The public half of a key for ssh. `body` is as ssh writes it, without the comment."""

    user = models.ForeignKey(User, models.PROTECT, related_name="ssh_public_keys")
    key_id = models.CharField(
        max_length=32, unique=True, default=partial(new_unique_id, "APKA", 20)
    )
    body = models.TextField()
    fingerprint = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            known_status("ssh_public_key_status_is_known"),
            models.UniqueConstraint(fields=("user", "digest"), name="ssh_public_key_once_a_user"),
        )

    def __str__(self) -> str:
        return self.key_id
