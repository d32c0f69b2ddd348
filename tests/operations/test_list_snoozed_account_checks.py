from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import CheckSnooze
from accounts.operations.checks import list_snoozed_account_checks, snooze_account_check
from iamconsole.errors import AccessDenied
from tests.people import allow, calling, grant


def test_a_check_comes_back_by_itself(admin, account):
    for name, days in (("old_keys", -1), ("no_mfa", 1), ("alias_is_set", 2)):
        until = now() + timedelta(days=days)
        CheckSnooze.objects.create(account=account, check_name=name, until=until, reason="a")
    found = [one.check_name for one in list_snoozed_account_checks(admin).snoozes]
    assert found == ["alias_is_set", "no_mfa"]


def test_it_takes_the_leave_the_overview_takes(carol):
    with pytest.raises(AccessDenied, match="iam:GetAccountSummary"):
        list_snoozed_account_checks(calling(carol))
    grant(carol, allow("iam:GetAccountSummary"))
    assert list_snoozed_account_checks(calling(carol)).snoozes == ()


def test_who_snoozed_it_is_told_to_those_who_may_get_that_user(admin, alice, carol):
    snooze_account_check(
        admin, check_name="old_keys", until=now() + timedelta(days=7), reason="the move"
    )

    def told(user):
        (one,) = list_snoozed_account_checks(calling(user)).snoozes
        return one.snoozed_by

    assert told(alice) == alice.arn
    grant(carol, allow("iam:GetAccountSummary"), name="sum")
    assert told(carol) is None
    grant(carol, allow("iam:GetUser"), name="get")
    assert told(carol) == alice.arn
