from __future__ import annotations

from accounts.operations import login_profiles
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.people import calling, give_password
from tests.refusals import refused


def test_it_tells_since_when_a_user_may_sign_in(admin, dave):
    given = give_password(dave)
    shape = login_profiles.get_login_profile(admin, user_name="dave").login_profile
    assert (shape.user_name, shape.create_date) == ("dave", given.created)
    assert not shape.password_reset_required


def test_without_a_name_it_is_the_callers(admin, alice):
    give_password(alice)
    assert login_profiles.get_login_profile(admin).login_profile.user_name == "alice"


def test_a_user_without_one_is_missed(admin, dave):
    with refused(NoSuchEntity, "Login Profile for User dave cannot be found."):
        login_profiles.get_login_profile(admin, user_name="dave")


def test_roots_is_not_told(root):
    message = "Must specify userName when calling with non-User credentials"
    with refused(ValidationError, message):
        login_profiles.get_login_profile(calling(root))


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        login_profiles.get_login_profile(admin, user_name="dave")
