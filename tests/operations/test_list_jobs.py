from __future__ import annotations

import pytest
from django.utils.timezone import now

from accounts.models import CredentialReport, JobState
from accounts.operations.jobs import list_jobs
from iamconsole import job_runs
from iamconsole.errors import AccessDenied
from tests.people import allow, calling, grant

REPORTS = "accounts.write_credential_reports"


def job(caller, name=REPORTS):
    (found,) = [one for one in list_jobs(caller).jobs if one.job_name == name]
    return found


def test_a_job_that_never_ran_says_so(admin):
    found = job(admin)
    assert (found.state, found.last_run_date, found.next_run_date) == ("NeverRun", None, None)
    assert found.description == "Write the credential reports that were asked for."
    assert found.interval_seconds == 60


def test_what_waits_is_counted_for_the_callers_account_alone(admin, account, mallory):
    CredentialReport.objects.create(account=account, requested=now())
    assert job(admin).backlog == 1
    assert job(calling(mallory)).backlog == 0


def test_a_run_shows_with_its_result(admin, account):
    CredentialReport.objects.create(account=account, requested=now())
    job_runs.run(REPORTS)
    found = job(admin)
    assert (found.state, found.backlog, found.message) == ("Ok", 0, None)
    assert found.last_run_date <= now() < found.next_run_date
    assert found.duration_milliseconds >= 0


def test_a_failure_shows_its_kind_and_a_run_under_way_that_it_runs(admin):
    job_runs.run(REPORTS)
    JobState.objects.filter(name=REPORTS).update(is_ok=False, message="OperationalError")
    assert (job(admin).state, job(admin).message) == ("Failed", "OperationalError")
    JobState.objects.filter(name=REPORTS).update(started=now())
    assert job(admin).state == "Running"


def test_it_takes_leave(carol, bob):
    for user in (carol, bob):
        with pytest.raises(AccessDenied, match="iamconsole:ListJobs"):
            list_jobs(calling(user))
    grant(carol, allow("iamconsole:ListJobs"))
    assert list_jobs(calling(carol)).jobs
