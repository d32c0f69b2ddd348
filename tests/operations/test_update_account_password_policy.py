from __future__ import annotations

import pytest

from accounts.models import PasswordPolicy
from accounts.operations.password_policy import (
    get_account_password_policy,
    update_account_password_policy,
)
from accounts.operations.passwords import change_password
from iamconsole.errors import AccessDenied, ValidationError
from tests import people
from tests.people import ACCOUNT, calling

EVERYTHING = {
    "minimum_password_length": 14,
    "require_symbols": True,
    "require_numbers": True,
    "require_uppercase_characters": True,
    "require_lowercase_characters": True,
    "allow_users_to_change_password": True,
    "max_password_age": 90,
    "password_reuse_prevention": 24,
    "hard_expiry": True,
}


def shape(caller):
    return get_account_password_policy(caller).password_policy


def test_it_sets_what_is_given(admin):
    update_account_password_policy(admin, **EVERYTHING)
    told = shape(admin)
    assert {name: getattr(told, name) for name in EVERYTHING} == EVERYTHING
    assert told.expire_passwords


def test_what_is_not_given_goes_back_to_what_it_is_in_aws(admin):
    update_account_password_policy(admin, **EVERYTHING)
    update_account_password_policy(admin)
    told = shape(admin)
    assert (told.minimum_password_length, told.allow_users_to_change_password) == (6, False)
    assert (told.max_password_age, told.password_reuse_prevention, told.hard_expiry) == (None,) * 3
    assert not told.expire_passwords
    assert PasswordPolicy.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("minimum_password_length", 6, 128),
        ("max_password_age", 1, 1095),
        ("password_reuse_prevention", 1, 24),
    ],
)
def test_numbers_keep_to_aws_limits(admin, name, least, most):
    for value in (least, most):
        update_account_password_policy(admin, **{name: value})
        assert getattr(shape(admin), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(ValidationError):
            update_account_password_policy(admin, **{name: value})
    assert getattr(shape(admin), name) == most


def test_it_is_of_one_account(admin, mallory):
    update_account_password_policy(admin, **EVERYTHING)
    assert not PasswordPolicy.objects.filter(account=mallory.account).exists()
    update_account_password_policy(calling(mallory), minimum_password_length=10)
    assert PasswordPolicy.objects.get(account=ACCOUNT).minimum_length == 14


def test_letting_users_change_their_password_holds_at_the_next_call(admin, carol):
    people.give_password(carol)
    change(carol, people.PASSWORD, "another battery staple")
    update_account_password_policy(admin)
    with pytest.raises(AccessDenied):
        change(carol, "another battery staple", "yet another staple")
    update_account_password_policy(admin, allow_users_to_change_password=True)
    change(carol, "another battery staple", "yet another staple")


def change(user, old, new):
    change_password(calling(user), old_password=old, new_password=new)
