from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import AccessReport
from accounts.operations.organizations import (
    generate_organizations_access_report,
    get_organizations_access_report,
)
from iamconsole.errors import NoSuchEntity, ValidationError
from policies.operations import access_advisor
from tests.people import calling
from tests.refusals import refused

ROOT = "o-a1b2c3d4e5/r-f6g7h8i9j0example"


@pytest.fixture
def job_id(admin):
    return generate_organizations_access_report(admin, entity_path=ROOT).job_id


def test_the_job_has_failed_and_says_why(admin, job_id):
    result = get_organizations_access_report(admin, job_id=job_id)
    assert (result.job_status, result.access_details) == ("FAILED", None)
    assert result.job_creation_date == result.job_completion_date
    assert result.error_details.code == "OrganizationNotFoundException"
    assert result.error_details.message == "Your account is not a member of an organization."


def test_the_order_may_be_asked_for_and_there_is_one_page(admin, job_id):
    asked = {"job_id": job_id, "sort_key": "LAST_AUTHENTICATED_TIME_DESCENDING"}
    assert not get_organizations_access_report.perform(admin, asked).is_truncated
    with refused(ValidationError, "Invalid Marker: next"):
        get_organizations_access_report.perform(admin, asked | {"marker": "next"})
    with pytest.raises(ValidationError):
        get_organizations_access_report.perform(admin, asked | {"sort_key": "NAME"})


def test_a_job_is_kept_for_who_asked_for_it_and_for_a_week(admin, bob, job_id):
    missing = f"Job with id {job_id} cannot be found."
    with refused(NoSuchEntity, missing):
        get_organizations_access_report(calling(bob), job_id=job_id)
    AccessReport.objects.update(created=now() - timedelta(days=8))
    with refused(NoSuchEntity, missing):
        get_organizations_access_report(admin, job_id=job_id)


def test_jobs_of_one_kind_are_not_taken_for_the_other(admin, dave, job_id):
    other = access_advisor.generate_service_last_accessed_details(admin, arn=dave.arn).job_id
    with refused(NoSuchEntity, f"Job with id {other} cannot be found."):
        get_organizations_access_report(admin, job_id=other)
    with refused(NoSuchEntity, f"Job with id {job_id} cannot be found."):
        access_advisor.get_service_last_accessed_details(admin, job_id=job_id)
