from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Account, Group, NameKey, Role, User
from policies.models.policy import Policy

_ONE_HOLDER = (
    Q(user__isnull=False, group=None, role=None)
    | Q(user=None, group__isnull=False, role=None)
    | Q(user=None, group=None, role__isnull=False)
)


class Attachment(models.Model):
    """A managed policy on one user, group or role."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="attachments")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="attachments")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="attachments")
    role = models.ForeignKey(Role, models.PROTECT, null=True, related_name="attachments")
    created = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ONE_HOLDER, name="attachment_has_one_holder"),
            models.UniqueConstraint(fields=("user", "policy"), name="attachment_once_a_user"),
            models.UniqueConstraint(fields=("group", "policy"), name="attachment_once_a_group"),
            models.UniqueConstraint(fields=("role", "policy"), name="attachment_once_a_role"),
        )

    def __str__(self) -> str:
        return f"{self.policy_id} on {self.user_id or self.group_id or self.role_id}"


class InlinePolicy(models.Model):
    """A policy that lives and dies with the user, group or role it is written into."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="inline_policies")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="inline_policies")
    role = models.ForeignKey(Role, models.PROTECT, null=True, related_name="inline_policies")
    name = models.CharField(max_length=128)
    document = models.TextField()
    updated = models.DateTimeField()

    class Meta:
        verbose_name_plural = "inline policies"
        constraints = (
            models.CheckConstraint(condition=_ONE_HOLDER, name="inline_policy_has_one_holder"),
            models.UniqueConstraint("user", NameKey("name"), name="inline_policy_once_a_user"),
            models.UniqueConstraint("group", NameKey("name"), name="inline_policy_once_a_group"),
            models.UniqueConstraint("role", NameKey("name"), name="inline_policy_once_a_role"),
        )

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """The managed policy that caps what a user's or role's other policies can give."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    user = models.OneToOneField(User, models.CASCADE, null=True, related_name="boundary")
    role = models.OneToOneField(Role, models.CASCADE, null=True, related_name="boundary")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="boundaries")
    created = models.DateTimeField()

    class Meta:
        verbose_name_plural = "boundaries"
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, role=None) | Q(user=None, role__isnull=False),
                name="boundary_has_one_holder",
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy_id} bounds {self.user_id or self.role_id}"
