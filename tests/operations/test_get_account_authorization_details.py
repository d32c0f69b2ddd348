from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iamconsole.errors import ValidationError
from policies.models import PolicyVersion
from policies.operations.authorization_details import get_account_authorization_details
from tests.people import allow, attach, bound, calling, document, grant, make_policy, make_role


def told(caller, **asked):
    return get_account_authorization_details(caller, **asked)


def names(result):
    return (
        [one.user_name for one in result.user_detail_list],
        [one.group_name for one in result.group_detail_list],
        [one.role_name for one in result.role_detail_list],
        [one.policy_name for one in result.policies],
    )


def test_of_a_user_it_tells_groups_policies_boundary_and_tags(admin, member, crew, deploy):
    member.tags = {"team": "red"}
    member.save()
    attach(member, deploy)
    grant(member, allow("s3:*"), name="storage")
    bound(member, deploy)
    dave = next(one for one in told(admin).user_detail_list if one.user_name == "dave")
    assert dave.group_list == ("crew",)
    assert [one.policy_arn for one in dave.attached_managed_policies] == [deploy.arn]
    (inline,) = dave.user_policy_list
    assert (inline.policy_name, inline.policy_document) == ("storage", document(allow("s3:*")))
    assert dave.permissions_boundary.permissions_boundary_arn == deploy.arn
    assert [(tag.key, tag.value) for tag in dave.tags] == [("team", "red")]


def test_of_a_group_it_tells_its_policies_and_not_those_of_its_members(admin, member, crew):
    grant(crew, allow("s3:*"), name="storage")
    grant(member, allow("sqs:*"), name="queues")
    (group,) = told(admin).group_detail_list
    assert [one.policy_name for one in group.group_policy_list] == ["storage"]


def test_of_a_role_it_tells_trust_profiles_and_policies(admin, pilot, machines, dave):
    grant(pilot, allow("s3:*"), name="storage")
    attach(pilot, "ReadOnlyAccess")
    (role,) = told(admin).role_detail_list
    trust = json.loads(role.assume_role_policy_document)
    assert trust["Statement"][0]["Principal"] == {"AWS": [dave.arn]}
    (profile,) = role.instance_profile_list
    assert (profile.instance_profile_name, len(profile.roles)) == ("machines", 1)
    assert [one.policy_name for one in role.role_policy_list] == ["storage"]
    assert [one.policy_name for one in role.attached_managed_policies] == ["ReadOnlyAccess"]
    assert role.role_last_used.last_used_date is None


def test_of_a_policy_it_tells_every_version_and_how_often_it_is_used(admin, deploy, dave, pilot):
    PolicyVersion.objects.create(
        policy=deploy, number=2, document=document(allow("sqs:*")), created=deploy.created
    )
    attach(dave, deploy)
    attach(pilot, deploy)
    bound(pilot, deploy)
    policy = next(one for one in told(admin).policies if one.policy_name == "deploy")
    assert (policy.attachment_count, policy.permissions_boundary_usage_count) == (2, 1)
    versions = [(one.version_id, one.is_default_version) for one in policy.policy_version_list]
    assert versions == [("v2", False), ("v1", True)]
    assert policy.policy_version_list[0].document == document(allow("sqs:*"))


def test_of_aws_policies_it_tells_those_in_use_here(admin, dave, mallory):
    attach(mallory, "ReadOnlyAccess")
    assert [one.policy_name for one in told(admin).policies] == ["AdministratorAccess"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["User"], (["alice", "dave"], [], [], [])),
        (["Group", "Role"], ([], ["crew"], ["pilot"], [])),
        (["LocalManagedPolicy"], ([], [], [], ["deploy"])),
        (["AWSManagedPolicy"], ([], [], [], ["AdministratorAccess"])),
    ],
)
def test_it_tells_only_the_kinds_asked_for(admin, crew, pilot, deploy, kinds, expected):
    assert names(told(admin, filter=kinds)) == expected


def test_pages_count_all_kinds_together_and_hold_all_once(admin, crew, pilot, deploy):
    marker, sizes, seen = None, [], []
    while True:
        result = told(admin, max_items=2, marker=marker)
        found = [name for kind in names(result) for name in kind]
        sizes.append(len(found))
        seen += found
        marker = result.marker
        if marker is None:
            break
    assert sizes == [2, 2, 2]
    assert seen == ["alice", "dave", "crew", "pilot", "deploy", "AdministratorAccess"]


def test_a_page_costs_the_same_however_much_is_on_it(
    admin, account, member, pilot, machines, deploy
):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            told(admin)
        return len(queries)

    attach(pilot, deploy)
    grant(pilot, allow("s3:*"))
    cost()
    before = cost()
    for number in range(10):
        role = make_role(account, f"role-{number}", member.arn, pilot.arn)
        attach(role, make_policy(account, f"policy-{number}"))
        grant(role, allow("s3:*"))
    assert cost() == before


def test_another_accounts_things_do_not_show(admin, dave, mallory, foreign):
    make_role(mallory.account, "theirs")
    theirs = names(told(calling(mallory)))
    assert theirs == (["mallory"], [], ["theirs"], ["deploy", "AdministratorAccess"])
    assert names(told(admin)) == (["alice", "dave"], [], [], ["AdministratorAccess"])


def test_kinds_nobody_knows_are_refused(admin):
    with pytest.raises(ValidationError, match="Member must satisfy enum value set"):
        told(admin, filter=["Policy"])
