from __future__ import annotations

from accounts.models import Account
from accounts.operations import account
from iamconsole.errors import NoSuchEntity
from tests.refusals import refused


def test_it_takes_the_alias_away(admin):
    account.delete_account_alias(admin, account_alias="example")
    assert account.list_account_aliases(admin).account_aliases == ()
    with refused(NoSuchEntity, "The account alias example cannot be found."):
        account.delete_account_alias(admin, account_alias="example")


def test_another_accounts_alias_stays(admin, mallory):
    with refused(NoSuchEntity, "The account alias elsewhere cannot be found."):
        account.delete_account_alias(admin, account_alias="elsewhere")
    assert Account.objects.filter(alias="elsewhere").exists()
