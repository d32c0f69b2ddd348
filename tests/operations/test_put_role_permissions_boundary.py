from __future__ import annotations

import pytest

from iamconsole.errors import AccessDenied, NoSuchEntity, UnmodifiableEntity, ValidationError
from policies.operations import boundaries
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def put(caller, arn=READ_ONLY, name="pilot"):
    boundaries.put_role_permissions_boundary(caller, role_name=name, permissions_boundary=arn)


def test_another_takes_the_place_of_the_first(admin, pilot, deploy):
    put(admin)
    put(admin, deploy.arn)
    pilot.refresh_from_db()
    assert pilot.boundary.policy == deploy


def test_unknown_policies_and_those_of_others_are_missed(admin, pilot, foreign):
    for arn in (f"arn:aws:iam::{ACCOUNT}:policy/nothing", foreign.arn):
        with refused(NoSuchEntity, f"Scope ARN: {arn} does not exist or is not attachable."):
            put(admin, arn)


def test_what_is_no_arn_of_a_policy_is_refused(admin, pilot):
    arn = f"arn:aws:iam::{ACCOUNT}:not_a_policy/invalid"
    with refused(ValidationError, f"ARN {arn} is not valid."):
        put(admin, arn)


def test_a_services_role_has_none(admin, linked):
    with pytest.raises(UnmodifiableEntity, match="only modifiable by AWS"):
        put(admin, name=linked.name)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        put(admin)


def test_who_may_bound_can_be_kept_to_one_boundary(carol, pilot, deploy):
    asked = {"iam:PermissionsBoundary": READ_ONLY}
    grant(carol, allow("iam:PutRolePermissionsBoundary", StringEquals=asked))
    put(calling(carol))
    with pytest.raises(AccessDenied):
        put(calling(carol), deploy.arn)
