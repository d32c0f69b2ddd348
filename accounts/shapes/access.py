"""What operations on last used services and actions give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Role, User


@dataclass(frozen=True, kw_only=True)
class JobResult:
    """The job that a report is asked for with."""

    job_id: str


@dataclass(frozen=True, kw_only=True)
class ErrorDetailsShape:
    """Why a job failed."""

    message: str
    code: str


@dataclass(frozen=True, kw_only=True)
class TrackedActionShape:
    """An action, and when it was last asked for; no more than its name where it never was."""

    action_name: str
    last_accessed_entity: str | None
    last_accessed_time: datetime | None
    last_accessed_region: str | None

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> TrackedActionShape:
        return cls(
            action_name=kept["name"],
            last_accessed_entity=kept.get("entity"),
            last_accessed_time=moment(kept.get("time")),
            last_accessed_region=kept.get("region"),
        )


@dataclass(frozen=True, kw_only=True)
class ServiceLastAccessedShape:
    """A service, and when it was last asked for anything; no more than its name where it never was.

    `tracked_actions_last_accessed` is there in reports on actions.
    """

    service_name: str
    last_authenticated: datetime | None
    service_namespace: str
    last_authenticated_entity: str | None
    last_authenticated_region: str | None
    total_authenticated_entities: int
    tracked_actions_last_accessed: tuple[TrackedActionShape, ...] | None

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> ServiceLastAccessedShape:
        tracked = kept.get("actions")
        return cls(
            service_name=kept["name"],
            last_authenticated=moment(kept.get("time")),
            service_namespace=kept["namespace"],
            last_authenticated_entity=kept.get("entity"),
            last_authenticated_region=kept.get("region"),
            total_authenticated_entities=kept.get("count", 0),
            tracked_actions_last_accessed=tuple(map(TrackedActionShape.of, tracked))
            if tracked
            else None,
        )


@dataclass(frozen=True, kw_only=True)
class ServicesLastAccessedResult:
    """A page of the services that something gives rights to."""

    job_status: str
    job_type: str
    job_creation_date: datetime
    services_last_accessed: tuple[ServiceLastAccessedShape, ...]
    job_completion_date: datetime
    is_truncated: bool = False
    marker: str | None = None
    error: ErrorDetailsShape | None = None


@dataclass(frozen=True, kw_only=True)
class EntityInfoShape:
    """A user or role."""

    arn: str
    name: str
    type: str
    id: str
    path: str

    @classmethod
    def of(cls, row: User | Role) -> EntityInfoShape:
        is_role = isinstance(row, Role)
        return cls(
            arn=row.arn,
            name=row.name,
            type="ROLE" if is_role else "USER",
            id=row.role_id if isinstance(row, Role) else row.user_id,
            path=row.path,
        )


@dataclass(frozen=True, kw_only=True)
class EntityDetailsShape:
    """A user or role, and when it last asked for anything of a service."""

    entity_info: EntityInfoShape
    last_authenticated: datetime | None


@dataclass(frozen=True, kw_only=True)
class EntitiesLastAccessedResult:
    """A page of users and roles, the one that asked last first, those that never did at the end."""

    job_status: str
    job_creation_date: datetime
    job_completion_date: datetime
    entity_details_list: tuple[EntityDetailsShape, ...]
    is_truncated: bool = False
    marker: str | None = None
    error: ErrorDetailsShape | None = None


@dataclass(frozen=True, kw_only=True)
class GrantingPolicyShape:
    """A policy; for an inline policy, also whose it is."""

    policy_name: str
    policy_type: str
    policy_arn: str | None
    entity_type: str | None
    entity_name: str | None


@dataclass(frozen=True, kw_only=True)
class GrantingPoliciesShape:
    """A service, and the policies that give rights to it."""

    service_namespace: str
    policies: tuple[GrantingPolicyShape, ...]


@dataclass(frozen=True, kw_only=True)
class GrantingPoliciesResult:
    """A page of services."""

    policies_granting_service_access: tuple[GrantingPoliciesShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccessRowShape:
    """A service as a table shows it: what gives rights to it, and who last used them and when."""

    service_namespace: str
    service_name: str
    granted_by: tuple[GrantingPolicyShape, ...]
    last_authenticated: datetime | None
    last_authenticated_entity: str | None
    last_authenticated_region: str | None
    total_authenticated_entities: int


@dataclass(frozen=True, kw_only=True)
class AccessRowsResult:
    """A numbered page of services; `tracked_since` is how far back uses are told.

    `policies` are all those that give rights to any service.
    """

    rows: tuple[AccessRowShape, ...]
    count: int
    unused_count: int
    is_more: bool
    tracked_since: datetime
    policies: tuple[GrantingPolicyShape, ...]


@dataclass(frozen=True, kw_only=True)
class AccessDetailShape:
    """A service, as an organization's accounts used it."""

    service_name: str
    service_namespace: str
    region: str | None
    entity_path: str | None
    last_authenticated_time: datetime | None
    total_authenticated_entities: int | None


@dataclass(frozen=True, kw_only=True)
class OrganizationsAccessResult:
    """A report on an organization, or why there is none."""

    job_status: str
    job_creation_date: datetime
    job_completion_date: datetime | None = None
    number_of_services_accessible: int | None = None
    number_of_services_not_accessed: int | None = None
    access_details: tuple[AccessDetailShape, ...] | None = None
    is_truncated: bool = False
    marker: str | None = None
    error_details: ErrorDetailsShape | None = None


def moment(text: str | None) -> datetime | None:
    """A time as a report keeps it."""
    return datetime.fromisoformat(text) if text else None
