from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import now

from accounts import usage
from accounts.models import AccessReport, LastUse
from accounts.operations import groups, users
from iamconsole import job_runs
from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity, ValidationError
from policies.operations import access_advisor
from tests.people import ACCOUNT, allow, attach, calling, deny, grant, make_policy, make_role
from tests.refusals import refused


def generate(caller, arn, granularity="SERVICE_LEVEL"):
    return access_advisor.generate_service_last_accessed_details(
        caller, arn=arn, granularity=granularity
    ).job_id


def services(caller, arn, granularity="SERVICE_LEVEL"):
    job_id = generate(caller, arn, granularity)
    result = access_advisor.get_service_last_accessed_details(caller, job_id=job_id, max_items=1000)
    return {service.service_namespace: service for service in result.services_last_accessed}


def test_a_job_has_a_number_that_nobody_guesses(admin, dave):
    job_id = generate(admin, dave.arn)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", job_id)
    assert generate(admin, dave.arn) != job_id


def test_it_works_for_users_groups_roles_and_policies(admin, account, dave, crew, deploy):
    role = make_role(account, "deployer", dave.arn)
    for holder in (dave, crew, role):
        grant(holder, allow("s3:GetObject"))
    for subject in (dave, crew, role, deploy):
        assert list(services(admin, subject.arn)) == ["s3"]


def test_a_user_has_its_groups_rights_too(admin, member, crew):
    grant(member, allow("sqs:*"))
    grant(crew, allow("s3:*"))
    assert list(services(admin, member.arn)) == ["s3", "sqs"]
    assert list(services(admin, crew.arn)) == ["s3"]


def test_what_is_denied_everywhere_is_not_listed(admin, dave):
    grant(dave, allow("s3:*"), allow("sqs:*"), deny("sqs:*"))
    assert list(services(admin, dave.arn)) == ["s3"]


def test_a_policy_of_awss_counts_the_accounts_own_holders(admin, alice, mallory):
    users.list_users(calling(mallory))
    users.list_users(admin)
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    assert services(admin, arn)["iam"].total_authenticated_entities == 1
    assert services(calling(mallory), arn)["iam"].last_authenticated_entity == mallory.arn


def test_a_report_shows_how_things_were_when_it_was_asked_for(admin, dave):
    grant(dave, allow("s3:*"))
    job_id = generate(admin, dave.arn)
    grant(dave, allow("sqs:*"), name="later")
    result = access_advisor.get_service_last_accessed_details(admin, job_id=job_id)
    assert [one.service_namespace for one in result.services_last_accessed] == ["s3"]


@pytest.mark.parametrize(
    "arn", [f"arn:aws:iam::{ACCOUNT}:root", "arn:aws:s3:::somebodys-bucket", "x" * 20]
)
def test_other_things_are_refused(admin, arn):
    message = f"Invalid Entity Arn: {arn} does not clearly define entity type and name."
    with refused(InvalidInput, message):
        generate(admin, arn)


def test_missing_things_are_missed(admin, account):
    own = f"arn:aws:iam::{ACCOUNT}"
    for kind in ("user", "group", "role"):
        with refused(NoSuchEntity, f"The {kind} with name nobody cannot be found."):
            generate(admin, f"{own}:{kind}/nobody")
    with refused(NoSuchEntity, f"Policy {own}:policy/nobody was not found."):
        generate(admin, f"{own}:policy/nobody")
    with pytest.raises(ValidationError):
        generate(admin, "arn")


def test_permission_can_be_kept_to_a_thing(carol, dave, alice):
    grant(carol, allow("iam:GenerateServiceLastAccessedDetails", dave.arn))
    generate(calling(carol), dave.arn)
    with pytest.raises(AccessDenied):
        generate(calling(carol), alice.arn)


def test_old_reports_and_old_uses_are_cleared_away(admin, dave, account):
    generate(admin, dave.arn)
    AccessReport.objects.update(created=now() - timedelta(days=7, seconds=1))
    LastUse.objects.update(time=now() - timedelta(days=401))
    generate(admin, dave.arn)
    for name in ("accounts.forget_access_reports", "policies.forget_old_uses"):
        job_runs.run(name)
    assert AccessReport.objects.count() == 1
    assert [use.action for use in LastUse.objects.all()] == ["GenerateServiceLastAccessedDetails"]


# ---- What is noted ----------------------------------------------------------------------------


def uses(user):
    return {
        (use.service, use.action, use.is_refused)
        for use in LastUse.objects.filter(principal_id=user.user_id)
    }


def test_what_is_allowed_and_what_is_refused_is_noted(admin, carol, alice, crew):
    groups.get_group(admin, group_name="crew")
    with pytest.raises(AccessDenied):
        groups.delete_group(calling(carol), group_name="crew")
    with pytest.raises(NoSuchEntity):
        groups.get_group(admin, group_name="nobodys")
    with pytest.raises(ValidationError):
        groups.get_group(admin, group_name="")
    assert uses(alice) == {("iam", "GetGroup", False)}
    assert uses(carol) == {("iam", "DeleteGroup", True)}


def test_the_later_time_wins_and_storing_twice_changes_nothing(alice):
    days = [datetime(2026, 11, day, tzinfo=UTC) for day in (2, 1, 3)]
    attempt = (alice.account_id, alice.user_id, "s3:GetObject", False)
    notes = [(attempt, day, f"region-{day.day}") for day in days]
    for batch in (notes[:2], notes[1:], notes[:2], notes):
        usage.store_actions(batch)
    use = LastUse.objects.get(principal_id=alice.user_id)
    assert (use.time, use.region) == (days[2], "region-3")


def test_a_policy_tells_who_used_it_last_and_how_many_did(admin, account, dave, carol, deploy):
    attach(dave, deploy)
    attach(carol, deploy)
    for day, user in ((1, carol), (2, dave)):
        attempt = (account.id, user.user_id, "s3:GetObject", False)
        moment = now().replace(microsecond=0) - timedelta(days=9 - day)
        usage.store_actions([(attempt, moment, "eu-central-1")])
    told = services(admin, deploy.arn)["s3"]
    assert told.last_authenticated == moment
    assert told.last_authenticated_entity == dave.arn
    assert (told.last_authenticated_region, told.total_authenticated_entities) == (
        "eu-central-1",
        2,
    )


def test_what_was_used_too_long_ago_is_not_told(admin, alice):
    users.list_users(admin)
    LastUse.objects.update(time=now() - timedelta(days=400, seconds=1))
    iam = services(calling(alice), alice.arn)["iam"]
    assert iam.last_authenticated is None


def test_policies_that_reach_no_service_give_an_empty_report(admin, account):
    policy = make_policy(account, "nothing", allow("unheardof:DoIt"))
    assert services(admin, policy.arn) == {}
