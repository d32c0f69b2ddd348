"""How jobs are run: each when it is due, or when somebody called, and how it went is written down.

The clock calls for a sweep every few seconds. A sweep runs what is due: the process whose UPDATE
moves the time of the next run has claimed it, so that any number of clocks and workers do no harm.
The claim is short, and what is killed under way is begun again when it ends.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import now

from accounts.models import JobState
from iamconsole.jobs import Job, jobs

_LEASE = timedelta(minutes=10)
_TRIED_AGAIN_AFTER = timedelta(minutes=1)
_LONGEST_MESSAGE = 128

log = logging.getLogger(__name__)


def sweep() -> None:
    """Run every job that is due and that nobody else has claimed."""
    for job in jobs().values():
        if _claimed(job):
            _run(job)


def run(name: str) -> None:
    """Run a job now. A name that this version does not know is somebody else's."""
    if job := jobs().get(name):
        _run(job)
    else:
        log.warning("there is no job %s here", name)


@dataclass(frozen=True)
class JobReport:
    """A job, how it last went if it ever ran, and how much waits for it."""

    job: Job
    row: JobState | None
    backlog: int

    @property
    def state(self) -> str:
        """`NeverRun`, `Running`, `Ok` or `Failed`."""
        row = self.row
        if row is None or row.started is None:
            return "NeverRun"
        if row.finished is None or row.finished < row.started:
            return "Running"
        return "Ok" if row.is_ok else "Failed"


def reports(account_id: str = "") -> list[JobReport]:
    """Every job, by name. What waits is counted of one account, or of all."""
    rows = JobState.objects.in_bulk()
    return [JobReport(job, rows.get(job.name), job.backlog(account_id)) for job in jobs().values()]


def state_of(job: Job) -> JobState:
    """How a job last went. One that never ran is due at once."""
    return JobState.objects.get_or_create(name=job.name, defaults={"next_run": now()})[0]


def _claimed(job: Job) -> bool:
    planned, moment = state_of(job).next_run, now()
    # A time further off than any plan was made by a clock that has been set back since.
    if moment < planned <= moment + job.every + _LEASE:
        return False
    same = JobState.objects.filter(name=job.name, next_run=planned)
    return same.update(next_run=moment + min(job.every, _LEASE)) == 1


def _run(job: Job) -> None:
    state_of(job)
    row = JobState.objects.filter(name=job.name)
    started, clock = now(), time.perf_counter()
    row.update(started=started)
    try:
        outcome = {"is_ok": True, "done": job.work(), "message": ""}
    except Exception as failure:
        log.exception("the job %s failed", job.name)
        # The kind alone: what else an exception says may be about anybody.
        name = type(failure).__name__[:_LONGEST_MESSAGE]
        outcome = {"is_ok": False, "done": 0, "message": name}
    pause = job.every if outcome["is_ok"] else min(job.every, _TRIED_AGAIN_AFTER)
    took_ms = int((time.perf_counter() - clock) * 1000)
    row.update(finished=now(), duration_ms=took_ms, next_run=started + pause, **outcome)
