from __future__ import annotations

from accounts.models import AccessKey
from accounts.operations import access_keys
from iamconsole.caller import Caller
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.people import access_key
from tests.refusals import refused


def test_it_deletes_a_key_for_good(admin, dave):
    key_id, _ = access_key(dave)
    access_keys.delete_access_key(admin, user_name="dave", access_key_id=key_id)
    with refused(NoSuchEntity, f"The Access Key with id {key_id} cannot be found."):
        access_keys.delete_access_key(admin, user_name="dave", access_key_id=key_id)


def test_keys_of_others_stay(admin, dave, carol, mallory):
    for owner in (carol, mallory):
        key_id, _ = access_key(owner)
        with refused(NoSuchEntity, f"The Access Key with id {key_id} cannot be found."):
            access_keys.delete_access_key(admin, user_name="dave", access_key_id=key_id)
    assert AccessKey.objects.count() == 2


def test_callers_that_are_no_users_must_name_one(account):
    message = "Must specify userName when calling with non-User credentials"
    with refused(ValidationError, message):
        access_keys.delete_access_key(
            Caller.service("key-reminder", account.id), access_key_id="AKIAIOSFODNN7EXAMPLE"
        )
