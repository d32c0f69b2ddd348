from __future__ import annotations

import pytest

from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.operations.effective_access import simulate_new_access
from tests.people import allow, attach, calling, grant, make_group, make_policy

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


def test_it_tells_what_groups_and_policies_together_give(admin, account):
    crew = make_group(account, "crew")
    attach(crew, "AmazonEC2ReadOnlyAccess")
    found = simulate_new_access(admin, join_groups=["crew"], attach_policy_arns=[READ_ONLY])
    gained = {one.service_namespace for one in found.services if any(x.gained for x in one.levels)}
    assert {"ec2", "s3"} <= gained


def test_a_boundary_blocks(admin, account):
    cap = make_policy(account, "cap", allow("ec2:*"))
    found = simulate_new_access(admin, attach_policy_arns=[READ_ONLY], permissions_boundary=cap.arn)
    s3 = next(one for one in found.services if one.service_namespace == "s3")
    assert all(level.blocked and not level.gained for level in s3.levels)


def test_without_anything_there_is_nothing(admin):
    assert simulate_new_access(admin).services == ()


def test_what_the_caller_may_not_read_is_named(carol):
    grant(carol, allow("iam:SimulateCustomPolicy"))
    found = simulate_new_access(calling(carol), attach_policy_arns=[READ_ONLY])
    assert [(one.action, one.resource) for one in found.unread] == [
        ("iam:GetPolicyVersion", READ_ONLY)
    ]


def test_a_group_there_is_none_of_is_refused(admin):
    with pytest.raises(NoSuchEntity, match="nobodies"):
        simulate_new_access(admin, join_groups=["nobodies"])


def test_it_takes_the_right_to_simulate(carol):
    with pytest.raises(AccessDenied, match="iam:SimulateCustomPolicy"):
        simulate_new_access(calling(carol))
