from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Account, Group, NameKey, User
from policies.models.policy import Policy

_ONE_HOLDER = Q(user=None, group__isnull=False) | Q(group=None, user__isnull=False)


class Attachment(models.Model):
    """A managed policy on one user or group."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="attachments")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="attachments")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="attachments")
    created = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ONE_HOLDER, name="attachment_has_one_holder"),
            models.UniqueConstraint(fields=("user", "policy"), name="attachment_once_a_user"),
            models.UniqueConstraint(fields=("group", "policy"), name="attachment_once_a_group"),
        )

    def __str__(self) -> str:
        return f"{self.policy_id} on {self.user_id or self.group_id}"


class InlinePolicy(models.Model):
    """A policy that lives and dies with the user or group it is written into."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="inline_policies")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="inline_policies")
    name = models.CharField(max_length=128)
    document = models.TextField()
    updated = models.DateTimeField()

    class Meta:
        verbose_name_plural = "inline policies"
        constraints = (
            models.CheckConstraint(condition=_ONE_HOLDER, name="inline_policy_has_one_holder"),
            models.UniqueConstraint("user", NameKey("name"), name="inline_policy_once_a_user"),
            models.UniqueConstraint("group", NameKey("name"), name="inline_policy_once_a_group"),
        )

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """The managed policy that caps what a user's other policies can give."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    user = models.OneToOneField(User, models.CASCADE, related_name="boundary")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="boundaries")
    created = models.DateTimeField()

    class Meta:
        verbose_name_plural = "boundaries"

    def __str__(self) -> str:
        return f"{self.policy_id} bounds {self.user_id}"
