from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.operations import inline
from tests.people import allow, calling, grant
from tests.refusals import refused


def test_the_policy_stops_holding_at_once(admin, crew, member):
    grant(crew, allow("iam:ListUsers"), name="Listing")
    assert users.list_users(calling(member)).users
    inline.delete_group_policy(admin, group_name="crew", policy_name="listing")
    with pytest.raises(AccessDenied):
        users.list_users(calling(member))


def test_unknown_policies_are_missed(admin, crew):
    with refused(NoSuchEntity, "The group policy with name nothing cannot be found."):
        inline.delete_group_policy(admin, group_name="crew", policy_name="nothing")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The group with name crew cannot be found."):
        inline.delete_group_policy(admin, group_name="crew", policy_name="nothing")
