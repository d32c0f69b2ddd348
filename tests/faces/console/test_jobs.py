"""The page of background jobs."""

from __future__ import annotations

from accounts.models import JobState
from iamconsole import job_runs
from iamconsole.jobs import jobs


def test_every_job_is_on_the_page(as_alice):
    page = as_alice.get("/console/jobs").content.decode()
    for job in jobs().values():
        assert job.name in page
    assert "Not yet run" in page
    for interval in ("5 seconds", "1 minute", "10 minutes", "1 hour"):
        assert f">{interval}<" in page


def test_a_failure_is_said_on_top_and_beside_the_job(as_alice):
    job_runs.run("accounts.send_mail")
    JobState.objects.update(is_ok=False, message="ConnectionRefusedError")
    page = as_alice.get("/console/jobs").content.decode()
    assert "1 job failed the last time it ran" in page
    assert "ConnectionRefusedError" in page


def test_who_may_not_look_is_told_what_is_missing(as_carol):
    page = as_carol.get("/console/jobs").content.decode()
    assert "iamconsole:ListJobs" in page
    assert "accounts.send_mail" not in page
