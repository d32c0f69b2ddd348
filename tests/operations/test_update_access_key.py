from __future__ import annotations

import pytest

from accounts.models import AccessKey
from accounts.operations import access_keys
from iamconsole.errors import InvalidInput, NoSuchEntity, ValidationError
from tests.people import access_key
from tests.refusals import refused


def update(caller, key_id, status, user_name="dave"):
    access_keys.update_access_key(caller, user_name=user_name, access_key_id=key_id, status=status)


def test_it_switches_a_key_off_and_on(admin, dave):
    key_id, _ = access_key(dave)
    for status in ("Inactive", "Inactive", "Active"):
        update(admin, key_id, status)
        assert AccessKey.objects.get().status == status


def test_without_a_name_the_key_must_be_the_callers(admin, alice, dave):
    own, other = access_key(alice)[0], access_key(dave)[0]
    update(admin, own, "Inactive", user_name=None)
    with refused(NoSuchEntity, f"The Access Key with id {other} cannot be found."):
        update(admin, other, "Inactive", user_name=None)


def test_keys_of_others_are_missed(admin, dave, mallory):
    for key_id in ("AKIAIOSFODNN7EXAMPLE", access_key(mallory)[0]):
        with refused(NoSuchEntity, f"The Access Key with id {key_id} cannot be found."):
            update(admin, key_id, "Inactive")


def test_a_key_cannot_be_made_to_expire(admin, dave):
    with pytest.raises(InvalidInput):
        update(admin, access_key(dave)[0], "Expired")


@pytest.mark.parametrize("status", ["active", "", "Deleted"])
def test_other_words_are_refused(admin, dave, status):
    message = r"at 'status' failed to satisfy constraint: Member must satisfy enum value set"
    with pytest.raises(ValidationError, match=message):
        update(admin, access_key(dave)[0], status)
