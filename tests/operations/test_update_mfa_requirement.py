from __future__ import annotations

import pytest

from accounts.operations import account as account_operations
from iamconsole.errors import AccessDenied
from tests.people import allow, calling, grant


def is_required(caller):
    return account_operations.get_account_settings(caller).is_mfa_required


def test_it_is_switched_on_and_off(alice):
    assert not is_required(calling(alice))
    account_operations.update_mfa_requirement(calling(alice), is_required=True)
    assert is_required(calling(alice))
    account_operations.update_mfa_requirement(calling(alice), is_required=False)
    assert not is_required(calling(alice))


def test_other_accounts_keep_their_own(alice, mallory):
    account_operations.update_mfa_requirement(calling(alice), is_required=True)
    assert not is_required(calling(mallory))


def test_it_takes_leave(carol, bob):
    for user in (carol, bob):
        with pytest.raises(AccessDenied, match="iamconsole:UpdateMFARequirement"):
            account_operations.update_mfa_requirement(calling(user), is_required=True)
    grant(carol, allow("iamconsole:UpdateMFARequirement"))
    account_operations.update_mfa_requirement(calling(carol), is_required=True)
