from __future__ import annotations

import pytest

from accounts.models import Account
from accounts.operations.account import update_billing_access
from iamconsole.errors import AccessDenied
from tests.people import ACCOUNT, calling


def test_root_opens_and_closes_it(root, mallory):
    for is_open in (True, False):
        update_billing_access(calling(root), is_open=is_open)
        assert Account.objects.get(id=ACCOUNT).is_billing_open == is_open
    assert not Account.objects.get(id=mallory.account_id).is_billing_open


def test_administrators_may_not(admin):
    with pytest.raises(AccessDenied, match="because only the root user may"):
        update_billing_access(admin, is_open=True)
    assert not Account.objects.get(id=ACCOUNT).is_billing_open
