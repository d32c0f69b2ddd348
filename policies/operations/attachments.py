from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import Group, User
from accounts.names import Arn, GroupName, Marker, MaxItems, Path, UserName
from accounts.queries import under
from accounts.rules import locked
from accounts.targets import group, user
from iamconsole.caller import Call
from iamconsole.errors import LimitExceeded, NoSuchEntity
from iamconsole.gate import operation
from iamconsole.paging import page
from policies import queries, rules, targets
from policies.models import Attachment, Policy
from policies.names import EntityType, PolicyPath, PolicyUsage
from policies.shapes import (
    AttachedPoliciesResult,
    AttachedPolicyShape,
    PolicyEntitiesResult,
    PolicyGroupShape,
    PolicyUserShape,
)

_POLICY_ARN = {"iam:PolicyARN": "policy_arn"}


@operation(on=user, context=_POLICY_ARN)
def attach_user_policy(call: Call[User], *, user_name: UserName, policy_arn: Arn) -> None:
    """Let a managed policy hold for a user. Once is enough."""
    policy = rules.attachable_policy(call.account_id, policy_arn)
    holder = locked(call.target)
    _refuse_an_eleventh(holder.attachments.exclude(policy=policy), "User")
    Attachment.objects.get_or_create(
        user=holder,
        policy=policy,
        defaults={"account_id": call.account_id, "created": now()},
    )


@operation(on=group, context=_POLICY_ARN)
def attach_group_policy(call: Call[Group], *, group_name: GroupName, policy_arn: Arn) -> None:
    """Let a managed policy hold for every member of a group. Once is enough."""
    policy = rules.attachable_policy(call.account_id, policy_arn)
    holder = locked(call.target)
    _refuse_an_eleventh(holder.attachments.exclude(policy=policy), "Group")
    Attachment.objects.get_or_create(
        group=holder,
        policy=policy,
        defaults={"account_id": call.account_id, "created": now()},
    )


@operation(on=user, context=_POLICY_ARN)
def detach_user_policy(call: Call[User], *, user_name: UserName, policy_arn: Arn) -> None:
    """Take a managed policy from a user."""
    _detach(call.target.attachments.all(), call.account_id, policy_arn)


@operation(on=group, context=_POLICY_ARN)
def detach_group_policy(call: Call[Group], *, group_name: GroupName, policy_arn: Arn) -> None:
    """Take a managed policy from a group, and so from its members."""
    _detach(call.target.attachments.all(), call.account_id, policy_arn)


@operation(on=user)
def list_attached_user_policies(
    call: Call[User],
    *,
    user_name: UserName,
    path_prefix: PolicyPath = "/",
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> AttachedPoliciesResult:
    """List the managed policies attached to a user itself; those of its groups are theirs."""
    return _attached(call, Policy.objects.filter(attachments__user=call.target))


@operation(on=group)
def list_attached_group_policies(
    call: Call[Group],
    *,
    group_name: GroupName,
    path_prefix: PolicyPath = "/",
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> AttachedPoliciesResult:
    """List the managed policies attached to a group."""
    return _attached(call, Policy.objects.filter(attachments__group=call.target))


@operation(on=targets.held_policy)
def list_entities_for_policy(
    call: Call[Policy],
    *,
    policy_arn: Arn,
    entity_filter: EntityType | None = None,
    path_prefix: Path = "/",
    policy_usage_filter: PolicyUsage | None = None,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> PolicyEntitiesResult:
    """List who holds a policy: groups first, then users."""
    groups = Group.objects.none() if entity_filter not in (None, "Group") else _groups(call)
    users = User.objects.none() if entity_filter not in (None, "User") else _users(call)
    parts: list[QuerySet[Any]] = [groups, users]
    found = page(call, *parts, by=["name__namekey"])
    return PolicyEntitiesResult(
        policy_groups=tuple(
            PolicyGroupShape.of(row) for row in found.rows if isinstance(row, Group)
        ),
        policy_users=tuple(PolicyUserShape.of(row) for row in found.rows if isinstance(row, User)),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


def _groups(call: Call[Policy]) -> QuerySet[Group]:
    if call.params["policy_usage_filter"] == "PermissionsBoundary":
        return Group.objects.none()
    holding = Group.objects.filter(account_id=call.account_id, attachments__policy=call.target)
    return under(holding, call.params["path_prefix"])


def _users(call: Call[Policy]) -> QuerySet[User]:
    attached = call.target.attachments.filter(user__isnull=False).values("user")
    bounded = call.target.boundaries.values("user")
    usage = {"PermissionsPolicy": attached, "PermissionsBoundary": bounded}
    held = usage.get(call.params["policy_usage_filter"], attached.union(bounded))
    holding = User.objects.filter(account_id=call.account_id, pk__in=held)
    return under(holding, call.params["path_prefix"])


def _attached(call: Call[Any], policies: QuerySet[Policy]) -> AttachedPoliciesResult:
    listed = under(policies, call.params["path_prefix"])
    found = page(call, listed, by=["name__namekey", "pk"])
    return AttachedPoliciesResult(
        attached_policies=tuple(
            AttachedPolicyShape(policy_name=policy.name, policy_arn=policy.arn)
            for policy in found.rows
        ),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


def _detach(attachments: QuerySet[Attachment], account_id: str, policy_arn: str) -> None:
    rules.refuse_bad_arn(policy_arn)
    policy = queries.policy_with_arn(account_id, policy_arn)
    if policy is None or not attachments.filter(policy=policy).delete()[0]:
        raise NoSuchEntity(f"Policy {policy_arn} was not found.")


def _refuse_an_eleventh(others: QuerySet[Attachment], kind: str) -> None:
    if others.count() >= rules.MAX_ATTACHED:
        raise LimitExceeded(f"Cannot exceed quota for PoliciesPer{kind}: {rules.MAX_ATTACHED}")
