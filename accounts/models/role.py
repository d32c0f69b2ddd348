from __future__ import annotations

from functools import partial

from django.db import models

from accounts.models.base import CodePoints, NamedRow, NameKey, new_unique_id

SERVICE_PATH = "/aws-service-role/"


class Role(NamedRow):
    """Rights that whoever its trust policy names may take on for a while.

    `trusted` keeps, for every user's and role's ARN in the trust policy, the unique id that it
    meant when the policy was saved: a later namesake is somebody else.
    """

    role_id = models.CharField(max_length=32, unique=True, default=partial(new_unique_id, "AROA"))
    description = models.CharField(max_length=1000, default="")
    trust_policy = models.TextField()
    trusted = models.JSONField(default=dict)
    max_session_duration = models.PositiveIntegerField(default=3600)
    last_used = models.DateTimeField(null=True)
    last_used_region = models.CharField(max_length=64, default="")
    epoch = models.BigIntegerField(default=0)  # counts changes to what it alone may do

    class Meta:
        indexes = (
            models.Index(fields=("account", "created", "id"), name="role_by_creation"),
            models.Index("account", CodePoints("path"), NameKey("name"), name="role_by_path"),
        )
        constraints = (
            models.UniqueConstraint("account", NameKey("name"), name="role_name_is_unique"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account_id}:role{self.path}{self.name}"

    @property
    def is_service_linked(self) -> bool:
        return self.path.startswith(SERVICE_PATH)


class InstanceProfile(NamedRow):
    """The name under which a machine carries a role; it holds one at most."""

    profile_id = models.CharField(
        max_length=32, unique=True, default=partial(new_unique_id, "AIPA")
    )
    role = models.ForeignKey(Role, models.PROTECT, null=True, related_name="instance_profiles")

    class Meta:
        indexes = (
            models.Index(
                "account", CodePoints("path"), NameKey("name"), name="instance_profile_by_path"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                "account", NameKey("name"), name="instance_profile_name_is_unique"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account_id}:instance-profile{self.path}{self.name}"
