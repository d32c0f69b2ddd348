from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError
from policies.operations import attachments
from tests.people import ACCOUNT, attach, calling
from tests.refusals import refused

READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


def detach_from_crew(caller, policy_arn):
    attachments.detach_group_policy(caller, group_name="crew", policy_arn=policy_arn)


def test_the_policy_stops_holding_at_once(admin, crew, member):
    attach(crew, "IAMReadOnlyAccess")
    assert users.list_users(calling(member)).users
    detach_from_crew(admin, READ_ONLY)
    with pytest.raises(AccessDenied):
        users.list_users(calling(member))


@pytest.mark.parametrize(
    "arn", [READ_ONLY, f"arn:aws:iam::{ACCOUNT}:policy/nothing", "arn:aws:iam::aws:policy/none"]
)
def test_what_is_not_attached_is_missed(admin, crew, arn):
    with refused(NoSuchEntity, f"Policy {arn} was not found."):
        detach_from_crew(admin, arn)


def test_what_is_no_arn_of_a_policy_is_refused(admin, crew):
    with refused(ValidationError, "ARN longpolicynamebutnoarn is not valid."):
        detach_from_crew(admin, "longpolicynamebutnoarn")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The group with name crew cannot be found."):
        detach_from_crew(admin, READ_ONLY)
