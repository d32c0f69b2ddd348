from __future__ import annotations

from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.operations import managed
from tests.people import ACCOUNT
from tests.refusals import refused


def test_it_removes_tags_and_passes_over_absent_keys(admin, deploy):
    tags = [{"key": "Team", "value": "lab"}, {"key": "cost", "value": "1"}]
    managed.tag_policy(admin, policy_arn=deploy.arn, tags=tags)
    for _ in range(2):
        managed.untag_policy(admin, policy_arn=deploy.arn, tag_keys=["team", "nothing"])
    left = managed.list_policy_tags(admin, policy_arn=deploy.arn).tags
    assert [tag.key for tag in left] == ["cost"]


def test_aws_policies_are_not_the_accounts_to_untag(admin):
    with refused(AccessDenied, "Cannot update policies outside your own account."):
        managed.untag_policy(
            admin, policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess", tag_keys=["team"]
        )


def test_unknown_policies_are_missed(admin):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/NotAPolicy"
    with refused(NoSuchEntity, f"Policy {arn} was not found."):
        managed.untag_policy(admin, policy_arn=arn, tag_keys=["team"])
