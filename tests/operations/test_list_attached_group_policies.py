from __future__ import annotations

from iamconsole.errors import NoSuchEntity
from policies.operations import attachments
from tests.people import attach, make_policy
from tests.refusals import refused


def listed(caller, **filters):
    result = attachments.list_attached_group_policies(caller, group_name="crew", **filters)
    return [policy.policy_name for policy in result.attached_policies], result.marker


def test_it_lists_own_and_aws_policies_in_name_order(admin, account, crew):
    attach(crew, "ReadOnlyAccess")
    attach(crew, make_policy(account, "deploy"))
    first, marker = listed(admin, max_items=1)
    assert (first, listed(admin, marker=marker)) == (["deploy"], (["ReadOnlyAccess"], None))


def test_a_path_prefix_narrows_the_list(admin, account, crew):
    attach(crew, make_policy(account, "deploy"))
    attach(crew, make_policy(account, "inspect", path="/lab/"))
    assert listed(admin, path_prefix="/lab/") == (["inspect"], None)


def test_policies_of_others_are_not_listed(admin, account, crew, carol):
    attach(carol, "ReadOnlyAccess")
    assert listed(admin) == ([], None)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The group with name crew cannot be found."):
        listed(admin)
