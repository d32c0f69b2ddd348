from __future__ import annotations

from accounts.models import User
from accounts.operations import users
from iamconsole.errors import NoSuchEntity
from tests.people import make_user
from tests.refusals import refused


def test_it_lets_a_suspended_user_act_again(admin, account):
    make_user(account, "erin", is_enabled=False)
    for _ in range(2):
        users.enable_user(admin, user_name="erin")
    assert User.objects.get(name="erin").is_enabled


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        users.enable_user(admin, user_name="nobody")
