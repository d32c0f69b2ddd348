"""What operations on the account and its trail give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account, Event


@dataclass(frozen=True, kw_only=True)
class AccountAliasesResult:
    """The account's alias, as a list of at most one."""

    account_aliases: tuple[str, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccountSettingsResult:
    """The account itself: its number, name and switches."""

    account_id: str
    account_alias: str | None
    create_date: datetime
    is_billing_open: bool
    is_mfa_required: bool
    is_demo: bool

    @classmethod
    def of(cls, account: Account) -> AccountSettingsResult:
        return cls(
            account_id=account.id,
            account_alias=account.alias,
            create_date=account.created,
            is_billing_open=account.is_billing_open,
            is_mfa_required=account.is_mfa_required,
            is_demo=account.is_demo,
        )


@dataclass(frozen=True, kw_only=True)
class RecommendationsResult:
    """What a safe account has, and whether this one does."""

    root_has_mfa: bool
    root_has_no_access_keys: bool
    administrator_exists: bool
    groups_are_used: bool
    alias_is_set: bool
    password_policy_is_set: bool


@dataclass(frozen=True, kw_only=True)
class EventShape:
    """One call, as it ended; `error_code` is empty for one that went through."""

    event_id: str
    event_time: datetime
    request_id: str
    face: str
    source_ip: str
    user_agent: str
    caller_arn: str
    access_key_id: str
    action: str
    is_read: bool
    target_arn: str
    request_parameters: Mapping[str, object]
    error_code: str
    error_message: str

    @classmethod
    def of(cls, event: Event) -> EventShape:
        return cls(
            event_id=str(event.event_id),
            event_time=event.time,
            request_id=event.request_id,
            face=event.face,
            source_ip=event.source_ip,
            user_agent=event.user_agent,
            caller_arn=event.caller_arn,
            access_key_id=event.access_key_id,
            action=event.action,
            is_read=event.is_read,
            target_arn=event.target_arn,
            request_parameters=event.params,
            error_code=event.error,
            error_message=event.message,
        )


@dataclass(frozen=True, kw_only=True)
class EventsResult:
    """A numbered page of events, the newest first; `is_more` past what is counted."""

    events: tuple[EventShape, ...]
    count: int
    is_more: bool


@dataclass(frozen=True, kw_only=True)
class AccountSummaryResult:
    """Counts and quotas of the account."""

    summary_map: Mapping[str, int]
