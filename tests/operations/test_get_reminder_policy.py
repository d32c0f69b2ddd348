from __future__ import annotations

import pytest

from accounts.models import ReminderPolicy
from accounts.operations.reminders import get_reminder_policy
from iamconsole.errors import AccessDenied
from tests.people import allow, calling, grant


def test_an_account_that_said_nothing_has_the_defaults(admin):
    found = get_reminder_policy(admin)
    assert (found.is_on, found.key_age_days, found.unused_days) == (True, 90, 90)
    assert (found.expiry_days, found.password_days) == (14, 14)
    assert (found.repeat_days, found.escalate_after) == (7, 3)
    assert (found.exempt_tag, found.address_tag) == ("no-reminders", "email")
    assert not ReminderPolicy.objects.exists()


def test_it_takes_leave(carol):
    with pytest.raises(AccessDenied, match="iamconsole:GetReminderPolicy"):
        get_reminder_policy(calling(carol))
    grant(carol, allow("iamconsole:GetReminderPolicy"))
    assert get_reminder_policy(calling(carol)).is_on
