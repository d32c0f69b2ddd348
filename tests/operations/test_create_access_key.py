from __future__ import annotations

import re

from accounts.models import AccessKey, Event
from accounts.operations import access_keys
from iamconsole.errors import LimitExceeded, NoSuchEntity
from iamconsole.sealing import open_sealed
from tests.people import access_key, allow, calling, grant
from tests.refusals import refused


def test_it_shows_the_secret_this_once(admin, dave):
    key = access_keys.create_access_key(admin, user_name="dave").access_key
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", key.access_key_id)
    assert re.fullmatch(r"[A-Za-z0-9+/]{40}", key.secret_access_key)
    assert (key.user_name, key.status) == ("dave", "Active")
    assert key.secret_access_key not in repr(key)


def test_the_secret_is_sealed_at_rest_and_not_in_the_trail(admin, dave):
    key = access_keys.create_access_key(admin, user_name="dave").access_key
    sealed = AccessKey.objects.get().sealed_secret
    assert key.secret_access_key not in sealed
    assert open_sealed(sealed, f"access_key:{key.access_key_id}") == key.secret_access_key
    assert key.secret_access_key not in str(Event.objects.values())


def test_without_a_name_it_is_for_the_caller(carol, admin):
    grant(carol, allow("iam:CreateAccessKey", carol.arn))
    assert access_keys.create_access_key(calling(carol)).access_key.user_name == "carol"


def test_root_may_have_keys(root):
    assert access_keys.create_access_key(calling(root)).access_key.access_key_id
    assert root.access_keys.count() == 1


def test_the_third_key_is_refused(admin, dave):
    for _ in range(2):
        access_key(dave)
    with refused(LimitExceeded, "Cannot exceed quota for AccessKeysPerUser: 2"):
        access_keys.create_access_key(admin, user_name="dave")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        access_keys.create_access_key(admin, user_name="dave")
