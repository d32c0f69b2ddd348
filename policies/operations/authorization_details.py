from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts import queries as accounts
from accounts.models import Account, Group, GroupMembership, InstanceProfile, Role, User
from accounts.names import Marker, MaxItems
from accounts.shapes import (
    InstanceProfileShape,
    PermissionsBoundaryShape,
    RoleLastUsedShape,
    tags_of,
)
from accounts.targets import account
from iamconsole.caller import Call
from iamconsole.fields import DocumentText
from iamconsole.gate import operation
from iamconsole.paging import page
from policies import queries, trust
from policies.detail_shapes import (
    AuthorizationDetailsResult,
    GroupDetailShape,
    InlinePolicyShape,
    ManagedPolicyDetailShape,
    RoleDetailShape,
    UserDetailShape,
)
from policies.models import Attachment, InlinePolicy, Policy, PolicyVersion
from policies.names import EntityTypes
from policies.rules import Holder, kind_of
from policies.shapes import AttachedPolicyShape, PolicyVersionShape


@operation(on=account)
def get_account_authorization_details(
    call: Call[Account],
    *,
    filter: EntityTypes = (),
    max_items: MaxItems = 100,
    marker: Marker | None = None,
) -> AuthorizationDetailsResult:
    """Tell of everyone in the account what they hold, and of every policy what it says.

    Users come first, then groups, roles, the account's own policies, and those of AWS's that are
    in use here. A page costs the same number of queries however much is on it.
    """
    parts = (rows for kind, rows in _parts(call.account_id) if not filter or kind in filter)
    found = page(call, *parts, by=["name__namekey", "pk"])
    users = [row for row in found.rows if isinstance(row, User)]
    groups = [row for row in found.rows if isinstance(row, Group)]
    roles = [row for row in found.rows if isinstance(row, Role)]
    policies = [row for row in found.rows if isinstance(row, Policy)]
    held = _held_by(users, groups, roles)
    return AuthorizationDetailsResult(
        user_detail_list=_users(users, held),
        group_detail_list=tuple(_group(group, held) for group in groups),
        role_detail_list=_roles(roles, held),
        policies=_policies(call.account_id, policies),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


def _parts(account_id: str) -> tuple[tuple[str, QuerySet[Any]], ...]:
    aws = Policy.objects.filter(queries.in_use(account_id), account_id=None)
    return (
        ("User", accounts.users(account_id).select_related("boundary__policy")),
        ("Group", accounts.groups(account_id)),
        ("Role", accounts.roles(account_id).select_related("boundary__policy")),
        ("LocalManagedPolicy", Policy.objects.filter(account_id=account_id)),
        ("AWSManagedPolicy", aws),
    )


@dataclass(frozen=True)
class _Held:
    """What hangs on the identities of a page, by the identities."""

    inline: dict[Holder, list[InlinePolicyShape]]
    attached: dict[Holder, list[AttachedPolicyShape]]


def _held_by(users: list[User], groups: list[Group], roles: list[Role]) -> _Held:
    held = _Held(defaultdict(list), defaultdict(list))
    everyone: list[Holder] = [*users, *groups, *roles]
    by_kind = {(kind_of(holder), holder.pk): holder for holder in everyone}
    theirs = Q(user__in=users) | Q(group__in=groups) | Q(role__in=roles)

    def holder_of(row: InlinePolicy | Attachment) -> Holder:
        keys = (("user", row.user_id), ("group", row.group_id), ("role", row.role_id))
        return next(by_kind[kind, key] for kind, key in keys if key)

    for inline in InlinePolicy.objects.filter(theirs).order_by("name__namekey"):
        text = DocumentText(inline.document)
        shape = InlinePolicyShape(policy_name=inline.name, policy_document=text)
        held.inline[holder_of(inline)].append(shape)
    attachments = Attachment.objects.filter(theirs).select_related("policy")
    for one in attachments.order_by("policy__name__namekey", "policy_id"):
        attached = AttachedPolicyShape(policy_name=one.policy.name, policy_arn=one.policy.arn)
        held.attached[holder_of(one)].append(attached)
    return held


def _users(users: list[User], held: _Held) -> tuple[UserDetailShape, ...]:
    groups: dict[int, list[str]] = defaultdict(list)
    memberships = GroupMembership.objects.filter(user__in=users).select_related("group")
    for membership in memberships.order_by("group__name__namekey"):
        groups[membership.user_id].append(membership.group.name)
    return tuple(
        UserDetailShape(
            path=user.path,
            user_name=user.name,
            user_id=user.user_id,
            arn=user.arn,
            create_date=user.created,
            user_policy_list=tuple(held.inline[user]),
            group_list=tuple(groups[user.pk]),
            attached_managed_policies=tuple(held.attached[user]),
            permissions_boundary=PermissionsBoundaryShape.of(user),
            tags=tags_of(user.tags),
        )
        for user in users
    )


def _group(group: Group, held: _Held) -> GroupDetailShape:
    return GroupDetailShape(
        path=group.path,
        group_name=group.name,
        group_id=group.group_id,
        arn=group.arn,
        create_date=group.created,
        group_policy_list=tuple(held.inline[group]),
        attached_managed_policies=tuple(held.attached[group]),
    )


def _roles(roles: list[Role], held: _Held) -> tuple[RoleDetailShape, ...]:
    documents = trust.shown(roles)
    carrying: dict[int | None, list[InstanceProfileShape]] = defaultdict(list)
    profiles = InstanceProfile.objects.filter(role__in=roles).select_related("role")
    for profile in profiles.order_by("name__namekey"):
        document = documents[profile.role.role_id] if profile.role else None
        carrying[profile.role_id].append(InstanceProfileShape.of(profile, document))
    return tuple(
        RoleDetailShape(
            path=role.path,
            role_name=role.name,
            role_id=role.role_id,
            arn=role.arn,
            create_date=role.created,
            assume_role_policy_document=DocumentText(documents[role.role_id]),
            instance_profile_list=tuple(carrying[role.pk]),
            role_policy_list=tuple(held.inline[role]),
            attached_managed_policies=tuple(held.attached[role]),
            permissions_boundary=PermissionsBoundaryShape.of(role),
            tags=tags_of(role.tags),
            role_last_used=RoleLastUsedShape.of(role),
        )
        for role in roles
    )


def _policies(account_id: str, policies: list[Policy]) -> tuple[ManagedPolicyDetailShape, ...]:
    usage = queries.usage_of(account_id, policies)
    versions: dict[int, list[PolicyVersion]] = defaultdict(list)
    for version in PolicyVersion.objects.filter(policy__in=policies).order_by("-number"):
        versions[version.policy_id].append(version)
    return tuple(
        ManagedPolicyDetailShape(
            policy_name=policy.name,
            policy_id=policy.policy_id,
            arn=policy.arn,
            path=policy.path,
            default_version_id=policy.default_version_id,
            attachment_count=usage[policy.pk].attachments,
            permissions_boundary_usage_count=usage[policy.pk].boundaries,
            is_attachable=True,
            description=policy.description or None,
            create_date=policy.created,
            update_date=policy.updated,
            policy_version_list=tuple(
                PolicyVersionShape.of(version, policy, with_document=True)
                for version in versions[policy.pk]
            ),
        )
        for policy in policies
    )
