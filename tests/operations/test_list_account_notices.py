from __future__ import annotations

import pytest

from accounts.operations.reminders import list_account_notices
from iamconsole.errors import AccessDenied
from tests.ageing import aged_key
from tests.people import calling, make_user


def test_the_account_is_told_of_everybody_and_of_nobody_elses(admin, account, root, mallory):
    aged_key(root, days=120)
    aged_key(make_user(account, "frank"), days=100)
    aged_key(mallory, days=100)
    found = list_account_notices(admin)
    assert [one.user_name for one in found.notices] == ["", "frank"]
    assert found.notice_count == 2


def test_only_so_many_are_told_and_all_are_counted(admin, account):
    for number in range(4):
        aged_key(make_user(account, f"user-{number}"), days=100 + number)
    found = list_account_notices(admin, page_size=2)
    assert [one.user_name for one in found.notices] == ["user-3", "user-2"]
    assert found.notice_count == 4


def test_an_account_in_order_has_none(admin):
    assert list_account_notices(admin).notices == ()


def test_it_takes_leave_to_read_the_credential_report(bob, carol):
    assert list_account_notices(calling(bob)).notice_count == 0
    with pytest.raises(AccessDenied, match="iam:GetCredentialReport"):
        list_account_notices(calling(carol))
