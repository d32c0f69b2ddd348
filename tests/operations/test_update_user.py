from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import EntityAlreadyExists, NoSuchEntity, ValidationError
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused


def test_it_renames_and_moves_and_keeps_the_id(admin, dave):
    users.update_user(admin, user_name="dave", new_user_name="david", new_path="/lab/")
    user = users.get_user(admin, user_name="david").user
    assert (user.user_id, user.arn) == (dave.user_id, f"arn:aws:iam::{ACCOUNT}:user/lab/david")


def test_what_is_not_given_stays(admin, dave):
    users.update_user(admin, user_name="dave", new_path="/lab/")
    users.update_user(admin, user_name="dave", new_user_name="david")
    users.update_user(admin, user_name="david")
    assert users.get_user(admin, user_name="david").user.path == "/lab/"


def test_what_the_user_may_do_stays(admin, dave):
    grant(dave, allow("iam:ListUsers"))
    users.update_user(admin, user_name="dave", new_user_name="david")
    assert users.list_users(calling(dave)).users


def test_the_case_of_a_name_can_be_changed(admin, dave):
    users.update_user(admin, user_name="dave", new_user_name="DAVE")
    assert users.get_user(admin, user_name="dave").user.user_name == "DAVE"


def test_a_name_that_is_taken_is_refused(admin, dave, carol):
    with refused(EntityAlreadyExists, "User with name Carol already exists."):
        users.update_user(admin, user_name="dave", new_user_name="Carol")
    assert users.get_user(admin, user_name="dave").user.user_id == dave.user_id


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        users.update_user(admin, user_name="nobody", new_path="/lab/")


@pytest.mark.parametrize("change", [{"new_path": "lab"}, {"new_user_name": "no spaces"}])
def test_new_names_and_paths_keep_the_rules_of_old_ones(admin, dave, change):
    with pytest.raises(ValidationError):
        users.update_user(admin, user_name="dave", **change)
