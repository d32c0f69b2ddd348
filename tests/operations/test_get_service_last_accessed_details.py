from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import AccessReport
from accounts.operations import groups
from iamconsole.errors import NoSuchEntity, ValidationError
from policies.operations import access_advisor
from tests.people import allow, calling, grant
from tests.refusals import refused

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def generate(caller, arn, granularity="SERVICE_LEVEL"):
    return access_advisor.generate_service_last_accessed_details(
        caller, arn=arn, granularity=granularity
    ).job_id


def details(caller, job_id, **page):
    return access_advisor.get_service_last_accessed_details(caller, job_id=job_id, **page)


def test_every_service_is_listed_by_namespace_used_or_not(admin, dave):
    grant(dave, allow("sqs:*"), allow("iam:GetGroup"), allow("s3:*"))
    with pytest.raises(NoSuchEntity):
        groups.get_group(calling(dave, region="eu-central-1"), group_name="nobodys")
    result = details(admin, generate(admin, dave.arn))
    assert (result.job_status, result.job_type) == ("COMPLETED", "SERVICE_LEVEL")
    assert result.error is None
    iam, s3, sqs = result.services_last_accessed
    assert [iam.service_namespace, s3.service_namespace, sqs.service_namespace] == [
        "iam",
        "s3",
        "sqs",
    ]
    assert iam.service_name == "AWS Identity and Access Management (IAM)"
    assert now() - iam.last_authenticated < timedelta(minutes=1)
    assert iam.last_authenticated_entity == dave.arn
    assert (iam.last_authenticated_region, iam.total_authenticated_entities) == ("eu-central-1", 1)
    assert (s3.last_authenticated, s3.last_authenticated_entity) == (None, None)
    assert s3.total_authenticated_entities == 0
    assert iam.tracked_actions_last_accessed is None


def test_at_the_level_of_actions_the_directorys_own_are_listed_too(admin, dave, crew):
    grant(dave, allow("iam:GetGroup"), allow("iam:DeleteGroup"), allow("s3:*"))
    groups.get_group(calling(dave), group_name="crew")
    iam, s3 = details(admin, generate(admin, dave.arn, "ACTION_LEVEL")).services_last_accessed
    tracked = {one.action_name: one for one in iam.tracked_actions_last_accessed}
    assert list(tracked) == ["DeleteGroup", "GetGroup"]
    assert tracked["GetGroup"].last_accessed_entity == dave.arn
    assert tracked["GetGroup"].last_accessed_time is not None
    assert tracked["DeleteGroup"].last_accessed_time is None
    assert s3.tracked_actions_last_accessed is None


def test_it_comes_in_pages(admin, dave):
    grant(dave, allow("sqs:*"), allow("sns:*"), allow("s3:*"))
    job_id = generate(admin, dave.arn)
    first = details(admin, job_id, max_items=2)
    assert [one.service_namespace for one in first.services_last_accessed] == ["s3", "sns"]
    assert first.is_truncated
    rest = details(admin, job_id, max_items=2, marker=first.marker)
    assert [one.service_namespace for one in rest.services_last_accessed] == ["sqs"]
    assert not rest.is_truncated


@pytest.mark.parametrize("job_id", [UNKNOWN, "x" * 36])
def test_an_unknown_job_is_missed(admin, job_id):
    with refused(NoSuchEntity, f"Job with id {job_id} cannot be found."):
        details(admin, job_id)


def test_a_job_is_for_who_asked_for_it(admin, bob, dave, mallory):
    job_id = generate(admin, dave.arn)
    for other in (bob, mallory):
        with refused(NoSuchEntity, f"Job with id {job_id} cannot be found."):
            details(calling(other), job_id)


def test_a_job_is_kept_for_seven_days(admin, dave):
    job_id = generate(admin, dave.arn)
    AccessReport.objects.update(created=now() - timedelta(days=6, hours=23))
    assert details(admin, job_id).job_status == "COMPLETED"
    AccessReport.objects.update(created=now() - timedelta(days=7, hours=1))
    with pytest.raises(NoSuchEntity):
        details(admin, job_id)


def test_a_job_id_has_36_characters(admin):
    with pytest.raises(ValidationError):
        details(admin, "1")
