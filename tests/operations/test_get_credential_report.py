from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import now

from accounts import credential_report
from accounts.models import (
    AccessKey,
    CredentialReport,
    LoginProfile,
    MFADevice,
    PasswordPolicy,
    SigningCertificate,
    User,
)
from accounts.operations import credential_reports
from iamconsole.errors import ReportExpired, ReportInProgress, ReportNotPresent
from tests.people import ACCOUNT, access_key, give_password, make_user

HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
AT_NOON = "2026-11-02T12:00:00+00:00"
NO_KEY = ["false", "N/A", "N/A", "N/A", "N/A"]
NO_CERTIFICATES = ["false", "N/A"] * 2


def report(caller):
    credential_reports.generate_credential_report(caller)
    return credential_reports.get_credential_report(caller)


def lines(caller):
    return list(csv.reader(io.StringIO(report(caller).content.decode())))


def line_of(caller, name):
    return next(line for line in lines(caller) if line[0] == name)


def test_it_has_the_columns_of_aws_and_ends_without_a_line_break(admin):
    result = report(admin)
    assert result.report_format == "text/csv"
    assert result.content.decode().split("\n")[0] == HEADER
    assert not result.content.endswith(b"\n")
    assert b"\r" not in result.content
    assert now() - result.generated_time < timedelta(minutes=1)


def test_the_root_user_comes_first_and_users_by_name_whatever_their_case(admin, account):
    for name in ("Zoe", "adam", "Bea"):
        make_user(account, name)
    names = [line[0] for line in lines(admin)][1:]
    assert names == ["<root_account>", "adam", "alice", "Bea", "Zoe"]


def test_of_the_root_user_it_tells_what_aws_tells(admin, root):
    User.objects.filter(pk=root.pk).update(created=NOON)
    LoginProfile.objects.filter(user=root).delete()
    give_password(root)
    told = line_of(admin, "<root_account>")
    assert told[:3] == ["<root_account>", f"arn:aws:iam::{ACCOUNT}:root", AT_NOON]
    assert told[3:7] == ["not_supported", "no_information", "not_supported", "not_supported"]
    assert told[7] == "false"
    assert told[8:] == NO_KEY * 2 + NO_CERTIFICATES


def test_a_user_without_credentials_has_none(admin, dave):
    User.objects.filter(pk=dave.pk).update(created=NOON)
    told = line_of(admin, "dave")
    assert told[:3] == ["dave", dave.arn, AT_NOON]
    assert told[3:] == ["false", "N/A", "N/A", "N/A", "false", *NO_KEY, *NO_KEY, *NO_CERTIFICATES]


def test_it_tells_when_a_password_was_used_and_changed(admin, dave):
    give_password(dave)
    LoginProfile.objects.filter(user=dave).update(password_changed=NOON)
    assert line_of(admin, "dave")[3:7] == ["true", "no_information", AT_NOON, "N/A"]
    LoginProfile.objects.filter(user=dave).update(password_last_used=NOON)
    CredentialReport.objects.all().delete()
    assert line_of(admin, "dave")[4] == AT_NOON


def test_it_tells_of_both_keys_in_the_order_of_their_ids(admin, dave):
    for key_id in sorted((access_key(dave)[0], access_key(dave)[0])):
        AccessKey.objects.filter(key_id=key_id).update(created=NOON)
    first, second = AccessKey.objects.filter(user=dave).order_by("key_id")
    AccessKey.objects.filter(pk=first.pk).update(
        last_used=NOON, last_used_region="eu-central-1", last_used_service="sts"
    )
    AccessKey.objects.filter(pk=second.pk).update(status="Inactive")
    told = line_of(admin, "dave")
    assert told[8:13] == ["true", AT_NOON, AT_NOON, "eu-central-1", "sts"]
    assert told[13:18] == ["false", AT_NOON, "N/A", "N/A", "N/A"]


def test_a_password_has_to_be_changed_when_the_password_policy_says(admin, account, dave):
    give_password(dave)
    LoginProfile.objects.update(password_changed=NOON)
    PasswordPolicy.objects.create(account=account, max_age_days=10)
    assert line_of(admin, "dave")[5:7] == [AT_NOON, "2026-11-12T12:00:00+00:00"]
    assert line_of(admin, "<root_account>")[6] == "not_supported"


def test_an_mfa_device_counts_once_it_is_enabled(admin, account, dave):
    made = {"account": account, "kind": "virtual", "created": NOON}
    MFADevice.objects.create(serial_number="unassigned", **made)
    assert line_of(admin, "dave")[7] == "false"
    MFADevice.objects.create(serial_number="daves", user=dave, enabled=NOON, **made)
    CredentialReport.objects.all().delete()
    assert line_of(admin, "dave")[7] == "true"


def test_it_tells_of_both_signing_certificates(admin, account, dave):
    for day, status in ((1, "Active"), (2, "Inactive")):
        SigningCertificate.objects.create(
            account=account,
            user=dave,
            body="",
            digest=str(day),
            status=status,
            created=NOON.replace(day=day),
        )
    told = line_of(admin, "dave")[18:]
    assert told == ["true", "2026-11-01T12:00:00+00:00", "false", "2026-11-02T12:00:00+00:00"]


def test_a_name_with_a_comma_stays_one_cell(admin, account):
    make_user(account, "lovelace,ada")
    assert line_of(admin, "lovelace,ada")[1].endswith(":user/lovelace,ada")


def test_what_a_spreadsheet_would_compute_is_left_as_it_is(admin, account):
    make_user(account, "=2+2")
    assert b"\n=2+2," in report(admin).content


def test_before_anybody_asked_there_is_none(admin):
    with pytest.raises(ReportNotPresent, match="The credential report does not exist"):
        credential_reports.get_credential_report(admin)
    assert (ReportNotPresent.code, ReportNotPresent.status) == ("ReportNotPresent", 410)


def test_after_four_hours_it_has_expired(admin):
    report(admin)
    CredentialReport.objects.update(generated=now() - timedelta(hours=4, seconds=1))
    with pytest.raises(ReportExpired, match="The most recent credential report has expired"):
        credential_reports.get_credential_report(admin)
    assert (ReportExpired.code, ReportExpired.status) == ("ReportExpired", 410)


@pytest.fixture
def large(monkeypatch):
    """Every account counts as large, and no worker answers."""
    monkeypatch.setattr(credential_report, "_FEW", 0)
    monkeypatch.setattr(credential_report, "ring", lambda *_: None)


def test_while_it_is_written_it_is_not_ready(admin, large):
    with pytest.raises(ReportInProgress, match="The credential report is still being generated"):
        report(admin)
    assert (ReportInProgress.code, ReportInProgress.status) == ("ReportInProgress", 404)


def test_where_no_worker_answers_who_reads_it_writes_it(admin, large):
    credential_reports.generate_credential_report(admin)
    CredentialReport.objects.update(requested=now() - timedelta(seconds=31))
    assert credential_reports.get_credential_report(admin).content


def test_many_users_cost_few_queries(admin, account, django_assert_max_num_queries):
    for number in range(30):
        access_key(make_user(account, f"user-{number}"))
    with django_assert_max_num_queries(9):
        assert len(list(credential_report.rows(account.id))) == 32
