from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password

from accounts.models import Event, LoginProfile
from accounts.operations import login_profiles
from iamconsole.errors import (
    EntityAlreadyExists,
    NoSuchEntity,
    PasswordPolicyViolation,
    ValidationError,
)
from tests.people import PASSWORD, calling
from tests.refusals import refused


def create(caller, password=PASSWORD, **more):
    return login_profiles.create_login_profile(
        caller, user_name="dave", password=password, **more
    ).login_profile


def test_it_lets_a_user_sign_in(admin, dave):
    shape = create(admin, password_reset_required=True)
    assert (shape.user_name, shape.password_reset_required) == ("dave", True)
    assert check_password(PASSWORD, LoginProfile.objects.get(user=dave).password_hash)


def test_the_password_is_kept_nowhere(admin, dave):
    create(admin)
    assert PASSWORD not in str(LoginProfile.objects.values()) + str(Event.objects.values())
    assert Event.objects.get().params["password"] == "***"


def test_a_second_one_is_refused(admin, dave):
    create(admin)
    with refused(EntityAlreadyExists, "Login Profile for user dave already exists."):
        create(admin)


@pytest.mark.parametrize("password", ["short12", "111122223333"])
def test_weak_passwords_are_refused(admin, dave, password):
    with pytest.raises(PasswordPolicyViolation):
        create(admin, password)
    assert not LoginProfile.objects.filter(user=dave).exists()


def test_short_passwords_are_refused_in_aws_words(admin, dave):
    with refused(PasswordPolicyViolation, "Password should have a minimum length of 8"):
        create(admin, "1234567")


@pytest.mark.parametrize("password", ["p" * 129, "bell\u0007bell", "日本語のパスワード"])
def test_passwords_keep_to_aws_alphabet_and_length_and_are_not_repeated(admin, dave, password):
    with pytest.raises(ValidationError) as refusal:
        create(admin, password)
    assert password not in refusal.value.message


def test_a_password_must_be_given(admin, dave):
    message = "Must specify password when calling with long-term credentials"
    with refused(ValidationError, message):
        login_profiles.create_login_profile(admin, user_name="dave")


def test_root_must_name_a_user(root):
    message = "Must specify userName when calling with non-User credentials"
    with refused(ValidationError, message):
        login_profiles.create_login_profile(calling(root), password=PASSWORD)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        create(admin)
