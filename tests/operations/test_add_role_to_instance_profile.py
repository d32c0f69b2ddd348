from __future__ import annotations

import pytest
from django.utils.timezone import now

from accounts.models import InstanceProfile
from accounts.operations import instance_profiles
from iamconsole.errors import AccessDenied, LimitExceeded, NoSuchEntity, UnmodifiableEntity
from tests.people import allow, calling, grant
from tests.refusals import refused


@pytest.fixture
def empty(account):
    return InstanceProfile.objects.create(account=account, name="empty", created=now())


def add(caller, role="pilot", profile="empty"):
    instance_profiles.add_role_to_instance_profile(
        caller, instance_profile_name=profile, role_name=role
    )


def test_the_profile_carries_the_role(admin, empty, pilot):
    add(admin)
    empty.refresh_from_db()
    assert empty.role == pilot


def test_it_carries_one_at_most(admin, machines):
    with refused(LimitExceeded, "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"):
        add(admin, profile="machines")


def test_unknown_names_are_missed(admin, empty):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        add(admin)
    with refused(NoSuchEntity, "Instance Profile nothing cannot be found."):
        add(admin, profile="nothing")


def test_a_services_role_is_carried_by_none(admin, empty, linked):
    with pytest.raises(UnmodifiableEntity, match="only modifiable by AWS"):
        add(admin, linked.name)


def test_the_role_must_be_ones_to_pass_on_to_machines(carol, empty, pilot):
    grant(carol, allow("iam:AddRoleToInstanceProfile"))
    with pytest.raises(AccessDenied, match=f"iam:PassRole on resource: {pilot.arn}"):
        add(calling(carol))
    to_functions = {"iam:PassedToService": "lambda.amazonaws.com"}
    grant(carol, allow("iam:PassRole", StringEquals=to_functions), name="functions")
    with pytest.raises(AccessDenied, match="iam:PassRole"):
        add(calling(carol))
    to_machines = {"iam:PassedToService": "ec2.amazonaws.com"}
    grant(carol, allow("iam:PassRole", pilot.arn, StringEquals=to_machines), name="machines")
    add(calling(carol))


def test_a_role_that_is_not_there_must_be_ones_to_pass_on_as_well(carol, empty):
    grant(carol, allow("iam:AddRoleToInstanceProfile"))
    with pytest.raises(AccessDenied, match="iam:PassRole"):
        add(calling(carol), "nothing")
