from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import AccessKey, Account
from accounts.operations import access_keys
from accounts.operations.account import get_account_settings, update_key_lifetime
from iamconsole.errors import AccessDenied, ValidationError
from tests.people import access_key, calling

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_new_key_without_an_end_gets_one_in_every_face(admin, dave):
    update_key_lifetime(admin, days=90)
    assert get_account_settings(admin).key_lifetime_days == 90
    access_keys.create_access_key(admin, user_name="dave")
    issued = access_keys.issue_access_key(admin, user_name="dave")
    ends = {NOON + timedelta(days=90)}
    assert set(AccessKey.objects.values_list("expires", flat=True)) == {issued.expires} == ends


def test_an_end_that_is_said_counts(admin, dave):
    update_key_lifetime(admin, days=90)
    later = NOON + timedelta(days=365)
    assert access_keys.issue_access_key(admin, user_name="dave", expires=later).expires == later


def test_keys_there_are_stay_as_they_are(admin, dave):
    access_key(dave)
    update_key_lifetime(admin, days=90)
    assert AccessKey.objects.get().expires is None


def test_without_days_keys_last_for_ever_again(admin, dave):
    Account.objects.update(key_lifetime_days=90)
    update_key_lifetime(admin)
    access_keys.create_access_key(admin, user_name="dave")
    assert AccessKey.objects.get().expires is None


@pytest.mark.parametrize("days", [0, -1, 3651, "soon"])
def test_days_have_limits(admin, days):
    with pytest.raises(ValidationError):
        update_key_lifetime.perform(admin, {"days": days})


def test_it_takes_a_right_of_its_own(bob):
    with pytest.raises(AccessDenied):
        update_key_lifetime(calling(bob), days=90)
