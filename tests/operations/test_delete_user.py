from __future__ import annotations

import pytest

from accounts.models import User
from accounts.operations import users
from iamconsole.errors import DeleteConflict, NoSuchEntity
from tests.people import (
    access_key,
    allow,
    attach,
    bound,
    give_password,
    grant,
    make_group,
    make_policy,
)
from tests.refusals import refused

HANGING_ON = {
    "must detach all policies first.": lambda user: attach(user, "ReadOnlyAccess"),
    "must delete policies first.": lambda user: grant(user, allow("s3:*")),
    "must delete access keys first.": access_key,
    "must delete login profile first.": give_password,
    "must remove users from group first.": lambda user: make_group(user.account, "crew", user),
}


def test_it_deletes_a_user_that_owns_nothing(admin, dave):
    users.delete_user(admin, user_name="DAVE")
    assert not User.objects.filter(pk=dave.pk).exists()


@pytest.mark.parametrize("first", HANGING_ON)
def test_whatever_hangs_on_a_user_must_go_first(admin, dave, first):
    HANGING_ON[first](dave)
    with refused(DeleteConflict, f"Cannot delete entity, {first}"):
        users.delete_user(admin, user_name="dave")
    assert User.objects.filter(pk=dave.pk).exists()


def test_a_boundary_goes_with_its_user(admin, dave):
    bound(dave, make_policy(dave.account, "deploy"))
    users.delete_user(admin, user_name="dave")
    assert not User.objects.filter(pk=dave.pk).exists()


def test_unknown_names_are_missed_and_so_is_a_second_time(admin, dave):
    users.delete_user(admin, user_name="dave")
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        users.delete_user(admin, user_name="dave")


def test_users_of_another_account_stay(admin, mallory):
    with refused(NoSuchEntity, "The user with name mallory cannot be found."):
        users.delete_user(admin, user_name="mallory")
    assert User.objects.filter(pk=mallory.pk).exists()
