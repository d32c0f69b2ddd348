from __future__ import annotations

import pytest

from iamconsole.errors import (
    AccessDenied,
    LimitExceeded,
    NoSuchEntity,
    PolicyNotAttachable,
    UnmodifiableEntity,
    ValidationError,
)
from policies.holdings import holdings_of
from policies.operations import attachments
from tests.people import ACCOUNT, allow, bound, calling, grant, make_policy
from tests.refusals import refused

READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


def attach(caller, arn, name="pilot"):
    attachments.attach_role_policy(caller, role_name=name, policy_arn=arn)


def test_the_role_holds_it_once(admin, pilot):
    for _ in range(2):
        attach(admin, READ_ONLY)
    assert [one.arn for one in holdings_of(pilot.role_id).identity] == [READ_ONLY]


def test_the_eleventh_policy_is_refused(admin, account, pilot):
    arns = [make_policy(account, f"policy-{n}").arn for n in range(11)]
    for arn in arns[:10]:
        attach(admin, arn)
    with refused(LimitExceeded, "Cannot exceed quota for PoliciesPerRole: 10"):
        attach(admin, arns[10])


def test_what_is_no_arn_of_a_policy_is_refused(admin, pilot):
    with refused(ValidationError, "ARN longpolicynamebutnoarn is not valid."):
        attach(admin, "longpolicynamebutnoarn")


def test_unknown_policies_and_those_of_others_are_missed(admin, pilot, foreign):
    for arn in (f"arn:aws:iam::{ACCOUNT}:policy/nothing", foreign.arn):
        with refused(NoSuchEntity, f"Policy {arn} does not exist or is not attachable."):
            attach(admin, arn)


def test_a_services_own_policy_is_for_its_own_role(admin, pilot):
    arn = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy"
    message = "Cannot attach a Service Role Policy to a Customer Role."
    with refused(PolicyNotAttachable, message):
        attach(admin, arn)


def test_a_services_role_takes_no_other(admin, linked):
    with pytest.raises(UnmodifiableEntity, match="only modifiable by AWS"):
        attach(admin, READ_ONLY, linked.name)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        attach(admin, READ_ONLY)


def test_who_may_attach_can_be_kept_to_bounded_roles(carol, pilot, deploy):
    asked = {"iam:PermissionsBoundary": deploy.arn}
    grant(carol, allow("iam:AttachRolePolicy", StringEquals=asked))
    with pytest.raises(AccessDenied):
        attach(calling(carol), READ_ONLY)
    bound(pilot, deploy)
    attach(calling(carol), READ_ONLY)
