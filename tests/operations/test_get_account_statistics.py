from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts import statistics
from accounts.models import Event
from accounts.operations.account import get_account_statistics
from iamconsole.errors import AccessDenied
from tests.people import ELSEWHERE, access_key, calling, make_user


def sign_in(account_id, days=0, **more):
    given = {"time": now() - timedelta(days=days), "action": "signin:ConsoleLogin"} | more
    Event.objects.create(account_id=account_id, **given)


def test_sign_ins_are_counted_day_by_day_for_thirty_days(admin, account):
    for days in (0, 0, 2, 29, 40):
        sign_in(account.id, days)
    sign_in(account.id, error="InvalidCredentials")
    sign_in(account.id, action="iam:GetUser")
    sign_in(ELSEWHERE)
    counts = [one.count for one in get_account_statistics(admin).sign_ins]
    assert len(counts) == 30
    assert (counts[-1], counts[-3], counts[0], sum(counts)) == (2, 1, 1, 4)


def test_of_more_than_are_counted_the_first_days_are_left_out(admin, account, monkeypatch):
    monkeypatch.setattr(statistics, "MOST_COUNTED", 3)
    for days in (0, 1, 2, 3):
        sign_in(account.id, days)
    assert [one.count for one in get_account_statistics(admin).sign_ins] == [1, 1]


def test_active_keys_are_counted_by_their_age(admin, account, root):
    dave = make_user(account, "dave")
    for days in (0, 100):
        key_id, _ = access_key(dave)
        dave.access_keys.filter(key_id=key_id).update(created=now() - timedelta(days=days))
    erin = make_user(account, "erin")
    access_key(erin)
    erin.access_keys.update(status="Inactive")
    access_key(root)
    ages = get_account_statistics(admin).key_ages
    assert [(one.from_days, one.to_days, one.count) for one in ages] == [
        (0, 30, 1),
        (30, 90, 0),
        (90, 180, 1),
        (180, 365, 0),
        (365, None, 0),
    ]


def test_it_takes_the_right_to_see_the_summary(carol):
    with pytest.raises(AccessDenied, match="iam:GetAccountSummary"):
        get_account_statistics(calling(carol))
