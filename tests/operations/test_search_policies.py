from __future__ import annotations

from policies.operations import managed
from tests.people import attach, make_policy


def names(result):
    return [policy.policy_name for policy in result.policies]


def test_policies_are_found_by_part_of_their_name_and_by_path(admin, account):
    make_policy(account, "Deploy", path="/lab/")
    make_policy(account, "inspect")
    assert names(managed.search_policies(admin, search="PLOY")) == ["Deploy"]
    assert names(managed.search_policies(admin, search="/lab")) == ["Deploy"]


def test_aws_policies_are_searched_on_demand(admin):
    assert names(managed.search_policies(admin, search="iamreadonly")) == []
    found = managed.search_policies(admin, search="iamreadonly", scope="AWS")
    assert names(found) == ["IAMReadOnlyAccess"]


def test_other_accounts_policies_are_not_found(admin, foreign):
    found = managed.search_policies(admin, scope="All", search="deploy").policies
    assert foreign.arn not in {policy.arn for policy in found}


def test_a_row_tells_how_often_the_policy_is_used(admin, account, dave):
    attach(dave, make_policy(account, "deploy"))
    found = managed.search_policies(admin, only_attached=True)
    assert [(p.policy_name, p.attachment_count) for p in found.policies] == [("deploy", 1)]


def test_policies_are_found_by_arn_and_id(admin, account, foreign):
    policy = make_policy(account, "deploy", path="/lab/")
    make_policy(account, "deployment")
    for search in (policy.arn, policy.policy_id):
        assert names(managed.search_policies(admin, search=search)) == ["deploy"]
    assert names(managed.search_policies(admin, search=foreign.arn)) == []


def test_by_match_what_is_called_so_comes_first_and_then_what_begins_so(admin):
    found = managed.search_policies(admin, scope="AWS", search="readonlyaccess", sort="match")
    assert names(found)[0] == "ReadOnlyAccess"
    assert "AlexaForBusinessReadOnlyAccess" in names(found)
