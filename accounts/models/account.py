from __future__ import annotations

import secrets

from django.db import models
from django.db.models.functions import Lower


def new_account_id() -> str:
    """Twelve random digits; the first is never 0, as in most of AWS's."""
    return str(secrets.randbelow(9 * 10**11) + 10**11)


class Account(models.Model):
    """An account: the walls of a directory. `epoch` counts changes to anything that decides."""

    id = models.CharField(primary_key=True, max_length=12, default=new_account_id)
    alias = models.CharField(max_length=63, null=True)
    created = models.DateTimeField()
    epoch = models.BigIntegerField(default=0)
    is_billing_open = models.BooleanField(default=False)
    is_mfa_required = models.BooleanField(default=False)
    key_lifetime_days = models.PositiveSmallIntegerField(null=True)
    is_demo = models.BooleanField(default=False)
    endpoint_token_version = models.PositiveSmallIntegerField(default=2)
    properties = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(Lower("alias"), name="account_alias_is_unique"),)

    def __str__(self) -> str:
        return self.alias or self.id

    @property
    def root_arn(self) -> str:
        return f"arn:aws:iam::{self.id}:root"
