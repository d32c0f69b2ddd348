from __future__ import annotations

from accounts.operations import users
from iamconsole.caller import Caller
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.people import ACCOUNT, bound, calling, make_user
from tests.refusals import refused


def test_it_tells_what_is_known_about_a_user(admin, account, deploy):
    dave = make_user(account, "Dave", "/lab/", tags={"team": "lab"})
    bound(dave, deploy)
    user = users.get_user(admin, user_name="dave").user
    assert (user.user_name, user.user_id, user.arn) == ("Dave", dave.user_id, dave.arn)
    assert [(tag.key, tag.value) for tag in user.tags] == [("team", "lab")]
    assert user.permissions_boundary.permissions_boundary_arn == deploy.arn
    assert user.permissions_boundary.permissions_boundary_type == "PermissionsBoundaryPolicy"


def test_without_a_name_it_is_the_caller(admin, alice):
    assert users.get_user(admin).user.user_id == alice.user_id


def test_of_root_it_tells_the_account(root):
    user = users.get_user(calling(root)).user
    assert (user.arn, user.user_id) == (f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)
    assert user.user_name is None


def test_callers_that_are_no_users_must_name_one(account, monkeypatch):
    message = "Must specify userName when calling with non-User credentials"
    with refused(ValidationError, message):
        users.get_user(Caller.service("key-reminder", account.id))


def test_the_password_is_not_used_before_it_is_used(admin, alice):
    assert users.get_user(admin).user.password_last_used is None


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        users.get_user(admin, user_name="nobody")


def test_users_of_another_account_are_missed(admin, mallory):
    with refused(NoSuchEntity, "The user with name mallory cannot be found."):
        users.get_user(admin, user_name="mallory")
