from __future__ import annotations

from accounts.operations.account import get_account_recommendations
from accounts.operations.password_policy import update_account_password_policy
from tests.authenticators import enrol
from tests.people import access_key, attach, calling, make_group


def test_a_new_account_lacks_groups_and_an_administrator(root):
    told = get_account_recommendations(calling(root))
    assert told.root_has_no_access_keys
    assert told.alias_is_set
    assert not told.administrator_exists
    assert not told.groups_are_used


def test_a_group_of_administrators_is_what_it_asks_for(root, account, dave):
    admins = make_group(account, "admins")
    attach(admins, "AdministratorAccess")
    assert not get_account_recommendations(calling(root)).administrator_exists
    make_group(account, "crew", dave)
    admins.memberships.create(account=account, user=dave, created=dave.created)
    told = get_account_recommendations(calling(root))
    assert told.administrator_exists
    assert told.groups_are_used


def test_keys_of_root_are_told(root, admin):
    access_key(root)
    assert not get_account_recommendations(admin).root_has_no_access_keys


def test_a_second_factor_of_root_is_what_it_asks_for(root, dave):
    enrol(dave, "his")
    assert not get_account_recommendations(calling(root)).root_has_mfa
    enrol(root)
    assert get_account_recommendations(calling(root)).root_has_mfa


def test_a_password_policy_is_what_it_asks_for(root):
    assert not get_account_recommendations(calling(root)).password_policy_is_set
    update_account_password_policy(calling(root), minimum_password_length=14)
    assert get_account_recommendations(calling(root)).password_policy_is_set


def test_another_accounts_administrator_does_not_count(root, mallory):
    assert not get_account_recommendations(calling(root)).administrator_exists
