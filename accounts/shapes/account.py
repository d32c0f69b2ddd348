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
    """The account itself: its number, name and switches.

    `key_lifetime_days` is how long a new access key lasts that says nothing of its end.
    """

    account_id: str
    account_alias: str | None
    create_date: datetime
    is_billing_open: bool
    is_mfa_required: bool
    key_lifetime_days: int | None
    is_demo: bool

    @classmethod
    def of(cls, account: Account) -> AccountSettingsResult:
        return cls(
            account_id=account.id,
            account_alias=account.alias,
            create_date=account.created,
            is_billing_open=account.is_billing_open,
            is_mfa_required=account.is_mfa_required,
            key_lifetime_days=account.key_lifetime_days,
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
class SignInDayShape:
    """How often people signed in to the console on a day (UTC)."""

    day: str
    count: int


@dataclass(frozen=True, kw_only=True)
class KeyAgeShape:
    """How many active access keys are from so many days old to less than so many."""

    from_days: int
    to_days: int | None
    count: int


@dataclass(frozen=True, kw_only=True)
class AccountStatisticsResult:
    """Sign-ins day by day, the oldest first, and access keys by age, the youngest first."""

    sign_ins: tuple[SignInDayShape, ...]
    key_ages: tuple[KeyAgeShape, ...]


@dataclass(frozen=True, kw_only=True)
class EventShape:
    """One call, as it ended; `error_code` is empty for one that went through.

    `session` is what a temporary credential said of itself, `decision` what policies said and why.
    """

    event_id: str
    event_time: datetime
    request_id: str
    face: str
    region: str
    source_ip: str
    user_agent: str
    caller_type: str
    caller_arn: str
    access_key_id: str
    session: Mapping[str, object]
    action: str
    is_read: bool
    target_arn: str
    request_parameters: Mapping[str, object]
    error_code: str
    error_message: str
    decision: Mapping[str, object]
    duration_microseconds: int

    @classmethod
    def of(cls, event: Event) -> EventShape:
        return cls(
            event_id=str(event.event_id),
            event_time=event.time,
            request_id=event.request_id,
            face=event.face,
            region=event.region,
            source_ip=event.source_ip,
            user_agent=event.user_agent,
            caller_type=event.caller_kind,
            caller_arn=event.caller_arn,
            access_key_id=event.access_key_id,
            session=event.session,
            action=event.action,
            is_read=event.is_read,
            target_arn=event.target_arn,
            request_parameters=event.params,
            error_code=event.error,
            error_message=event.message,
            decision=event.decision,
            duration_microseconds=event.duration_us,
        )


@dataclass(frozen=True, kw_only=True)
class EventsResult:
    """A numbered page of events, the newest first; `is_more` past what is counted."""

    events: tuple[EventShape, ...]
    count: int
    is_more: bool


@dataclass(frozen=True, kw_only=True)
class EventExportResult:
    """Lines of JSON, each with its line break; the marker leads to those that follow."""

    lines: tuple[str, ...]
    is_truncated: bool
    marker: str | None


@dataclass(frozen=True, kw_only=True)
class AccountSummaryResult:
    """Counts and quotas of the account."""

    summary_map: Mapping[str, int]
