from __future__ import annotations

import pytest

from accounts.operations.password_policy import (
    get_account_password_policy,
    update_account_password_policy,
)
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.people import ACCOUNT, calling
from tests.refusals import refused


def test_without_one_it_is_missed(admin):
    message = f"The Password Policy with domain name {ACCOUNT} cannot be found."
    with refused(NoSuchEntity, message):
        get_account_password_policy(admin)


def test_passwords_expire_where_they_have_a_greatest_age(admin):
    update_account_password_policy(admin, max_password_age=30)
    assert get_account_password_policy(admin).password_policy.expire_passwords


def test_users_who_may_change_their_password_may_read_what_is_asked_of_it(admin, carol):
    update_account_password_policy(admin, allow_users_to_change_password=True)
    assert get_account_password_policy(calling(carol)).password_policy.minimum_password_length == 6
    update_account_password_policy(admin)
    with pytest.raises(AccessDenied):
        get_account_password_policy(calling(carol))
