from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.utils.timezone import now

from accounts.models import ConsoleSession, LoginProfile
from accounts.operations import login_profiles
from iamconsole.errors import NoSuchEntity, PasswordPolicyViolation
from tests.people import PASSWORD, give_password
from tests.refusals import refused

NEW = "another battery staple"


def update(caller, **changes):
    login_profiles.update_login_profile(caller, user_name="dave", **changes)


def profile(user):
    return LoginProfile.objects.get(user=user)


def test_it_gives_another_password(admin, dave):
    before = give_password(dave)
    update(admin, password=NEW)
    assert check_password(NEW, profile(dave).password_hash)
    assert profile(dave).password_changed > before.password_changed
    assert profile(dave).created == before.created


def test_browsers_signed_in_with_the_old_one_are_signed_out(admin, dave):
    give_password(dave)
    ConsoleSession.objects.create(
        digest="d",
        public_id="p",
        account=dave.account,
        user=dave,
        created=now(),
        last_seen=now(),
        expires=now() + timedelta(hours=1),
    )
    update(admin, password_reset_required=True)
    assert ConsoleSession.objects.exists()
    update(admin, password=NEW)
    assert not ConsoleSession.objects.exists()


def test_what_is_not_given_stays(admin, dave):
    give_password(dave)
    update(admin, password_reset_required=True)
    assert check_password(PASSWORD, profile(dave).password_hash)
    update(admin, password=NEW)
    assert profile(dave).is_reset_required
    update(admin, password_reset_required=False)
    assert not profile(dave).is_reset_required


def test_weak_passwords_are_refused(admin, dave):
    give_password(dave)
    with pytest.raises(PasswordPolicyViolation):
        update(admin, password="short")
    assert check_password(PASSWORD, profile(dave).password_hash)


def test_a_user_without_one_is_missed(admin, dave):
    with refused(NoSuchEntity, "Login Profile for User dave cannot be found."):
        update(admin, password=NEW)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        update(admin, password=NEW)
