from __future__ import annotations

from functools import partial

from django.db import models

from accounts.models.base import CodePoints, NamedRow, NameKey, new_unique_id
from accounts.models.user import User


class Group(NamedRow):
    """A group of users. Groups hold users, never groups."""

    group_id = models.CharField(max_length=32, unique=True, default=partial(new_unique_id, "AGPA"))
    memberships: models.Manager[GroupMembership]

    class Meta:
        indexes = (
            models.Index(fields=("account", "created", "id"), name="group_by_creation"),
            models.Index("account", CodePoints("path"), NameKey("name"), name="group_by_path"),
        )
        constraints = (
            models.UniqueConstraint("account", NameKey("name"), name="group_name_is_unique"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account_id}:group{self.path}{self.name}"


class GroupMembership(models.Model):
    """One user in one group."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    created = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "group"), name="membership_is_unique"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"
