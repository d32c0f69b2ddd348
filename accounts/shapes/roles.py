"""What operations on roles and instance profiles give back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import InstanceProfile, Role
from accounts.names import Tag
from accounts.shapes.common import PermissionsBoundaryShape, tags_of
from iamconsole.fields import DocumentText


@dataclass(frozen=True, kw_only=True)
class RoleLastUsedShape:
    """When and where a role was last used; empty where it never was."""

    last_used_date: datetime | None = None
    region: str | None = None

    @classmethod
    def of(cls, role: Role) -> RoleLastUsedShape:
        return cls(last_used_date=role.last_used, region=role.last_used_region or None)


@dataclass(frozen=True, kw_only=True)
class RoleShape:
    """A role. How much is told of it depends on which operation tells."""

    path: str
    role_name: str
    role_id: str
    arn: str
    create_date: datetime
    assume_role_policy_document: DocumentText | None = None
    description: str | None = None
    max_session_duration: int | None = None
    permissions_boundary: PermissionsBoundaryShape | None = None
    tags: tuple[Tag, ...] | None = None
    role_last_used: RoleLastUsedShape | None = None

    @classmethod
    def brief(cls, role: Role, trust: str) -> RoleShape:
        """As instance profiles show it."""
        return cls(
            path=role.path,
            role_name=role.name,
            role_id=role.role_id,
            arn=role.arn,
            create_date=role.created,
            assume_role_policy_document=DocumentText(trust),
        )

    @classmethod
    def new(cls, role: Role, trust: str) -> RoleShape:
        """As CreateRole answers: without description, duration and last use, like AWS."""
        return replace(
            cls.brief(role, trust),
            permissions_boundary=PermissionsBoundaryShape.of(role),
            tags=tags_of(role.tags) or None,
        )

    @classmethod
    def listed(cls, role: Role, trust: str) -> RoleShape:
        """As lists show it: without tags, boundary and last use, which only GetRole tells."""
        return replace(
            cls.brief(role, trust),
            description=role.description or None,
            max_session_duration=role.max_session_duration,
        )

    @classmethod
    def whole(cls, role: Role, trust: str) -> RoleShape:
        return replace(
            cls.listed(role, trust),
            permissions_boundary=PermissionsBoundaryShape.of(role),
            tags=tags_of(role.tags) or None,
            role_last_used=RoleLastUsedShape.of(role),
        )


@dataclass(frozen=True, kw_only=True)
class RoleResult:
    """`role` is the member name IAM wraps a single role in."""

    role: RoleShape


@dataclass(frozen=True, kw_only=True)
class RolesResult:
    """A page of roles."""

    roles: tuple[RoleShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class UpdateRoleResult:
    """Nothing, wrapped as AWS wraps it."""


@dataclass(frozen=True, kw_only=True)
class RoleRowShape:
    """A role as a table shows it."""

    role: RoleShape
    policy_count: int
    last_used: datetime | None


@dataclass(frozen=True, kw_only=True)
class RoleRowsResult:
    """A numbered page of roles, and how many match; `is_more` past what is counted."""

    rows: tuple[RoleRowShape, ...]
    count: int
    is_more: bool


@dataclass(frozen=True, kw_only=True)
class DeletionTaskResult:
    """The task that deletes a service's role."""

    deletion_task_id: str


@dataclass(frozen=True, kw_only=True)
class RoleUsageShape:
    """Where a role is still in use."""

    region: str | None = None
    resources: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class DeletionFailureShape:
    """Why a service's role could not be deleted."""

    reason: str | None = None
    role_usage_list: tuple[RoleUsageShape, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class DeletionStatusResult:
    """How far the deletion of a service's role has come."""

    status: str
    reason: DeletionFailureShape | None = None


@dataclass(frozen=True, kw_only=True)
class InstanceProfileShape:
    """An instance profile with the role it carries, if it carries one."""

    path: str
    instance_profile_name: str
    instance_profile_id: str
    arn: str
    create_date: datetime
    roles: tuple[RoleShape, ...]
    tags: tuple[Tag, ...] | None = None

    @classmethod
    def of(
        cls, profile: InstanceProfile, trust: str | None, *, with_tags: bool = False
    ) -> InstanceProfileShape:
        """The shape of a row; `trust` is its role's trust policy as it is read."""
        role = profile.role
        return cls(
            path=profile.path,
            instance_profile_name=profile.name,
            instance_profile_id=profile.profile_id,
            arn=profile.arn,
            create_date=profile.created,
            roles=(RoleShape.brief(role, trust),) if role and trust is not None else (),
            tags=tags_of(profile.tags) if with_tags else None,
        )


@dataclass(frozen=True, kw_only=True)
class InstanceProfileResult:
    """`instance_profile` is the member name IAM wraps a single profile in."""

    instance_profile: InstanceProfileShape


@dataclass(frozen=True, kw_only=True)
class InstanceProfilesResult:
    """A page of instance profiles."""

    instance_profiles: tuple[InstanceProfileShape, ...]
    is_truncated: bool = False
    marker: str | None = None
