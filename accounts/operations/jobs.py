"""The directory's background jobs, as an account sees them."""

from __future__ import annotations

from accounts import targets
from accounts.models import Account
from accounts.shapes.jobs import JobShape, JobsResult
from iamconsole import job_runs
from iamconsole.caller import Call
from iamconsole.gate import operation
from iamconsole.job_runs import JobReport


@operation(on=targets.account, service="iamconsole")
def list_jobs(call: Call[Account]) -> JobsResult:
    """List the background jobs: when each last ran, how that went, and when it runs next.

    They work for every account of the directory; what waits is counted for the caller's alone.
    """
    return JobsResult(jobs=tuple(map(_shape, job_runs.reports(call.account_id))))


def _shape(report: JobReport) -> JobShape:
    job, row = report.job, report.row
    return JobShape(
        job_name=job.name,
        description=job.summary,
        interval_seconds=int(job.every.total_seconds()),
        state=report.state,
        backlog=report.backlog,
        last_run_date=row.started if row else None,
        duration_milliseconds=row.duration_ms if row and row.finished else None,
        message=(row.message or None) if row else None,
        next_run_date=row.next_run if row else None,
    )
