from __future__ import annotations

import pytest

from accounts.operations import groups, users
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError
from policies.models import Boundary
from policies.operations import boundaries
from tests.people import ACCOUNT, allow, attach, calling, make_policy
from tests.refusals import refused


def bound_dave(caller, arn):
    boundaries.put_user_permissions_boundary(caller, user_name="dave", permissions_boundary=arn)


def test_it_caps_at_once_what_other_policies_give(admin, account, dave):
    attach(dave, "AdministratorAccess")
    bound_dave(admin, make_policy(account, "listing", allow("iam:ListUsers")).arn)
    assert users.list_users(calling(dave)).users
    message = "because no permissions boundary allows the iam:ListGroups action"
    with pytest.raises(AccessDenied, match=message):
        groups.list_groups(calling(dave))


def test_it_gives_nothing_by_itself(admin, account, dave):
    bound_dave(admin, make_policy(account, "listing", allow("iam:ListUsers")).arn)
    with pytest.raises(AccessDenied, match="no identity-based policy allows"):
        users.list_users(calling(dave))


def test_another_takes_its_place(admin, account, dave, deploy):
    attach(dave, "AdministratorAccess")
    bound_dave(admin, make_policy(account, "listing", allow("iam:ListUsers")).arn)
    bound_dave(admin, deploy.arn)
    assert Boundary.objects.get().policy == deploy
    with pytest.raises(AccessDenied):
        users.list_users(calling(dave))


def test_aws_policies_may_be_boundaries(admin, dave):
    bound_dave(admin, "arn:aws:iam::aws:policy/PowerUserAccess")
    boundary = users.get_user(admin, user_name="dave").user.permissions_boundary
    assert boundary.permissions_boundary_arn == "arn:aws:iam::aws:policy/PowerUserAccess"


def test_unknown_and_foreign_policies_are_missed(admin, dave, foreign):
    for arn in (foreign.arn, f"arn:aws:iam::{ACCOUNT}:policy/nothing"):
        with refused(NoSuchEntity, f"Scope ARN: {arn} does not exist or is not attachable."):
            bound_dave(admin, arn)


def test_what_is_no_arn_of_a_policy_is_refused(admin, dave):
    with refused(ValidationError, "ARN longpolicynamebutnoarn is not valid."):
        bound_dave(admin, "longpolicynamebutnoarn")


def test_unknown_names_are_missed(admin, deploy):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        bound_dave(admin, deploy.arn)
