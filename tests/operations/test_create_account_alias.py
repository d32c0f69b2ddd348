from __future__ import annotations

import pytest

from accounts.models import Account
from accounts.operations import account
from iamconsole.errors import EntityAlreadyExists, ValidationError
from tests.people import ACCOUNT
from tests.refusals import refused


def test_the_new_alias_takes_the_place_of_the_old(admin):
    account.create_account_alias(admin, account_alias="lab-7")
    assert account.list_account_aliases(admin).account_aliases == ("lab-7",)
    assert not Account.objects.filter(alias="example").exists()


def test_an_alias_of_another_account_is_taken(admin, mallory):
    with refused(EntityAlreadyExists, "The account alias elsewhere already exists."):
        account.create_account_alias(admin, account_alias="elsewhere")
    assert Account.objects.get(id=ACCOUNT).alias == "example"


@pytest.mark.parametrize("alias", ["ab", "A-lab", "-lab", "lab-", "a--b", "l" * 64, "läb", "a.b"])
def test_what_is_no_alias_is_refused(admin, alias):
    with pytest.raises(ValidationError, match="at 'accountAlias' failed to satisfy constraint"):
        account.create_account_alias(admin, account_alias=alias)


def test_what_reads_as_an_accounts_number_is_refused(admin):
    with refused(ValidationError, "An account alias cannot be a number of 12 digits."):
        account.create_account_alias(admin, account_alias="444455556666")
    account.create_account_alias(admin, account_alias="4444")
