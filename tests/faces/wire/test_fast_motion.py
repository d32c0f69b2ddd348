"""Months in fast motion: a key grows old, its owner is reminded, it is rotated, and all agree."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from accounts.models import Event
from iamconsole import job_runs
from tests.faces.wire.conftest import client_with
from tests.people import attach, make_user


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=False) as clock:
        yield clock


def told(mailoutbox):
    """What the jobs sent since the last time."""
    for name in ("accounts.remind", "accounts.send_mail"):
        job_runs.run(name)
    sent = list(mailoutbox)
    mailoutbox.clear()
    return sent


def line_of(iam, name):
    """What the credential report says of a user."""
    iam.generate_credential_report()
    job_runs.run("accounts.write_credential_reports")
    content = iam.get_credential_report()["Content"].decode()
    (line,) = [line for line in csv.DictReader(io.StringIO(content)) if line["user"] == name]
    return line


def last_use(iam, arn):
    """When each service was last used, as the advisor has it."""
    job = iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
    found = iam.get_service_last_accessed_details(JobId=job)["ServicesLastAccessed"]
    return {one["ServiceNamespace"]: one.get("LastAuthenticated") for one in found}


def test_a_key_grows_old_is_rotated_and_everything_tells_of_it(
    clock, alice, iam, account, mailoutbox, capsys
):
    iam.tag_user(UserName="alice", Tags=[{"Key": "no-reminders", "Value": "rotated elsewhere"}])
    erin = make_user(account, "erin", tags={"email": "erin@example.com"})
    for policy in ("IAMReadOnlyAccess", "AmazonS3ReadOnlyAccess"):
        attach(erin, policy)
    old = iam.create_access_key(UserName="erin")["AccessKey"]
    program = client_with("iam", old["AccessKeyId"], old["SecretAccessKey"])
    for _ in range(3):
        clock.shift(timedelta(days=29))
        program.list_users()
        assert told(mailoutbox) == []

    clock.shift(timedelta(days=4))
    (mail,) = told(mailoutbox)
    assert mail.to == ["erin@example.com"]
    assert f"Access key {old['AccessKeyId']} is 91 days old" in mail.body
    assert told(mailoutbox) == []
    clock.shift(timedelta(days=7))
    (again,) = told(mailoutbox)
    assert "This is reminder 2." in again.body

    new = iam.create_access_key(UserName="erin")["AccessKey"]
    program = client_with("iam", new["AccessKeyId"], new["SecretAccessKey"])
    clock.shift(timedelta(days=1))
    used = now().replace(microsecond=0)
    program.list_users()
    iam.update_access_key(UserName="erin", AccessKeyId=old["AccessKeyId"], Status="Inactive")
    iam.delete_access_key(UserName="erin", AccessKeyId=old["AccessKeyId"])
    clock.shift(timedelta(days=30))
    assert told(mailoutbox) == []

    times = last_use(iam, erin.arn)
    assert times["iam"].replace(microsecond=0) == used
    assert times["s3"] is None
    line = line_of(iam, "erin")
    assert line["access_key_1_active"] == "true"
    assert line["access_key_1_last_used_date"] == used.isoformat()
    assert line["access_key_1_last_used_service"] == "iam"
    assert line["access_key_2_active"] == "false"

    job_runs.run("accounts.seal_trail")
    call_command("verify_trail")
    event = Event.objects.get(action="iam:DeleteAccessKey")
    with connection.cursor() as cursor:
        change = "UPDATE accounts_event SET source_ip = %s WHERE id = %s"
        cursor.execute(change, ["203.0.113.1", event.pk])
    with pytest.raises((SystemExit, CommandError)):
        call_command("verify_trail")
    assert str(event.event_id) in capsys.readouterr().out
