from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils.timezone import now

from accounts.models import AccessKey, Event
from accounts.operations import access_keys
from iamconsole.errors import AccessDenied, InvalidInput, LimitExceeded
from tests.people import access_key, allow, calling, grant
from tests.refusals import refused

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=90)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def issue(caller, **more):
    return access_keys.issue_access_key(caller, **{"user_name": "dave"} | more)


def test_it_makes_a_key_that_ends_by_itself(admin, dave):
    told = issue(admin, description="the nightly backup", expires=LATER)
    assert (told.description, told.expires) == ("the nightly backup", LATER)
    row = AccessKey.objects.get(key_id=told.access_key.access_key_id)
    assert (row.user, row.description, row.expires) == (dave, "the nightly backup", LATER)
    assert told.access_key.status == "Active"


def test_without_an_end_it_lasts(admin, dave):
    told = issue(admin)
    assert (told.expires, told.description) == (None, "")
    assert AccessKey.objects.get().expires is None


def test_the_secret_is_not_in_the_trail(admin, dave):
    told = issue(admin, description="backup", expires=LATER)
    event = Event.objects.get(action="iam:CreateAccessKey")
    assert event.params == {
        "user_name": "dave",
        "description": "backup",
        "expires": LATER.isoformat(),
    }
    assert told.access_key.secret_access_key not in str(Event.objects.values())
    assert told.access_key.secret_access_key not in repr(told)


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(days=400)])
def test_no_key_begins_at_its_end(admin, dave, ago):
    day = f"{NOON - ago:%Y-%m-%d}"
    with refused(InvalidInput, f"A key can expire after this moment only, not at {day}."):
        issue(admin, expires=NOON - ago)
    assert not AccessKey.objects.exists()


def test_an_expired_key_still_takes_a_place(admin, dave):
    access_key(dave)
    access_key(dave, expires=now() - timedelta(days=1))
    with refused(LimitExceeded, "Cannot exceed quota for AccessKeysPerUser: 2"):
        issue(admin)


def test_it_takes_the_right_to_create_keys(carol, dave):
    with pytest.raises(AccessDenied):
        issue(calling(carol))
    grant(carol, allow("iam:CreateAccessKey", carol.arn))
    key = access_keys.issue_access_key(calling(carol), expires=LATER).access_key
    assert key.user_name == "carol"
