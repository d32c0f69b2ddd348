from __future__ import annotations

import json

import pytest

from accounts.models import Role
from accounts.operations import roles, service_linked_roles
from iamconsole.errors import AccessDenied, InvalidInput
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused


def create(caller, service="ecs.amazonaws.com", **more):
    return service_linked_roles.create_service_linked_role(
        caller, aws_service_name=service, **more
    ).role


def trust_of(shape):
    return json.loads(shape.assume_role_policy_document)["Statement"][0]


def test_it_bears_the_services_name_and_holds_its_policy(admin):
    made = create(admin, description="For the containers")
    path = "/aws-service-role/ecs.amazonaws.com/"
    assert made.arn == f"arn:aws:iam::{ACCOUNT}:role{path}AWSServiceRoleForECS"
    role = Role.objects.get()
    assert (role.is_service_linked, role.description) == (True, "For the containers")
    policy = role.attachments.get().policy
    assert policy.arn == "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy"


def test_it_trusts_the_service_told_as_lists_here_and_as_text_by_get_role(admin):
    made = trust_of(create(admin))
    assert made["Principal"] == {"Service": ["ecs.amazonaws.com"]}
    assert made["Action"] == ["sts:AssumeRole"]
    got = trust_of(roles.get_role(admin, role_name="AWSServiceRoleForECS").role)
    assert got["Principal"] == {"Service": "ecs.amazonaws.com"}


def test_some_services_have_several_told_apart_by_a_suffix(admin):
    create(admin, "autoscaling.amazonaws.com")
    made = create(admin, "autoscaling.amazonaws.com", custom_suffix="web")
    assert made.role_name == "AWSServiceRoleForAutoScaling_web"


def test_a_suffix_is_not_for_everyone(admin):
    with refused(InvalidInput, "Custom suffix is not allowed for ecs.amazonaws.com"):
        create(admin, custom_suffix="web")


def test_a_name_nobody_could_ask_for_is_refused(admin):
    with pytest.raises(InvalidInput, match="is too long"):
        create(admin, "autoscaling.amazonaws.com", custom_suffix="a" * 40)
    assert not Role.objects.exists()


def test_there_is_one_of_each(admin):
    create(admin)
    message = (
        "Service role name AWSServiceRoleForECS has been taken in this account, please try a "
        "different suffix."
    )
    with refused(InvalidInput, message):
        create(admin)


def test_unknown_services_have_none(admin):
    message = "nothing.amazonaws.com is not known to have service-linked roles."
    with refused(InvalidInput, message):
        create(admin, "nothing.amazonaws.com")


def test_who_may_create_can_be_kept_to_one_service(carol):
    asked = {"iam:AWSServiceName": "ecs.amazonaws.com"}
    grant(carol, allow("iam:CreateServiceLinkedRole", StringLike=asked))
    create(calling(carol))
    with pytest.raises(AccessDenied):
        create(calling(carol), "rds.amazonaws.com")
