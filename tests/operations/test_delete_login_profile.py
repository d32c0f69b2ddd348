from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from accounts.models import ConsoleSession, LoginProfile
from accounts.operations import login_profiles
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.people import calling, give_password
from tests.refusals import refused


def test_it_takes_the_password_and_ends_the_sessions(admin, dave):
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
    login_profiles.delete_login_profile(admin, user_name="dave")
    assert not LoginProfile.objects.filter(user=dave).exists()
    assert not ConsoleSession.objects.exists()


def test_a_user_without_one_is_missed(admin, dave):
    with refused(NoSuchEntity, "Login Profile for User dave cannot be found."):
        login_profiles.delete_login_profile(admin, user_name="dave")


def test_root_keeps_its_own(root):
    message = "Must specify userName when calling with non-User credentials"
    with refused(ValidationError, message):
        login_profiles.delete_login_profile(calling(root))
    assert LoginProfile.objects.filter(user=root).exists()


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        login_profiles.delete_login_profile(admin, user_name="dave")
