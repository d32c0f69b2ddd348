"""manage.py jobs: every job in a line, or as JSON, and one run by hand."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from accounts import mails
from accounts.models import JobState


def printed(capsys, *arguments):
    call_command("jobs", *arguments)
    return capsys.readouterr().out


def test_each_job_has_a_line(db, capsys):
    lines = printed(capsys).splitlines()
    assert lines[0].split() == (
        ["job", "state", "waiting", "last", "run", "took", "done", "next", "run", "message"]
    )
    (line,) = [line for line in lines if line.startswith("accounts.send_mail ")]
    assert line.split()[1:3] == ["NeverRun", "0"]


def test_one_is_run_by_hand(db, capsys):
    lines = printed(capsys, "--run", "accounts.send_mail").splitlines()
    (line,) = [line for line in lines if line.startswith("accounts.send_mail ")]
    assert line.split()[1] == "Ok"
    assert JobState.objects.get().name == "accounts.send_mail"


def test_one_that_fails_when_it_is_run_by_hand_is_told_and_ends_the_command_so(
    account, capsys, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where nobody listens
    mails.post(account.id, "erin@example.com", "reminder", event="one", facts={})
    with pytest.raises(CommandError, match=r"The job accounts\.send_mail failed: Connection"):
        call_command("jobs", "--run", "accounts.send_mail")
    lines = capsys.readouterr().out.splitlines()
    (line,) = [line for line in lines if line.startswith("accounts.send_mail ")]
    assert line.split()[1] == "Failed"


def test_programs_read_json(db, capsys):
    found = {one["name"]: one for one in json.loads(printed(capsys, "--json"))}
    assert found["accounts.send_mail"]["every_seconds"] == 60
    printed(capsys, "--run", "accounts.send_mail")
    found = {one["name"]: one for one in json.loads(printed(capsys, "--json"))}
    assert found["accounts.send_mail"]["state"] == "Ok"


def test_a_job_that_is_not_there_is_refused_with_those_that_are(db):
    with pytest.raises(CommandError, match=r"There is no job x\. There are: accounts\."):
        call_command("jobs", "--run", "x")
