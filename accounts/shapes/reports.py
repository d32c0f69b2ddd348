"""What operations on reports give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ReportStateResult:
    """How far a credential report is."""

    state: str
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class CredentialReportResult:
    """A credential report: a line of comma-separated values for each user, the root user first."""

    content: bytes
    report_format: str
    generated_time: datetime


@dataclass(frozen=True, kw_only=True)
class CredentialRowShape:
    """What is known of one user's credentials, in the order of the report's columns."""

    user_name: str | None
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CredentialRowsResult:
    """A numbered page of users and their credentials; `is_more` past what is counted."""

    rows: tuple[CredentialRowShape, ...]
    count: int
    is_more: bool
