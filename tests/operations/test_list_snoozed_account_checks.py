from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import CheckSnooze
from accounts.operations.checks import list_snoozed_account_checks
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
