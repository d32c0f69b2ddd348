from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password

from accounts.models import LoginProfile, PasswordPolicy
from accounts.operations.passwords import change_root_password
from accounts.signin.throttle import TooManyTries
from iamconsole.errors import AccessDenied, PasswordPolicyViolation
from tests.people import PASSWORD, calling
from tests.refusals import refused

NEW = "another battery staple"


def change(user, old=PASSWORD, new=NEW):
    change_root_password(calling(user), old_password=old, new_password=new)


def test_it_changes_root_s(root):
    change(root)
    assert check_password(NEW, LoginProfile.objects.get(user=root).password_hash)


def test_it_is_for_root_alone(alice):
    with pytest.raises(AccessDenied, match="only the root user"):
        change(alice)


def test_the_old_one_has_to_be_right_and_guesses_are_counted(root):
    for _ in range(5):
        with refused(AccessDenied, "The old password was incorrect."):
            change(root, old="a guess")
    with pytest.raises(TooManyTries):
        change(root)


def test_the_policy_holds_for_root_too(root):
    PasswordPolicy.objects.create(account=root.account, requires_numbers=True)
    with refused(PasswordPolicyViolation, "Password should have at least one number"):
        change(root)


@pytest.mark.parametrize("password", ["root1234", "example!", "111122223333"])
def test_what_a_stranger_knows_of_root_is_no_password(root, password):
    with pytest.raises(PasswordPolicyViolation):
        change(root, new=password)
