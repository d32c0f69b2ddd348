from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import LoginProfile
from accounts.operations.password_policy import simulate_account_password_policy
from iamconsole.errors import AccessDenied
from tests import people
from tests.people import calling


@pytest.fixture
def aged(account, mallory):
    """A user for each age of a password, in days; root and another account have old ones."""
    for days in (10, 89, 91, 400):
        user = people.make_user(account, f"aged-{days}")
        people.give_password(user)
        changed = now() - timedelta(days=days)
        LoginProfile.objects.filter(user=user).update(password_changed=changed)
    people.give_password(mallory)
    old = now() - timedelta(days=1000)
    others = LoginProfile.objects.exclude(user__name__startswith="aged-")
    others.update(password_changed=old)


def test_it_counts_whose_password_is_older_and_names_the_oldest_first(admin, aged):
    effect = simulate_account_password_policy(admin, max_password_age=90)
    assert (effect.password_count, effect.expired_count) == (4, 2)
    assert [one.user_name for one in effect.oldest] == ["aged-400", "aged-91"]


def test_without_an_age_nothing_expires(admin, aged):
    effect = simulate_account_password_policy(admin)
    assert (effect.password_count, effect.expired_count, effect.oldest) == (4, 0, ())


def test_ten_are_named_and_all_are_counted(admin, account):
    for number in range(12):
        people.give_password(people.make_user(account, f"user-{number}"))
    LoginProfile.objects.update(password_changed=now() - timedelta(days=2))
    effect = simulate_account_password_policy(admin, max_password_age=1)
    assert (effect.expired_count, len(effect.oldest)) == (12, 10)


def test_it_is_for_those_who_may_see_the_users(aged, bob, carol):
    assert simulate_account_password_policy(calling(bob), max_password_age=90).oldest
    with pytest.raises(AccessDenied, match="iam:ListUsers"):
        simulate_account_password_policy(calling(carol), max_password_age=90)
