from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts import reminding
from accounts.models import ReminderPolicy
from accounts.operations.reminders import list_user_notices
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.ageing import aged_key, aged_password
from tests.people import allow, calling, grant, make_user


def test_everything_of_a_user_that_wants_attention_is_told_longest_overdue_first(admin, dave):
    old = aged_key(dave, days=100)
    idle = aged_key(dave, days=300, used=200)
    aged_password(dave, days=80, expires_after=90)
    found = list_user_notices(admin, user_name="dave")
    assert [(one.kind, one.access_key_id) for one in found.notices] == [
        ("UnusedKey", idle.key_id),
        ("OldKey", old.key_id),
        ("ExpiringPassword", None),
    ]
    assert found.notice_count == 3
    assert found.notices[2].date > now() > found.notices[1].date


def test_a_key_about_to_end_is_told_with_its_end(admin, dave):
    end = now() + timedelta(days=3)
    aged_key(dave, days=1, expires=end)
    (one,) = list_user_notices(admin, user_name="dave").notices
    assert (one.kind, one.date, one.reminder_count) == ("ExpiringKey", end, 0)


def test_how_often_its_owner_was_reminded_is_told(admin, dave):
    aged_key(dave, days=100)
    reminding.remind_due()
    (one,) = list_user_notices(admin, user_name="dave").notices
    assert one.reminder_count == 1
    assert one.last_reminder_date is not None


def test_nothing_is_told_where_nothing_is_to_be_done(admin, dave, account):
    assert list_user_notices(admin, user_name="dave").notices == ()
    aged_key(dave, days=100)
    ReminderPolicy.objects.create(account=account, is_on=False)
    assert list_user_notices(admin, user_name="dave").notices == ()


def test_what_is_rotated_is_told_of_no_more(admin, dave):
    key = aged_key(dave, days=100)
    assert list_user_notices(admin, user_name="dave").notice_count == 1
    key.delete()
    aged_key(dave, days=0)
    assert list_user_notices(admin, user_name="dave").notice_count == 0


def test_users_are_told_of_their_own(account, carol):
    grant(carol, allow("iam:ListAccessKeys", carol.arn))
    aged_key(carol, days=100)
    aged_key(make_user(account, "other"), days=100)
    (one,) = list_user_notices(calling(carol)).notices
    assert one.user_name == "carol"


def test_it_takes_leave_to_list_the_users_keys(carol, dave):
    with pytest.raises(AccessDenied, match="iam:ListAccessKeys"):
        list_user_notices(calling(carol), user_name="dave")


def test_a_user_who_is_not_there_is_missed(admin):
    with pytest.raises(NoSuchEntity):
        list_user_notices(admin, user_name="nobody")
