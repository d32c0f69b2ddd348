"""What operations on reports give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CREDENTIAL_COLUMNS = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    "access_key_1_active",
    "access_key_1_last_rotated",
    "access_key_1_last_used_date",
    "access_key_1_last_used_region",
    "access_key_1_last_used_service",
    "access_key_2_active",
    "access_key_2_last_rotated",
    "access_key_2_last_used_date",
    "access_key_2_last_used_region",
    "access_key_2_last_used_service",
    "cert_1_active",
    "cert_1_last_rotated",
    "cert_2_active",
    "cert_2_last_rotated",
)


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
