"""What operations on reminders give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.ageing import Finding
from accounts.models import ReminderPolicy

_KINDS = {
    "old key": "OldKey",
    "unused key": "UnusedKey",
    "expiring key": "ExpiringKey",
    "expiring password": "ExpiringPassword",
}


@dataclass(frozen=True, kw_only=True)
class NoticeShape:
    """A credential that wants attention: what of it, whose, and since or until when.

    `kind` is `OldKey`, `UnusedKey`, `ExpiringKey` or `ExpiringPassword`; root's name is empty.
    """

    kind: str
    user_name: str
    access_key_id: str | None
    date: datetime
    reminder_count: int
    last_reminder_date: datetime | None

    @classmethod
    def of(cls, found: Finding) -> NoticeShape:
        return cls(
            kind=_KINDS[found.kind],
            user_name=found.user.name,
            access_key_id=found.access_key_id or None,
            date=found.moment,
            reminder_count=found.count,
            last_reminder_date=found.last,
        )


@dataclass(frozen=True, kw_only=True)
class NoticesResult:
    """Credentials that want attention, the longest overdue first, and how many there are."""

    notices: tuple[NoticeShape, ...]
    notice_count: int


@dataclass(frozen=True, kw_only=True)
class ReminderPolicyResult:
    """Whom the account reminds of what, and when; 0 days is never."""

    is_on: bool
    key_age_days: int
    unused_days: int
    expiry_days: int
    password_days: int
    repeat_days: int
    escalate_after: int
    exempt_tag: str
    address_tag: str

    @classmethod
    def of(cls, policy: ReminderPolicy) -> ReminderPolicyResult:
        return cls(
            is_on=policy.is_on,
            key_age_days=policy.key_age_days,
            unused_days=policy.unused_days,
            expiry_days=policy.expiry_days,
            password_days=policy.password_days,
            repeat_days=policy.repeat_days,
            escalate_after=policy.escalate_after,
            exempt_tag=policy.exempt_tag,
            address_tag=policy.address_tag,
        )
