from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.operations import access_keys
from iamconsole.errors import AccessDenied
from tests.people import access_key, allow, calling, grant

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def details(caller, **more):
    return access_keys.list_access_key_details(caller, **more).keys


def test_it_tells_what_each_key_is_for_and_when_it_ends(admin, dave):
    first, _ = access_key(dave, created=NOON, description="backup", expires=NOON)
    second, _ = access_key(dave, created=NOON, status="Inactive")
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False):
        one, other = details(admin, user_name="dave")
    assert (one.access_key_id, one.status, one.create_date) == (first, "Active", NOON)
    assert (one.description, one.expires) == ("backup", NOON)
    assert (other.access_key_id, other.status) == (second, "Inactive")
    assert (other.description, other.expires) == ("", None)


def test_a_key_expires_by_the_clock_alone(admin, dave):
    access_key(dave, expires=NOON)
    access_key(dave, expires=NOON, status="Inactive")
    with time_machine.travel(NOON, tick=False):
        assert [key.status for key in details(admin, user_name="dave")] == ["Expired"] * 2
        listed = access_keys.list_access_keys(admin, user_name="dave").access_key_metadata
        assert [key.status for key in listed] == ["Expired"] * 2


def test_who_has_no_keys_has_an_empty_list(admin, dave):
    assert details(admin, user_name="dave") == ()


def test_it_takes_the_right_to_list_keys(carol):
    with pytest.raises(AccessDenied):
        details(calling(carol))
    grant(carol, allow("iam:ListAccessKeys", carol.arn))
    assert details(calling(carol)) == ()
