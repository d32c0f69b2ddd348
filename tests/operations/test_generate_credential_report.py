from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts import credential_report
from accounts.models import CredentialReport
from accounts.operations import credential_reports
from iamconsole import job_runs, jobs
from iamconsole.errors import AccessDenied
from tests.people import calling, make_user


@pytest.fixture
def rung(monkeypatch):
    """The jobs that were called for."""
    calls = []
    monkeypatch.setattr(credential_report, "ring", lambda *call: calls.append(call))
    return calls


def generate(caller):
    return credential_reports.generate_credential_report(caller)


def age(hours):
    moment = now() - timedelta(hours=hours)
    CredentialReport.objects.update(requested=moment, generated=moment)


def test_the_first_report_is_started_and_the_next_call_finds_it_complete(admin):
    first = generate(admin)
    assert first.state == "STARTED"
    assert first.description == "No report exists. Starting a new report generation task"
    second = generate(admin)
    assert (second.state, second.description) == ("COMPLETE", None)


def test_a_report_is_kept_for_four_hours(admin, account):
    generate(admin)
    make_user(account, "newcomer")
    age(hours=3.99)
    assert generate(admin).state == "COMPLETE"
    assert b"newcomer" not in credential_reports.get_credential_report(admin).content
    age(hours=4.01)
    assert generate(admin).state == "STARTED"
    assert b"newcomer" in credential_reports.get_credential_report(admin).content


def test_a_large_account_waits_for_a_job(admin, account, rung, monkeypatch):
    monkeypatch.setattr(credential_report, "_FEW", 0)
    assert generate(admin).state == "STARTED"
    assert generate(admin).state == "INPROGRESS"
    assert rung == [("accounts.write_credential_reports",)] * 2
    assert credential_report.write_due() == 1
    assert generate(admin).state == "COMPLETE"


def test_what_one_process_writes_no_other_does(admin, account, rung, monkeypatch):
    monkeypatch.setattr(credential_report, "_FEW", 0)
    generate(admin)
    CredentialReport.objects.update(claimed=now())
    credential_report.write(account.id)
    assert CredentialReport.objects.get().generated is None
    CredentialReport.objects.update(claimed=now() - timedelta(minutes=11))
    credential_report.write(account.id)
    assert CredentialReport.objects.get().generated is not None


def test_a_message_that_cannot_be_sent_loses_nothing(
    admin, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def unreachable(*_, **__):
        raise OSError("no broker")

    monkeypatch.setattr(credential_report, "_FEW", 0)
    monkeypatch.setattr("iamconsole.celery.app.send_task", unreachable)
    monkeypatch.setattr(jobs.silence, "until", 0.0)
    with django_capture_on_commit_callbacks(execute=True):
        assert generate(admin).state == "STARTED"
    assert "no broker" in caplog.text
    assert jobs.log.name in caplog.text


def test_the_job_is_the_one_that_is_called_for(account):
    CredentialReport.objects.create(account=account, requested=now())
    job_runs.run(credential_report.JOB)
    assert CredentialReport.objects.get().generated is not None


def test_looking_needs_permission(carol, bob):
    assert generate(calling(bob)).state == "STARTED"
    with pytest.raises(AccessDenied):
        generate(calling(carol))
