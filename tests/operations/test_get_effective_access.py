from __future__ import annotations

import pytest

from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.models import Policy
from policies.operations.effective_access import get_effective_access
from tests.people import (
    allow,
    attach,
    bound,
    calling,
    deny,
    grant,
    make_group,
    make_policy,
    make_role,
    make_user,
)

S3 = "arn:aws:s3:::reports/*"
SIMULATING = allow("iam:SimulatePrincipalPolicy")


def services(result, effect="Allow"):
    return {one.service_namespace: one for one in result.services if one.effect == effect}


def levels(service):
    return {one.level: (one.count, one.cut) for one in service.levels}


@pytest.fixture
def dave(account):
    dave = make_user(account, "dave", "/lab/")
    grant(dave, allow("sqs:ReceiveMessage"), name="queues")
    crew = make_group(account, "crew", dave)
    attach(crew, "AmazonEC2ReadOnlyAccess")
    grant(crew, allow("s3:PutObject", S3), name="files")
    return dave


def test_it_tells_each_service_with_levels_resources_and_because_of_what(admin, dave):
    found = get_effective_access(admin, policy_source_arn=dave.arn)
    s3 = services(found)["s3"]
    assert (s3.service_name, s3.resources, s3.conditions) == ("Amazon S3", (S3,), ())
    assert levels(s3) == {"Write": (1, 0)}
    assert [(one.policy_name, one.policy_arn, one.group_arn) for one in s3.sources] == [
        ("files", None, "arn:aws:iam::111122223333:group/crew")
    ]
    assert [one.policy_name for one in services(found)["sqs"].sources] == ["queues"]
    assert "AmazonEC2ReadOnlyAccess" in {one.policy_name for one in services(found)["ec2"].sources}
    assert found.unread == ()


def test_what_is_denied_comes_first(admin, dave):
    grant(dave, deny("s3:PutObject"), name="no")
    found = get_effective_access(admin, policy_source_arn=dave.arn)
    assert found.services[0].effect == "Deny"
    assert list(services(found, "Deny")) == ["s3"]


def test_what_the_boundary_cuts_is_counted(admin, account, dave):
    bound(dave, make_policy(account, "cap", allow("sqs:*")))
    found = get_effective_access(admin, policy_source_arn=dave.arn)
    assert found.permissions_boundary.policy_name == "cap"
    assert levels(services(found)["s3"]) == {"Write": (1, 1)}
    assert levels(services(found)["sqs"])["Read"] == (1, 0)


def test_groups_and_roles_are_told_of_as_well(admin, account, dave):
    role = make_role(account, "deployer", dave.arn)
    grant(role, allow("s3:GetObject"))
    group_arn = "arn:aws:iam::111122223333:group/crew"
    assert "s3" in services(get_effective_access(admin, policy_source_arn=role.arn))
    crew = services(get_effective_access(admin, policy_source_arn=group_arn))
    assert set(crew) >= {"s3", "ec2"}
    assert "sqs" not in crew


def test_a_user_without_policies_has_only_what_everybody_has(admin, carol):
    found = get_effective_access(admin, policy_source_arn=carol.arn)
    assert set(services(found)) <= {"iam", "iamconsole"}
    assert "own password" in {one.policy_name for one in found.sources}
    assert not found.has_policies


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        (("iam:ListGroupsForUser", "iam:ListAttached*", "iam:GetPolicyVersion"), "GetGroupPolicy"),
        (("iam:GetUserPolicy", "iam:GetGroupPolicy"), "ListGroupsForUser"),
    ],
)
def test_what_the_caller_may_not_read_is_left_out_and_named(carol, dave, granted, missing):
    grant(carol, SIMULATING, *map(allow, granted))
    found = get_effective_access(calling(carol), policy_source_arn=dave.arn)
    assert f"iam:{missing}" in {one.action for one in found.unread}
    assert "s3" not in services(found)


def test_what_is_missing_names_no_policy_or_group_that_the_caller_may_not_list(
    account, carol, dave
):
    attach(dave, make_policy(account, "secret-project", allow("kms:Decrypt")))
    grant(carol, SIMULATING)
    found = get_effective_access(calling(carol), policy_source_arn=dave.arn)
    assert {one.resource for one in found.unread} == {dave.arn}


def test_who_reads_everything_but_one_policys_text_misses_just_that(account, carol, dave):
    own = make_policy(account, "own", allow("kms:Decrypt"))
    attach(dave, own)
    grant(carol, allow("iam:*"), deny("iam:GetPolicyVersion", own.arn))
    found = get_effective_access(calling(carol), policy_source_arn=dave.arn)
    assert [(one.action, one.resource) for one in found.unread] == [
        ("iam:GetPolicyVersion", own.arn)
    ]
    assert "kms" not in services(found)
    assert {"ec2", "s3", "sqs"} <= set(services(found))


def test_rights_by_a_policys_tags_count(account, carol, dave):
    for name, action, is_open in (("shown", "kms:Decrypt", "yes"), ("kept", "ses:SendEmail", "no")):
        policy = make_policy(account, name, allow(action))
        Policy.objects.filter(pk=policy.pk).update(tags={"open": is_open})
        attach(dave, policy)
    tagged = {"StringEquals": {"aws:ResourceTag/open": "yes"}}
    grant(carol, SIMULATING, allow("iam:ListAttachedUserPolicies"))
    grant(carol, allow("iam:GetPolicyVersion", **tagged), name="by tag")
    found = get_effective_access(calling(carol), policy_source_arn=dave.arn)
    assert "kms" in services(found)
    assert "ses" not in services(found)


def test_a_boundary_nobody_may_read_is_named(account, carol, dave):
    cap = make_policy(account, "cap", allow("sqs:*"))
    bound(dave, cap)
    grant(carol, allow("iam:*"), deny("iam:GetPolicyVersion", cap.arn))
    found = get_effective_access(calling(carol), policy_source_arn=dave.arn)
    assert found.permissions_boundary is None
    assert [one.resource for one in found.unread] == [cap.arn]


@pytest.mark.parametrize("is_bound", [True, False])
def test_whether_there_is_a_boundary_is_for_who_may_get_the_user(account, carol, dave, is_bound):
    cap = make_policy(account, "cap", allow("sqs:*"))
    if is_bound:
        bound(dave, cap)
    grant(carol, SIMULATING, allow("iam:List*"), allow("iam:Get*Policy*"))
    found = get_effective_access(calling(carol), policy_source_arn=dave.arn)
    assert found.permissions_boundary is None
    assert [(one.action, one.resource) for one in found.unread] == [("iam:GetUser", dave.arn)]


def test_it_takes_the_right_to_simulate(carol, dave):
    with pytest.raises(AccessDenied, match="iam:SimulatePrincipalPolicy"):
        get_effective_access(calling(carol), policy_source_arn=dave.arn)


def test_nobody_of_that_name_is_no_such_entity(admin):
    with pytest.raises(NoSuchEntity):
        get_effective_access(admin, policy_source_arn="arn:aws:iam::111122223333:user/nobody")
