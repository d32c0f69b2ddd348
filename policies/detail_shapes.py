"""What GetAccountAuthorizationDetails gives back: everyone, with all that they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.names import Tag
from accounts.shapes import InstanceProfileShape, PermissionsBoundaryShape, RoleLastUsedShape
from iamconsole.fields import DocumentText
from policies.shapes import AttachedPolicyShape, PolicyVersionShape


@dataclass(frozen=True, kw_only=True)
class InlinePolicyShape:
    """An inline policy with its text."""

    policy_name: str
    policy_document: DocumentText


@dataclass(frozen=True, kw_only=True)
class UserDetailShape:
    """A user, its groups and what it holds itself."""

    path: str
    user_name: str
    user_id: str
    arn: str
    create_date: datetime
    user_policy_list: tuple[InlinePolicyShape, ...]
    group_list: tuple[str, ...]
    attached_managed_policies: tuple[AttachedPolicyShape, ...]
    permissions_boundary: PermissionsBoundaryShape | None
    tags: tuple[Tag, ...]


@dataclass(frozen=True, kw_only=True)
class GroupDetailShape:
    """A group and what it holds."""

    path: str
    group_name: str
    group_id: str
    arn: str
    create_date: datetime
    group_policy_list: tuple[InlinePolicyShape, ...]
    attached_managed_policies: tuple[AttachedPolicyShape, ...]


@dataclass(frozen=True, kw_only=True)
class RoleDetailShape:
    """A role, whom it trusts, what it holds and what carries it."""

    path: str
    role_name: str
    role_id: str
    arn: str
    create_date: datetime
    assume_role_policy_document: DocumentText
    instance_profile_list: tuple[InstanceProfileShape, ...]
    role_policy_list: tuple[InlinePolicyShape, ...]
    attached_managed_policies: tuple[AttachedPolicyShape, ...]
    permissions_boundary: PermissionsBoundaryShape | None
    tags: tuple[Tag, ...]
    role_last_used: RoleLastUsedShape


@dataclass(frozen=True, kw_only=True)
class ManagedPolicyDetailShape:
    """A managed policy with the texts of all its versions."""

    policy_name: str
    policy_id: str
    arn: str
    path: str
    default_version_id: str
    attachment_count: int
    permissions_boundary_usage_count: int
    is_attachable: bool
    description: str | None
    create_date: datetime
    update_date: datetime
    policy_version_list: tuple[PolicyVersionShape, ...]


@dataclass(frozen=True, kw_only=True)
class AuthorizationDetailsResult:
    """A page of users, groups, roles and policies, which are counted together."""

    user_detail_list: tuple[UserDetailShape, ...]
    group_detail_list: tuple[GroupDetailShape, ...]
    role_detail_list: tuple[RoleDetailShape, ...]
    policies: tuple[ManagedPolicyDetailShape, ...]
    is_truncated: bool = False
    marker: str | None = None
