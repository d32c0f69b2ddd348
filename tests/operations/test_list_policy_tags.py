from __future__ import annotations

from iamconsole.errors import NoSuchEntity
from policies.operations import managed
from tests.refusals import refused


def test_it_lists_all_tags_on_one_page(admin, deploy):
    tags = [{"key": f"key-{n:02}", "value": str(n)} for n in range(50)]
    managed.tag_policy(admin, policy_arn=deploy.arn, tags=tags)
    result = managed.list_policy_tags(admin, policy_arn=deploy.arn)
    assert [tag.value for tag in result.tags] == [str(n) for n in range(50)]


def test_fewer_come_in_pages(admin, deploy):
    tags = [{"key": key, "value": ""} for key in "abc"]
    managed.tag_policy(admin, policy_arn=deploy.arn, tags=tags)
    first = managed.list_policy_tags(admin, policy_arn=deploy.arn, max_items=2)
    second = managed.list_policy_tags(
        admin, policy_arn=deploy.arn, marker=first.marker, max_items=2
    )
    assert [tag.key for tag in (*first.tags, *second.tags)] == ["a", "b", "c"]


def test_aws_policies_have_none(admin):
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert managed.list_policy_tags(admin, policy_arn=arn).tags == ()


def test_another_accounts_policies_are_missed(admin, foreign):
    with refused(NoSuchEntity, f"Policy {foreign.arn} was not found."):
        managed.list_policy_tags(admin, policy_arn=foreign.arn)
