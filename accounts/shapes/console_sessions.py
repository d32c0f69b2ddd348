"""What operations on browsers' sessions give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import ConsoleSession
from accounts.user_agents import browser_named


@dataclass(frozen=True, kw_only=True)
class ConsoleSessionShape:
    """A browser somebody is signed in with. `is_current` is the one that asks."""

    session_id: str
    browser: str
    user_agent: str
    source_ip: str
    begin_date: datetime
    last_used_date: datetime
    has_shown_factor: bool
    is_current: bool

    @classmethod
    def of(cls, row: ConsoleSession, current: str) -> ConsoleSessionShape:
        return cls(
            session_id=row.public_id,
            browser=browser_named(row.user_agent),
            user_agent=row.user_agent,
            source_ip=row.source_ip or "",
            begin_date=row.created,
            last_used_date=row.last_seen,
            has_shown_factor=row.mfa_at is not None,
            is_current=row.public_id == current,
        )


@dataclass(frozen=True, kw_only=True)
class ConsoleSessionsResult:
    """The browsers somebody is signed in with, the one that was used last first."""

    console_sessions: tuple[ConsoleSessionShape, ...]


@dataclass(frozen=True, kw_only=True)
class EndedConsoleSessionsResult:
    """How many browsers were signed out."""

    count: int
