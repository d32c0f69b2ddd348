"""What operations on requests for delegated rights give back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import DelegationRequest
from accounts.shapes.sts import CredentialsShape


@dataclass(frozen=True, kw_only=True)
class NewDelegationRequestResult:
    """A new request. There is no page of the console to lead to."""

    console_deep_link: str | None
    delegation_request_id: str


@dataclass(frozen=True, kw_only=True)
class DelegationPermissionShape:
    """The policy that is asked for."""

    policy_template_arn: str


@dataclass(frozen=True, kw_only=True)
class DelegationRequestShape:
    """A request: who asks for which rights, who owns it, and how far it is."""

    delegation_request_id: str
    owner_account_id: str | None
    description: str
    request_message: str | None
    permissions: DelegationPermissionShape
    permission_policy: str
    role_permission_restriction_arns: tuple[str, ...] | None
    owner_id: str | None
    approver_id: str | None
    state: str
    expiration_time: datetime
    requestor_id: str
    requestor_name: str | None
    create_date: datetime
    session_duration: int
    redirect_url: str | None
    notes: str | None
    rejection_reason: str | None
    only_send_by_owner: bool
    updated_time: datetime

    @classmethod
    def of(cls, row: DelegationRequest) -> DelegationRequestShape:
        return cls(
            delegation_request_id=str(row.request_id),
            owner_account_id=row.owner_account_id or None,
            description=row.description,
            request_message=row.message or None,
            permissions=DelegationPermissionShape(policy_template_arn=row.template_arn),
            permission_policy=row.policy,
            role_permission_restriction_arns=None,
            owner_id=row.owner_arn or None,
            approver_id=row.approver_arn or None,
            state=row.shown_state,
            expiration_time=row.expires,
            requestor_id=row.account_id,
            requestor_name=row.account.alias,
            create_date=row.created,
            session_duration=row.session_seconds,
            redirect_url=row.redirect_url or None,
            notes=row.notes or None,
            rejection_reason=row.rejection_reason or None,
            only_send_by_owner=row.is_sent_by_owner_only,
            updated_time=row.updated,
        )


@dataclass(frozen=True, kw_only=True)
class DelegationRequestResult:
    """A request, and whether the caller's own rights cover what it asks for."""

    delegation_request: DelegationRequestShape
    permission_check_status: str | None = None
    permission_check_result: str | None = None


@dataclass(frozen=True, kw_only=True)
class DelegationRequestsResult:
    """A page of requests. AWS writes its `isTruncated` with a small letter."""

    delegation_requests: tuple[DelegationRequestShape, ...]
    marker: str | None = None
    is_truncated: bool = field(default=False, metadata={"wire_name": "isTruncated"})


@dataclass(frozen=True, kw_only=True)
class SummaryResult:
    """What something comes to, in a sentence."""

    summary_content: str | None
    locale: str | None
    summary_state: str


@dataclass(frozen=True, kw_only=True)
class DelegatedAccessResult:
    """A session with the rights that were lent."""

    credentials: CredentialsShape
    packed_policy_size: int | None
    assumed_principal: str
