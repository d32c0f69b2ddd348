from __future__ import annotations

from accounts.operations import groups, users
from iamconsole.errors import LimitExceeded, NoSuchEntity
from tests.people import allow, calling, grant, make_group
from tests.refusals import refused


def test_the_group_gives_its_members_what_it_holds(admin, crew, dave):
    grant(crew, allow("iam:ListUsers"))
    groups.add_user_to_group(admin, group_name="crew", user_name="dave")
    assert users.list_users(calling(dave)).users


def test_once_is_as_good_as_twice(admin, crew, dave):
    for name in ("crew", "CREW"):
        groups.add_user_to_group(admin, group_name=name, user_name="Dave")
    assert crew.memberships.count() == 1


def test_the_eleventh_group_is_refused(admin, account, crew, dave):
    for n in range(10):
        make_group(account, f"group-{n}", dave)
    with refused(LimitExceeded, "Cannot exceed quota for GroupsPerUser: 10"):
        groups.add_user_to_group(admin, group_name="crew", user_name="dave")
    groups.add_user_to_group(admin, group_name="group-3", user_name="dave")
    assert dave.memberships.count() == 10


def test_an_unknown_user_is_missed_before_an_unknown_group(admin, crew, dave):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        groups.add_user_to_group(admin, group_name="nothing", user_name="nobody")
    with refused(NoSuchEntity, "The group with name nothing cannot be found."):
        groups.add_user_to_group(admin, group_name="nothing", user_name="dave")


def test_users_and_groups_of_another_account_are_missed(admin, crew, mallory, dave):
    make_group(mallory.account, "theirs")
    with refused(NoSuchEntity, "The user with name mallory cannot be found."):
        groups.add_user_to_group(admin, group_name="crew", user_name="mallory")
    with refused(NoSuchEntity, "The group with name theirs cannot be found."):
        groups.add_user_to_group(admin, group_name="theirs", user_name="dave")
