from __future__ import annotations

from iamconsole.errors import AccessDenied, InvalidInput, LimitExceeded, NoSuchEntity
from policies.operations import managed
from tests.people import ACCOUNT
from tests.refusals import refused


def tag(key, value=""):
    return {"key": key, "value": value}


def tags(caller, policy):
    result = managed.list_policy_tags(caller, policy_arn=policy.arn)
    return {tag.key: tag.value for tag in result.tags}


def test_it_adds_tags_and_changes_those_there_are(admin, deploy):
    managed.tag_policy(admin, policy_arn=deploy.arn, tags=[tag("team", "lab"), tag("cost", "1")])
    managed.tag_policy(admin, policy_arn=deploy.arn, tags=[tag("team", "office")])
    assert tags(admin, deploy) == {"team": "office", "cost": "1"}


def test_the_fifty_first_tag_is_refused(admin, deploy):
    full = [tag(f"key-{n}") for n in range(50)]
    managed.tag_policy(admin, policy_arn=deploy.arn, tags=full)
    with refused(LimitExceeded, "The number of tags has reached the maximum limit of 50."):
        managed.tag_policy(admin, policy_arn=deploy.arn, tags=[tag("more")])


def test_keys_of_the_system_are_refused(admin, deploy):
    with refused(InvalidInput, "Tag keys that begin with aws: are reserved for system use."):
        managed.tag_policy(admin, policy_arn=deploy.arn, tags=[tag("aws:x")])


def test_aws_policies_are_not_the_accounts_to_tag(admin):
    with refused(AccessDenied, "Cannot update policies outside your own account."):
        managed.tag_policy(
            admin, policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess", tags=[tag("team")]
        )


def test_unknown_policies_are_missed(admin):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/NotAPolicy"
    with refused(NoSuchEntity, f"Policy {arn} was not found."):
        managed.tag_policy(admin, policy_arn=arn, tags=[tag("team")])
