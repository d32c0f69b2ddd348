from __future__ import annotations

from accounts.operations.account import get_account_settings, update_billing_access
from tests.people import ACCOUNT, calling


def test_it_tells_number_name_and_switches(admin):
    settings = get_account_settings(admin)
    assert (settings.account_id, settings.account_alias) == (ACCOUNT, "example")
    assert (settings.is_billing_open, settings.is_demo) == (False, False)


def test_a_switch_shows_once_it_is_turned(admin, root):
    update_billing_access(calling(root), is_open=True)
    assert get_account_settings(admin).is_billing_open
