from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import AccessDenied, LimitExceeded, NoSuchEntity, ValidationError
from policies.operations import attachments
from tests.people import ACCOUNT, allow, bound, calling, grant, make_policy
from tests.refusals import refused

READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


def attach_to_dave(caller, policy_arn):
    attachments.attach_user_policy(caller, user_name="dave", policy_arn=policy_arn)


def test_the_policy_holds_at_once(admin, dave):
    with pytest.raises(AccessDenied):
        users.list_users(calling(dave))
    attach_to_dave(admin, READ_ONLY)
    assert users.list_users(calling(dave)).users


def test_once_is_as_good_as_twice(admin, dave):
    for _ in range(2):
        attach_to_dave(admin, READ_ONLY)
    assert dave.attachments.count() == 1


def test_the_eleventh_policy_is_refused_and_the_tenth_may_come_again(admin, account, dave):
    arns = [make_policy(account, f"policy-{n}").arn for n in range(11)]
    for arn in arns[:10]:
        attach_to_dave(admin, arn)
    with refused(LimitExceeded, "Cannot exceed quota for PoliciesPerUser: 10"):
        attach_to_dave(admin, arns[10])
    attach_to_dave(admin, arns[9])
    assert dave.attachments.count() == 10


@pytest.mark.parametrize("arn", ["longpolicynamebutnoarn", "arn:aws:iam::1:policy/deploy"])
def test_what_is_no_arn_of_a_policy_is_refused(admin, dave, arn):
    with refused(ValidationError, f"ARN {arn} is not valid."):
        attach_to_dave(admin, arn)


@pytest.mark.parametrize("owner", [ACCOUNT, "aws", "999988887777"])
def test_unknown_policies_are_missed(admin, dave, owner):
    arn = f"arn:aws:iam::{owner}:policy/nothing"
    with refused(NoSuchEntity, f"Policy {arn} does not exist or is not attachable."):
        attach_to_dave(admin, arn)


def test_another_accounts_policies_are_missed(admin, dave, foreign):
    with refused(NoSuchEntity, f"Policy {foreign.arn} does not exist or is not attachable."):
        attach_to_dave(admin, foreign.arn)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        attach_to_dave(admin, READ_ONLY)


def test_who_may_attach_can_be_kept_to_bounded_users(carol, dave, deploy):
    asked = {"iam:PermissionsBoundary": deploy.arn}
    grant(carol, allow("iam:AttachUserPolicy", StringEquals=asked))
    with pytest.raises(AccessDenied):
        attach_to_dave(calling(carol), READ_ONLY)
    bound(dave, deploy)
    attach_to_dave(calling(carol), READ_ONLY)


def test_who_may_attach_can_be_kept_to_one_policy(carol, dave, deploy):
    grant(carol, allow("iam:AttachUserPolicy", ArnEquals={"iam:PolicyARN": deploy.arn}))
    attach_to_dave(calling(carol), deploy.arn)
    with pytest.raises(AccessDenied):
        attach_to_dave(calling(carol), READ_ONLY)
