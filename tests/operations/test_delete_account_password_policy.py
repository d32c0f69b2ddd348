from __future__ import annotations

import pytest

from accounts.models import LoginProfile
from accounts.operations.login_profiles import update_login_profile
from accounts.operations.password_policy import (
    delete_account_password_policy,
    update_account_password_policy,
)
from iamconsole.errors import NoSuchEntity, PasswordPolicyViolation
from tests import people
from tests.refusals import refused


def test_the_directory_s_own_rules_hold_again(admin, dave):
    people.give_password(dave)
    update_account_password_policy(admin, minimum_password_length=30)
    with pytest.raises(PasswordPolicyViolation):
        update_login_profile(admin, user_name="dave", password="nineteen characters")
    delete_account_password_policy(admin)
    update_login_profile(admin, user_name="dave", password="nineteen characters")
    with refused(PasswordPolicyViolation, "Password should have a minimum length of 8"):
        update_login_profile(admin, user_name="dave", password="sevench")
    assert LoginProfile.objects.filter(user=dave).exists()


def test_without_one_it_is_missed(admin):
    message = "The account policy with name PasswordPolicy cannot be found."
    with refused(NoSuchEntity, message):
        delete_account_password_policy(admin)


def test_another_account_s_stays(admin, mallory):
    update_account_password_policy(people.calling(mallory))
    with pytest.raises(NoSuchEntity):
        delete_account_password_policy(admin)
    delete_account_password_policy(people.calling(mallory))
