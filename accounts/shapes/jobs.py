"""What operations on background jobs give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class JobShape:
    """A background job: what it does and how it went.

    `state` is `NeverRun`, `Running`, `Ok` or `Failed`; `message` is the kind of the failure.
    `backlog` counts what waits for it in the caller's own account.
    """

    job_name: str
    description: str
    interval_seconds: int
    state: str
    backlog: int
    last_run_date: datetime | None
    duration_milliseconds: int | None
    message: str | None
    next_run_date: datetime | None


@dataclass(frozen=True, kw_only=True)
class JobsResult:
    """Every background job of the directory."""

    jobs: tuple[JobShape, ...]
