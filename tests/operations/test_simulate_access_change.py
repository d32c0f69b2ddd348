from __future__ import annotations

import pytest

from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.operations.attachments import list_attached_user_policies
from policies.operations.effective_access import simulate_access_change
from tests.people import (
    allow,
    attach,
    bound,
    calling,
    deny,
    grant,
    make_group,
    make_policy,
    make_user,
)

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess"


@pytest.fixture
def dave(account):
    dave = make_user(account, "dave")
    attach(dave, "AmazonS3ReadOnlyAccess")
    crew = make_group(account, "crew", dave)
    grant(crew, allow("sqs:*"), name="queues")
    grant(dave, allow("kms:Decrypt"), name="keys")
    return dave


def changed(caller, dave, **change):
    """The names that are gained, lost and so on, of each service that changes."""
    found = simulate_access_change(caller, policy_source_arn=dave.arn, **change)
    return {
        one.service_namespace: {
            part: {name for level in one.levels for name in getattr(level, part)}
            for part in ("gained", "wider", "lost", "narrower", "unchanged", "blocked")
        }
        for one in found.services
    }


def test_an_attached_policy_gives_what_nothing_else_does(admin, dave):
    s3 = changed(admin, dave, attach_policy_arns=[FULL])["s3"]
    assert "putobject" in s3["gained"]
    assert "getobject" in s3["unchanged"]
    assert not s3["lost"]


def test_nothing_is_changed_by_asking(admin, dave):
    changed(admin, dave, attach_policy_arns=[FULL])
    attached = list_attached_user_policies(admin, user_name="dave").attached_policies
    assert [one.policy_name for one in attached] == ["AmazonS3ReadOnlyAccess"]


def test_what_is_held_already_makes_no_change(admin, dave):
    assert changed(admin, dave, attach_policy_arns=[READ_ONLY]) == {}


def test_a_group_brings_its_policies_and_takes_them_along(admin, account, dave):
    ops = make_group(account, "ops")
    attach(ops, "AmazonEC2ReadOnlyAccess")
    assert "describeinstances" in changed(admin, dave, join_groups=["ops"])["ec2"]["gained"]
    assert "sendmessage" in changed(admin, dave, leave_groups=["Crew"])["sqs"]["lost"]


def test_a_groups_own_policies_come_and_go_as_a_users_do(admin, account, dave):
    crew = dave.memberships.get().group
    attach(crew, "AmazonS3ReadOnlyAccess")
    assert changed(admin, crew, attach_policy_arns=[READ_ONLY]) == {}
    assert "getobject" in changed(admin, crew, detach_policy_arns=[READ_ONLY])["s3"]["lost"]
    assert "sendmessage" in changed(admin, crew, delete_inline_policies=["queues"])["sqs"]["lost"]


def test_detaching_and_deleting_take_away(admin, dave):
    s3 = changed(admin, dave, detach_policy_arns=[READ_ONLY])["s3"]
    assert "getobject" in s3["lost"]
    assert changed(admin, dave, delete_inline_policies=["keys"])["kms"]["lost"] == {"decrypt"}


def test_what_a_group_gives_as_well_stays(admin, account, dave):
    attach(dave.memberships.get().group, "AmazonS3ReadOnlyAccess")
    s3 = changed(admin, dave, detach_policy_arns=[READ_ONLY])["s3"]
    assert not s3["lost"]
    assert "getobject" in s3["unchanged"]


def test_a_boundary_blocks_what_comes(admin, account, dave):
    bound(dave, make_policy(account, "cap", allow("s3:Get*")))
    s3 = changed(admin, dave, attach_policy_arns=[FULL])["s3"]
    assert "putobject" in s3["blocked"]
    assert "putobject" not in s3["gained"]


def test_a_boundary_tells_what_would_be_lost_and_its_end_what_comes_back(admin, account, dave):
    cap = make_policy(account, "cap", allow("s3:*"))
    assert "sendmessage" in changed(admin, dave, permissions_boundary=cap.arn)["sqs"]["lost"]
    bound(dave, cap)
    assert "sendmessage" in changed(admin, dave, is_unbounded=True)["sqs"]["gained"]


def test_what_the_caller_may_not_read_is_named(account, carol, dave):
    own = make_policy(account, "own", allow("ses:*"))
    grant(carol, allow("iam:*"), deny("iam:GetPolicyVersion", own.arn))
    found = simulate_access_change(
        calling(carol), policy_source_arn=dave.arn, attach_policy_arns=[own.arn]
    )
    assert [one.resource for one in found.unread] == [own.arn]
    assert found.services == ()


@pytest.mark.parametrize(
    "change",
    [
        {"attach_policy_arns": ["arn:aws:iam::aws:policy/NoSuchPolicy"]},
        {"join_groups": ["nobodies"]},
        {"permissions_boundary": "arn:aws:iam::444455556666:policy/theirs"},
    ],
)
def test_what_there_is_none_of_is_refused(admin, dave, change):
    with pytest.raises(NoSuchEntity):
        simulate_access_change(admin, policy_source_arn=dave.arn, **change)


def test_it_takes_the_right_to_simulate(carol, dave):
    with pytest.raises(AccessDenied, match="iam:SimulatePrincipalPolicy"):
        simulate_access_change(calling(carol), policy_source_arn=dave.arn)
