from __future__ import annotations

from django.utils.timezone import now

from accounts.models import ConsoleSession, User
from accounts.operations import users
from iamconsole.errors import NoSuchEntity
from tests.people import access_key
from tests.refusals import refused


def test_it_suspends_a_user_and_keeps_what_it_owns(admin, dave):
    access_key(dave)
    users.disable_user(admin, user_name="dave")
    assert not User.objects.get(pk=dave.pk).is_enabled
    assert dave.access_keys.count() == 1


def test_its_browsers_are_signed_out(admin, dave):
    session = {"created": now(), "last_seen": now(), "expires": now()}
    ConsoleSession.objects.create(
        digest="d", public_id="p", account=dave.account, user=dave, **session
    )
    users.disable_user(admin, user_name="dave")
    assert not ConsoleSession.objects.exists()


def test_once_is_as_good_as_twice(admin, dave):
    for _ in range(2):
        users.disable_user(admin, user_name="dave")
    assert not User.objects.get(pk=dave.pk).is_enabled


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        users.disable_user(admin, user_name="nobody")
