from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Group, Role, User
from accounts.names import Arn, GroupName, Marker, MaxItems, Path, RoleName, UserName
from accounts.queries import under
from accounts.targets import group, own_role, role, user
from iamconsole.caller import Call
from iamconsole.gate import operation
from iamconsole.paging import page
from policies import rules, targets
from policies.models import Policy
from policies.names import EntityType, PolicyPath, PolicyUsage
from policies.shapes import (
    AttachedPoliciesResult,
    AttachedPolicyShape,
    PolicyEntitiesResult,
    PolicyGroupShape,
    PolicyRoleShape,
    PolicyUserShape,
)

_POLICY_ARN = {"iam:PolicyARN": "policy_arn"}


@operation(on=user, context=_POLICY_ARN, decides_for_target=True)
def attach_user_policy(call: Call[User], *, user_name: UserName, policy_arn: Arn) -> None:
    """Let a managed policy hold for a user. Once is enough."""
    rules.attach(call.target, policy_arn)


@operation(on=group, context=_POLICY_ARN)
def attach_group_policy(call: Call[Group], *, group_name: GroupName, policy_arn: Arn) -> None:
    """Let a managed policy hold for every member of a group. Once is enough."""
    rules.attach(call.target, policy_arn)


@operation(on=own_role, context=_POLICY_ARN, decides_for_target=True)
def attach_role_policy(call: Call[Role], *, role_name: RoleName, policy_arn: Arn) -> None:
    """Let a managed policy hold for a role. Once is enough."""
    rules.attach(call.target, policy_arn)


@operation(on=user, context=_POLICY_ARN, decides_for_target=True)
def detach_user_policy(call: Call[User], *, user_name: UserName, policy_arn: Arn) -> None:
    """Take a managed policy from a user."""
    rules.detach(call.target, policy_arn)


@operation(on=group, context=_POLICY_ARN)
def detach_group_policy(call: Call[Group], *, group_name: GroupName, policy_arn: Arn) -> None:
    """Take a managed policy from a group, and so from its members."""
    rules.detach(call.target, policy_arn)


@operation(on=own_role, context=_POLICY_ARN, decides_for_target=True)
def detach_role_policy(call: Call[Role], *, role_name: RoleName, policy_arn: Arn) -> None:
    """Take a managed policy from a role, and so from its sessions."""
    rules.detach(call.target, policy_arn)


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
    return _attached(call)


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
    return _attached(call)


@operation(on=role)
def list_attached_role_policies(
    call: Call[Role],
    *,
    role_name: RoleName,
    path_prefix: PolicyPath = "/",
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> AttachedPoliciesResult:
    """List the managed policies attached to a role."""
    return _attached(call)


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
    """List who holds a policy: groups first, then users, then roles."""
    kinds = [kind for kind in (Group, User, Role) if entity_filter in (None, kind.__name__)]
    found = page(call, *(_holders(call, kind) for kind in kinds), by=["name__namekey"])
    return PolicyEntitiesResult(
        policy_groups=tuple(
            PolicyGroupShape.of(row) for row in found.rows if isinstance(row, Group)
        ),
        policy_users=tuple(PolicyUserShape.of(row) for row in found.rows if isinstance(row, User)),
        policy_roles=tuple(PolicyRoleShape.of(row) for row in found.rows if isinstance(row, Role)),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


def _holders(call: Call[Policy], model: Any) -> QuerySet[Any]:
    """The users, groups or roles that hold a policy in the way that is asked for."""
    kind, usage = model.__name__.lower(), call.params["policy_usage_filter"]
    held = []
    if usage != "PermissionsBoundary":
        held.append(call.target.attachments.values(kind))
    if usage != "PermissionsPolicy" and model is not Group:
        held.append(call.target.boundaries.values(kind))
    chosen = Q(pk__in=()) if not held else Q(pk__in=held[0].union(*held[1:]))
    holders = model.objects.filter(chosen, account_id=call.account_id)
    return under(holders, call.params["path_prefix"])


def _attached(call: Call[Any]) -> AttachedPoliciesResult:
    """The page that a call asks for of the policies attached to its target."""
    attached = Policy.objects.filter(pk__in=call.target.attachments.values("policy"))
    listed = under(attached, call.params["path_prefix"])
    found = page(call, listed, by=["name__namekey", "pk"])
    return AttachedPoliciesResult(
        attached_policies=tuple(
            AttachedPolicyShape(policy_name=policy.name, policy_arn=policy.arn)
            for policy in found.rows
        ),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )
