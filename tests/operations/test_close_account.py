from __future__ import annotations

import pytest

from accounts.models import Account, Event, InstanceProfile, Role, User
from accounts.operations.account import close_account
from accounts.operations.users import create_user
from iamconsole.errors import AccessDenied, InvalidInput
from tests.people import ACCOUNT, ELSEWHERE, access_key, attach, calling
from tests.refusals import refused


def test_roles_and_what_carries_them_go_too(root, machines, pilot):
    attach(pilot, "ReadOnlyAccess")
    close_account(calling(root), account_id=ACCOUNT)
    assert not Role.objects.exists()
    assert not InstanceProfile.objects.exists()


def test_everything_in_it_is_gone_and_nothing_of_another(root, alice, bob, mallory):
    access_key(bob)
    close_account(calling(root), account_id=ACCOUNT)
    assert not Account.objects.filter(id=ACCOUNT).exists()
    assert list(User.objects.filter(is_root=False)) == [mallory]
    assert Account.objects.filter(id=ELSEWHERE).exists()


def test_its_history_stays_and_says_who_closed_it(root):
    create_user(calling(root), user_name="dave")
    close_account(calling(root), account_id=ACCOUNT)
    events = Event.objects.filter(account_id=ACCOUNT, caller_arn=root.arn).order_by("id")
    assert [event.action for event in events] == ["iam:CreateUser", "account:CloseAccount"]


def test_another_number_closes_nothing(root, mallory):
    with refused(InvalidInput, f"{ELSEWHERE} is not the number of this account."):
        close_account(calling(root), account_id=ELSEWHERE)
    assert Account.objects.count() == 2


def test_administrators_may_not(admin):
    with pytest.raises(AccessDenied, match="because only the root user may"):
        close_account(admin, account_id=ACCOUNT)
    assert Account.objects.filter(id=ACCOUNT).exists()
