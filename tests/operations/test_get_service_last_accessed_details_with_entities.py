from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts import usage
from accounts.models import User
from iamconsole.errors import InvalidInput, NoSuchEntity
from policies.operations import access_advisor
from tests.people import attach, calling, make_group, make_role, make_user
from tests.refusals import refused


def entities(caller, subject, namespace="s3", **page):
    job_id = access_advisor.generate_service_last_accessed_details(caller, arn=subject.arn).job_id
    return access_advisor.get_service_last_accessed_details_with_entities(
        caller, job_id=job_id, service_namespace=namespace, **page
    )


def named(result):
    return [one.entity_info.name for one in result.entity_details_list]


def use(account, unique_id, days_ago):
    attempt = (account.id, unique_id, "s3:GetObject", False)
    moment = now() - timedelta(days=days_ago)
    usage.store_actions([(attempt, moment, "us-east-1")])


def test_a_policys_holders_are_listed_the_last_to_use_it_first(admin, account, deploy, dave):
    role = make_role(account, "deployer", dave.arn)
    crew = make_group(account, "crew", make_user(account, "erin"), make_user(account, "frank"))
    for holder in (dave, role, crew):
        attach(holder, deploy)
    use(account, role.role_id, days_ago=1)
    use(account, User.objects.get(name="frank").user_id, days_ago=2)
    result = entities(admin, deploy)
    assert named(result) == ["deployer", "frank", "dave", "erin"]
    first, *_, last = result.entity_details_list
    assert (first.entity_info.type, first.entity_info.id) == ("ROLE", role.role_id)
    assert (first.entity_info.arn, first.entity_info.path) == (role.arn, "/")
    assert first.last_authenticated is not None
    assert (last.entity_info.type, last.last_authenticated) == ("USER", None)


def test_of_a_group_its_members_are_listed_and_of_a_user_itself(admin, account, crew, member):
    make_user(account, "stranger")
    assert named(entities(admin, crew)) == ["dave"]
    assert named(entities(admin, member)) == ["dave"]


def test_uses_of_other_services_do_not_count(admin, account, crew, member):
    use(account, member.user_id, days_ago=1)
    (told,) = entities(admin, crew, "sqs").entity_details_list
    assert told.last_authenticated is None


def test_it_comes_in_pages(admin, account, crew, member):
    for name in ("ada", "zoe"):
        make_group(account, f"crew-{name}", user := make_user(account, name))
        user.memberships.update(group=crew)
    job_id = access_advisor.generate_service_last_accessed_details(admin, arn=crew.arn).job_id
    asked = {"job_id": job_id, "service_namespace": "s3", "max_items": 2}
    operation = access_advisor.get_service_last_accessed_details_with_entities
    first = operation.perform(admin, asked)
    rest = operation.perform(admin, asked | {"marker": first.marker})
    assert (named(first), named(rest)) == (["ada", "dave"], ["zoe"])


def test_what_was_deleted_since_is_missed(admin, account, dave):
    job_id = access_advisor.generate_service_last_accessed_details(admin, arn=dave.arn).job_id
    User.objects.filter(pk=dave.pk).delete()
    with refused(NoSuchEntity, f"{dave.arn} was deleted since the report was made."):
        access_advisor.get_service_last_accessed_details_with_entities(
            admin, job_id=job_id, service_namespace="s3"
        )


def test_a_service_nobody_knows_is_refused(admin, dave):
    with refused(InvalidInput, "unheardof is not the namespace of a service."):
        entities(admin, dave, "unheardof")


def test_a_job_is_for_who_asked_for_it(admin, bob, dave):
    job_id = access_advisor.generate_service_last_accessed_details(admin, arn=dave.arn).job_id
    with pytest.raises(NoSuchEntity):
        access_advisor.get_service_last_accessed_details_with_entities(
            calling(bob), job_id=job_id, service_namespace="s3"
        )
