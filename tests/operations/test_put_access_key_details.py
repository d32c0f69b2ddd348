from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import AccessKey
from accounts.operations import access_keys
from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity
from tests.people import access_key, allow, calling, grant
from tests.refusals import refused

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=30)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def put(caller, key_id, **more):
    given = {"user_name": "dave", "access_key_id": key_id} | more
    access_keys.put_access_key_details(caller, **given)


def test_it_says_what_a_key_is_for_and_when_it_ends(admin, dave):
    key_id, _ = access_key(dave)
    put(admin, key_id, description="backup", expires=LATER)
    row = AccessKey.objects.get()
    assert (row.description, row.expires) == ("backup", LATER)


def test_what_is_left_out_is_cleared(admin, dave):
    key_id, _ = access_key(dave, description="backup", expires=LATER)
    put(admin, key_id)
    row = AccessKey.objects.get()
    assert (row.description, row.expires) == ("", None)


def test_what_has_expired_stays_expired(admin, dave):
    key_id, _ = access_key(dave, expires=NOON)
    message = f"The access key {key_id} has expired. Create another one."
    with refused(InvalidInput, message):
        put(admin, key_id, expires=LATER)
    with refused(InvalidInput, message):
        access_keys.update_access_key(
            admin, user_name="dave", access_key_id=key_id, status="Active"
        )
    assert AccessKey.objects.get().expires == NOON


def test_an_end_in_the_past_is_refused(admin, dave):
    key_id, _ = access_key(dave)
    with refused(InvalidInput, "A key can expire after this moment only, not at 2026-11-22."):
        put(admin, key_id, expires=NOON)
    assert AccessKey.objects.get().expires is None


def test_keys_of_others_are_missed(admin, dave, alice):
    key_id, _ = access_key(alice)
    with refused(NoSuchEntity, f"The Access Key with id {key_id} cannot be found."):
        put(admin, key_id, expires=LATER)


def test_it_takes_the_right_to_change_keys(carol):
    key_id, _ = access_key(carol)
    with pytest.raises(AccessDenied):
        access_keys.put_access_key_details(calling(carol), access_key_id=key_id, expires=LATER)
    grant(carol, allow("iam:UpdateAccessKey", carol.arn))
    access_keys.put_access_key_details(calling(carol), access_key_id=key_id, expires=LATER)
    assert AccessKey.objects.get().expires == LATER
