from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.operations import inline
from tests.people import allow, calling, grant
from tests.refusals import refused


def test_the_policy_stops_holding_at_once(admin, dave):
    grant(dave, allow("iam:ListUsers"), name="Listing")
    assert users.list_users(calling(dave)).users
    inline.delete_user_policy(admin, user_name="dave", policy_name="listing")
    with pytest.raises(AccessDenied):
        users.list_users(calling(dave))


def test_unknown_policies_are_missed(admin, dave):
    with refused(NoSuchEntity, "The user policy with name nothing cannot be found."):
        inline.delete_user_policy(admin, user_name="dave", policy_name="nothing")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        inline.delete_user_policy(admin, user_name="dave", policy_name="nothing")
