from __future__ import annotations

import pytest

from accounts import reminding
from accounts.models import ReminderPolicy
from accounts.operations.reminders import get_reminder_policy, update_reminder_policy
from iamconsole.errors import AccessDenied, ValidationError
from tests.people import calling


def test_what_is_said_holds_and_what_is_not_goes_back_to_its_default(admin):
    said = update_reminder_policy(admin, key_age_days=30, address_tag="mail")
    assert said == get_reminder_policy(admin)
    assert (said.key_age_days, said.address_tag, said.repeat_days) == (30, "mail", 7)
    update_reminder_policy(admin, is_on=False)
    found = get_reminder_policy(admin)
    assert (found.is_on, found.key_age_days, found.address_tag) == (False, 90, "email")


def test_the_account_is_looked_at_again_at_once(admin, account):
    reminding.remind_due()
    assert not reminding.due().exists()
    update_reminder_policy(admin, key_age_days=30)
    assert reminding.due().get() == account


def test_other_accounts_keep_their_own(admin, mallory):
    update_reminder_policy(admin, key_age_days=30)
    assert get_reminder_policy(calling(mallory)).key_age_days == 90


@pytest.mark.parametrize(
    "said",
    [
        {"key_age_days": -1},
        {"unused_days": 1096},
        {"repeat_days": 0},
        {"escalate_after": 101},
        {"exempt_tag": ""},
        {"address_tag": "a" * 129},
    ],
)
def test_what_is_out_of_bounds_is_refused_and_changes_nothing(admin, said):
    with pytest.raises(ValidationError):
        update_reminder_policy(admin, **said)
    assert not ReminderPolicy.objects.exists()


def test_it_takes_leave(bob, carol):
    for user in (bob, carol):
        with pytest.raises(AccessDenied, match="iamconsole:UpdateReminderPolicy"):
            update_reminder_policy(calling(user), is_on=False)
    assert not ReminderPolicy.objects.exists()
