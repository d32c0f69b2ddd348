"""Jobs: declared in a line, run when due or called for, once however many look, and told of."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils.timezone import now

from accounts.models import CredentialReport, JobState
from iamconsole import job_runs, jobs
from tests.people import ELSEWHERE, make_account

HOUR = timedelta(hours=1)


@pytest.fixture
def done(db, monkeypatch):
    """One job alone, which notes when it runs."""
    ran = []

    def count_sheep() -> int:
        ran.append(now())
        return len(ran)

    known = jobs.Job(
        name="tests.count_sheep",
        summary="Count sheep.",
        every=HOUR,
        due=CredentialReport.objects.all,
        work=count_sheep,
    )
    monkeypatch.setattr(job_runs, "jobs", lambda: {known.name: known})
    return ran


def state():
    return JobState.objects.get(name="tests.count_sheep")


def replace(monkeypatch, work):
    (known,) = job_runs.jobs().values()
    changed = jobs.Job(**(vars(known) | {"work": work}))
    monkeypatch.setattr(job_runs, "jobs", lambda: {known.name: changed})


def test_a_sweep_runs_what_is_due_and_nothing_before_its_time(done):
    with time_machine.travel(now(), tick=False) as clock:
        job_runs.sweep()
        job_runs.sweep()
        assert len(done) == 1
        clock.shift(HOUR - timedelta(seconds=1))
        job_runs.sweep()
        assert len(done) == 1
        clock.shift(timedelta(seconds=1))
        job_runs.sweep()
    assert len(done) == 2


def test_a_second_clock_at_the_same_moment_does_no_harm(done, monkeypatch):
    moment = now()
    (known,) = job_runs.jobs().values()
    job_runs.state_of(known)
    JobState.objects.update(next_run=moment)
    seen = job_runs.state_of(known)
    monkeypatch.setattr(job_runs, "state_of", lambda _job: seen)
    job_runs.sweep()
    job_runs.sweep()
    assert len(done) == 1


def test_how_it_went_is_written_down(done):
    job_runs.run("tests.count_sheep")
    row = state()
    assert (row.is_ok, row.done, row.message) == (True, 1, "")
    assert row.started <= row.finished
    assert row.next_run == row.started + HOUR


def test_a_failure_is_told_by_its_kind_alone_and_tried_again_soon(done, monkeypatch, caplog):
    def fail() -> int:
        raise ValueError("about somebody")

    replace(monkeypatch, fail)
    job_runs.sweep()
    row = state()
    assert (row.is_ok, row.done, row.message) == (False, 0, "ValueError")
    assert row.next_run == row.started + timedelta(minutes=1)
    assert "tests.count_sheep failed" in caplog.text


def test_what_is_killed_under_way_is_begun_again_soon(done, monkeypatch):
    class Killed(BaseException):
        pass

    def end() -> int:
        raise Killed

    with time_machine.travel(now(), tick=False) as clock, monkeypatch.context() as patch:
        replace(patch, end)
        with pytest.raises(Killed):
            job_runs.sweep()
        assert state().finished is None
        clock.shift(timedelta(minutes=10))
        patch.undo()
        job_runs.sweep()
    assert (len(done), state().is_ok) == (1, True)


def test_a_clock_set_back_keeps_no_job_from_running(done):
    with time_machine.travel(now() + timedelta(days=30), tick=False):
        job_runs.sweep()
    job_runs.sweep()
    assert len(done) == 2


def test_the_bell_rings_when_what_is_due_is_committed(
    db, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(jobs.silence, "until", 0.0)
    monkeypatch.setattr(
        "iamconsole.celery.app.send_task",
        lambda name, arguments, **_: sent.append((name, arguments)),
    )
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        jobs.ring("accounts.send_mail")
        assert sent == []
    assert sent == [(jobs.LOOK, ["accounts.send_mail"])]


def test_a_job_that_another_version_knows_is_left_to_it(done, caplog):
    job_runs.run("accounts.fly")
    assert done == []
    assert "there is no job accounts.fly here" in caplog.text


def test_every_job_says_what_it_does_and_counts_what_is_due(account):
    other = make_account(ELSEWHERE, "elsewhere")
    for each in (account, other):
        CredentialReport.objects.create(account=each, requested=now())
    for job in jobs.jobs().values():
        assert job.summary.endswith("."), job.name
        assert job.backlog() >= job.backlog(account.id)
    reports = jobs.jobs()["accounts.write_credential_reports"]
    assert (reports.backlog(), reports.backlog(account.id)) == (2, 1)


def test_a_name_is_taken_once():
    known = jobs.jobs()["accounts.send_mail"]
    with pytest.raises(TypeError, match=r"accounts\.send_mail is declared twice"):
        jobs.job(every=HOUR, due=CredentialReport.objects.all)(known.work)


def test_every_job_runs_in_an_empty_directory(db):
    for name in jobs.jobs():
        job_runs.run(name)
    assert set(JobState.objects.values_list("is_ok", flat=True)) == {True}


def test_who_cannot_call_a_worker_does_not_try_again_at_once(
    db, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def unreachable(*_, **__):
        tried.append(True)
        raise OSError("no broker")

    tried = []
    monkeypatch.setattr("iamconsole.celery.app.send_task", unreachable)
    monkeypatch.setattr(jobs.silence, "until", 0.0)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            jobs.ring("accounts.send_mail")
    assert len(tried) == 1
    assert caplog.text.count("no broker") == 1
    jobs.silence.until = 0.0
    with django_capture_on_commit_callbacks(execute=True):
        jobs.ring("accounts.send_mail")
    assert len(tried) == 2
