"""What operations on the overview's checks give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import CheckSnooze


@dataclass(frozen=True, kw_only=True)
class CheckSnoozeShape:
    """A check that the overview is silent about: until when, why, and who said so if it is told."""

    check_name: str
    until: datetime
    reason: str
    snoozed_by: str | None = None

    @classmethod
    def of(cls, row: CheckSnooze, *, tells_who: bool) -> CheckSnoozeShape:
        return cls(
            check_name=row.check_name,
            until=row.until,
            reason=row.reason,
            snoozed_by=row.snoozed_by if tells_who else None,
        )


@dataclass(frozen=True, kw_only=True)
class CheckSnoozesResult:
    """The checks that are snoozed, in the order of their names."""

    snoozes: tuple[CheckSnoozeShape, ...]


@dataclass(frozen=True, kw_only=True)
class LockoutShape:
    """Somebody who has to wait before the next try: a user or root, or an address on the network.

    `user_arn` is empty for an address, `source_ip` for a user; `until` is when the wait ends.
    """

    user_arn: str
    source_ip: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class LockoutsResult:
    """A numbered page of those who have to wait, and how many there are."""

    lockouts: tuple[LockoutShape, ...]
    count: int
    is_more: bool = False
