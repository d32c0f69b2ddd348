from __future__ import annotations

import pytest

from accounts.operations import groups, users
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.people import allow, calling, grant, make_group
from tests.refusals import refused


def test_what_the_group_gave_is_gone(admin, account, dave):
    grant(make_group(account, "crew", dave), allow("iam:ListUsers"))
    groups.remove_user_from_group(admin, group_name="crew", user_name="DAVE")
    with pytest.raises(AccessDenied):
        users.list_users(calling(dave))


def test_one_who_is_not_in_it_stays_out(admin, crew, dave):
    groups.remove_user_from_group(admin, group_name="crew", user_name="dave")
    assert not dave.memberships.exists()


def test_an_unknown_user_is_missed_before_an_unknown_group(admin, dave):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        groups.remove_user_from_group(admin, group_name="nothing", user_name="nobody")
    with refused(NoSuchEntity, "The group with name nothing cannot be found."):
        groups.remove_user_from_group(admin, group_name="nothing", user_name="dave")
