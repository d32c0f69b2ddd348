from __future__ import annotations

from accounts.operations import account


def test_it_lists_the_one_there_is(admin, mallory):
    result = account.list_account_aliases(admin)
    assert (result.account_aliases, result.is_truncated) == (("example",), False)


def test_an_account_without_one_has_an_empty_list(admin):
    account.delete_account_alias(admin, account_alias="example")
    assert account.list_account_aliases(admin).account_aliases == ()
