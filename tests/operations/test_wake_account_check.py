from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import CheckSnooze
from accounts.operations.checks import wake_account_check
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.people import calling


@pytest.fixture
def snoozed(account):
    return CheckSnooze.objects.create(
        account=account, check_name="no_mfa", until=now() + timedelta(days=1), reason="a"
    )


def test_a_check_is_awake_again(admin, snoozed):
    wake_account_check(admin, check_name="no_mfa")
    assert not CheckSnooze.objects.exists()


def test_what_is_not_snoozed_cannot_be_woken(admin, snoozed):
    with pytest.raises(NoSuchEntity, match="old_keys is not snoozed"):
        wake_account_check(admin, check_name="old_keys")


def test_another_accounts_check_is_not_touched(mallory, snoozed):
    with pytest.raises(NoSuchEntity):
        wake_account_check(calling(mallory), check_name="no_mfa")
    assert CheckSnooze.objects.exists()


def test_it_takes_leave(carol, snoozed):
    with pytest.raises(AccessDenied, match="iamconsole:WakeAccountCheck"):
        wake_account_check(calling(carol), check_name="no_mfa")
